"""Erasures while others read: finished, or said not to be; nobody waits for them."""

import shutil
import sqlite3
import subprocess
import threading
import time

import psycopg
import pytest

from graph_app.model.errors import StoreUnavailableError
from graph_app.store import clear_disk, open_store
from graph_app.store.database import FILE_NAME
from tests.store.conftest import ADMIN, EDITOR, note
from tests.store.test_erase import SECRET, holding  # noqa: F401
from tests.store.test_failures import small_disk

#: The files of the tables in the place of a test; other tests have the same server.
_FILES = """
WITH ours AS (SELECT oid, reltoastrelid FROM pg_class WHERE relnamespace = %s::regnamespace)
SELECT pg_relation_filepath(oid) FROM ours
UNION SELECT pg_relation_filepath(reltoastrelid) FROM ours WHERE reltoastrelid <> 0
"""


def on_disk(store, running=None):
    """Return whether what was erased is in any file of the database."""
    if (folder := store.database.folder) is not None:
        files = [file for file in folder.rglob("*") if file.is_file()]
    else:
        running.execute("CHECKPOINT")
        with store.database.bare(clear_disk._CLEARING) as connection:
            (schema,) = connection.execute("SELECT current_schema()").fetchone()
            rows = connection.execute(_FILES, [schema]).fetchall()
        files = [running.data / path for (path,) in rows if path]
    return any(SECRET.encode() in file.read_bytes() for file in files)


@pytest.fixture
def running(request, place):
    return request.getfixturevalue("server") if "://" in place else None


def test_somebody_who_reads_the_past_leaves_it_unfinished_and_it_is_finished_later(
    holding,  # noqa: F811
    running,
    opened,
    place,
):
    reader = opened(place)
    with reader.database.reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM relations_rows").scalar()
        made = holding.erase("relations", "r1", actor=ADMIN)
        assert "still reads" in str(made.left)
        assert on_disk(holding, running)
        assert set(clear_disk.unfinished(holding.database)) == {"relations_rows", "revisions"}
        assert "still reads" in str(opened(place).finish_erasures(attempts=1))
    assert holding.finish_erasures() is None
    assert not on_disk(holding, running)
    assert clear_disk.unfinished(holding.database) == {}
    assert holding.problems() == []


def test_the_next_start_finishes_what_a_killed_process_left(
    holding,  # noqa: F811
    running,
    opened,
    place,
    monkeypatch,
):
    monkeypatch.setattr(clear_disk, "_clear_sqlite", lambda *_: clear_disk._READ)
    monkeypatch.setattr(clear_disk, "_clear_postgres", lambda *_: clear_disk._READ)
    assert holding.erase("relations", "r1", actor=ADMIN).left is not None
    monkeypatch.undo()
    started = opened(place)
    assert clear_disk.unfinished(started.database) == {}
    assert not on_disk(started, running)


def test_statistics_of_the_planner_hold_nothing_of_it(server, opened, facts):
    place = server.new_schema()
    store = opened(place)
    store.load(facts, EDITOR)
    for at in range(3):
        store.save([note(f"{SECRET} {at}")], actor=EDITOR, base=at + 1)
    with psycopg.connect(server.address(), autocommit=True) as connection:
        connection.execute(f"ANALYZE {place.rsplit('%3D', 1)[1]}.relations_rows")
    store.erase("relations", "r1", actor=ADMIN)
    with psycopg.connect(server.address()) as connection:
        rows = connection.execute("SELECT * FROM pg_stats").fetchall()
    assert SECRET not in str(rows)


def test_readers_do_not_wait_behind_a_backup(server, opened, facts):
    """A rewrite that waited for a lock would hold up every reader behind it."""
    place = server.new_schema()
    store, other = opened(place), opened(place)
    store.load(facts, EDITOR)
    store.save([note(SECRET)], actor=EDITOR, base=1)
    waits, ended = [], threading.Event()

    def read():
        while not ended.is_set():
            began = time.monotonic()
            other.history("r1")
            other.tables(1)
            waits.append(time.monotonic() - began)

    # pg_dump holds such a lock on every table, as long as it runs.
    with psycopg.connect(server.address()) as backup:
        backup.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        backup.execute(
            f"LOCK TABLE {place.rsplit('%3D', 1)[1]}.relations_rows IN ACCESS SHARE MODE"
        )
        reader = threading.Thread(target=read)
        reader.start()
        try:
            began = time.monotonic()
            made = store.erase("relations", "r1", actor=ADMIN)
            took = time.monotonic() - began
        finally:
            ended.set()
            reader.join()
        assert "still reads" in str(made.left)
    assert took < 15
    # Each reads twice; behind a lock it would have waited as long as the backup runs.
    assert waits
    assert max(waits) < 6
    assert store.finish_erasures() is None
    assert not on_disk(store, server)


