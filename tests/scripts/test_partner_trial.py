"""The converter of the public lists, on a few made-up rows in their form."""

import pandas as pd
import pytest

from graph_app.model.validate import validate
from scripts.partner_trial import read_graph

TWINS = """city1,country1,lat1,lng1,city2,country2,lat2,lng2
Lahti,Finland,60.98,25.66,Västerås,Sweden,59.61,16.55
Vasteras,Sweden,59.62,16.56,Lahti,Finland,60.98,25.66
Lahti,Finland,60.98,25.66,Lahti,Finland,60.98,25.66
Perth,"Scotland, United Kingdom",56.39,-3.43,Tbilisi,Georgia (country),41.72,44.79
Springfield,United States,39.8,-89.64,Springfield,United States,42.1,-72.59
Nowhere,Atlantis,1,1,Lahti,Finland,60.98,25.66
"""
MEMBERS = """"Locality_Siege";"CountryCode";"Entity";"Network_Name";"lat";"lon";"Pop_collect";\
"Year_of_Joining"
"Lahti";"FI";"Municipality";"UBC";60,98;25,66;120000;"1991"
"Lahti";"FI";"City";"UBC";60,98;25,66;NA;NA
"Uppsala";"SE";"Region";"UBC";59,86;17,64;NA;NA
"Gotham";"FI";"City";"Climate Alliance";60,0;24,0;NA;NA
"""


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    tmp_path = tmp_path_factory.mktemp("lists")
    (tmp_path / "twins.csv").write_text(TWINS, encoding="utf-8")
    (tmp_path / "members.csv").write_text(MEMBERS, encoding="utf-8")
    return read_graph(tmp_path / "twins.csv", tmp_path / "members.csv")


def ties(tables, kind):
    rows = tables.relations[tables.relations["type"].eq(kind)]
    return set(zip(rows["source"], rows["target"], strict=True))


def test_lists_are_joined_by_name_and_country(tables):
    assert ties(tables, "sister_city") == {
        ("city:lahti-fi", "city:vasteras-se"),
        ("city:perth-gb", "city:tbilisi-ge"),
        ("city:springfield-us", "city:springfield-us-2"),
    }
    assert ties(tables, "membership") == {
        ("city:lahti-fi", "network:ubc"),
        ("city:gotham-fi", "network:climate-alliance"),
    }


def test_populations_are_listed_or_looked_up_or_blank(tables):
    people = tables.cities.set_index("id")["population"]
    assert people["city:lahti-fi"] == 120000
    assert people["city:vasteras-se"] > 50000
    assert pd.isna(people["city:gotham-fi"])


def test_tables_are_valid(tables):
    wrong = [str(finding) for finding in validate(tables)]
    assert not wrong, wrong
