import contextlib
import datetime

import pytest
from hypothesis import given

from graph_app.intake.open_data.keep_eu import PARTNERS, PROJECTS, read_keep_eu
from graph_app.model.errors import GraphAppError, TableError

from .checking import TODAY, everything, finding, quick, some_rows, ties, valid
from .official import csv_text, sample, write, write_workbook

# The order of the workbook of 2019; columns that only repeat a language are left out.
PROJECTS_2019, (OLD_PROJECT,) = sample("keep_projects_2019")
PARTNERS_2019, OLD_PARTNERS = sample("keep_partners_2019")
PROJECTS_2025, (NEW_PROJECT,) = sample("keep_projects_2025")
PARTNERS_2025, (NEW_PARTNER,) = sample("keep_partners_2025")
# Numbers and days of a workbook are typed, beside texts.
OLD_PROJECT["EU Funding"] = float(OLD_PROJECT["EU Funding"])
for key in ("Project start", "Project end"):
    NEW_PROJECT[key] = datetime.datetime.fromisoformat(NEW_PROJECT[key])
BALTIC = OLD_PROJECT["Programme"]
CENTRAL = "2014 - 2020 INTERREG VB Central Europe"


def sheet(columns, rows):
    return [columns, *([row.get(column) for column in columns] for row in rows)]


def book(tmp_path, name, projects, partners):
    empty = sheet(("Programme", "Serial Number", "Start Date", "End Date", "Budget"), [])
    sheets = {"Projects (lead partners)": projects, "Partners": partners, "Calls": empty}
    return write_workbook(tmp_path, name, sheets)


def old_book(tmp_path, projects=(OLD_PROJECT,), partners=OLD_PARTNERS):
    rows = sheet(PROJECTS_2019, projects), sheet(PARTNERS_2019, partners)
    return book(tmp_path, "keep2019.xlsx", *rows)


def new_book(tmp_path, projects=(NEW_PROJECT,), partners=(NEW_PARTNER,)):
    rows = sheet(PROJECTS_2025, projects), sheet(PARTNERS_2025, partners)
    return book(tmp_path, "keep2025.xlsx", *rows)


def read(*paths, **options):
    return read_keep_eu(paths, **({"today": TODAY} | options))


def test_the_workbook_of_2019(tmp_path):
    draft = read(old_book(tmp_path), retrieved="2019-11-23")
    tables = valid(draft)
    assert tables.programmes["name"].tolist() == [BALTIC, "Lakes and people"]
    assert tables.programmes["start"].tolist()[1] == "2016-03-01"
    assert len(ties(tables, "participation")) == 6
    assert tables.sources["retrieved"].tolist() == ["2019-11-23"]
    assert tables.programmes["website"].tolist()[1] == "http://www.lakes.example.eu"


def test_a_text_with_thousands_beside_a_number(tmp_path):
    relations = valid(read(old_book(tmp_path))).relations
    note = relations.loc[relations["type"] == "part_of", "note"].item()
    assert note == "EU funding EUR 758394.29; budget EUR 892228.58"


def test_an_end_that_is_not_known_is_blank_and_no_mistake(tmp_path):
    draft = read(old_book(tmp_path))
    assert valid(draft).programmes["end"].isna().all()
    assert not [f for f in draft.findings if f.column == "Project end"]


def test_countries_in_any_case_and_by_the_code_of_the_institutions(tmp_path):
    cities = valid(read(old_book(tmp_path))).cities
    found = sorted(cities["name"] + " " + cities["country"])
    assert found == ["Athina GR", "Erfurt DE", "Lahti FI", "York GB"]


def test_one_organisation_in_two_spellings_is_shown_for_review(tmp_path):
    draft = read(old_book(tmp_path))
    found = finding(draft, column="Project Partner")
    assert found.found == "Lahti Univercity of Applied Sciences"
    assert "Lahti University of Applied Sciences Ltd" in str(found.expected)
    assert draft.counts["organisations that may be one"] == 1
    assert len(valid(draft).organisations) == 6


def test_acronyms_that_repeat_across_programmes_are_different_projects(tmp_path):
    other = {**OLD_PROJECT, "Programme": CENTRAL, "Project Name": "Another"}
    partner = {**OLD_PARTNERS[2], "Programme": CENTRAL, "Project Partner": "Only here"}
    tables = valid(read(old_book(tmp_path, (OLD_PROJECT, other), [*OLD_PARTNERS, partner])))
    names = tables.programmes.set_index("id")["name"]
    only = tables.organisations.set_index("name").loc["Only here", "id"]
    joined = [names[b] for a, b in ties(tables, "participation") if a == only]
    assert joined == ["Another"]


