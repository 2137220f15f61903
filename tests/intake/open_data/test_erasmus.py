import contextlib

import pytest
from hypothesis import given

from graph_app.intake.open_data.erasmus import read_erasmus
from graph_app.model.errors import GraphAppError, TableError

from .checking import TODAY, finding, quick, some_rows, ties, valid
from .official import csv_text, sample, write, write_workbook

OLDER, (FESTIVAL,) = sample("erasmus_older")
SEARCH, (FOUND,) = sample("erasmus_search")
FULL, (SCHOOL,) = sample("erasmus_full")
FULL, OLDER = ([c for c in some if not c.startswith("Partner ")] for some in (FULL, OLDER))
(GRANT,) = (column for column in FULL if column.startswith("EU Grant"))
PARTNER = ("name", "organisation type", "address", "region", "country", "website")


def partners(most):
    return tuple(f"Partner {n} {part}" for n in range(1, most + 1) for part in PARTNER)


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
def test_doubted_cells_are_reported_and_the_row_stays(tmp_path, facts, column, found):
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


columns = (*FULL, *partners(2))


@quick
@given(some_rows(columns))
def test_any_cells_give_valid_tables_or_a_named_error(tmp_path, rows):
    rows = [{**row, "Project Identifier": str(at)} for at, row in enumerate(rows)]
    with contextlib.suppress(GraphAppError):
        valid(read(full(tmp_path, *rows, columns=columns)))
