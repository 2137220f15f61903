"""What the names of columns and the words in them suggest."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.i18n import get_translator
from graph_app.intake.edges.mapping import MEANINGS, personal_columns
from graph_app.intake.edges.suggestions import suggest_columns, suggest_mapping, suggest_values
from graph_app.model.kinds import KINDS, STATUSES
from graph_app.model.relations import RELATION_TYPES
from tests.intake import make_files as files

OFFICE = ["Kaupunki", "Kumppani", "Maa", "Laji", "Alkaen", "Yhteyshenkilö", "Sähköposti"]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (
            OFFICE,
            {"from.name": "Kaupunki", "to.name": "Kumppani", "to.country": "Maa", "type": "Laji",
             "start": "Alkaen"},
        ),
        (
            ["Stad", "Vänort", "Land", "Avtalstyp", "Sedan", "Anmärkning"],
            {"from.name": "Stad", "to.name": "Vänort", "to.country": "Land", "type": "Avtalstyp",
             "start": "Sedan", "note": "Anmärkning"},
        ),
        (
            ["City", "Country", "Partner city", "Partner country", "Established", "State"],
            {"from.name": "City", "from.country": "Country", "to.name": "Partner city",
             "to.country": "Partner country", "start": "Established", "status": "State"},
        ),
        (
            ["Verkosto", "Kaupunki", "Maa", "Liittymisvuosi", "Tila"],
            {"to.name": "Verkosto", "from.name": "Kaupunki", "from.country": "Maa",
             "start": "Liittymisvuosi", "status": "Tila"},
        ),
        (["from", "to", "type"], {"from.name": "from", "to.name": "to", "type": "type"}),
        (
            ["City", "Country", "Network", "Joined", "e-mail"],
            {"from.name": "City", "from.country": "Country", "to.name": "Network",
             "start": "Joined"},
        ),
        (
            ["city1", "lat1", "lng1", "city2", "lat2", "lng2"],
            {"from.name": "city1", "from.latitude": "lat1", "from.longitude": "lng1",
             "to.name": "city2", "to.latitude": "lat2", "to.longitude": "lng2"},
        ),
        (
            ["City", "Network", "Country"],
            {"from.name": "City", "to.name": "Network", "from.country": "Country"},
        ),
        (
            ["Land", "Kommun", "Land 2", "Kommun 2"],
            {"from.country": "Land", "from.name": "Kommun", "to.country": "Land 2",
             "to.name": "Kommun 2"},
        ),
        (
            ["name", "lat", "lon", "twin", "lat", "country", "country_2"],
            {"from.name": "name", "from.latitude": "lat", "from.longitude": "lon",
             "to.name": "twin", "to.latitude": "lat", "to.country": "country"},
        ),
    ],
)  # fmt: skip
def test_headers_of_an_office_in_its_own_language(header, expected):
    assert suggest_columns(header) == {meaning: (name,) for meaning, name in expected.items()}


def test_a_shipped_mapping_is_suggested_where_it_fits():
    header = files.TWINS_HEADER.strip().split(",")
    assert suggest_mapping(header, "x.csv").name == "twin-cities"
    made = suggest_mapping(["City", "Network"], "My list.csv")
    assert (made.name, made.constants["type"]) == ("my-list-csv", "membership")
    assert suggest_mapping(["x", "y"], "x.csv") is None


def test_a_list_of_partners_alone_is_a_list_of_the_home_city():
    header = ["Ystävyyskaupunki", "Maa", "Alkaen"]
    assert suggest_mapping(header, "Luettelo.xlsx") is None
    made = suggest_mapping(header, "Luettelo.xlsx", home="Tampere")
    assert made.columns == {"to.name": ("Ystävyyskaupunki",), "to.country": ("Maa",),
                            "start": ("Alkaen",)}  # fmt: skip
    assert made.constants == {"from.name": "Tampere", "from.kind": "city", "to.kind": "city",
                              "type": "sister_city"}  # fmt: skip
    plain = suggest_mapping(["Kaupunki", "Maa"], "x", home="Tampere")
    assert plain.columns == {"to.name": ("Kaupunki",), "to.country": ("Maa",)}
    member = suggest_mapping(["Nätverk", "Anslutningsår"], "x", home="Vasa")
    assert (member.constants["type"], member.constants["to.kind"]) == ("membership", "network")
    assert suggest_mapping(["x", "y"], "x", home="Tampere") is None


def test_the_words_of_the_file_are_looked_up():
    frame = pd.DataFrame([["a", "b", "c", "Yhteistyösopimus", "1990"],
                          ["a", "d", "e", " ystävyyskaupunki ", "1991"],
                          ["a", "f", "e", "jotain muuta", ""]], columns=OFFICE[:5])  # fmt: skip
    made = suggest_mapping(OFFICE[:5], "x.csv", frame=frame)
    assert made.values == {"type": {"Yhteistyösopimus": "cooperation_agreement",
                                    "ystävyyskaupunki": "sister_city"}}  # fmt: skip
    assert "type" not in made.constants


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_what_the_app_says_itself_is_known(language):
    tr = get_translator(language)
    for meaning, labels in (
        ("type", {name: kind.label for name, kind in RELATION_TYPES.items()}),
        ("status", STATUSES),
        ("to.kind", {name: one for name, (one, _many) in KINDS.items()}),
        ("from.kind", {name: many for name, (_one, many) in KINDS.items()}),
    ):
        said = {tr(label): name for name, label in labels.items()}
        assert suggest_values(meaning, list(said)) == said


def test_nothing_is_known_of_other_meanings():
    assert suggest_values("note", ["Sister city"]) == {}
    assert suggest_values("type", ["?", ""]) == {}


WORDS = ["city", "Kaupunki", "Maa", "country 2", "network", "lat", "Alkaen", "E-mail", "to", "x"]


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=8)), max_size=9))
def test_any_header_is_read(header):
    found = suggest_columns(header)
    assert set(found) <= set(MEANINGS)
    used = [name for (name,) in found.values()]
    assert set(used) <= set(header) - set(personal_columns(header))
    assert len(used) == len(set(used)) or len(set(header)) < len(header)
    made = suggest_mapping(header, "x", home="Lahti")
    assert made is None or made.name == "x"