def test_the_search_export_of_2025_joins_by_id(tmp_path):
    twin = {**NEW_PROJECT, "Project ID (2021-2027 only)": "BSR-002"}
    other = {**NEW_PARTNER, "Project ID (2021-2027 only)": "BSR-002", "Town": "Turku"}
    other |= {"Organisation in English": "City of Turku", "Participant Identification Code": ""}
    tables = valid(read(new_book(tmp_path, (NEW_PROJECT, twin), (NEW_PARTNER, other))))
    assert len(ties(tables, "participation")) == 4
    project = "programme:keep-interreg-vi-b-baltic-sea-region-bsr-001"
    assert {a for a, b in ties(tables, "participation") if b == project} == {
        "city:lahti-fi",
        "organisation:pic-999111222",
    }
    dates = tables.programmes.set_index("id").loc[project, ["start", "end"]].tolist()
    assert dates == ["2023-01-01", "2025-12-31"]


def test_before_2021_the_acronym_joins(tmp_path):
    project = {**NEW_PROJECT, "Project ID (2021-2027 only)": None, "Project start": "2015-01-01"}
    partner = {**NEW_PARTNER, "Project ID (2021-2027 only)": None}
    tables = valid(read(new_book(tmp_path, (project,), (partner,))))
    assert len(ties(tables, "participation")) == 2


def test_a_partner_whose_project_is_not_clear_is_rejected(tmp_path):
    twin = {**NEW_PROJECT, "Project ID (2021-2027 only)": "BSR-002"}
    lost = {**NEW_PARTNER, "Project ID (2021-2027 only)": None}
    draft = read(new_book(tmp_path, (NEW_PROJECT, twin), (NEW_PARTNER, lost)))
    assert draft.rejected == 1
    assert finding(draft, column="project").row == 3
    valid(draft)


def test_departments_with_names_and_addresses_are_not_taken(tmp_path):
    draft = read(old_book(tmp_path))
    assert not any(word in everything(draft) for word in ("Secretperson", "jane@"))


@pytest.mark.parametrize(
    ("facts", "column"),
    [
        ({"Budget": "892.228,58"}, "Budget"),
        ({"Project start": "1/3/2016"}, "Project start"),
        ({"Project end": "2010/01/01"}, "Project end"),
    ],
)
def test_cells_in_another_form_are_blank_and_reported(tmp_path, facts, column):
    draft = read(old_book(tmp_path, ({**OLD_PROJECT, **facts},)))
    found = finding(draft, column=column)
    assert found.file == "keep2019.xlsx [Projects (lead partners)]"
    assert found.row == 2
    valid(draft)


def test_sheets_as_csv(tmp_path):
    projects = write(tmp_path, "p.csv", csv_text(PROJECTS_2019, [OLD_PROJECT], ";"))
    partners = write(tmp_path, "q.csv", csv_text(PARTNERS_2019, OLD_PARTNERS))
    assert len(ties(valid(read(projects, partners)), "participation")) == 6


def test_other_workbooks_are_named(tmp_path):
    with pytest.raises(TableError, match="expected a sheet of projects"):
        read(write_workbook(tmp_path, "x.xlsx", {"A": [["a", "b"], [1, 2]]}))
    with pytest.raises(TableError, match="no rows"):
        read(write_workbook(tmp_path, "x.xlsx", {"A": []}))
    with pytest.raises(TableError):
        read(write(tmp_path, "y.xlsx", b"PK\x03\x04 broken"))


def test_every_column_that_is_read_is_an_official_one():
    official = {*PROJECTS_2019, *PARTNERS_2019, *PROJECTS_2025, *PARTNERS_2025}
    assert PROJECTS.fits(PROJECTS_2019)
    assert PROJECTS.fits(PROJECTS_2025)
    assert PARTNERS.fits(PARTNERS_2019)
    assert PARTNERS.fits(PARTNERS_2025)
    assert set(PARTNERS.columns(PARTNERS_2025).values()) <= official


@quick
@given(some_rows(PROJECTS_2025), some_rows(PARTNERS_2025))
def test_any_cells_give_valid_tables_or_a_named_error(tmp_path, projects, partners):
    rows = [{"Programme": "P", "Project acronym": "A", **row} for row in projects]
    members = [{"Programme": "P", "Project acronym": "A", **row} for row in partners]
    files = [
        write(tmp_path, "p.csv", csv_text(PROJECTS_2025, rows)),
        write(tmp_path, "q.csv", csv_text(PARTNERS_2025, members)),
    ]
    with contextlib.suppress(GraphAppError):
        valid(read(*files))
