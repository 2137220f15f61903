"""Real databases: SQLite in a folder, and a PostgreSQL server of our own."""

import time

import pytest

from graph_app.model.tables import Tables
from graph_app.store import Actor, open_store
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


class Clock:
    """Tells the time that a test sets."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def facts() -> Tables:
    return Tables.from_frames(small_frames())


@pytest.fixture
def store(place, facts):
    """A store that holds the small tables as revision 1."""
    store = open_store(place)
    store.load(facts, EDITOR)
    yield store
    store.close()


def wait_for(condition, seconds: float = 30):
    """Wait until a condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.02)
