"""So many rows that indexes are made anew: all or nothing, and readers see one state."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from graph_app.model.errors import CancelledError, StoreError
from graph_app.model.tables import Tables
from graph_app.store import diff, open_store, rows
from tests.store.conftest import EDITOR

MANY = 3_000


def many_tables(count=MANY, name="X") -> Tables:
    ids = [f"city:x{at}" for at in np.random.default_rng(5).permutation(count)]
    return Tables.from_frames({"cities": pd.DataFrame({"id": ids}).assign(name=name)})


@pytest.fixture(autouse=True)
def many(monkeypatch):
    monkeypatch.setattr(rows, "_MANY", MANY // 2)


def schema_of(place) -> list[tuple]:
    with sqlite3.connect(Path(place) / "store.sqlite") as connection:
        found = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    connection.close()
    return sorted(found, key=str)


def test_many_rows_come_back_and_are_counted(place):
    store = open_store(place)
    tables, on_progress = many_tables(), []
    store.replace(tables, actor=EDITOR, base=0, kind="import", on_progress=on_progress.append)
    pd.testing.assert_frame_equal(store.tables().cities, tables.cities)
    pd.testing.assert_frame_equal(open_store(place).tables().cities, tables.cities)
    assert on_progress[-1] == MANY
    assert store.problems() == []
    changed = many_tables(name="Y")
    store.replace(changed, actor=EDITOR, base=1)
    pd.testing.assert_frame_equal(open_store(place).tables().cities, changed.cities)
    assert store.problems() == []
    store.undo(2, actor=EDITOR)
    pd.testing.assert_frame_equal(open_store(place).tables().cities, tables.cities)


def test_the_indexes_are_as_they_were(tmp_path, monkeypatch):
    store = open_store(tmp_path)
    before = schema_of(tmp_path)
    statements = []
    plain = rows._indexes_apart

    def seen(connection, table, coming):
        statements.append((table, coming))
        return plain(connection, table, coming)

    monkeypatch.setattr(rows, "_indexes_apart", seen)
    store.replace(many_tables(), actor=EDITOR, base=0)
    assert statements == [("cities", MANY)]
    assert schema_of(tmp_path) == before


def test_a_stopped_import_leaves_rows_and_indexes_as_they_were(tmp_path):
    store = open_store(tmp_path)
    store.replace(many_tables(10), actor=EDITOR, base=0)
    before = schema_of(tmp_path)

    def stop(_written):
        with sqlite3.connect(tmp_path / "store.sqlite") as other:
            # What is under way is seen by nobody.
            assert other.execute("SELECT count(*) FROM cities_rows").fetchone() == (10,)
        assert schema_of(tmp_path) == before
        raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        store.replace(many_tables(), actor=EDITOR, base=1, on_progress=stop)
    assert schema_of(tmp_path) == before
    assert (store.head().number, len(store.tables().cities)) == (1, 10)
    assert store.problems() == []


def test_an_id_that_holds_already_is_refused_when_the_index_is_made(tmp_path):
    store = open_store(tmp_path)
    with store.database.engine.begin() as connection:
        # Such a row cannot come to be; should it, nothing is added to it.
        connection.exec_driver_sql(
            "INSERT INTO cities_rows (place, valid_from, id, name) VALUES (1, 0, 'city:x1', 'X')"
        )
        connection.exec_driver_sql("UPDATE cities_rows SET valid_from = 9")
    before = schema_of(tmp_path)
    store._kept.at = lambda connection, head: read_nothing(store)
    with pytest.raises(StoreError, match="Nothing was stored"):
        store.save(diff(Tables.from_frames({}), many_tables()), actor=EDITOR, base=0)
    assert schema_of(tmp_path) == before
    assert store.head().number == 0


def read_nothing(store):
    from graph_app.store.records import EMPTY
    from graph_app.store.state import State

    empty = Tables.from_frames({})
    frames = dict(vars(empty))
    return State(EMPTY, frames, {table: np.empty(0, np.int64) for table in frames})


KILLED = """
import os, sys
from graph_app.store import open_store, rows
from tests.store.test_many_rows import EDITOR, many_tables
rows._MANY = 10
store = open_store(sys.argv[1])
def die(written):
    os.kill(os.getpid(), 9)
store.replace(many_tables(25_000), actor=EDITOR, base=1, told=die)
"""


def test_a_kill_in_the_middle_leaves_rows_and_indexes_as_they_were(tmp_path):
    store = open_store(tmp_path)
    store.replace(many_tables(100), actor=EDITOR, base=0)
    before = schema_of(tmp_path)
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    assert subprocess.run(command, env=environment, cwd=root).returncode == -9
    again = open_store(tmp_path)
    assert schema_of(tmp_path) == before
    assert (again.head().number, len(again.tables().cities)) == (1, 100)
    assert again.problems() == []
    again.replace(many_tables(), actor=EDITOR, base=1)
    assert len(open_store(tmp_path).tables().cities) == MANY
