import pytest

from graph_app.analysis.layout import view_layout
from graph_app.graph.filters import GraphFilter
from graph_app.pages.parts.drawing import Look, drawn


def test_the_largest_are_drawn_and_the_home_city_always(graph):
    drawing = drawn(graph, GraphFilter(), Look(), "en", "city:worcestershire", most=50)
    assert drawing.total == 169
    assert 50 <= len(drawing.view) <= 51
    ids = set(drawing.view.nodes["id"])
    assert {"network:eurocities", "city:lahti", "city:worcestershire"} <= ids
    assert set(drawing.scene.nodes) == ids


@pytest.mark.parametrize("colour", ["kind", "country", "community", "theme"])
@pytest.mark.parametrize("size", ["uniform", "pagerank"])
def test_every_look(graph, colour, size):
    wanted = GraphFilter(focus="city:lahti", hops=1)
    drawing = drawn(graph, wanted, Look(colour, size), "sv", "city:lahti")
    assert len(drawing.style.colour) == len(drawing.view) == 71


@pytest.mark.parametrize("wanted", [{"kinds": ("city",)}, {"year": 1990}, {"search": "as"}])
def test_no_filter_moves_what_stays(graph, wanted):
    whole = GraphFilter(focus="city:lahti", hops=1)
    part = GraphFilter(focus="city:lahti", hops=1, **wanted)
    before, after = (drawn(graph, w, Look(), "en", "city:lahti").places for w in (whole, part))
    assert 0 < len(after) < len(before)
    assert after.equals(before.reindex(after.index))


def test_exports_put_nodes_where_explore_shows_them(graph):
    wanted = GraphFilter(types=("sister_city",), focus="city:lahti", hops=1)
    shown = drawn(graph, wanted, Look(), "en", "city:lahti").places
    written = view_layout(graph, wanted)
    assert shown.equals(written.reindex(shown.index))
