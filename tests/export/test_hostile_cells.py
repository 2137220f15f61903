"""Every file for spreadsheets that leaves the product, made from tables full of formulas."""

import csv
import io
import re
import zipfile
from contextlib import closing
from dataclasses import replace
from xml.etree import ElementTree

import pandas as pd
import pytest

from graph_app.briefing.notes import profile_note, write_briefing
from graph_app.editing.rows import zipped
from graph_app.export import export
from graph_app.graph.frames import frame_from_tables
from graph_app.intake.merging.report import ImportReport
from graph_app.intake.project.folder import check_folder, write_tables
from graph_app.intake.project.own_tables import read_own_tables
from graph_app.model.findings import Finding
from graph_app.model.tables import Tables
from graph_app.store import Actor, open_store
from tests.briefing.briefings import make_request
from tests.conftest import small_frames
from tests.export.conftest import make_bundle

FORMULA = "=cmd|' /C calc'!A0"
#: What the checks of the tables let through as a name, a title or a note.
TEXTS = [FORMULA, "+1+1", "-2+3", "@SUM(A1)", "＝1+1", "＋1", "－1+1", "＠x", '"=1+1', "'=1+1",
         "''@a", "a;=1+1", "a; +b;-c", "-12.5", "'t Gooi"]  # fmt: skip
#: The first sign of a cell that a spreadsheet runs, after what it or a person passes over.
RUNS = re.compile(r"[\s\"\ufeff\u200b]*[=+\-@＝＋－＠]")
# A number, or a line that begins with one and is not cut at its commas: no formula can be read.
NUMBER = re.compile(r"-\d+(\.\d+)?(,.*)?", re.DOTALL)


def texts(count, start=0):
    return [TEXTS[(start + at) % len(TEXTS)] for at in range(count)]


@pytest.fixture
def formulas():
    """Valid tables with a formula wherever a text may be."""
    frames = small_frames()
    for table, columns in {
        "cities": ("name", "name_fi", "name_sv"), "networks": ("name", "short_name"),
        "programmes": ("name",), "events": ("name", "recurrence"), "relations": ("note",),
        "sources": ("title", "publisher"),
    }.items():  # fmt: skip
        for start, column in enumerate(columns):
            frames[table][column] = texts(len(frames[table]), start * 5)
    frames["contacts"] = pd.DataFrame(
        {"id": [f"contact:{at:08}" for at in range(len(TEXTS))], "node": "city:a", "name": TEXTS,
         "role": texts(len(TEXTS), 3), "note": texts(len(TEXTS), 7), "telephone": "+358 40 1234"}
    )  # fmt: skip
    return Tables.from_frames(frames)


@pytest.fixture
def folder(formulas, tmp_path):
    write_tables(formulas, tmp_path / "data", personal=True)
    return tmp_path / "data"


def running(text):
    """Return the cells of a CSV that a spreadsheet of one country or another would run."""
    found = []
    for cut in ",;\t":
        rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=cut)
        found += [cell for row in rows for cell in row]
    return [cell for cell in found if RUNS.match(cell) and not NUMBER.fullmatch(cell)]


def members(raw):
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_the_tables_are_valid_and_run_as_they_are(formulas, folder):
    assert check_folder(folder) == []
    plain = "".join(
        getattr(formulas, table).to_csv(index=False)
        for table in ("cities", "relations", "contacts")
    )
    # A file that is written without the rule: this test would see it.
    assert len(running(plain)) > 60


def test_the_zip_of_all_tables_runs_nothing_and_comes_back_byte_for_byte(formulas, tmp_path):
    raw = zipped(formulas, personal=True)
    assert {name: running(text) for name, text in members(raw).items() if running(text)} == {}
    path = tmp_path / "tables.zip"
    path.write_bytes(raw)
    again = Tables.from_frames(read_own_tables([path], personal=True).frames)
    assert zipped(again, personal=True) == raw
    for table in ("cities", "networks", "events", "relations", "sources", "contacts"):
        pd.testing.assert_frame_equal(getattr(again, table), getattr(formulas, table))


