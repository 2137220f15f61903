import csv
import io
import json
import shutil
from contextlib import closing

import pytest

from graph_app.cli.main import main
from graph_app.model.tables import Tables
from graph_app.store import Actor, Change, open_store
from tests.conftest import small_frames

EDITOR = Actor("Aino", "editor")
PERSON = "contact:0123456789abcdef"


def write(store):
    store.load(Tables.from_frames(small_frames()), EDITOR)
    change = Change("relations", "change", "r1", {"note": "=1+1", "status": "dormant"})
    store.save([change], actor=EDITOR, base=1, reason="=Call")


def write_person(store):
    values = {"node": "city:a", "name": "Maija Mallikas", "email": "maija@city.example"}
    add = Change("contacts", "add", PERSON, values)
    note = Change("relations", "change", "r1", {"note": "Ask Maija"})
    store.save([add], actor=EDITOR, base=2, reason="Mallikas is new")
    store.save([note], actor=EDITOR, base=3, reason="Who to ask")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Two stores that are written once, to be copied: one without a person and one with."""
    place = tmp_path_factory.mktemp("written")
    with closing(open_store(place / "plain")) as store:
        write(store)
    shutil.copytree(place / "plain", place / "person")
    with closing(open_store(place / "person")) as store:
        write_person(store)
    return place


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Where the command line looks for a store; there is none yet."""
    monkeypatch.delenv("GRAPH_APP_DATABASE_URL", raising=False)
    monkeypatch.setenv("GRAPH_APP_STORE", str(tmp_path / "store"))
    return tmp_path / "store"


@pytest.fixture
def folder(written, place):
    return shutil.copytree(written / "plain", place)


@pytest.fixture
def with_person(written, place):
    return shutil.copytree(written / "person", place)


def run(capsys, *arguments):
    code = main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def tables_of(place) -> Tables:
    store = open_store(place)
    try:
        return store.tables()
    finally:
        store.close()


def test_backup_and_restore(folder, tmp_path, capsys):
    file, other = tmp_path / "backup.zip", tmp_path / "other"
    code, out, err = run(capsys, "backup", file)
    assert (code, out) == (0, "")
    assert "Revision 2" in err
    code, _, err = run(capsys, "backup", file)
    assert code == 2
    assert "--force" in err
    assert run(capsys, "backup", file, "--force")[0] == 0
    code, _, err = run(capsys, "restore", file, "--store", other, "--by", "Bo")
    assert code == 0
    assert "revision 3" in err
    assert tables_of(other).revision == tables_of(folder).revision
    code, _, err = run(capsys, "restore", file)
    assert code == 2
    assert err.count("\n") == 1
    assert "--force" in err
    assert run(capsys, "restore", file, "--force")[0] == 0


def test_history_of_the_store_and_of_a_tie(folder, capsys):
    code, out, _ = run(capsys, "history", "--format", "json")
    assert code == 0
    rows = json.loads(out)
    assert [row["revision"] for row in rows] == [2, 1]
    assert rows[0]["author"] == "Aino"
    code, out, _ = run(capsys, "history", "r1", "--format", "json")
    first, second = json.loads(out)
    assert first["what"] == "status: active -> dormant; note: (blank) -> =1+1"
    assert (first["action"], second["action"]) == ("change", "add")
    _, out, _ = run(capsys, "history", "--format", "csv")
    # A spreadsheet must not take a reason for a formula.
    assert not next(csv.DictReader(io.StringIO(out)))["reason"].startswith("=")
    _, out, _ = run(capsys, "history", "city:a", "--ties", "--limit", 1)
    assert "r1" in out
    assert len(out.splitlines()) == 2


def test_undo(folder, capsys):
    code, _, err = run(capsys, "undo", 2, "--reason", "Wrong", "--by", "Bo")
    assert code == 0
    assert "revision 3" in err
    assert tables_of(folder).relations["note"].isna().all()
    code, _, err = run(capsys, "undo", 2)
    assert code == 2
    assert "undone already" in err


@pytest.mark.parametrize(
    "arguments", [("history", "none"), ("undo", 7), ("restore", "/nowhere.zip"), ("history", "")]
)
def test_what_is_not_there_is_said_in_one_line(folder, capsys, arguments):
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1


def test_no_store_is_made_by_looking(tmp_path, capsys):
    for verb in (("history",), ("undo", 1), ("backup", tmp_path / "b.zip")):
        code, _, err = run(capsys, *verb, "--store", tmp_path / "none")
        assert code == 2
        assert "holds no store.sqlite" in err
    assert not (tmp_path / "none").exists()


# --- erasing --------------------------------------------------------------------------------------


def test_a_person_is_erased_with_the_history(with_person, capsys):
    code, out, err = run(capsys, "erase", "contacts", PERSON, "--reason", "Asked for")
    assert (code, out) == (2, "")
    assert "name, role, email, telephone, note" in err
    assert "--yes does it" in err
    assert len(tables_of(with_person).contacts) == 1
    code, _, err = run(capsys, "erase", "contacts", PERSON, "--reason", "Asked for", "--yes")
    assert code == 0
    assert "Erased by revision 5" in err
    assert "Backups" in err
    assert tables_of(with_person).contacts.empty
    told = run(capsys, "history", PERSON)[1] + run(capsys, "history")[1]
    assert "Mallikas" not in told
    assert "Asked for" in told
    assert b"Mallikas" not in (with_person / "store.sqlite").read_bytes()


def test_the_history_of_a_node_names_persons_only_when_asked(with_person, capsys):
    arguments = ("history", "city:a", "--ties", "--format", "json")
    assert PERSON not in run(capsys, *arguments)[1]
    assert PERSON in run(capsys, *arguments, "--contacts")[1]


def test_a_note_is_erased_and_the_row_stays(with_person, capsys):
    arguments = ("erase", "relations", "r1", "--column", "note", "--yes", "--by", "Bo")
    assert run(capsys, *arguments, "--reason", "ask maija no more")[0] == 2
    assert run(capsys, *arguments, "--reason", "Not for a note")[0] == 0
    tie = tables_of(with_person).relations.set_index("id").loc["r1"]
    assert (tie.isna()["note"], tie["status"]) == (True, "dormant")
    assert "Ask Maija" not in run(capsys, "history", "r1", "--format", "json")[1]
    assert len(tables_of(with_person).contacts) == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("contacts", "contact:00000000", "--reason", "x"), "no such row"),
        (("relations", PERSON, "--reason", "x"), "no such row"),
        (("contacts", PERSON, "--reason", " "), "--reason"),
        (("contacts", PERSON, "--reason", "mallikas asked"), "found a word of what is erased"),
        (("contacts", PERSON, "--reason", "x", "--column", "id"), "found id to erase"),
        (("contacts", PERSON, "--reason", "x", "--column", "phone"), "phone"),
    ],
)
def test_what_cannot_be_erased_is_one_line(with_person, capsys, arguments, says):
    code, out, err = run(capsys, "erase", *arguments, "--yes")
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1
    assert len(tables_of(with_person).contacts) == 1
