import pandas as pd

from graph_app.intake.merging.draft import Draft
from graph_app.intake.reference.build import build_layer
from graph_app.intake.reference.layer import PublicList

TWINS = PublicList("twins", "Twins", "W", "", "CC-BY-SA-4.0", "2026")


def draft(relations, cities=()):
    places = [
        ("a", "Lahti", "FI", 60.98, 25.66),
        ("b", "Suhl", "DE", 50.61, 10.69),
        ("c", "Lahtis", "FI", 60.98, 25.66),
        ("x", "Nowhere at all", "FI", None, None),
        *cities,
    ]
    columns = ["id", "name", "country", "latitude", "longitude"]
    ties = pd.DataFrame(relations, columns=["source", "target", "start"]).assign(
        type="sister_city", end=None
    )
    frames = {"cities": pd.DataFrame(places, columns=columns), "relations": ties}
    return Draft(frames)


def test_ties_of_recognised_places_come_in_once():
    found = build_layer([(TWINS, draft([("a", "b", None), ("b", "a", "1987"), ("c", "b", None)]))])
    layer = found.layer
    assert list(layer.places["name"]) == ["Suhl", "Lahti"]
    assert layer.places["geonames"].is_unique
    assert layer.ties[["type", "start", "list"]].values.tolist() == [
        ["sister_city", "1987", "twins"]
    ]
    assert layer.lists[0].rows == 1


def test_what_was_not_recognised_is_reported_and_not_guessed():
    found = build_layer([(TWINS, draft([("a", "b", None), ("a", "x", None)]))])
    assert len(found.layer) == 1
    assert found.layer.lists[0].left_out == 1
    assert found.left_out.values.tolist() == [["twins", "Nowhere at all", "FI", 1]]


def test_the_order_of_rows_does_not_matter():
    rows = [("a", "b", None), ("b", "a", "1987"), ("a", "x", None)]
    one, two = (build_layer([(TWINS, draft(some))]).layer for some in (rows, rows[::-1]))
    pd.testing.assert_frame_equal(one.ties, two.ties)
    pd.testing.assert_frame_equal(one.places, two.places)


def test_a_place_tied_to_itself_is_left_out():
    assert len(build_layer([(TWINS, draft([("a", "c", None), ("a", "b", None)]))]).layer) == 1
