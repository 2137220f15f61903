"""Full disks, read-only folders, servers that go away, others that write: nothing is lost."""

import contextlib
import os
import shutil
import subprocess
import sys
import threading
import time

import pandas as pd
import pytest

from graph_app.model.errors import StoreError, StoreUnavailableError
from graph_app.store import ChangeSet, database, open_store
from graph_app.store.database import FILE_NAME
from tests.conftest import ROOT
from tests.store.conftest import EDITOR, note


def many_cities(count):
    at = pd.RangeIndex(count).astype(str)
    cities = pd.DataFrame({"id": "city:n" + at, "name": "N" * 250, "name_fi": "F" * 250})
    return ChangeSet(added={"cities": cities})


@contextlib.contextmanager
def small_disk(folder, megabytes):
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(["mount", *options], check=False).returncode:
        pytest.skip("a disk of a few megabytes can only be mounted by root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def survives_a_full_disk(store, make_room):
    before = store.tables().revision
    with pytest.raises(StoreUnavailableError, match=r"full.*Nothing was stored"):
        store.save(many_cities(20_000), actor=EDITOR, base=1)
    assert store.head().number == 1
    assert store.tables().revision == before
    make_room()
    assert store.save([note("there is room again")], actor=EDITOR, base=1).number == 2
    assert store.problems() == []


def test_a_full_disk_under_sqlite(tmp_path, facts):
    with small_disk(tmp_path / "disk", 2) as disk:
        store = open_store(disk / "store")
        store.load(facts, EDITOR)
        filler = disk / "filler"
        filler.write_bytes(bytes(500_000))
        survives_a_full_disk(store, filler.unlink)
        store.close()


def test_a_full_disk_under_postgresql(tmp_path, facts, server):
    with small_disk(server.folder / "disk", 14) as disk:
        shutil.chown(disk, "postgres")
        server.execute(f"CREATE TABLESPACE small LOCATION '{disk}'")
        store = open_store(server.new_database("TABLESPACE small"))
        store.load(facts, EDITOR)

        def make_room():
            subprocess.run(["mount", "-o", "remount,size=60m", str(disk)], check=True)

        survives_a_full_disk(store, make_room)
        name = store.database.engine.url.database
        store.close()
        server.execute(f"DROP DATABASE {name} (FORCE)")
        server.execute("DROP TABLESPACE small")
        # A server that starts after a crash would look for the disk of what it has to do again.
        server.execute("CHECKPOINT")


@contextlib.contextmanager
def read_only_copy(original, folder):
    """A copy on a disk that is mounted read-only, or, without root, in a folder that is."""
    if os.geteuid() == 0:
        with small_disk(folder, 8):
            shutil.copytree(original, folder / "store")
            subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
            yield folder / "store"
    else:
        shutil.copytree(original, folder / "store")
        for path in (*(folder / "store").iterdir(), folder / "store"):
            path.chmod(0o555)
        yield folder / "store"
        (folder / "store").chmod(0o755)


@pytest.mark.parametrize("log", [False, True], ids=["closed", "killed"])
def test_a_read_only_folder_can_be_read(tmp_path, facts, log):
    first = open_store(tmp_path / "first")
    first.load(facts, EDITOR)
    if not log:
        first.close()
    # Where it was not closed, a log lies beside the file, as a kill leaves it.
    assert (tmp_path / "first" / f"{FILE_NAME}-wal").exists() == log
    with read_only_copy(tmp_path / "first", tmp_path / "disk") as folder:
        store = open_store(folder)
        assert store.read_only
        assert store.tables().revision == facts.revision
        with pytest.raises(StoreUnavailableError, match=r"read-only\. Nothing was stored"):
            store.save([note("x")], actor=EDITOR, base=1)
        assert store.history("r1")[0].action == "add"
        store.close()
        with pytest.raises(StoreUnavailableError, match="cannot"):
            open_store(folder.parent / "another")
    first.close()


def test_a_folder_that_cannot_be_made_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailableError, match="cannot be opened"):
        open_store(tmp_path / "file" / "store")


