import pytest

from graph_app.intake.files.forms import Form, Opened
from graph_app.intake.files.headers import find_header, usable_header
from graph_app.intake.files.readers import open_rows
from graph_app.model.errors import TableError
from tests.intake import make_files as files


def read(folder, text, form=None, likely=None):
    with open_rows(files.write(folder, "a.csv", text), form, likely) as rows:
        frames = [frame for frame, _ in rows.portions()]
        return rows, frames[0] if frames else None


TABLE = "city,country,partner,partner_country\nLahti,FI,Suhl,DE\nLahti,FI,Pécs,HU\n"


@pytest.mark.parametrize(
    "above",
    [
        "Partner cities\n",
        "Partner cities\n\n",
        "Partner cities,,,\n,,,\n",
        "Partner cities\nUpdated,1.1.2026\n\n",
        "\n\nPartner cities of Lahti\n",
    ],
)
def test_a_title_above_the_header_is_passed_over_and_said(tmp_path, above):
    rows, frame = read(tmp_path, above + TABLE)
    assert rows.header == ["city", "country", "partner", "partner_country"]
    row = above.count("\n") + 1
    assert list(frame.index) == [row + 1, row + 2]
    assert rows.form.header == row
    said = rows.take_remarks()
    assert said[0][2].startswith("Partner cities")
    assert f"from row {row}" in str(said[0][3])
    assert rows.take_remarks() == []


def test_a_header_in_the_first_row_is_nothing_to_speak_of(tmp_path):
    rows, _ = read(tmp_path, TABLE)
    assert (rows.form.header, rows.take_remarks()) == (0, [])


def test_two_columns_and_one_are_tables_too(tmp_path):
    assert read(tmp_path, "a,b\n1,2\n")[0].header == ["a", "b"]
    assert read(tmp_path, "a\n1\n2\n")[0].header == ["a"]


def test_the_row_of_the_header_can_be_declared(tmp_path):
    text = "one,two,three\nx,y,z\nname,from,to\n1,2,3\n"
    assert read(tmp_path, text)[0].header == ["one", "two", "three"]
    rows, frame = read(tmp_path, text, Form(header=3))
    assert rows.header == ["name", "from", "to"]
    assert list(frame.index) == [4]
    with pytest.raises(TableError, match="row 9: found no names"):
        read(tmp_path, text, Form(header=9))


def test_the_row_that_names_most_of_what_is_looked_for_is_the_header(tmp_path):
    text = "city,list\nof,the,year\n" + TABLE
    wanted = {"city", "country", "partner"}
    rows, _ = read(tmp_path, text, likely=lambda cells: len(wanted & set(cells)))
    assert rows.form.header == 3


def test_the_header_above_another_block_is_left_out_and_counted(tmp_path):
    again = "City,COUNTRY,partner ,partner_country\nLahti,FI,Most,CZ\n"
    rows, frame = read(tmp_path, TABLE + again)
    assert list(frame["partner"]) == ["Suhl", "Pécs", "Most"]
    assert rows.counts == {"repeated headers": 1}


def test_columns_of_one_name_are_numbered_and_said(tmp_path):
    rows, frame = read(tmp_path, "city,country,partner,country\nLahti,FI,Pécs,HU\n")
    assert rows.header == ["city", "country", "partner", "country 2"]
    assert list(frame["country 2"]) == ["HU"]
    ((row, column, found, expected),) = rows.take_remarks()
    assert (row, column, found) == (1, "country 2", "country")
    assert "country 2" in str(expected)


def test_a_number_that_is_taken_is_not_given_twice():
    names = usable_header("x", ["a", "a 2", "a", "", "column 4", "a"])
    assert names == ["a", "a 2", "a 3", "column 4", "column 4 2", "a 4"]


def test_a_header_of_two_rows_is_joined():
    records = [
        (1, ["City", "Partner", "", "Since"]),
        (2, ["", "Name", "Country", ""]),
        (3, ["Lahti", "Suhl", "DE", "1988"]),
    ]
    opened = Opened(iter(records), Form(), merged={1: [(1, 2)]})
    header, number, rest = find_header("x", opened)
    assert header == ["City", "Partner Name", "Partner Country", "Since"]
    assert (number, list(rest)) == (1, records[2:])
    assert "two rows" in str(opened.remarks[0].expected)
