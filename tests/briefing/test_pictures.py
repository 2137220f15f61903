import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.analysis.briefing import Lanes, profile_facts
from graph_app.analysis.strength import tie_strength
from graph_app.briefing.map_drawing import MapOf, Spot, clip, map_drawing, place_labels
from graph_app.briefing.pictures import lanes_drawing, mark
from graph_app.briefing.strokes import Label, Shape, Stroke
from graph_app.i18n import get_translator
from graph_app.view.palette import KIND_COLOURS, KIND_SHAPES
from tests.briefing.briefings import HOME, TODAY

NODES = ["city:vasteras", "network:eurocities", "event:novu-2024", "city:tallinn", HOME]


def labels_of(drawing):
    return [item for item in drawing.items if isinstance(item, Label)]


def overlap(one, other):
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return width > 0.5 and height > 0.5


def check_labels(drawing):
    labels = labels_of(drawing)
    for label in labels:
        left, top, right, bottom = label.box
        assert left >= 0
        assert right <= drawing.width + 0.5
        assert top >= 0
        assert bottom <= drawing.height
    for one, other in itertools.combinations(labels, 2):
        assert not overlap(one.box, other.box), (one.text, other.text)


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
@pytest.mark.parametrize("node", NODES)
def test_small_graph_names_every_node_and_no_name_covers_another(graph, node, language):
    tr = get_translator(language)
    facts = profile_facts(graph, node, HOME, TODAY)
    strength = tie_strength(graph, TODAY)
    drawing = lanes_drawing(graph, facts.picture, strength, {node, HOME}, tr)
    check_labels(drawing)
    bold = {label.text for label in labels_of(drawing) if label.bold}
    home, subject = (graph.nodes.iloc[graph.position[n]] for n in (HOME, node))
    assert bold == {tr.name(home), tr.name(subject)}
    count = sum(map(len, facts.picture.lanes))
    legend = [label for label in labels_of(drawing) if label.size == 9.5]
    assert len(labels_of(drawing)) - len(legend) == count
    # A thick full line for a strong active tie.
    lines = [item for item in drawing.items if isinstance(item, Stroke)]
    assert len(lines) >= len(facts.picture.ties)
    for line, tie in zip(lines, facts.picture.ties, strict=False):
        assert line.width == pytest.approx(0.9 + 2.4 * strength[tie])
        assert (line.dash is None) == (graph.edges["status"].iat[tie] == "active")


def test_a_tie_of_the_two_runs_between_what_they_share(graph):
    facts = profile_facts(graph, "city:vasteras", HOME, TODAY)
    strength = tie_strength(graph, TODAY)
    drawing = lanes_drawing(
        graph, facts.picture, strength, {"city:vasteras", HOME}, get_translator("en")
    )
    direct = next(item for item in drawing.items if isinstance(item, Stroke))
    (x0, y), (x1, same) = direct.points
    assert y == pytest.approx(same)
    for label in labels_of(drawing):
        if x0 < label.x < x1 and not label.bold and label.size != 9.5:
            assert not label.box[1] < y < label.box[3]


def test_one_lane_alone_can_be_drawn(graph):
    lanes = Lanes((("city:lahti", "city:turku"),), ())
    drawing = lanes_drawing(graph, lanes, np.ones(graph.n_edges), {HOME}, get_translator("en"))
    check_labels(drawing)


@pytest.mark.parametrize("kind", KIND_SHAPES)
def test_marks_have_the_colour_of_the_screen_and_a_shape_of_their_own(kind):
    shape = mark(kind, 0, 0, 5)[0]
    assert shape.fill == KIND_COLOURS[kind]
    assert len(mark(kind, 0, 0, 5, ring=True)) == 2
    corners = {k: tuple(mark(k, 0, 0, 5)[0].points) for k in KIND_SHAPES}
    assert len(set(corners.values())) == len(KIND_SHAPES)


# --- the map --------------------------------------------------------------------------------------


def test_map_holds_the_two_and_what_they_share(graph):
    shown = MapOf((HOME, "city:vasteras"), ("city:akureyri",), ("city:kassel", "city:gaborone"))
    drawing, outside = map_drawing(graph, shown, get_translator("en"))
    check_labels(drawing)
    texts = [label.text for label in labels_of(drawing)]
    assert {"Lahti", "Västerås", "Akureyri"} <= set(texts)
    assert outside == 1
    assert "Gaborone" not in texts
    west, east = (next(la.x for la in labels_of(drawing) if la.text == t) for t in texts[2:0:-1])
    assert west < east
    assert sum(isinstance(item, Shape) and item.fill == "#dfe7ec" for item in drawing.items) > 10


def test_the_home_city_is_named_even_in_a_crowd(graph):
    cities = tuple(graph.nodes["id"][graph.nodes["kind"].eq("city")])
    drawing, _ = map_drawing(graph, MapOf((HOME,), cities), get_translator("sv"))
    assert "Lahtis" in [label.text for label in labels_of(drawing) if label.bold]
    check_labels(drawing)


def test_an_event_stands_for_the_city_that_hosts_it(graph):
    shown = MapOf(("event:novu-2024", HOME), ("city:randers", "city:vasteras"))
    drawing, outside = map_drawing(graph, shown, get_translator("en"))
    texts = [label.text for label in labels_of(drawing)]
    assert texts[:2] == ["NOVU 2024", "Lahti"]
    assert "Randers" not in texts
    assert outside == 0


def test_without_two_known_places_there_is_no_map(small):
    assert map_drawing(small, MapOf(("city:e", "city:a")), get_translator("en")) is None
    assert map_drawing(small, MapOf(("network:n",)), get_translator("en")) is None


points = st.tuples(st.floats(-50, 150), st.floats(-50, 150))


def area(xy):
    x, y = np.asarray(xy).T
    return abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


@given(points, points)
def test_a_clipped_rectangle_is_the_common_part(one, other):
    (left, top), (right, bottom) = np.minimum(one, other), np.maximum(one, other)
    ring = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
    width = max(0.0, min(right, 100) - max(left, 0))
    height = max(0.0, min(bottom, 80) - max(top, 0))
    found = clip(ring, (0, 0, 100, 80))
    assert (area(found) if len(found) > 2 else 0) == pytest.approx(width * height, abs=1e-6)


@given(st.lists(points, min_size=3, max_size=12))
def test_what_is_clipped_lies_in_the_box(ring):
    found = clip(np.array(ring), (0, 0, 100, 80))
    assert (found >= -1e-9).all()
    assert (found <= np.array([100, 80]) + 1e-9).all()


@given(st.lists(st.tuples(points, st.text("abcåł", min_size=1, max_size=12)), max_size=25))
def test_placed_labels_never_cover_each_other(wanted):
    spots = [Spot(*place, 4.0, text, bold=at == 0) for at, (place, text) in enumerate(wanted)]
    labels = place_labels(spots, "rlab", (100, 100))
    for one, other in itertools.combinations(labels, 2):
        assert not overlap(one.box, other.box)
    for label in labels:
        assert min(label.box) >= 2
        assert max(label.box) <= 98
