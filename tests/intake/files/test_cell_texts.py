import pytest

from graph_app.intake.files.cell_texts import has_odd, is_error, plain_cell
from graph_app.intake.files.readers import open_rows
from tests.intake import make_files as files


@pytest.mark.parametrize(
    ("cell", "plain", "changed"),
    [
        ("Pécs\u200b", "Pécs", True),
        ("Zapo\u2060rizhzhia", "Zaporizhzhia", True),
        ("\ufeffTurku", "Turku", True),
        ("\u200eCZ\u200f", "CZ", True),
        ("Jy\u00advas\u00adkylä", "Jyvaskylä", True),
        ("Lah\u200dti", "Lahti", True),
        ("145\u00a0000", "145 000", False),
        ("36\u202f000", "36 000", False),
        ("Pécs_x000D_", "Pécs\n", False),
        ("a_x000d_\nb", "a\nb", False),
        ("_x005F_x000D_", "_x000D_", False),
        ("_xD83D__xDE00_", "😀", False),
        ("max_x12_", "max_x12_", False),
        ("می\u200cخواهم", "می\u200cخواهم", False),
    ],
)
def test_a_cell_as_it_is_meant(cell, plain, changed):
    assert plain_cell(cell) == (plain, changed)
    assert has_odd(["x", cell]) or plain == cell


@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#PUUTTUU!", " #n/a "])
def test_errors_of_formulas(cell):
    assert is_error(cell.strip())


@pytest.mark.parametrize("cell", ["#1", "# of cities", "N/A", "#hashtag"])
def test_what_is_no_error(cell):
    assert not is_error(cell)


def test_an_error_is_blank_and_said_with_its_place(tmp_path):
    path = files.write(tmp_path, "a.csv", "city,partner\nLahti,#REF!\nLahti,Pécs\u200b\n")
    with open_rows(path) as rows:
        ((frame, _),) = rows.portions()
        assert list(frame["partner"]) == ["", "Pécs"]
        ((row, column, found, expected),) = rows.take_remarks()
    assert (row, column, found) == (2, "partner", "#REF!")
    assert "formula" in str(expected)
    assert rows.counts == {"cells with invisible characters": 1}
