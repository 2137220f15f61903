import csv
import datetime

import pytest

from graph_app.cli.main import main
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


def run(*arguments):
    return main(["import", *map(str, arguments)])


def test_an_import_into_a_new_folder(tmp_path, twins, capsys):
    into = tmp_path / "new"
    assert run("edges", twins, "--mapping", "twin-cities", "--into", into, "--yes") == 0
    out, err = capsys.readouterr()
    assert "3 rows read, 2 ties new, 0 stated already" in out
    assert "twins.csv, row 4" in out
    assert "Written to" in err
    assert main(["validate", str(into)]) == 0
    assert len(load_folder(into).relations) == 2


def test_nothing_is_written_unless_confirmed(twins, folder, capsys, monkeypatch):
    before = bytes_of(folder)
    options = (twins, "--mapping", "twin-cities", "--into", folder)
    assert run("edges", *options, "--dry-run") == 0
    assert "nothing was written" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert run("edges", *options) == 2
    assert "--yes confirms" in capsys.readouterr().err
    assert bytes_of(folder) == before


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty file"),
        (b"a;b\n1;2\n", "the delimiter ';'"),
        (files.TWINS_HEADER.replace(",", "\t").encode(), "the delimiter"),
        (files.TWINS_HEADER.replace("lat2", "lat1").encode(), "'lat1' twice"),
        (b"city1,\x00", "NUL"),
        (files.zipped({"x": "y"}), "a zip or Excel file"),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_written(tmp_path, folder, capsys, content, says):
    before = bytes_of(folder)
    path = files.write(tmp_path, "bad.csv", content)
    assert run("edges", path, "--mapping", "twin-cities", "--into", folder, "--yes") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert says in err
    assert bytes_of(folder) == before


def test_reports_and_decisions(tmp_path, twins, capsys):
    into, report, asked = (tmp_path / name for name in ("t", "report.csv", "asked.csv"))
    options = (twins, "--mapping", "twin-cities", "--into", into)
    assert run("edges", *options, "--dry-run", "--report", report, "--doubtful", asked) == 0
    with report.open(encoding="utf-8-sig", newline="") as file:
        assert {row["found"] for row in csv.DictReader(file)} == {"Rotenburg", "Stryi"}
    with asked.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    answers = files.write(tmp_path, "answers.csv", f"id,same\n{row['id']},yes\n")
    assert run("edges", *options, "--decisions", answers, "--yes") == 0
    cities = load_folder(into).cities.set_index("name")
    assert cities["latitude"]["Rotenburg"] == pytest.approx(53.1, abs=0.1)
    wrong = files.write(tmp_path, "wrong.csv", f"id,same\n{row['id']},maybe\n")
    assert run("edges", *options, "--decisions", wrong, "--yes") == 2
    assert "expected yes or no" in capsys.readouterr().err


def test_a_mapping_is_suggested_and_a_type_given(tmp_path, capsys):
    path = files.write(tmp_path, "list.csv", "From;To\nLahti;Turku\n")
    into = tmp_path / "t"
    assert run("edges", path, "--type", "cooperation_agreement", "--into", into, "--yes") == 0
    assert list(load_folder(into).relations["type"]) == ["cooperation_agreement"]
    odd = files.write(tmp_path, "odd.csv", "x;y\n1;2\n")
    assert run("edges", odd, "--into", into) == 2
    assert "expected a mapping" in capsys.readouterr().err


def test_our_own_tables_and_graphs(tmp_path, folder, small_tables, capsys):
    into = tmp_path / "copy"
    assert run("folder", folder, "--into", into, "--yes") == 0
    assert load_folder(into).revision == small_tables.revision
    out = tmp_path / "x.graphml"
    assert main(["export", str(folder), "--format", "graphml", "--out", str(out)]) in (0, 2)


def test_unknown_sources_and_options(tmp_path, twins, capsys):
    assert run("nothing", twins, "--into", tmp_path / "t") == 2
    assert "expected one of edges, folder, graph" in capsys.readouterr().err
    assert run("edges", twins, "--into", tmp_path / "t", "--option", "bad") == 2
    assert "expected NAME=VALUE" in capsys.readouterr().err
    assert run("cordis", twins, "--option", "contacts=yes", "--into", tmp_path / "new") == 2
    assert "expected --personal" in capsys.readouterr().err


def test_every_source_reads_files_into_a_draft_or_says_why(tmp_path, twins):
    from graph_app.model.errors import GraphAppError

    for reader in SOURCES.values():
        try:
            draft = reader([twins], None, today=datetime.date(2026, 11, 24))
        except GraphAppError:
            continue
        assert isinstance(draft, Draft)
