import pytest

from graph_app.graph.filter_specs import SPECS, GraphFilter
from graph_app.i18n import LANGUAGES, get_translator
from graph_app.wording.filters import filter_words
from tests.filters import EVERY


def test_a_filter_is_said_in_words(graph):
    assert filter_words(EVERY, graph, get_translator("sv")) == [
        ("Slag", "Stad"),
        ("Relation", "Medlemskap, Vänort"),
        ("Land", "Sverige, Finland"),
        ("Tema", "Klimat"),
        ("Status", "Okänd"),
        ("Läget år", "1999"),
        ("Sök", "åbo & co"),
        ("Steg från fokus", "2"),
        ("Minsta antal förbindelser", "3"),
        ("Koordinater", "kända"),
        ("Fokus", "Åbo"),
        ("Förbindelser utan startår", "utelämnade"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_filter_that_leaves_something_out_is_said(graph, language):
    tr = get_translator(language)
    words = dict(filter_words(EVERY, graph, tr))
    assert EVERY.active
    assert {tr(SPECS[name].label) for name in EVERY.active} <= set(words)
    assert all(words.values())


def test_no_filter_no_words(graph):
    assert filter_words(GraphFilter(), graph, get_translator("en")) == []
    assert filter_words(GraphFilter(focus="city:nowhere"), graph, get_translator("en")) == []
