import pandas as pd
import pytest

from graph_app.intake.places.regions import region_names, regions_of
from graph_app.model.countries import country_codes
from tests.namesakes import namesake_tables


def test_the_list_is_of_countries_that_there_are():
    names = region_names()
    assert len(names) > 3_800
    assert names.index.is_unique
    assert set(names.index.get_level_values(0)) <= country_codes()
    assert not names.str.strip().eq("").any()
    assert names["US", "TX"] == "Texas"
    assert names["NA", "21"] == "Khomas Region"


def test_cities_are_in_their_regions():
    found = regions_of(namesake_tables().cities).set_index("id")["name"]
    assert found["city:paris-texas"] == "Texas"
    assert found["city:springfield-illinois"] == "Illinois"
    assert found["city:springfield-missouri"] == "Missouri"
    assert found["city:vasteras"] == "Västmanland"


@pytest.mark.parametrize(
    ("latitude", "longitude", "country", "region"),
    [
        (39.80, -89.64, "US", ["Illinois"]),
        # In the sea, in another country than it says, and nowhere.
        (0.0, -30.0, "US", []),
        (39.80, -89.64, "FR", []),
        (None, None, "US", []),
    ],
)
def test_a_place_that_is_not_known_is_in_the_region_around_it(latitude, longitude, country, region):
    city = {"id": "city:x", "name": "Nowheresville Xyz", "country": country}
    row = pd.DataFrame([{**city, "latitude": latitude, "longitude": longitude, "wikidata": None}])
    found = regions_of(row.astype({"latitude": float, "longitude": float}))
    assert list(found["name"]) == region
