import csv
import datetime

import pytest

from graph_app.intake.merging.draft import Draft
from graph_app.intake.project.folder import load_folder, write_tables
from graph_app.intake.sources import SOURCES
from tests.intake import make_files as files

TWINS = files.TWINS_HEADER + (
    "Lahti,Finland,60.9833,25.65,Pécs,Hungary,46.07,18.23\n"
    "Lahti,Finland,60.9833,25.65,Rotenburg,Germany,,\n"
    "Stryi,Ukraine,49.25,23.85,Stryi,Ukraine,49.25,23.85\n"
)


@pytest.fixture
def twins(tmp_path):
    return files.write(tmp_path, "twins.csv", TWINS)


@pytest.fixture
def folder(tmp_path, small_tables):
    write_tables(small_tables, tmp_path / "tables")
    return tmp_path / "tables"


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_an_import_into_a_new_folder(tmp_path, twins, run):
    into = tmp_path / "new"
    arguments = ("--mapping", "twin-cities", "--into", into, "--yes")
    code, out, err = run("import", "edges", twins, *arguments)
    assert code == 0
    assert "Rows read: 3, New relations: 2, Stated already: 0" in out
    assert "twins.csv, row 4" in out
    assert "Written to" in err
    assert run("validate", into)[0] == 0
    assert len(load_folder(into).relations) == 2


def test_nothing_is_written_unless_confirmed(twins, folder, run, monkeypatch):
    before = bytes_of(folder)
    arguments = ("import", "edges", twins, "--mapping", "twin-cities", "--into", folder)
    code, _, err = run(*arguments, "--dry-run")
    assert code == 0
    assert "nothing was written" in err
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    code, _, err = run(*arguments)
    assert code == 2
    assert "--yes confirms" in err
    assert bytes_of(folder) == before


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty file"),
        (b"a;b\n1;2\n", "the delimiter ';'"),
        (files.TWINS_HEADER.replace(",", "\t").encode(), "the delimiter"),
        (files.TWINS_HEADER.replace("lat2", "lat1").encode(), "expected each name once"),
        (b"city1,\x00", "NUL"),
        (files.zipped({"x": "y"}), "a zip or Excel file"),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_written(tmp_path, folder, refuses, content, says):
    before = bytes_of(folder)
    path = files.write(tmp_path, "bad.csv", content)
    arguments = ("--mapping", "twin-cities", "--into", folder, "--yes")
    refuses(says, "import", "edges", path, *arguments)
    assert bytes_of(folder) == before


def test_reports_and_decisions(tmp_path, twins, run, refuses):
    into, report, asked = (tmp_path / name for name in ("t", "report.csv", "asked.csv"))
    call = ("import", "edges", twins, "--mapping", "twin-cities", "--into", into)
    assert run(*call, "--dry-run", "--report", report, "--doubtful", asked)[0] == 0
    with report.open(encoding="utf-8-sig", newline="") as file:
        assert {row["found"] for row in csv.DictReader(file)} == {"Rotenburg", "Stryi"}
    with asked.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    answers = files.write(tmp_path, "answers.csv", f"id,same\n{row['id']},yes\n")
    assert run(*call, "--decisions", answers, "--yes")[0] == 0
    cities = load_folder(into).cities.set_index("name")
    assert cities["latitude"]["Rotenburg"] == pytest.approx(53.1, abs=0.1)
    wrong = files.write(tmp_path, "wrong.csv", f"id,same\n{row['id']},maybe\n")
    refuses("expected yes or no", *call, "--decisions", wrong, "--yes")


def test_a_mapping_is_suggested_and_a_type_given(tmp_path, run, refuses):
    path = files.write(tmp_path, "list.csv", "From;To\nLahti;Turku\n")
    into = tmp_path / "t"
    arguments = ("--type", "cooperation_agreement", "--into", into, "--yes")
    assert run("import", "edges", path, *arguments)[0] == 0
    assert list(load_folder(into).relations["type"]) == ["cooperation_agreement"]
    odd = files.write(tmp_path, "odd.csv", "x;y\n1;2\n")
    refuses("expected a mapping", "import", "edges", odd, "--into", into)


def test_our_own_tables(tmp_path, folder, small_tables, run):
    into = tmp_path / "copy"
    assert run("import", "folder", folder, "--into", into, "--yes")[0] == 0
    assert load_folder(into).revision == small_tables.revision


def test_unknown_sources_and_options(twins, tmp_path, refuses):
    call, into = ("import", "edges", twins, "--into"), tmp_path / "t"
    refuses("expected one of edges, folder, graph", "import", "nothing", twins, "--into", into)
    refuses("expected NAME=VALUE", *call, into, "--option", "bad")
    refuses("expected --personal", *call, into, "--option", "contacts=yes")


def test_every_source_reads_files_into_a_draft_or_says_why(tmp_path, twins):
    from graph_app.model.errors import GraphAppError

    for reader in SOURCES.values():
        try:
            draft = reader([twins], None, today=datetime.date(2026, 11, 24))
        except GraphAppError:
            continue
        assert isinstance(draft, Draft)
