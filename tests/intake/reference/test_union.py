import dataclasses

import pandas as pd
import pytest

from graph_app.graph.frames import frame_from_tables
from graph_app.intake.reference.layer import (
    BODY_COLUMNS,
    PLACE_COLUMNS,
    TIE_COLUMNS,
    PublicList,
    ReferenceLayer,
    no_layer,
    table_of,
)
from graph_app.intake.reference.union import own_cities, with_public
from graph_app.model.public_ties import is_public
from graph_app.model.tables import COLUMNS, Tables
from graph_app.model.validate import validate

PLACES = pd.DataFrame(
    [
        ("649360", "Q10579", "Lahti", "FI", 60.98, 25.66, 119823),
        ("2822542", "", "Suhl", "DE", 50.61, 10.69, 36208),
        ("1857910", "", "Kyoto", "JP", 35.02, 135.75, 1463723),
        ("4717560", "", "Paris", "US", 33.66, -95.56, 24782),
        ("2988507", "", "Paris", "FR", 48.85, 2.35, 2138551),
    ],
    columns=list(PLACE_COLUMNS),
)
TIES = pd.DataFrame(
    [
        ("2822542", "649360", "sister_city", "", "", "twins"),
        ("1857910", "2988507", "sister_city", "1958", "", "twins"),
        ("649360", "network:ubc", "membership", "", "", "members"),
        ("2822542", "network:other", "membership", "", "", "members"),
    ],
    columns=list(TIE_COLUMNS),
)
BODIES = pd.DataFrame({"id": ["network:ubc", "network:other"], "name": ["UBC", "Other"]})
LISTS = (
    PublicList("twins", "Twins", "Wikipedia", "https://w.example", "CC-BY-SA-4.0", "2026-02"),
    PublicList("members", "Members", "UBC", "https://ubc.net", "CC0-1.0", "2025"),
)


def layer():
    return ReferenceLayer(
        table_of(PLACES, PLACE_COLUMNS),
        table_of(BODIES, BODY_COLUMNS),
        table_of(TIES, TIE_COLUMNS),
        LISTS,
        "d",
    )


def ours(**more):
    cities = pd.DataFrame(
        {
            "id": ["city:lahti", "city:suhl"],
            "name": ["Lahti", "Suhl"],
            "country": ["FI", "DE"],
            "latitude": [60.98, None],
            "longitude": [25.66, None],
        }
    )
    frames = {"cities": cities}
    frames["networks"] = pd.DataFrame({"id": ["network:ubc"], "name": ["UBC"]})
    frames["sources"] = pd.DataFrame({"id": ["source:s"], "title": ["S"]})
    return Tables.from_frames(frames | more)


def tie(source, target, type_="sister_city"):
    return pd.DataFrame(
        [{"id": "r", "source": source, "target": target, "type": type_, "source_id": "source:s"}]
    )


def test_public_ties_stand_after_ours_and_break_no_rule():
    tables = ours()
    both = with_public(tables, layer())
    assert not validate(both)
    for table in COLUMNS:
        mine = getattr(tables, table)
        pd.testing.assert_frame_equal(getattr(both, table).head(len(mine)), mine)
    assert is_public(both.relations["id"]).all()
    assert list(both.relations["status"].unique()) == ["listed"]
    assert set(both.relations["checked"]) == {"2026-02", "2025"}
    assert set(both.networks["id"]) == {"network:ubc", "network:other"}
    ends = set(both.relations["source"]) | set(both.relations["target"])
    assert "city:kyoto-1857910" in ends
    assert "city:lahti" in ends
    # A place that no tie names is not there.
    assert "city:paris-4717560" not in set(both.cities["id"])
    assert len(frame_from_tables(both)) == 6


@pytest.mark.parametrize("ends", [("city:lahti", "city:suhl"), ("city:suhl", "city:lahti")])
def test_a_tie_that_we_state_is_not_there_twice(ends):
    both = with_public(ours(relations=tie(*ends)), layer())
    pair = both.relations[both.relations["source"].isin(ends) & both.relations["target"].isin(ends)]
    assert list(pair["id"]) == ["r"]


def test_another_kind_of_tie_between_the_same_two_stays():
    both = with_public(
        ours(relations=tie("city:lahti", "city:suhl", "cooperation_agreement")), layer()
    )
    assert len(both.relations) == 1 + len(TIES)


def test_a_city_is_ours_by_its_id_whatever_its_name():
    cities = pd.DataFrame(
        {"id": ["city:x"], "name": ["Lahden kaupunki"], "country": ["FI"], "wikidata": ["Q10579"]}
    )
    assert own_cities(ours(cities=cities).cities, layer().places) == {"649360": "city:x"}


def test_a_name_that_two_places_share_in_a_country_is_nobody_s():
    twice = pd.concat([PLACES, PLACES.tail(1).assign(geonames="1", latitude=43.0)])
    cities = pd.DataFrame({"id": ["city:paris"], "name": ["Paris"], "country": ["FR"]})
    assert own_cities(ours(cities=cities).cities, table_of(twice, PLACE_COLUMNS)) == {}
    assert own_cities(ours(cities=cities).cities, layer().places) == {"2988507": "city:paris"}


def test_a_namesake_far_away_is_another_place():
    cities = pd.DataFrame({"id": ["city:paris"], "name": ["Paris"], "country": ["US"]})
    far = cities.assign(latitude=36.3, longitude=-88.3)
    assert own_cities(ours(cities=far).cities, layer().places) == {}


def test_without_a_layer_our_tables_are_as_they_were():
    tables = ours()
    assert with_public(tables, no_layer()) is tables


def test_the_same_facts_give_the_same_tables():
    one = with_public(ours(), layer())
    two = with_public(ours(), dataclasses.replace(layer()))
    assert one.revision == two.revision
