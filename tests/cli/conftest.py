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
def stored(written, place):
    return shutil.copytree(written / "plain", place)


@pytest.fixture
def with_person(written, place):
    return shutil.copytree(written / "person", place)


def tables_of(place) -> Tables:
    with closing(open_store(place)) as store:
        return store.tables()


@pytest.fixture
def run(capsys):
    """Run a call; give its code, what it prints and its messages."""

    def call(*arguments):
        code = main([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return call


@pytest.fixture
def refuses(run):
    """Check that a call prints nothing but one line with an error, which says something."""

    def check(says, *arguments):
        code, out, err = run(*arguments)
        assert (code, out) == (2, "")
        assert err.startswith("graph-app: ")
        assert says in err
        assert err.count("\n") == 1

    return check
