import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.model.words import clean, fold, slug


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Ålesund", "alesund"),
        ("Gdańsk", "gdansk"),
        ("Łódź", "lodz"),
        ("Ærø", "aero"),
        ("Straße", "strasse"),
        ("İzmir", "izmir"),
        ("Þórshöfn", "thorshofn"),
    ],
)
def test_fold(name, folded):
    assert fold(name) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_slugs_are_ascii(text):
    assert slug(text) == "" or slug(text).replace("-", "").isalnum()
    assert slug(text).isascii()


@given(st.text(alphabet=st.characters()))
def test_clean_text_can_be_encoded_and_keeps_its_length(text):
    assert len(clean(text)) == len(text)
    clean(text).encode("utf-8")
    assert "\x00" not in clean(text)
