"""Real databases: SQLite in a folder, and a PostgreSQL server of our own."""

import shutil
from contextlib import ExitStack, closing

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
    """A clock that a test sets."""

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
    """What is in stores that were written once: (who wrote, where) -> folder or statements."""
    return {}


@pytest.fixture
def opened():
    """Open stores, which are closed at the end of the test."""
    with ExitStack() as stack:
        yield lambda *place, **more: stack.enter_context(closing(open_store(*place, **more)))


@pytest.fixture
def copy_of(request, place, opened, written, tmp_path_factory):
    """Open a copy, in the place of this test, of a store that a function has written once."""
    postgresql = place.startswith("postgresql:") and request.getfixturevalue("server")

    def first_place():
        if postgresql:
            return postgresql.new_schema()
        return str(tmp_path_factory.mktemp("first") / "store")

    def copied(write):
        key = write, bool(postgresql)
        if key not in written:
            with closing(open_store(at := first_place())) as first:
                write(first)
            written[key] = postgresql.dump(at) if postgresql else at
        if postgresql:
            postgresql.fill(place, written[key])
        else:
            shutil.copytree(written[key], place)
        return opened(place)

    return copied


def load_small(store):
    store.load(Tables.from_frames(small_frames()), EDITOR)


@pytest.fixture
def store(copy_of):
    """A store with the small tables as revision 1."""
    return copy_of(load_small)
