from dataclasses import fields

from graph_app.graph.filters import GraphFilter
from graph_app.i18n import get_translator
from graph_app.wording.filters import FILTER_LABELS, filter_words


def test_every_filter_has_words(graph):
    wanted = GraphFilter(
        ("city",),
        ("membership",),
        ("SE",),
        ("climate",),
        ("unknown",),
        1999,
        False,
        "åbo",
        "city:turku",
        2,
        3,
    )
    words = dict(filter_words(wanted, graph, get_translator("sv")))
    assert len(words) == len(FILTER_LABELS) + 2
    assert words["Slag"] == "Stad"
    assert words["Land"] == "Sverige"
    assert words["Fokus"] == "Åbo"
    assert words["Status"] == "Okänd"


def test_no_filter_no_words(graph):
    assert filter_words(GraphFilter(), graph, get_translator("en")) == []


def test_labels_are_those_of_fields():
    assert set(FILTER_LABELS) <= {field.name for field in fields(GraphFilter)}
