import contextlib

import pytest
from hypothesis import given

from graph_app.intake.open_data.etmun import read_etmun
from graph_app.intake.open_data.urbact import read_urbact
from graph_app.model.errors import GraphAppError

from .checking import TODAY, everything, finding, quick, some_rows, ties, valid
from .official import csv_text, sample, write

URBACT, (NAPLES, LIVERPOOL) = sample("urbact")
ETMUN, (LYON, METROPOLE) = sample("etmun")
EARLIER, _ = sample("etmun_earlier")


def urbact(tmp_path, *rows, **options):
    path = write(tmp_path, "urbact.csv", csv_text(URBACT, rows, ";"))
    return read_urbact([path], **({"today": TODAY} | options))


def test_urbact_networks_are_projects_with_their_cities(tmp_path):
    tables = valid(urbact(tmp_path, NAPLES, LIVERPOOL))
    assert ties(tables, "participation") == {
        ("city:naples-it", "programme:urbact-2nd-chance"),
        ("city:liverpool-gb", "programme:urbact-2nd-chance"),
    }
    assert ties(tables, "part_of") == {("programme:urbact-2nd-chance", "programme:urbact")}
    naples = tables.cities.set_index("id").loc["city:naples-it"]
    assert (naples["latitude"], naples["longitude"]) == (40.85216, 14.26811)
    tie = tables.relations.iloc[0]
    assert (tie["start"], tie["end"], tie["status"]) == ("2015", "2018", "ended")
    assert tie["note"] == "Lead partner"


@pytest.mark.parametrize(
    ("facts", "column"),
    [
        ({"lat_GN": "40.85216"}, "lat_GN"),
        ({"Start": "in 2015"}, "Start"),
        ({"End": "1999"}, "End"),
        ({"Country": "Atlantis"}, "Country"),
        ({"lat_GN": "60,98", "lng_GN": "25,66"}, "coordinates"),
    ],
)
def test_urbact_doubted_cells(tmp_path, facts, column):
    draft = urbact(tmp_path, {**NAPLES, **facts}, LIVERPOOL)
    assert finding(draft, column=column).row == 2
    assert len(ties(valid(draft), "participation")) == 2


def test_urbact_of_one_city_only(tmp_path):
    other = {**LIVERPOOL, "Network": "Another"}
    tables = valid(urbact(tmp_path, NAPLES, LIVERPOOL, other, city="naples"))
    assert set(tables.programmes["name"]) == {"URBACT", "2nd Chance"}


def etmun(tmp_path, *rows, columns=ETMUN, **options):
    path = write(tmp_path, "etmun.csv", csv_text(columns, rows, ";"))
    return read_etmun([path], **({"today": TODAY} | options))


def membership(draft):
    relations = valid(draft).relations
    return relations[relations["type"] == "membership"].fillna("").iloc[0]


def test_etmun_several_bodies_of_one_city_are_one_tie(tmp_path):
    draft = etmun(tmp_path, LYON, METROPOLE)
    tie = membership(draft)
    assert (tie["source"], tie["target"]) == ("city:lyon-fr-g2996944", "network:eurocities")
    assert tie["start"] == "1986"
    assert tie["note"] == "Member; As Lyon Métropole; Member"
    assert draft.counts["bodies of a city that is already listed"] == 1


@pytest.mark.parametrize(
    ("facts", "start", "note", "status"),
    [
        (
            {"Year_of_Joining": "2012-2016 - PLUS II"},
            "2012",
            "Member; Joined: 2012-2016 - PLUS II",
            "",
        ),
        ({"Year_of_Joining": "NA"}, "", "Member", ""),
        ({"Statut": "20202030ADAPT"}, "1990", "Commitments: 2020, 2030, ADAPT", ""),
        ({"Statut": "2030ADAPT"}, "1990", "Commitments: 2030, ADAPT", ""),
        ({"Statut": "Former Member"}, "1990", "Former Member", "ended"),
        ({"Year_of_Joining": "2031"}, "", "Member; Joined: 2031", ""),
    ],
)
def test_etmun_years_and_commitments(tmp_path, facts, start, note, status):
    tie = membership(etmun(tmp_path, {**LYON, **facts}))
    assert (tie["start"], tie["note"], tie["status"]) == (start, note, status)


def test_etmun_a_name_in_the_column_of_codes(tmp_path):
    row = {**LYON, "Full_Name": "Puebla", "Locality_Siege": "Puebla", "CountryCode": "México"}
    row |= {"lon": "-98,2", "lat": "19,04"}
    assert valid(etmun(tmp_path, row)).cities["country"].tolist() == ["MX"]


def test_etmun_regions_and_associations_are_organisations_at_their_seat(tmp_path):
    region = {**LYON, "Full_Name": "Région Rhône-Alpes", "EntitySimplified": "Region"}
    tables = valid(etmun(tmp_path, LYON, region))
    assert tables.organisations["kind"].tolist() == ["public-body"]
    assert len(ties(tables, "membership")) == 2
    assert {b for _, b in ties(tables, "located_in")} == {"city:lyon-fr-g2996944"}


def test_etmun_the_earlier_form_has_decimal_points(tmp_path):
    row = {**LYON, "lon": "", "lat": "", "Y": "45.76", "X": "4.850000001"}
    row = {key: value for key, value in row.items() if key in EARLIER}
    cities = valid(etmun(tmp_path, row, columns=EARLIER)).cities
    assert cities["latitude"].tolist() == [45.76]
    assert cities["id"].tolist() == ["city:lyon-fr"]


def test_etmun_namesakes_in_one_country_are_two_places(tmp_path):
    other = {**LYON, "geonameId": "", "lon": "-1,5", "lat": "48,1"}
    tables = valid(etmun(tmp_path, {**LYON, "geonameId": ""}, other))
    assert len(tables.cities) == 2


def test_etmun_takes_no_contact_columns(tmp_path):
    columns = (*ETMUN, "Contact_Name", "E-mail", "Telephone")
    row = dict(zip(columns[-3:], ("Jane Secretperson", "jane@x.org", "123456"), strict=True))
    text = everything(etmun(tmp_path, LYON | row, columns=columns))
    assert not any(word in text for word in ("Secretperson", "jane@", "123456"))


def test_a_file_in_windows_1252_is_read(tmp_path):
    text = csv_text(ETMUN, [METROPOLE], ";").encode("cp1252")
    draft = read_etmun([write(tmp_path, "etmun.csv", text)], today=TODAY)
    assert draft.counts["files in Windows-1252"] == 1
    assert "Lyon Métropole" in membership(draft)["note"]


@quick
@given(some_rows(URBACT), some_rows(ETMUN))
def test_any_cells_give_valid_tables_or_a_named_error(tmp_path, first, second):
    with contextlib.suppress(GraphAppError):
        valid(urbact(tmp_path, *({"NameCity": "A", "Network": "B", **row} for row in first)))
    with contextlib.suppress(GraphAppError):
        valid(etmun(tmp_path, *({"Full_Name": "A", "Network_Name": "B", **row} for row in second)))
