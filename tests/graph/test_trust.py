import datetime

import pandas as pd
import pytest

from graph_app.graph.frames import frame_from_tables
from graph_app.graph.trust import TRUST, trust_levels
from graph_app.model.tables import Tables

TODAY = datetime.date(2026, 11, 28)
CITIES = pd.DataFrame(
    {
        "id": ["city:lahti", "city:suhl", "city:vasteras", "city:of"],
        "name": ["Lahti", "Suhl", "Västerås", "Of"],
        "country": ["FI", "DE", "SE", "TR"],
    }
)
NETWORKS = pd.DataFrame(
    {
        "id": ["network:ubc"],
        "name": ["Union of the Baltic Cities"],
        "short_name": ["UBC"],
        "website": ["https://www.ubc.net"],
    }
)


def level(source, relation=(), ends=("city:lahti", "city:suhl"), home="city:lahti"):
    row = {"id": "r", "source": ends[0], "target": ends[1], "type": "sister_city"}
    row |= {"source_id": "source:s", "status": "active"} | dict(relation)
    if ends[1].startswith("network"):
        row["type"] = "membership"
    cited = {"id": "source:s", "title": "S", "published": "2026-01"} | source
    tables = Tables.from_frames(
        {
            "cities": CITIES,
            "networks": NETWORKS,
            "relations": pd.DataFrame([row]),
            "sources": pd.DataFrame([cited]),
        }
    )
    found = trust_levels(frame_from_tables(tables), tables.sources, home, TODAY)
    assert set(found) <= set(TRUST)
    return found.iloc[0]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ({"publisher": "City of Lahti"}, "A"),
        ({"publisher": "Lahden kaupunki", "url": "https://www.lahti.fi/uutiset"}, "A"),
        ({"publisher": "Stadt Suhl"}, "B"),
        ({"publisher": "A page", "url": "https://suhl.de/partner"}, "B"),
        ({"publisher": "Norwegian Wikipedia", "url": "https://no.wikipedia.org/wiki/Lahtis"}, "C"),
        ({"publisher": "City of Turku"}, "C"),
        ({}, "C"),
        ({"publisher": "City of Lahti", "published": "2021"}, "D"),
        ({"publisher": "City of Lahti", "published": None}, "D"),
    ],
)
def test_who_says_it_and_when_make_the_level(source, expected):
    assert level(source) == expected


def test_a_check_of_the_relation_counts_as_its_day():
    old = {"publisher": "City of Lahti", "published": "2020"}
    assert level(old) == "D"
    assert level(old, {"checked": "2026-09-01"}) == "A"


def test_what_is_over_does_not_grow_old():
    old = {"publisher": "City of Lahti", "published": "2012"}
    assert level(old, {"status": "ended"}) == "A"
    assert level(old, {"status": None, "end": "2012"}) == "A"


@pytest.mark.parametrize(
    "source",
    [
        {"publisher": "UBC Sustainable Cities Commission"},
        {"publisher": "Secretariat", "url": "https://ubc.net/members"},
    ],
)
def test_a_network_confirms_its_members(source):
    assert level(source, ends=("city:lahti", "network:ubc")) == "B"


def test_a_word_within_a_publisher_is_no_city():
    assert level({"publisher": "City of Lahti"}, ends=("city:suhl", "city:vasteras")) == "C"
    assert level({"publisher": "Lahtinen Ltd"}) == "C"


def test_without_a_home_city_nobody_is_the_office():
    assert level({"publisher": "City of Lahti"}, home="") == "B"


def test_a_source_that_the_table_lacks_is_no_ground():
    assert level({"id": "source:other", "publisher": "City of Lahti"}) == "D"


def test_no_relations_no_levels():
    tables = Tables.from_frames({"cities": CITIES})
    assert trust_levels(frame_from_tables(tables), tables.sources, "city:lahti", TODAY).empty
