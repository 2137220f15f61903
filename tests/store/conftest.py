"""Real databases: SQLite in a folder, and a PostgreSQL server of our own."""

import shutil
import time

import pytest

from graph_app.model.changes import Change
from graph_app.model.tables import COLUMNS, Tables
from graph_app.store import Actor, ChangeSet, open_store
from tests.conftest import small_frames
from tests.postgres import server  # noqa: F401

EDITOR = Actor("Aino", "editor")
ADMIN = Actor("Bo", "admin")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path) -> str:
    """Where an empty store may be made, on each database."""
    if request.param == "sqlite":
        return str(tmp_path / "store")
    return request.getfixturevalue("server").new_schema()


def note(text, row="r1", **more):
    return Change("relations", "change", row, {"note": text, **more})


def row_of(tables, table, row_id):
    return getattr(tables, table).set_index("id").loc[row_id]


class Clock:
    """Tells the time that a test sets."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


def everything_in(tables: Tables) -> ChangeSet:
    """The changes that lead from nothing to tables."""
    return ChangeSet(added={table: getattr(tables, table) for table in COLUMNS})


@pytest.fixture
def facts() -> Tables:
    return Tables.from_frames(small_frames())


@pytest.fixture(scope="session")
def written() -> dict:
    """What stands in stores that were written once: (who wrote, where) -> folder or statements."""
    return {}


@pytest.fixture
def copy_of(request, place, written, tmp_path_factory):
    """Open a copy, in the place of this test, of a store that a function has written once."""

    postgresql = place.startswith("postgresql:") and request.getfixturevalue("server")

    def first_place():
        if postgresql:
            return postgresql.new_schema()
        return str(tmp_path_factory.mktemp("first") / "store")

    def copied(write):
        key = write, bool(postgresql)
        if key not in written:
            first = open_store(at := first_place())
            write(first)
            first.close()
            written[key] = postgresql.dump(at) if postgresql else at
        if postgresql:
            postgresql.fill(place, written[key])
        else:
            shutil.copytree(written[key], place)
        return open_store(place)

    return copied


def load_small(store):
    store.load(Tables.from_frames(small_frames()), EDITOR)


@pytest.fixture
def store(copy_of):
    """A store that holds the small tables as revision 1."""
    store = copy_of(load_small)
    yield store
    store.close()


def wait_for(condition, seconds: float = 30):
    """Wait until a condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.02)
