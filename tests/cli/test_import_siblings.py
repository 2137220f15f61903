"""Files of kinds that offices have: each is taken, or what is not taken of it is said."""

import json

import openpyxl
import pytest

from graph_app.intake.project.folder import load_folder
from tests.intake import make_files as files

HEADER = "city;country;partner;partner_country;start;status\n"


@pytest.fixture
def taken(tmp_path, run):
    """Import a file as ties of sister cities; give the ties, and what the report found."""

    def call(name, content, source="edges"):
        path = files.write(tmp_path, name, content) if content is not None else tmp_path / name
        into, report = tmp_path / "new", tmp_path / "report.json"
        more = ("--type", "sister_city", "--into", into, "--yes", "--report", report)
        code, _, err = run("import", source, path, *more)
        assert code == 0, err
        found = [one["found"] for one in json.loads(report.read_text())["findings"]]
        return load_folder(into).relations, found

    return call


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_with_and_without_a_mark(taken, encoding):
    rows = HEADER + "Lahti;FI;Pécs;HU;1956;\nLahti;FI;Suhl;DE;1988;\n"
    ties, _ = taken("a.csv", rows.encode(encoding))
    assert ties["start"].tolist() == ["1956", "1988"]


def test_words_for_a_status_are_known_or_said(taken):
    words = {"Suhl": "päättynyt", "Kiel": "avslutat", "Ulm": "irtisanottu", "Bonn": "hmm 2010"}
    rows = "".join(f"Lahti;FI;{city};DE;1988;{word}\n" for city, word in words.items())
    ties, found = taken("a.csv", HEADER + rows)
    assert ties["status"].fillna("").tolist() == ["ended", "ended", "ended", ""]
    assert "hmm 2010" in found


def test_a_header_of_two_rows_whose_upper_one_is_shorter(taken, tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ["Home", None, "Partner", None],
        ["city", "country", "city", "country", "since"],
        ["Lahti", "FI", "Suhl", "DE", 1988],
    ):
        book.active.append(row)
    book.active.merge_cells("A1:B1")
    book.active.merge_cells("C1:D1")
    book.save(tmp_path / "a.xlsx")
    ties, _ = taken("a.xlsx", None)
    assert ties[["source", "target", "start"]].to_numpy().tolist() == [
        ["city:lahti", "city:suhl", "1988"]
    ]


@pytest.mark.parametrize(
    ("line", "period", "said"),
    [
        ("1 2 1 [1988-2003]", ("1988", "2003"), []),
        ("1 2 [1988-*]", ("1988", ""), []),
        ("1 2 1 [5-10]", ("", ""), ["[5-10]"]),
    ],
)
def test_times_of_pajek_are_taken_or_said(taken, line, period, said):
    text = f'*Vertices 2\n1 "Lahti"\n2 "Suhl"\n*Edges :1 "twins of old"\n{line}\n'
    ties, found = taken("a.net", text, "graph")
    assert (*ties[["start", "end"]].fillna("").iloc[0],) == period
    assert [text for text in found if text.startswith("[")] == said
    assert "twins of old" in found
