import contextlib

import pytest
from hypothesis import given

from graph_app.intake.open_data.kohesio import read_kohesio
from graph_app.model.errors import GraphAppError, TableError

from .checking import TODAY, quick, some_rows, ties, valid
from .official import csv_text, sample, write

NOW, (LAKE, FOREST) = sample("kohesio_now")
BEFORE, _ = sample("kohesio_before")
ENTITY = "https://linkedopendata.eu/entity/"


def read(tmp_path, *rows, columns=NOW, delimiter=",", name="FI-pp21-27-20260901.csv"):
    path = write(tmp_path, name, csv_text(columns, rows, delimiter))
    return read_kohesio([path], today=TODAY)


def note(tables):
    """Return the note of the first project, which is its money."""
    return tables.relations.loc[tables.relations["type"] == "part_of", "note"].iloc[0]


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_the_files_of_2026(tmp_path, delimiter):
    tables = valid(read(tmp_path, LAKE, FOREST, delimiter=delimiter))
    assert ties(tables, "hosts") == {
        ("city:lahti-fi", "programme:kohesio-q101"),
        ("city:hollola-fi", "programme:kohesio-q101"),
        ("city:hollola-fi", "programme:kohesio-q102"),
    }
    assert ties(tables, "participation") == {
        ("organisation:kohesio-q900", "programme:kohesio-q101"),
        ("organisation:kohesio-q901", "programme:kohesio-q102"),
    }
    lake = tables.programmes.set_index("id").loc["programme:kohesio-q101"]
    assert (lake["start"], lake["end"]) == ("2023-02-01", "2026-12-31")
    assert lake["part_of"] == "programme:innovation-and-skills-in-finland-2021-2027"
    assert note(tables) == "EU budget EUR 123456.50; Eligible expenditure EUR 200000.00"


def test_the_files_before_2024_have_iso_days_and_no_names_of_beneficiaries(tmp_path):
    row = {**LAKE, "Operation_Start_Date": "2019-01-01", "Operation_End_Date": ""}
    row = {key: value for key, value in row.items() if key in BEFORE}
    draft = read(tmp_path, row, columns=BEFORE, name="latest_FI.csv")
    tables = valid(draft)
    assert tables.programmes["start"].tolist()[-1] == "2019-01-01"
    assert draft.counts["beneficiaries without a name"] == 1
    assert tables.organisations.empty


@pytest.mark.parametrize(
    ("column", "found"),
    [
        ("Operation_Start_Date", "31/02/2024"),
        ("Operation_End_Date", "2026/01/01"),
        ("Project_EU_Budget", "EUR 123"),
        ("Operation_Unique_Identifier", f"{ENTITY}Q101"),
        ("Operation_Unique_Identifier", "Q101"),
        ("Operation_Unique_Identifier", ""),
    ],
)
def test_a_changed_file_is_refused_with_its_row(tmp_path, column, found):
    with pytest.raises(TableError) as caught:
        read(tmp_path, LAKE, FOREST | {column: found})
    assert f"FI-pp21-27-20260901.csv, row 3, {column}" in str(caught.value)
    assert found in str(caught.value)


def test_a_row_shorter_than_the_header_refuses_the_file(tmp_path):
    text = csv_text(NOW, [LAKE]) + "Q5,too short\n"
    with pytest.raises(TableError, match="row 3: found 2 cells, expected 21 cells"):
        read_kohesio([write(tmp_path, "FI.csv", text)], today=TODAY)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b\n1,2\n", "Operation_Unique_Identifier"),
        (csv_text(NOW, []), "found no rows"),
    ],
)
def test_something_else_is_named(tmp_path, content, message):
    with pytest.raises(TableError, match=message):
        read_kohesio([write(tmp_path, "FI.csv", content)], today=TODAY)


def test_an_expenditure_in_another_currency_says_so(tmp_path):
    tables = valid(read(tmp_path, {**LAKE, "Total_Eligible_Expenditure_Currency": "SEK"}))
    assert note(tables).endswith("Eligible expenditure SEK 200000.00")


@quick
@given(some_rows(NOW))
def test_any_cells_give_valid_tables_or_a_named_error(tmp_path, rows):
    names = ("Operation_Name_English", "LAU_Labels", "Beneficiary_Name", "Fund_Name", "Country")
    whole = [
        {"Operation_Unique_Identifier": f"Q{at}"}
        | {key: value for key, value in row.items() if key in names}
        for at, row in enumerate(rows)
    ]
    for some in (rows, whole):
        with contextlib.suppress(GraphAppError):
            valid(read(tmp_path, *some))
