"""Ids of places through a merge: what is kept, what is joined, what is asked about."""

import pandas as pd
import pytest

from graph_app.intake.merging.joins import JOIN_COLUMNS
from graph_app.intake.merging.merge import merge
from graph_app.intake.places.gazetteer import gazetteer
from graph_app.model.tables import Tables
from tests.intake.merging.test_merge import draft_of

EMPTY = Tables.from_frames({})
LONDON, CITY_OF_LONDON, BIRMINGHAM = "2643743", "2643741", "2655603"


def cities(*rows):
    """A draft of cities, each tied to a network."""
    frame = [{"id": f"city:key-{at}", "country": "GB"} | row for at, row in enumerate(rows)]
    ties = [("membership", row["id"], "network:n") for row in frame]
    networks = pd.DataFrame({"id": ["network:n"], "name": ["N"]})
    return draft_of(ties, frame, networks=networks)


def place(geonames):
    places, _ = gazetteer()
    return places.set_index("geonames").loc[geonames]


def named(tables):
    return sorted(zip(tables.cities["name"], tables.cities["geonames"].fillna(""), strict=True))


def test_a_new_city_keeps_both_ids_and_is_found_by_either():
    first = merge(EMPTY, cities({"name": "London", "wikidata": "Q84"}))
    (city,) = first.tables.cities.to_dict("records")
    assert (city["wikidata"], city["geonames"]) == ("Q84", LONDON)
    for again in ({"name": "Own spelling", "wikidata": "Q84"}, {"name": "X", "geonames": LONDON}):
        second = merge(first.tables, cities(again))
        assert "cities" not in second.report.added
        assert second.report.joins["known"].tolist() == [city["id"]]


def test_an_id_that_the_gazetteer_lacks_is_kept_and_found():
    asked = {"name": "Nowhere at all", "geonames": "99999999"}
    first = merge(EMPTY, cities(asked))
    assert named(first.tables) == [("Nowhere at all", "99999999")]
    second = merge(first.tables, cities(asked | {"name": "Quite another name"}))
    assert second.report.joins["ground"].tolist() == ["GeoNames id"]
    assert not second.changes.added.get("cities", pd.DataFrame()).size


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_ids_under_one_name_never_become_one_city(order):
    rows = [{"name": "London", "wikidata": "Q84"}, {"name": "London", "wikidata": "Q1"}]
    merged = merge(EMPTY, cities(*(rows[at] for at in order)))
    assert sorted(merged.tables.cities["wikidata"]) == ["Q1", "Q84"]
    assert merged.report.doubtful["how"].tolist() == ["other id"]


@pytest.mark.parametrize("first", [LONDON, CITY_OF_LONDON])
def test_a_town_and_its_municipality_with_an_id_each_are_asked_about(first):
    other = {LONDON: CITY_OF_LONDON, CITY_OF_LONDON: LONDON}[first]
    rows = [{"name": place(one)["name"], "geonames": one} for one in (first, other)]
    one_after_the_other = merge(merge(EMPTY, cities(rows[0])).tables, cities(rows[1]))
    at_once = merge(EMPTY, cities(*rows))
    for merged in (one_after_the_other, at_once):
        assert merged.report.doubtful["how"].tolist() == ["other id"]
        assert set(merged.tables.cities["geonames"]) == {LONDON, CITY_OF_LONDON}


def test_a_persons_yes_makes_them_one():
    one = merge(EMPTY, cities({"name": "London", "geonames": LONDON})).tables
    asked = cities({"name": "City of London", "geonames": CITY_OF_LONDON})
    merged = merge(one, asked, decisions={"city:key-0": True})
    assert "cities" not in merged.report.added
    assert merged.report.joins["ground"].tolist() == ["a person's answer"]


def test_ids_that_agree_win_over_names():
    rows = [{"name": "Nowhere", "wikidata": "Q99"}, {"name": "Otherwhere", "wikidata": "Q99"}]
    assert len(merge(EMPTY, cities(*rows)).tables.cities) == 1


def test_a_confidence_is_capped_and_never_raised():
    """A weak spelling beside a city with another id stays weak."""
    here = place(LONDON)
    asked = {"name": "Londonqqq", "latitude": here["latitude"], "longitude": here["longitude"]}
    known = merge(EMPTY, cities({"name": "London", "wikidata": "Q84"})).tables
    plain = merge(known, cities(asked)).report.doubtful["confidence"]
    other = merge(known, cities(asked | {"wikidata": "Q1"})).report.doubtful["confidence"]
    assert len(other) == len(plain)
    assert (other.to_numpy() <= plain.to_numpy()).all()


def test_a_key_of_a_draft_of_open_data_is_not_the_id_of_a_known_city():
    known = Tables.from_frames(
        {"cities": pd.DataFrame({"id": ["city:key-0"], "name": ["Paris"], "country": ["FR"]})}
    )
    asked = cities({"name": "London"})
    assert "cities" not in merge(known, asked).report.added
    keys = type(asked)(asked.frames, keys_only=True)
    assert merge(known, keys).report.added["cities"] == 1


def test_joins_say_on_which_ground():
    here = place(BIRMINGHAM)
    known = merge(EMPTY, cities({"name": "Birmingham", "wikidata": "Q2256"})).tables
    there = {"latitude": here["latitude"], "longitude": here["longitude"]}
    rows = (
        {"name": "A", "wikidata": "Q2256"},
        {"name": "B", "geonames": BIRMINGHAM},
        {"name": "Birmingham"},
        {"name": "Town of Birmingham", **there},
        {"name": "Birminghamm", **there},
        {"name": "Бирмингем", "country": ""},
    )
    joins = merge(known, cities(*rows)).report.joins
    assert list(joins.columns) == list(JOIN_COLUMNS)
    grounds = dict(zip(joins["place"], joins["ground"], strict=True))
    assert grounds == {
        "A": "Wikidata id",
        "B": "GeoNames id",
        "Birmingham": "name + country",
        "Town of Birmingham": "name + country + distance",
        "Birminghamm": "spelling",
        "Бирмингем": "name alone",
    }
    assert set(joins["known"]) == {"city:birmingham"}
