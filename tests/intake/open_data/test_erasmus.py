import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.intake.open_data.erasmus import read_erasmus
from graph_app.model.errors import GraphAppError, TableError

from .checking import TODAY, cells, finding, quick, ties, valid
from .official import csv_text, write, write_workbook

GRANT = (
    "EU Grant award in euros (This amount represents the grant awarded after the selection stage "
    "and is indicative. Please note that any changes made during or after the project's lifetime "
    "will not be reflected here.)"
)
PARTNER = ("name", "organisation type", "address", "region", "country", "website")


def partners(most):
    return tuple(f"Partner {n} {part}" for n in range(1, most + 1) for part in PARTNER)


FULL = (
    *("Programme", "Key Action", "Action Type", "Call year", "Project Identifier"),
    *("Project Title", "Topics", "Project Summary", "Project Status", GRANT, "Is Good Practice"),
    *("Is Success Story", "Project Website", "Results Available", "Results Platform Project Card"),
    *("Participating countries", "Coordinating organisation name"),
    *("Coordinating organisation type", "Coordinator's address", "Coordinator's region"),
    *("Coordinator's country", "Coordinator's website"),
)
OLDER = (
    *("Programme", "Sub-programme", "Action", "Call year", "Start date", "End date"),
    *("Project Number", "Project Title", "Project Summary", "Project Status", GRANT),
    *("Is Success Story", "Results Available", "Results Platform Project Card"),
    *("Participating countries", "Coordinator's name", "Coordinator organisation type"),
    *("Coordinator's address", "Coordinator's region", "Coordinator's country"),
)
SEARCH = (
    *("Programme", "Key Action", "Action Type", "Funding Year", "Project Identifier"),
    *("Project Title", "Project Summary", "Topics", "Results Platform Project Card"),
    *("Coordinating organisation name", "Coordinator's country", "Participating Countries"),
    *(GRANT, "Is Good Practice"),
)

SCHOOL = {
    "Programme": "Erasmus+",
    "Call year": "2018",
    "Project Identifier": "2018-1-FI01-KA229-000090",
    "Project Title": "Youth of the lakes",
    "Project Summary": "One line;\nanother line",
    "Project Status": "ongoing",
    GRANT: "106530.00",
    "Results Platform Project Card": "https://ec.europa.eu/programmes/erasmus-plus/projects/x",
    "Participating countries": "FI,EL,UK",
    "Coordinating organisation name": "Lahden kaupunki",
    "Coordinating organisation type": "Local Public body",
    "Coordinator's address": "Harjukatu 31, 15110, Lahti",
    "Coordinator's country": "FI",
    "Coordinator's website": "www.lahti.fi",
    "Partner 1 name": "1o Gymnasio Athinon",
    "Partner 1 organisation type": "School/Institute/Educational centre – General education "
    "(secondary level)",
    "Partner 1 address": "Odos 5, 105 55, ATHINA",
    "Partner 1 country": "EL",
    "Partner 69 name": "University of York",
    "Partner 69 organisation type": "Higher education institution (tertiary level)",
    "Partner 69 address": "Heslington, YO10 5DD, YORK",
    "Partner 69 country": "UK",
}
FESTIVAL = {
    "Programme": "Creative Europe",
    "Call year": "2014",
    "Start date": "10/9/2014",
    "End date": "10/8/16",
    "Project Number": "552237-CREA-1-2014-1-NL-CULT-COOP1",
    "Project Title": "International Young Makers in Action",
    "Project Status": "finalized",
    GRANT: "200,000.00",
    "Coordinator's name": "STICHTING ITS FESTIVAL",
    "Coordinator organisation type": "Festival (non Audiovisual)",
    "Coordinator's address": "TOLHUISWEG 2, 1031 CL, AMSTERDAM",
    "Coordinator's country": "NL",
    "Partner 1 name": "ASSOCIAZIONE CULTURALE AREA06",
    "Partner 1 organisation type": "Art association",
    "Partner 1 address": "VIA BUONARROTI 30, 00185, ROMA",
    "Partner 1 country": "IT",
}
FOUND = {
    "Programme": "Erasmus+",
    "Funding Year": "2024",
    "Project Identifier": "2024-1-FI01-KA210-SCH-000250000",
    "Project Title": "Small steps",
    "Coordinating organisation name": "Lahden yhteiskoulu",
    "Coordinator's country": "FI",
    "Participating Countries": "FI,SE",
    GRANT: "60000",
}


def read(*paths, **options):
    return read_erasmus(paths, **({"today": TODAY} | options))


SEVENTY = (*FULL, *partners(70))


def full(tmp_path, *rows, name="full.csv", columns=SEVENTY):
    return write(tmp_path, name, csv_text(columns, rows))