def test_a_real_backup_of_postgresql_runs_meanwhile(server, opened, facts):
    place = server.new_schema()
    store = opened(place)
    store.load(facts, EDITOR)
    store.save([note(SECRET)], actor=EDITOR, base=1)
    schema = place.rsplit("%3D", 1)[1]
    with psycopg.connect(server.address(), autocommit=True) as admin:
        # The dump has its locks and waits for one more: it runs as long as this test wants.
        admin.execute(f"CREATE TABLE {schema}.zz (x int)")
        blocker = psycopg.connect(server.address())
        blocker.execute(f"LOCK TABLE {schema}.zz IN ACCESS EXCLUSIVE MODE")
        dump = subprocess.Popen(
            [server.binaries / "pg_dump", f"--schema={schema}", server.address()],
            stdout=subprocess.DEVNULL,
        )
        try:
            _until(lambda: _locked(admin, f"{schema}.relations_rows"))
            began = time.monotonic()
            assert store.erase("relations", "r1", actor=ADMIN).left is not None
            assert store.tables(1) is not None
            assert time.monotonic() - began < 15
        finally:
            blocker.rollback()
            blocker.close()
            dump.wait(timeout=60)
    assert dump.returncode == 0
    assert store.finish_erasures() is None


def _locked(admin, table):
    query = "SELECT count(*) FROM pg_locks WHERE relation = %s::regclass AND granted"
    return admin.execute(query, [table]).fetchone()[0] > 0


def _until(true, seconds=30):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_full_disk_erases_nothing_and_says_so(tmp_path, facts):
    with small_disk(tmp_path / "disk", 2) as disk:
        store = open_store(disk / "store")
        store.load(facts, EDITOR)
        store.save([note(SECRET)], actor=EDITOR, base=1)
        (disk / "filler").write_bytes(b"x" * (shutil.disk_usage(disk).free - 4096))
        with pytest.raises(StoreUnavailableError, match=r"disk is full.*Nothing was erased"):
            store.erase("relations", "r1", actor=ADMIN)
        assert store.head().number == 2
        (disk / "filler").unlink()
        assert store.erase("relations", "r1", actor=ADMIN).left is None
        store.close()


def test_a_disk_too_full_for_the_last_step_is_named_and_the_rest_is_done(holding, monkeypatch):  # noqa: F811
    if not holding.database.is_sqlite:
        pytest.skip("the last step needs room on the disk under SQLite")

    def full(*_):
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorname = "SQLITE_FULL"
        with holding.database.bare(clear_disk._CLEARING):
            raise error

    monkeypatch.setattr(clear_disk, "_clear_sqlite", full)
    made = holding.erase("relations", "r1", actor=ADMIN)
    assert "disk is full" in str(made.left)
    assert SECRET not in str(holding.history("r1"))


def test_what_was_freed_before_is_overwritten_too(tmp_path, facts):
    """Rows are moved within the file when they end; older versions left their bytes there."""
    store = open_store(tmp_path)
    store.load(facts, EDITOR)
    store.close()
    with sqlite3.connect(tmp_path / FILE_NAME) as plain:
        plain.execute("PRAGMA secure_delete=OFF")
        plain.execute("CREATE TABLE other (x)")
        plain.executemany(
            "INSERT INTO other VALUES (?)", [(f"{SECRET} {at}" * 50,) for at in range(200)]
        )
        plain.commit()
        plain.execute("DELETE FROM other")
        plain.commit()
    plain.close()
    store = open_store(tmp_path)
    store.database.engine.dispose()
    assert on_disk(store)
    assert store.erase("relations", "r1", actor=ADMIN).left is None
    assert not on_disk(store)
    store.close()