def test_a_backup_comes_back_as_it_was(formulas, tmp_path):
    me = Actor("Aino", "editor")
    with closing(open_store(tmp_path / "one")) as one, closing(open_store(tmp_path / "two")) as two:
        one.load(formulas, me)
        one.backup(tmp_path / "backup.zip")
        two.restore(tmp_path / "backup.zip", actor=Actor("Aino", "admin"))
        assert zipped(two.tables(), True) == zipped(formulas, True)


VERBS = [
    ("validate", "{folder}"), ("summary", "{folder}", "--top", "0"), ("paths", "city:a", "city:c", "{folder}"),
    ("partners", "city:a", "{folder}"), ("memberships", "city:a", "{folder}"),
    ("memberships", "city:a", "{folder}", "--leave", "network:n"),
    ("compare", "city:a", "city:b", "--dir", "{folder}"), ("robustness", "{folder}", "--city", "city:a"),
]  # fmt: skip


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: "-".join(verb[:1] + verb[3:]))
def test_no_verb_prints_a_formula(verb, folder, capsys):
    from graph_app.cli.main import main

    if verb[0] == "validate":
        path = folder / "cities.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(",NO,", f',"{FORMULA}",'), "utf-8")
    main([*(part.format(folder=folder) for part in verb), "--format", "csv"])
    out = capsys.readouterr().out
    assert out.count("\n") > 1
    assert running(out) == []


def test_no_history_prints_a_formula(formulas, tmp_path, capsys):
    from graph_app.cli.main import main

    with closing(open_store(tmp_path / "store")) as store:
        store.load(formulas, Actor("=Aino", "editor"), reason=FORMULA)
    main(["history", "--format", "csv", "--store", str(tmp_path / "store")])
    main(["history", "city:a", "--format", "csv", "--store", str(tmp_path / "store")])
    out = capsys.readouterr().out
    assert "calc" in out
    assert running(out) == []


def test_no_export_of_tables_runs(formulas):
    bundle = make_bundle(frame_from_tables(formulas), sources=formulas.sources)
    for name, text in members(export(bundle, "csv")).items():
        assert running(text) == [], name
    book = members(export(replace(bundle, title="#N/A"), "xlsx"))
    for name, text in book.items():
        assert "hyperlink" not in text.lower(), name
        tree = ElementTree.fromstring(text)
        kinds = {cell.get("t") for cell in tree.iter() if cell.tag.endswith("}c")}
        assert kinds <= {"s", "n", "b", "inlineStr", None}, name
        assert not [cell for cell in tree.iter() if cell.tag.endswith("}f")], name
        said = ["".join(one.itertext()) for one in tree.iter() if one.tag.endswith("}si")]
        assert [one for one in said if RUNS.match(one) and not NUMBER.fullmatch(one)] == [], name


def test_no_report_of_an_import_runs():
    report = ImportReport(
        1, 0, 0, 0, 1,
        findings=tuple(Finding(FORMULA, 1, "+a", text, text) for text in TEXTS),
        doubtful=pd.DataFrame(
            [{"id": f"city:{at}", "name": text, "country": "FI", "candidate": "city:a",
              "candidate_name": text, "candidate_country": "FI", "distance": -1.5,
              "confidence": 0.5, "how": "=", "file": text, "row": 1}
             for at, text in enumerate(TEXTS)]
        ),
    )  # fmt: skip
    for raw in (report.to_csv(), report.doubtful_csv()):
        assert running(raw.decode()) == []


def test_a_note_that_a_spreadsheet_opens_holds_texts(formulas):
    request = make_request(frame_from_tables(formulas), formulas, home="city:a")
    page = write_briefing(profile_note(request, "city:b"), "html").decode()
    assert "1+1" in page
    # Excel's own property: what is in a cell is text.
    assert 'mso-number-format: "\\@"' in page
