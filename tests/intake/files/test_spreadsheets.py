import io
import zipfile

import pytest
from openpyxl import Workbook

from graph_app.intake.files.readers import Form, open_rows
from graph_app.intake.files.sheet_parts import _NAMESPACES
from tests.intake import make_files as files

HEADER = ["city", "country", "partner", "partner_country"]


def workbook(*sheets, merged=(), hidden=()):
    """Return a workbook of sheets, each a name and rows."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
        for area in merged:
            sheet.merge_cells(area)
    book.active = len(sheets) - 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(folder, content, form=None, likely=None):
    with open_rows(files.write(folder, "a.xlsx", content), form, likely) as rows:
        frames = [frame for frame, _ in rows.portions()]
        return rows, frames[0] if frames else None


ROWS = [HEADER, ["Lahti", "FI", "Suhl", "DE"], ["Lahti", "FI", "Halle", None]]


def test_the_first_visible_sheet_is_read_and_the_others_named(tmp_path):
    content = workbook(("Draft", ROWS[:2]), ("List", ROWS), ("Notes", [["x"]]), hidden=["Draft"])
    rows, frame = read(tmp_path, content)
    assert len(frame) == 2
    assert rows.form.sheet == "List"
    found = [str(one[2]) for one in rows.take_remarks()]
    assert found == ["the hidden sheet Draft", "the sheet Notes"]
    assert len(read(tmp_path, content, Form(sheet="Draft"))[1]) == 1


def test_an_empty_sheet_and_a_sheet_of_help_are_passed_over(tmp_path):
    assert read(tmp_path, workbook(("Sheet1", []), ("List", ROWS)))[0].form.sheet == "List"
    content = workbook(("Help", [["How to", "use"], ["this", "list"]]), ("List", ROWS))
    likely = lambda cells: len(set(HEADER) & set(cells))  # noqa: E731
    assert read(tmp_path, content, likely=likely)[0].form.sheet == "List"


def test_a_single_sheet_is_nothing_to_speak_of(tmp_path):
    rows, _ = read(tmp_path, workbook(("Any", ROWS)))
    assert (rows.form.sheet, rows.take_remarks()) == ("", [])


def test_merged_cells_are_filled_downwards(tmp_path):
    rows = [HEADER, ["Lahti", "FI", "Suhl", "DE"], [None, None, "Halle"], [None], [None, None, "Ulm"],
            ["Kotka", "FI", "Most", "CZ"]]  # fmt: skip
    opened, frame = read(tmp_path, workbook(("List", rows), merged=["A2:A5", "B2:B5", "D2:D3"]))
    assert frame.to_numpy().tolist() == [
        ["Lahti", "FI", "Suhl", "DE"],
        ["Lahti", "FI", "Halle", "DE"],
        ["Lahti", "FI", "Ulm", ""],
        ["Kotka", "FI", "Most", "CZ"],
    ]
    assert list(frame.index) == [2, 3, 5, 6]
    assert opened.counts == {"merged cells filled": 5}


def test_a_title_over_all_columns_is_not_repeated(tmp_path):
    rows = [["Partner cities"], *ROWS, ["Former"], ["Lahti", "FI", "Most", "CZ"]]
    opened, frame = read(tmp_path, workbook(("List", rows), merged=["A1:D1", "A5:D5"]))
    assert opened.form.header == 2
    assert frame.iloc[2].tolist() == ["Former", "", "", ""]


def test_a_header_of_two_rows(tmp_path):
    rows = [["Partner cities"], [], ["City", "Partner", None, "Since"],
            [None, "Name", "Country", None], ["Lahti", "Suhl", "DE", 1988]]  # fmt: skip
    content = workbook(("List", rows), merged=["A1:D1", "B3:C3", "A3:A4", "D3:D4"])
    opened, frame = read(tmp_path, content)
    assert opened.header == ["City", "Partner Name", "Partner Country", "Since"]
    assert frame.to_numpy().tolist() == [["Lahti", "Suhl", "DE", "1988"]]
    assert list(frame.index) == [5]


def test_a_name_over_two_columns_without_a_second_row(tmp_path):
    rows = [["City", "Partner", None, "Note"], ["Lahti", "Suhl", "DE", "x"]]
    opened, frame = read(tmp_path, workbook(("List", rows), merged=["B1:C1"]))
    assert opened.header == ["City", "Partner", "column 3", "Note"]
    assert frame.to_numpy().tolist() == [["Lahti", "Suhl", "DE", "x"]]


def test_error_cells_are_blank_and_said(tmp_path):
    rows = [HEADER, ["Lahti", "FI", "#N/A", "DE"]]
    opened, frame = read(tmp_path, workbook(("List", rows)))
    assert frame["partner"].tolist() == [""]
    assert opened.take_remarks()[0][:3] == (2, "partner", "#N/A")


def test_formulas_without_a_result_are_counted(tmp_path):
    rows = [HEADER, ["Lahti", "FI", '="Su"&"hl"', "DE"], ["Lahti", "FI", "=A1", "DE"]]
    opened, _ = read(tmp_path, workbook(("List", rows)))
    assert str(opened.take_remarks()[0][2]) == "2 formulas without a result"


def strict(content):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            text = old.read(entry)
            for there, usual in _NAMESPACES.items():
                text = text.replace(usual, there)
            new.writestr(entry.filename, text)
    return out.getvalue()


def test_a_strict_workbook(tmp_path):
    content = strict(workbook(("List", ROWS), merged=["D2:D3"]))
    assert b"purl.oclc.org" in zipfile.ZipFile(io.BytesIO(content)).read("xl/workbook.xml")
    _, frame = read(tmp_path, content)
    assert frame["partner_country"].tolist() == ["DE", "DE"]


@pytest.mark.parametrize("text", ["Pécs_x000D_", "Pécs\u200b"])
def test_cells_are_plain(tmp_path, text):
    rows = [HEADER, ["Lahti", "FI", text, "HU"]]
    assert read(tmp_path, workbook(("List", rows)))[1]["partner"].str.strip().tolist() == ["Pécs"]
