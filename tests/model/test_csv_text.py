import ast
import csv
import io
import re

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from graph_app.model.csv_text import csv_file, escape, unescape, write_csv
from tests.conftest import ROOT

#: What begins a formula, after whatever a spreadsheet or a person passes over.
RUNS = re.compile(r"[\s\"\ufeff\u200b\u00ad]*[=+\-@＝＋－＠﹦﹢﹣﹫]")
NUMBER = re.compile(r"-\d+([.,]\d+)?([eE][+-]?\d+)?", re.ASCII)
PIECES = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "'", "''", '"', " ", "\t", "\r", "\n", "\r\n",
          ";", ",", "\ufeff", "\u200b", "\u00a0", "1", "-12.5", "a", "cmd|' /C calc'!A0", "ä"]  # fmt: skip
TEXTS = some.lists(some.sampled_from(PIECES), max_size=8).map("".join) | some.text(max_size=20)


def runs(cell: str) -> bool:
    """Return whether a spreadsheet would take a cell for a formula."""
    return bool(RUNS.match(cell)) and not NUMBER.fullmatch(cell)


def cells_of(text: str) -> list[str]:
    """Return what the spreadsheets of several countries take for cells of a file."""
    found = []
    for cut in ",;\t":
        found += [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=cut)
                  for cell in row]  # fmt: skip
    return found


@pytest.mark.parametrize("text", ["=1+1", "+358 40 1234", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n1",
                                  "\ufeff=1", '"=1', " =1", "\u00a0-x", "＝1", "＋1", "－x", "＠x",
                                  "\u200b=1", '" =1', "'=1"])  # fmt: skip
def test_what_begins_like_a_formula_is_text(text):
    assert escape(text)[0] == "'"
    assert unescape(escape(text)) == text


@pytest.mark.parametrize("text", ["", "-12.5", "-7", "-1,5e-3", "Lahti", "a=b", "1+1", "a@b.example",
                                  "'t Gooi", "a - b", "x\ny", "climate;water", "1 - 2"])  # fmt: skip
def test_other_texts_and_numbers_stay_as_they_are(text):
    assert escape(text) == text == unescape(text)


@given(TEXTS)
@example("'=1")
@example("''=1")
@example("a;'=1\r\n'-x;\t=2")
def test_every_text_comes_back_as_it_was(text):
    assert unescape(escape(text)) == text


@given(some.lists(some.tuples(TEXTS, TEXTS), min_size=1, max_size=4))
@example([("x;=cmd|' /C calc'!A0", "y")])
@example([("x\n=1", "a\r=1")])
@example([("x\t=1", "")])
def test_no_delimiter_cuts_out_a_formula(rows):
    out = io.StringIO(newline="")
    write_csv(pd.DataFrame(rows, columns=["a", "=b"]).assign(id="x")[["id", "a", "=b"]], out)
    assert [cell for cell in cells_of(out.getvalue()) if runs(cell)] == []


@given(
    some.lists(some.tuples(TEXTS, TEXTS), min_size=1, max_size=4), some.sampled_from(["\n", "\r\n"])
)
def test_rows_are_read_back_by_the_same_rule(rows, end):
    out = io.StringIO(newline="")
    write_csv(pd.DataFrame(rows, columns=["a", "b"]), out, end)
    read = list(csv.reader(io.StringIO(out.getvalue(), newline=""), strict=True))
    assert [tuple(map(unescape, row)) for row in read[1:]] == rows


def test_numbers_and_blanks_of_every_sort_stay_what_they_are():
    rows = pd.DataFrame({
        "a": [-1.5, None], "b": ["-1.5", None], "c": pd.array([-2, None], "Int64"),
        "d": [-3, float("nan")], "e": [True, False], "f": pd.Categorical(["=1", "x"]),
        "g": [["=1"], {"=": 1}],
    })  # fmt: skip
    lines = csv_file(rows).decode("utf-8-sig").split("\r\n")
    assert lines[:3] == [
        "a,b,c,d,e,f,g",
        "-1.5,-1.5,-2,-3.0,True,'=1,['=1']",
        ",,,,False,x,{'=': 1}",
    ]


def test_headings_are_cells_too():
    text = csv_file(pd.DataFrame({"=1": ["x"], "@a": ["y"]})).decode("utf-8-sig")
    assert text == "'=1,'@a\r\nx,y\r\n"


# --- nobody else writes CSV -----------------------------------------------------------------------

#: Calls that make CSV by themselves, and why none of it leaves the product as a file for people.
LISTED = {
    "graph_app/model/csv_text.py:to_csv": "the writer itself",
    "graph_app/pages/data/preview.py:to_csv": "the report's own method, which uses the writer",
    "graph_app/cli/import_files.py:to_csv": "the report's own method, which uses the writer",
    "graph_app/pages/data/grid.py:to_csv": "a digest of the rows, never a file",
    "scripts/bench_import.py:to_csv": "a file to be read by the import that it measures",
    "scripts/bench_attacks.py:to_csv": "a file to be read by the import that it measures",
}  # fmt: skip


def test_there_is_one_writer_of_csv():
    found = set()
    for path in [*(ROOT / "graph_app").rglob("*.py"), *(ROOT / "scripts").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("to_csv", "DictWriter"):
                found.add(f"{path.relative_to(ROOT)}:{node.attr}")
            elif isinstance(node, ast.Attribute) and node.attr == "writer" \
                    and getattr(node.value, "id", "") == "csv":  # fmt: skip
                found.add(f"{path.relative_to(ROOT)}:csv.writer")
            elif isinstance(node, ast.ImportFrom) and node.module in ("csv", "pyarrow.csv"):
                found |= {f"{path.relative_to(ROOT)}:{name.name}" for name in node.names}
    assert found == LISTED.keys()
