"""Matching of places, measured on a labelled list; every expected id is looked up."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_app.intake.places.gazetteer import bare_names, gazetteer, place_keys
from graph_app.intake.places.matching import ACCEPT, ASK, match_places
from tests.conftest import examples

LABELLED = Path(__file__).with_name("places_labelled.csv")


@pytest.fixture(scope="module")
def labelled():
    text = dict.fromkeys(["name", "country", "expected", "why"], "str")
    rows = pd.read_csv(LABELLED, dtype=text, keep_default_na=False, na_values={
        "latitude": "", "longitude": ""})  # fmt: skip
    return rows.assign(id=[f"city:row-{at}" for at in range(len(rows))])


@pytest.fixture(scope="module")
def matched(labelled):
    """Each on its own: places of the list must not help each other."""
    return labelled.merge(match_places(labelled).rows, on="id")


def test_every_expected_id_is_in_the_gazetteer(labelled):
    places, _ = gazetteer()
    known = labelled[labelled["expected"] != "none"]
    assert len(labelled) >= 120
    assert set(known["expected"]) <= set(places["geonames"])
    codes = known["expected"].map(places.set_index("geonames")["country"].astype("str"))
    odd = known[(codes != known["country"]).to_numpy()]
    # Files count the Åland Islands to Finland and the Faroe Islands to Denmark.
    assert set(odd["name"]) == {"Mariehamn", "Thorshavn"}


def figures(matched):
    right = (matched["geonames"] == matched["expected"]) & (matched["geonames"] != "")
    taken = matched["geonames"] != ""
    wanted = matched["expected"] != "none"
    return right.sum() / taken.sum(), right.sum() / wanted.sum()


def test_precision_and_recall(matched, capsys):
    precision, recall = figures(matched)
    wrong = matched[(matched["geonames"] != "") & (matched["geonames"] != matched["expected"])]
    missed = matched[(matched["geonames"] == "") & (matched["expected"] != "none")]
    with capsys.disabled():
        print(f"\nplaces: {len(matched)} labelled, precision {precision:.3f}, recall {recall:.3f}")
    assert precision >= 0.99, wrong[["name", "country", "candidate_name"]]
    assert recall >= 0.97, missed[["name", "country", "candidate_name", "confidence"]]


def test_what_is_not_taken_is_asked_or_left(matched):
    asked = matched[matched["confidence"].between(ASK, ACCEPT, inclusive="left")]
    assert (asked["geonames"] == "").all()
    assert {"Springfield", "Rotenburg", "Nienburg"} <= set(asked["name"])


def place(name, country="", latitude=np.nan, longitude=np.nan, **more):
    return {"id": f"city:{abs(hash((name, country, latitude)))}", "name": name, "country": country,
            "latitude": latitude, "longitude": longitude} | more  # fmt: skip


def same(*places):
    rows = match_places(pd.DataFrame(places)).rows
    return rows["same"].nunique() == 1


@pytest.mark.parametrize(
    ("first", "second", "country"),
    [
        ("Turku", "Åbo", "FI"),
        ("Lahti", "City of Lahti", "FI"),
        ("Gdansk", "Gdańsk", "PL"),
        ("Saint Petersburg", "St. Petersburg", "RU"),
        ("Västerås Municipality", "Västerås", "SE"),
        ("Tauragé", "Tauragė", "LT"),
    ],
)
def test_one_place_under_two_names(first, second, country):
    assert same(place(first, country), place(second, country))


def test_two_places_of_nearly_one_name():
    assert not same(place("Frankfurt (Oder)", "DE"), place("Frankfurt am Main", "DE"))
    assert not same(place("Wuxi", "CN", 31.57, 120.29), place("Wuxi", "CN", 26.58, 111.86))


def test_never_on_the_name_alone_across_countries():
    assert not same(place("Perth", "GB"), place("Perth", "AU"))
    assert not same(place("Nowhereville", "FI"), place("Nowhereville", "SE"))


@pytest.mark.parametrize("name", ["Victoria", "Trujillo", "Portsmouth"])
def test_a_namesake_without_country_or_coordinates_is_a_question(name):
    places = [place(name), place(name) | {"id": "city:other"}]
    rows = match_places(pd.DataFrame(places)).rows
    assert (rows["geonames"] == "").all()
    assert rows["same"].nunique() == 2
    assert (rows["confidence"] < ACCEPT).all()


@pytest.mark.parametrize(("name", "country"), [("Norrköping", "SE"), ("Kiova", "UA")])
def test_a_name_that_one_city_alone_bears_needs_no_country(name, country):
    row = match_places(pd.DataFrame([place(name)])).rows.iloc[0]
    assert row["candidate_country"] == country
    assert row["confidence"] >= ACCEPT
    assert row["geonames"]


def test_a_city_of_the_tables_is_meant_where_it_is_the_largest_of_its_name():
    known = [
        place("Paris", "FR", 48.85341, 2.3488, population=2_138_551.0),
        place("Frankfurt (Oder)", "DE", 52.34714, 14.55062, population=58_000.0),
        place("Worcester", "GB", 52.18935, -2.22001, population=101_659.0),
    ]
    asked = [place(name) for name in ("Paris", "Frankfurt", "Worcester")]
    rows = match_places(pd.DataFrame(asked), pd.DataFrame(known)).rows
    # Another Frankfurt is larger than the one of the tables, and another Worcester.
    assert rows["known"].tolist() == [known[0]["id"], "", ""]
    assert rows["confidence"].iloc[1:].lt(ACCEPT).all()


def test_coordinates_tell_namesakes_without_a_country():
    rows = match_places(pd.DataFrame([place("Victoria", "", 48.43, -123.35)])).rows
    assert rows["geonames"].iloc[0] == "6174041"


def test_unknown_places_of_one_name_nearby_are_one_and_far_apart_two():
    near = place("Obscureton", "FI", 61.0, 25.0), place("Obscureton", "FI", 61.05, 25.0)
    far = place("Obscureton", "FI", 61.0, 25.0), place("Obscureton", "FI", 64.0, 25.0)
    assert same(*near)
    assert not same(*far)


def known_cities():
    lahti = place("Lahti", "FI", 60.98, 25.66, wikidata="Q28911", name_sv="Lahtis")
    tiny = place("Tinyplace", "FI", 60.0, 25.0)
    return pd.DataFrame([lahti | {"id": "city:lahti"}, tiny | {"id": "city:tiny"}])


def test_known_cities_are_found_by_name_place_and_wikidata_id():
    asked = [
        place("City of Lahti", "FI"),
        place("Tinyplace", "FI", 60.01, 25.0),
        place("Something else", "FI", wikidata="Q28911"),
        place("Tinyplace", "FI", 68.0, 25.0),
        place("Lahtis", "SE"),
    ]
    rows = match_places(pd.DataFrame(asked), known_cities()).rows
    assert list(rows["known"]) == ["city:lahti", "city:tiny", "city:lahti", "", ""]


def test_a_geonames_id_decides():
    rows = match_places(pd.DataFrame([place("Frankfurt", "DE", geonames="2925535")])).rows
    assert rows["geonames"].iloc[0] == "2925535"


@pytest.mark.parametrize("kind", ["wikidata", "geonames"])
def test_ids_that_contradict_veto_the_same_name(kind):
    other = {"wikidata": "Q61", "geonames": "1"}[kind]
    asked = pd.DataFrame([place("Lahti", "FI", **{kind: other})])
    rows = match_places(asked, known_cities()).rows
    assert rows["known"].iloc[0] == ""
    assert rows["confidence"].iloc[0] < ACCEPT


def test_a_town_and_its_municipality_are_asked_about():
    asked = place("Lahti", "FI", 60.99, 25.66, wikidata="Q61")
    matches = match_places(pd.DataFrame([asked]), known_cities())
    assert list(matches.doubtful["candidate"]) == ["city:lahti"]


@pytest.mark.parametrize("order", ["01234", "43210", "14203", "21043"])
def test_new_places_of_one_name_are_as_many_as_their_ids(order):
    rows = [
        place("Xyzzyville", "US", wikidata=one, id=str(at))
        for at, one in enumerate(["Q1", "", "Q2", "Q1", ""])
    ]
    same = match_places(pd.DataFrame([rows[int(at)] for at in order])).rows.set_index("id")["same"]
    assert same["0"] == same["3"] != same["2"]
    assert same["1"] == same["4"]
    assert same.nunique() == 3


def test_a_person_decides_what_is_doubtful():
    asked = place("Rotenburg", "DE")
    matches = match_places(pd.DataFrame([asked]))
    assert list(matches.doubtful["id"]) == [asked["id"]]
    candidate = matches.rows["candidate"].iloc[0]
    yes = match_places(pd.DataFrame([asked]), decisions={asked["id"]: True}).rows
    assert f"geonames:{yes['geonames'].iloc[0]}" == candidate
    no = match_places(pd.DataFrame([asked]), decisions={asked["id"]: False})
    assert no.rows["geonames"].iloc[0] == ""
    assert no.doubtful.empty


def test_two_spellings_of_a_new_place_are_asked_about():
    spellings = ("Ambelokastro-Menemenika", 22.1), ("Ampelokastro-Menemenika", 22.11)
    rows = pd.DataFrame([place(name, "GR", 38.2, longitude) for name, longitude in spellings])
    matches = match_places(rows)
    assert matches.rows["same"].nunique() == 2
    assert list(matches.doubtful["how"]) == ["spelling"]
    asked = matches.doubtful["id"].iloc[0]
    assert match_places(rows, decisions={asked: True}).rows["same"].nunique() == 1


def test_forms_of_a_name():
    assert bare_names("Ville de Grande-Synthe")[-1] == "grande-synthe"
    assert bare_names("Frankfurt (Oder)") == ["frankfurt (oder)", "frankfurt"]
    assert bare_names("Stade") == ["stade"]


@settings(max_examples=examples(15), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.text(max_size=30), st.sampled_from(["FI", "SE", "", "DE"]),
       st.sampled_from([(np.nan, np.nan), (60.9, 25.6), (-91.0 + 91, 180.0)])), max_size=6))  # fmt: skip
def test_any_names_are_matched_or_left(rows):
    frame = pd.DataFrame(
        [{"id": f"city:x{at}", "name": name, "country": country, "latitude": spot[0],
          "longitude": spot[1]} for at, (name, country, spot) in enumerate(rows)],
        columns=["id", "name", "country", "latitude", "longitude"],
    )  # fmt: skip
    result = match_places(frame).rows
    assert list(result["id"]) == list(frame["id"])
    assert set(result["same"]) <= set(frame["id"])
    assert result["confidence"].between(0, 1).all()
    # The first of several that are one place is that place itself.
    first = dict(zip(result["id"], result["same"], strict=True))
    assert all(first[head] == head for head in first.values())


def test_keys_of_names():
    names = pd.Series(["Saint Petersburg", "St. Petersburg", "Gdańsk", "S", "On"], dtype="str")
    assert list(place_keys(names)) == ["stpetersburg", "stpetersburg", "gdansk", "s", "on"]