def test_the_blocks_of_seventy_partners_are_unpivoted_and_empty_ones_skipped(tmp_path):
    draft = read(full(tmp_path, SCHOOL), retrieved="2026-11-01")
    tables = valid(draft)
    assert len(tables.organisations) == 3
    assert set(tables.cities["id"]) == {"city:lahti-fi", "city:athina-gr", "city:york-gb"}
    assert dict(tables.organisations[["name", "kind"]].to_numpy()) == {
        "Lahden kaupunki": "public-body",
        "1o Gymnasio Athinon": "school",
        "University of York": "university",
    }
    project = tables.programmes.set_index("id").loc["programme:eplus-2018-1-fi01-ka229-000090"]
    assert (project["start"], project["part_of"]) == ("2018", "programme:erasmus-plus")
    assert len(ties(tables, "participation")) == 4
    assert tables.sources["url"].tolist() == ["https://erasmus-plus.ec.europa.eu/projects"]


def test_a_municipality_brings_its_city(tmp_path):
    project = "programme:eplus-2018-1-fi01-ka229-000090"
    by_city = {a for a, _ in ties(valid(read(full(tmp_path, SCHOOL))), "participation")}
    assert {a for a in by_city if a.startswith("city:")} == {"city:lahti-fi"}
    tables = valid(read(full(tmp_path, SCHOOL), through_organisations=True))
    assert ("city:york-gb", project) in ties(tables, "participation")


def test_the_older_names_american_days_and_thousands(tmp_path):
    path = full(tmp_path, FESTIVAL, columns=(*OLDER, *partners(3)))
    tables = valid(read(path))
    project = tables.programmes.iloc[1]
    assert (project["start"], project["end"]) == ("2014-10-09", "2016-10-08")
    assert tables.programmes["name"].tolist()[0] == "Creative Europe"
    assert set(tables.cities["name"]) == {"Amsterdam", "Roma"}
    part_of = tables.relations[tables.relations["type"] == "part_of"].iloc[0]
    assert (part_of["note"], part_of["status"]) == ("EU grant EUR 200000.00", "ended")


def test_the_workbook_of_a_search(tmp_path):
    rows = [SEARCH, [FOUND.get(column) for column in SEARCH]]
    tables = valid(read(write_workbook(tmp_path, "search.xlsx", {"Sheet1": rows})))
    assert tables.organisations["name"].tolist() == ["Lahden yhteiskoulu"]
    assert tables.programmes["start"].tolist()[-1] == "2024"


def test_forms_and_years_may_be_mixed(tmp_path):
    old = full(tmp_path, FESTIVAL, name="old.csv", columns=(*OLDER, *partners(3)))
    tables = valid(read(full(tmp_path, SCHOOL), old))
    assert len(tables.programmes) == 4


def test_renamed_recased_and_further_columns_are_accepted(tmp_path):
    renames = {"Call year": "FUNDING YEAR", "Project Title": "project  title"}
    columns = [renames.get(column, column) for column in FULL] + ["Brand new column"]
    row = {renames.get(k, k): v for k, v in SCHOOL.items() if not k.startswith("Partner")}
    tables = valid(read(full(tmp_path, row, columns=columns)))
    assert tables.programmes["start"].tolist()[-1] == "2018"


@pytest.mark.parametrize(
    ("facts", "column", "found"),
    [
        ({GRANT: "about 5"}, GRANT, "about 5"),
        ({"Call year": "18"}, "Call year", "18"),
        ({"Coordinator's country": "Atlantis"}, "Coordinator's country", "Atlantis"),
        ({"Partner 69 country": "QQ"}, "Partner 69 country", "QQ"),
    ],
)
def test_doubted_cells_are_reported_and_the_row_is_kept(tmp_path, facts, column, found):
    draft = read(full(tmp_path, {**SCHOOL, **facts}))
    assert finding(draft, column=column).found == found
    assert draft.rejected == 0
    assert len(valid(draft).organisations) == 3


def test_a_row_without_identifier_and_a_repeated_one_are_rejected(tmp_path):
    draft = read(full(tmp_path, SCHOOL, {**SCHOOL, "Project Identifier": ""}, SCHOOL))
    assert draft.rejected == 2
    assert {f.row for f in draft.findings} == {3, 4}
    assert len(valid(draft).organisations) == 3


def test_another_file_and_the_old_binary_workbook_are_named(tmp_path):
    with pytest.raises(TableError, match="'Project Identifier' or 'Project Number'"):
        read(write(tmp_path, "x.csv", "a,b\n1,2\n"))
    with pytest.raises(TableError, match=r"\.xls"):
        read(write(tmp_path, "KA1_Projects_Overview.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
    with pytest.raises(TableError, match="web page"):
        read(write(tmp_path, "x.csv", "<!doctype html><p>Sign in</p>"))


columns = (*FULL, *partners(2))


@quick
@given(st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(columns, cells)), max_size=4))
def test_any_cells_give_valid_tables_or_a_named_error(tmp_path, rows):
    rows = [{**row, "Project Identifier": str(at)} for at, row in enumerate(rows)]
    with contextlib.suppress(GraphAppError):
        valid(read(full(tmp_path, *rows, columns=columns)))


@quick
@given(st.binary(max_size=300))
def test_any_bytes_give_a_draft_or_a_named_error(tmp_path, content):
    for name, whole in (
        ("a.csv", content),
        ("b.csv", csv_text(FULL, []).encode() + content),
        ("c.xlsx", b"PK\x03\x04" + content),
    ):
        with contextlib.suppress(GraphAppError):
            valid(read(write(tmp_path, name, whole)))
