import pytest

from graph_app.cli.nodes import named_node
from graph_app.i18n import get_translator
from graph_app.model.errors import FilterError
from tests.namesakes import namesake_frame


def test_a_name_in_any_language(graph):
    assert named_node(graph, "Åbo") == named_node(graph, "turku") == "city:turku"
    assert named_node(graph, "ubc") == "network:ubc"


@pytest.mark.parametrize("text", ["Lathi", "lahtii", "LAHTI "])
def test_a_misspelled_name_gets_a_hint(graph, text):
    if text.strip() == "LAHTI":
        assert named_node(graph, text) == "city:lahti"
        return
    with pytest.raises(FilterError, match=r"did you mean Lahti \(city:lahti\)"):
        named_node(graph, text)


def test_what_is_like_no_name_gets_none(graph):
    with pytest.raises(FilterError, match=r"of a node$"):
        named_node(graph, "Xqzzyx")


@pytest.mark.parametrize("text", ["{x}", "{", "%s", "x" * 500])
def test_any_text_is_said_as_it_is(graph, text):
    with pytest.raises(FilterError) as refused:
        named_node(graph, text)
    assert text[:60] in str(refused.value)
    assert len(str(refused.value)) < 300


def test_a_name_of_several_lists_them_with_what_tells_them_apart():
    with pytest.raises(FilterError) as refused:
        named_node(namesake_frame(), "paris")
    assert "Paris, France (city:paris); Paris, United States (city:paris-texas)" in str(
        refused.value
    )


def test_in_the_language_of_the_verb():
    with pytest.raises(FilterError) as refused:
        named_node(namesake_frame(), "springfield", get_translator("sv"))
    assert "Springfield, Illinois, USA (city:springfield-illinois)" in str(refused.value)
