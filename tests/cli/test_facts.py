"""Verbs read and write the store that is set; a folder that is named wins."""

import json
from contextlib import closing

import pytest

from graph_app.intake.project.folder import load_folder, write_tables
from graph_app.model.tables import Tables
from graph_app.store import Actor, open_store
from tests.conftest import small_frames
from tests.intake import make_files as files
from tests.postgres import server  # noqa: F401

EDITOR = Actor("Aino", "editor")


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path, monkeypatch):
    """Where an empty store is, as the environment names it."""
    monkeypatch.delenv("GRAPH_APP_STORE", raising=False)
    monkeypatch.delenv("GRAPH_APP_DATABASE_URL", raising=False)
    if request.param == "sqlite":
        monkeypatch.setenv("GRAPH_APP_STORE", str(tmp_path / "store"))
        return tmp_path / "store"
    at = request.getfixturevalue("server").new_schema()
    monkeypatch.setenv("GRAPH_APP_DATABASE_URL", at)
    return at


@pytest.fixture
def filled(address, tmp_path, monkeypatch):
    """A store with facts that no folder has, and a data folder with settings alone."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "settings.toml").write_text('home = "city:a"\n')
    monkeypatch.setenv("GRAPH_APP_DATA", str(data))
    with closing(open_store(address)) as store:
        store.load(Tables.from_frames(small_frames()), EDITOR)
    return address


@pytest.mark.parametrize(
    "call",
    [
        ("validate",),
        ("summary", "--measure", "degree"),
        ("paths", "city:a", "city:b"),
        ("partners", "city:a"),
        ("compare", "city:a", "city:b"),
        ("memberships", "city:a"),
        ("robustness", "--city", "city:a"),
    ],
    ids=lambda call: call[0],
)
def test_verbs_read_the_store_that_is_set_unless_a_folder_is_named(filled, tmp_path, run, call):
    code, out, err = run(*call)
    assert (code, "no such" in err) == (0, False), err
    empty = tmp_path / "named"
    write_tables(Tables.from_frames({}), empty)
    named = ("--dir", empty) if call[0] == "compare" else (empty,)
    again = run(*call, *named)
    assert again != (code, out, err)


def test_export_and_briefing_read_the_store_and_its_settings(filled, tmp_path, run):
    out = tmp_path / "a.json"
    assert run("export", "--format", "node-link", "--out", out)[0] == 0
    data = json.loads(out.read_text())
    assert {node["id"] for node in data["nodes"]} >= {"city:a", "event:e", "city:e"}
    assert data["graph"]["title"] == "city:a"
    assert run("briefing", "city:a", "--out", tmp_path / "a.html")[0] == 0


def test_an_empty_store_is_no_set_of_facts(address, run, refuses):
    with closing(open_store(address)):
        pass
    refuses("found an empty store", "summary")


def test_an_import_writes_one_revision_of_the_store(address, tmp_path, run):
    twins = files.write(
        tmp_path,
        "twins.csv",
        "city,country,partner,partner_country\nLahti,FI,Pécs,HU\nLahti,FI,Västerås,SE\n",
    )
    call = ("import", "edges", twins, "--type", "sister_city")
    code, _, err = run(*call, "--dry-run")
    assert (code, "nothing was written" in err) == (0, True)
    report = tmp_path / "report.json"
    assert run(*call, "--yes", "--by", "Aino", "--report", report)[0] == 0
    with closing(open_store(address)) as store:
        assert [(r.author, r.kind, r.reason) for r in store.revisions()] == [
            ("Aino", "import", "twins.csv")
        ]
        assert len(store.tables().relations) == 2
    told = json.loads(report.read_text())
    assert (told["into"], told["written"], told["revision"]) == ("store", True, "1")
    assert run(*call, "--yes")[0] == 0
    with closing(open_store(address)) as store:
        assert store.head().number == 1
    named = tmp_path / "named"
    assert run(*call, "--yes", "--into", named)[0] == 0
    assert len(load_folder(named).relations) == 2


def test_an_import_without_a_place_to_write_to_says_so(tmp_path, monkeypatch, refuses):
    for name in ("GRAPH_APP_STORE", "GRAPH_APP_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    refuses("--into", "import", "edges", tmp_path / "a.csv")
