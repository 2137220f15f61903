import pandas as pd
import pytest

from graph_app.intake.places.plausible import place_doubts

COLUMNS = ["name", "name_fi", "name_sv", "country", "latitude", "longitude", "population"]


def found(*cities):
    table = pd.DataFrame(list(cities), columns=COLUMNS).astype({"population": float})
    return [(f.row, f.column, f.found) for f in place_doubts(table)]


def test_a_city_that_was_taken_for_a_village_of_its_name():
    village = ("Zaporizhzhia", None, None, "UA", 47.1521, 35.7425, 1073)
    assert (2, "population", "1073") in found(village)
    assert found(("Zaporizhzhia", None, None, "UA", 47.8229, 35.1903, 710052)) == []


def test_a_place_far_from_where_the_gazetteer_has_it():
    assert found(("Turku", None, "Åbo", "FI", 61.5, 22.3, 195000)) == [
        (2, "latitude", "61.5, 22.3")
    ]
    # The third row of three, and a place that only its Swedish name finds.
    right = ("Turku", None, "Åbo", "FI", 60.45, 22.27, 195000)
    assert found(right, right, ("Own name", None, "Åbo", "FI", 65.0, 25.0, None)) == [
        (4, "latitude", "65, 25")
    ]


@pytest.mark.parametrize("people", [0, 3_000, 20_000_000])
def test_a_population_of_quite_another_size(people):
    assert found(("Turku", None, "Åbo", "FI", 60.45, 22.27, people)) == [
        (2, "population", f"{people:g}")
    ]


@pytest.mark.parametrize(
    "city",
    [
        ("Turku", None, None, "FI", None, None, None),
        ("No such place", None, None, "FI", 60.45, 22.27, 5),
        ("Turku", None, None, None, 10.0, 10.0, 5),
        # A district of Istanbul; the gazetteer has nothing but villages of the name.
        ("Kadıköy", None, None, "TR", 40.9934, 29.0374, None),
        # The town, the municipality and the agglomeration differ much, and not so much.
        ("Matosinhos", None, None, "PT", 41.1821, -8.6891, 172557),
    ],
)
def test_what_the_gazetteer_does_not_speak_against(city):
    assert found(city) == []


@pytest.mark.parametrize(
    ("geonames", "doubted"),
    [
        ("633679", []),  # Turku
        ("99999999", []),  # none of the gazetteer's
        (None, []),
        ("649360", ["649360"]),  # Lahti
        ("658225", ["658225"]),
    ],
)
def test_an_id_of_another_place(geonames, doubted):
    city = dict(zip(COLUMNS, ("Turku", None, "Åbo", "FI", None, None, None), strict=True))
    table = pd.DataFrame([city | {"geonames": geonames}]).astype({"population": float})
    assert [f.found for f in place_doubts(table) if f.column == "geonames"] == doubted


def test_an_id_of_a_namesake_far_away():
    names = [*COLUMNS, "geonames"]
    there = ("Portland", None, None, "US", 43.6615, -70.2553, None, "5746545")  # Maine; Oregon's id
    table = pd.DataFrame([there], columns=names).astype({"population": float})
    (finding,) = place_doubts(table)
    assert (finding.row, finding.column, finding.found) == (2, "geonames", "5746545")