def test_a_file_that_is_no_store_says_so(tmp_path):
    (tmp_path / FILE_NAME).write_bytes(b"no database" * 1000)
    with pytest.raises(StoreUnavailableError, match=r"found no SQLite file.*restore a backup"):
        open_store(tmp_path)


def test_another_process_that_writes_too_long(store, place, monkeypatch, opened):
    monkeypatch.setattr(database, "WAIT", 1)
    waiting = opened(place)
    with store.database.writing():
        start = time.monotonic()
        with pytest.raises(StoreUnavailableError, match=r"another process.*Nothing was stored"):
            waiting.save([note("x")], actor=EDITOR, base=1)
        assert 0.5 < time.monotonic() - start < 15
        # Who reads does not wait.
        assert waiting.head().number == 1
    assert waiting.save([note("x")], actor=EDITOR, base=1).number == 2


WRITER = """
import sys
from graph_app.model.errors import StaleRevisionError
from graph_app.store import Actor, Change, open_store
store, name = open_store(sys.argv[1]), sys.argv[2]
done = 0
while done < 4:
    head, tables = store.snapshot()
    note = tables.relations.set_index("id")["note"]["r1"]
    text = (note if isinstance(note, str) else "") + name
    try:
        store.save([Change("relations", "change", "r1", {"note": text})],
                   actor=Actor(name, "editor"), base=head)
        done += 1
    except StaleRevisionError:
        pass
"""


def test_two_processes_that_write_the_same_row_at_once(store, place):
    command = [sys.executable, "-c", WRITER, place]
    children = [subprocess.Popen([*command, name], cwd=ROOT) for name in "AB"]
    assert [child.wait(timeout=300) for child in children] == [0, 0]
    note = store.tables().relations.set_index("id")["note"]["r1"]
    assert sorted(note) == ["A"] * 4 + ["B"] * 4
    assert store.head().number == 9
    assert store.problems() == []


@pytest.fixture
def running(server):
    """The server, which is started again whatever a test has done."""
    yield server
    if server.is_down():
        server.start()


def test_postgresql_goes_away_and_comes_back(running, facts, opened):
    server = running
    store = opened(server.new_schema())
    store.load(facts, EDITOR)
    store.save([note("confirmed")], actor=EDITOR, base=1)
    server.stop()
    with pytest.raises(StoreUnavailableError, match=r"cannot save.*Nothing was stored"):
        store.save([note("typed meanwhile", "r2")], actor=EDITOR, base=2)
    with pytest.raises(StoreUnavailableError, match="cannot be reached"):
        store.tables()
    server.start()
    assert store.tables().relations["note"][0] == "confirmed"
    assert store.save([note("typed meanwhile", "r2")], actor=EDITOR, base=2).number == 3
    assert store.problems() == []


def test_postgresql_stops_in_the_middle_of_an_import(running, facts, opened):
    server = running
    store = opened(server.new_schema())
    store.load(facts, EDITOR)

    def stop(_written):
        server.stop()

    with pytest.raises(StoreUnavailableError, match="Nothing was stored"):
        store.save(many_cities(30_000), actor=EDITOR, base=1, kind="import", on_progress=stop)
    server.start()
    assert store.head().number == 1
    assert store.save(many_cities(50), actor=EDITOR, base=1, kind="import").number == 2
    assert store.problems() == []


def test_a_password_is_in_no_message(tmp_path):
    for url in (
        "postgresql://user:geheim@127.0.0.1:1/none",
        "postgres://user:geheim@/x?host=/nowhere",
        "mysql://user:geheim@127.0.0.1/none",
    ):
        with pytest.raises(StoreError) as caught:
            open_store(url)
        assert "geheim" not in str(caught.value)
    with pytest.raises(StoreError, match="no database address"):
        open_store("://geheim")


def test_readers_do_not_wait_for_an_import(store, place, opened):
    reader, seen = opened(place), []

    def look(_written):
        if not seen:
            thread = threading.Thread(target=lambda: seen.append(reader.tables().revision))
            thread.start()
            thread.join(20)

    before = store.tables().revision
    store.save(many_cities(50), actor=EDITOR, base=1, on_progress=look)
    assert seen == [before]
    assert reader.tables().revision == store.tables().revision
