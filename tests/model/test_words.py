import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.model.words import ascii_lower, clean, fold, slug


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


@given(st.text())
def test_folding_letter_by_letter_is_folding_the_whole(text):
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    whole = "".join(char for char in decomposed if not unicodedata.combining(char))
    assert fold(fold(text)) == fold(whole)


def test_a_text_of_accents_is_folded_in_proportion_to_its_length():
    def spent(length):
        text, least = "\u0f73" * length, 1e9
        for _ in range(3):
            began = time.thread_time()
            fold(text)
            least = min(least, time.thread_time() - began)
        return least

    # To sort the accents of the longest takes two hundred times as long as of the shortest.
    assert spent(32_000) < 60 * max(spent(2_000), 0.0005)


@given(st.text(), st.text())
def test_only_capitals_of_ascii_are_alike(one, other):
    if ascii_lower(one) == ascii_lower(other):
        pairs = zip(one, other, strict=True)
        assert all(a == b or (a.isascii() and b.isascii() and a.lower() == b.lower())
                   for a, b in pairs)  # fmt: skip


@pytest.mark.parametrize("text", ["\u017f", "\u212a", "\ufb01", "\u0130", "\xdf", "\u1e9e", "\xc5"])
def test_other_letters_stay_as_they_are(text):
    assert ascii_lower(text) == text
