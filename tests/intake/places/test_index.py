import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from graph_app.intake.places.gazetteer import gazetteer
from graph_app.intake.places.index import gazetteer_index
from graph_app.intake.places.matching import match_places


@pytest.fixture(scope="module")
def turku():
    places, _ = gazetteer()
    return int(places.index[places["name"].eq("Turku") & places["country"].eq("FI")][0])


def known_cities(*names, country="FI"):
    frame = pd.DataFrame({"name": names, "country": country, "latitude": np.nan})
    frame["id"] = [f"city:own-{at}" for at in range(len(names))]
    return frame.assign(longitude=np.nan, wikidata="", name_sv="Åbo")


def test_the_index_of_the_gazetteer_is_made_once_and_stays_as_it_is():
    plain = gazetteer_index()
    names, places = plain.names.copy(), plain.places.copy()
    asked = known_cities("Turku", "Nowhere at all").drop(columns="name_sv")
    before = match_places(asked).rows
    assert set(match_places(asked, asked).rows["known"]) == set(asked["id"])
    assert gazetteer_index() is plain
    assert not plain.known_of
    assert plain.names.equals(names)
    assert plain.places.equals(places)
    assert_frame_equal(match_places(asked).rows, before)


def test_every_name_has_the_state_of_its_country():
    _, names = gazetteer()
    groups = gazetteer_index().names["group"].astype("str")
    country = names["country"].astype("str")
    alone = country.isin(["FI", "SE", "NO"])
    assert (groups[alone] == country[alone]).all()
    assert set(groups[country == "AX"]) == {"FI"}
    assert len(groups) == len(names)


def test_a_known_city_adds_only_the_names_its_place_has_not(turku):
    plain, known = gazetteer_index(), known_cities("Turku", "Own Name")
    index = plain.with_known(known, np.array([turku, -1]))
    new = index.names.iloc[len(plain.names) :]
    own = len(plain.places)
    # The gazetteer knows "turku" and "abo" for Turku; the second city is a place of its own.
    assert new[["key", "place", "group"]].astype({"group": "str"}).values.tolist() == [
        ["ownname", own, "FI"],
        ["abo", own, "FI"],
    ]
    assert new["main"].tolist() == [True, False]
    assert index.known_of == {turku: "city:own-0", own: "city:own-1"}
    assert index.unplaced == {own}
    assert index.places.loc[own, ["name", "country", "geonames"]].tolist() == ["Own Name", "FI", ""]
    assert not index.names.duplicated(["key", "place"]).any()


def test_of_two_known_cities_at_one_place_the_first_has_it(turku):
    known = known_cities("Turku", "Turku").assign(wikidata=["Q1", "Q2"])
    index = gazetteer_index().with_known(known, np.array([turku, turku]))
    own = len(gazetteer_index().places)
    assert index.known_of == {turku: "city:own-0", own: "city:own-1"}
    assert index.by_wikidata == {"Q1": turku, "Q2": own}


def test_a_country_that_only_the_known_cities_have_is_a_state_too():
    known = known_cities("Own Name", country="XX")
    names = gazetteer_index().with_known(known, np.array([-1])).names
    assert names.loc[(names["group"] == "XX").to_numpy(), "key"].tolist() == ["ownname", "abo"]


def test_only_places_with_coordinates_are_located():
    index = gazetteer_index().with_known(known_cities("Own Name"), np.array([-1]))
    positions, tree = index.located
    assert len(positions) == tree.n == len(index.places) - 1
    assert len(index.places) - 1 not in positions
