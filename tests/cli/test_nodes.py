import pytest

from graph_app.cli.nodes import named_node
from graph_app.model.errors import FilterError


def test_a_name_in_any_language(graph):
    assert named_node(graph, "Åbo") == named_node(graph, "turku") == "city:turku"
    assert named_node(graph, "ubc") == "network:ubc"


@pytest.mark.parametrize("text", ["Lathi", "lahtii", "LAHTI "])
def test_a_misspelled_name_gets_a_hint(graph, text):
    if text.strip() == "LAHTI":
        assert named_node(graph, text) == "city:lahti"
        return
    with pytest.raises(FilterError, match=r"did you mean Lahti \(city:lahti\)\?$"):
        named_node(graph, text)


def test_what_is_like_no_name_gets_none(graph):
    with pytest.raises(FilterError, match=r"of a node$"):
        named_node(graph, "Xqzzyx")
