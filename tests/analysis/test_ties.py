import datetime
from pathlib import Path

import pytest

from graph_app.analysis.ties import TIE_COLUMNS, ties_of
from graph_app.graph.frames import frame_from_tables
from graph_app.intake.project.folder import load_folder
from graph_app.intake.reference.layer import shipped_layer
from graph_app.intake.reference.union import with_public

SHIPPED = Path(__file__).parents[2] / "data"
TODAY = datetime.date(2026, 11, 28)


@pytest.fixture(scope="module")
def both(tables):
    joined = with_public(tables, shipped_layer())
    return joined, frame_from_tables(joined)


def rows(both, node="city:lahti", **more):
    tables, graph = both
    return ties_of(graph, node, tables.sources, "city:lahti", TODAY, **more)


def test_all_of_ours_are_there_and_public_ones_after_them(both, tables):
    found = rows(both)
    assert tuple(found.columns) == TIE_COLUMNS
    relations = tables.relations
    mine = relations[(relations["source"] == "city:lahti") | (relations["target"] == "city:lahti")]
    assert set(found.loc[found["ours"], "relation"]) == set(mine["id"])
    assert found["ours"].is_monotonic_decreasing
    assert set(found["trust"]) <= set("ABCD")
    assert (found["node"] != "city:lahti").all()


def test_a_city_that_only_public_lists_know_has_its_ties(both):
    kyoto = rows(both, "city:kyoto-1857910")
    assert {"Kyiv", "Florence"} <= set(kyoto["name"])
    assert not kyoto["ours"].any()
    assert set(kyoto["status"]) == {"listed"}
    assert set(kyoto["source"]) == {"Lists of twin towns and sister cities, English Wikipedia"}


def test_no_partner_of_lahti_stands_twice():
    tables = with_public(load_folder(SHIPPED), shipped_layer())
    both = tables, frame_from_tables(tables)
    twins = rows(both, types=["sister_city", "friendship_municipality"])
    assert twins["node"].is_unique
    assert "city:zaporizhzhya-687700" not in set(twins["node"])


def test_countries_and_types_choose(both):
    found = rows(both, countries=["SE"], types=["sister_city"])
    assert list(found["name"]) == ["Västerås"]
    assert rows(both, countries=["XX"]).empty
