import pandas as pd

from graph_app.intake.places.other_names import gazetteer_places, other_names
from tests.namesakes import namesake_tables


def keys_of(cities):
    rows = other_names(cities)
    assert not rows.duplicated().any()
    return rows.groupby("id")["key"].agg(set).to_dict()


def test_cities_have_their_names_in_other_languages_and_of_other_times():
    keys = keys_of(namesake_tables().cities)
    assert {"danzig", "gdansk"} <= keys["city:gdansk"]
    assert {"pietari", "leningrad", "stpetersburg"} <= keys["city:saint-petersburg"]
    assert "kiev" in keys["city:kyiv"]
    assert "pariisi" in keys["city:paris"]
    assert "lutetia" not in keys["city:paris-texas"]


def test_a_city_that_the_gazetteer_does_not_know_has_none():
    city = {"id": "city:x", "name": "Nowheresville Xyz", "country": "SE"}
    rows = pd.DataFrame([{**city, "latitude": 59.6, "longitude": 16.5, "wikidata": None}])
    assert list(gazetteer_places(rows)) == [-1]
    assert other_names(rows).empty


def test_two_rows_of_one_place_both_have_its_names():
    cities = namesake_tables().cities
    again = cities[cities["id"].eq("city:gdansk")].assign(id="city:gdansk-2")
    keys = keys_of(pd.concat([cities, again], ignore_index=True))
    assert "danzig" in keys["city:gdansk"] & keys["city:gdansk-2"]
