"""An import from its file to its revision: what it stores is what the merge found new."""

import os
import signal
import threading
import time
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from graph_app.editing.import_job import Job, stage
from graph_app.intake.merging.draft import Draft, Progress
from graph_app.intake.merging.merge import merge
from graph_app.intake.sources import SOURCES
from graph_app.model.errors import (
    BusyError,
    CancelledError,
    StaleRevisionError,
    TableError,
    TooLargeError,
    WorkerEndedError,
)
from graph_app.model.tables import COLUMNS, Tables
from graph_app.runtime.admission import Admission
from graph_app.runtime.worker_pool import WorkerPool
from graph_app.store import Actor, Change, open_store
from scripts.serving import wait_for
from tests.conftest import small_frames

EDITOR = Actor("Aino", "editor")
TIES = "from,to,type,since\nTurku,Gdańsk,cooperation_agreement,2001\nTurku,Eger,sister_city,\n"


@pytest.fixture
def store(tmp_path):
    store = open_store(tmp_path / "store")
    store.load(Tables.from_frames(small_frames()), EDITOR)
    yield store
    store.close()


@pytest.fixture
def job(tmp_path, store):
    """An import whose preview is made."""
    path = tmp_path / "ties.csv"
    path.write_text(TIES, encoding="utf-8")
    revision, tables = store.snapshot()
    job = Job(partial(SOURCES["edges"], [path]), tables, revision.number)
    job.start().join()
    assert job.error is None
    return job


def test_what_is_new_is_stored_as_one_revision_and_can_be_undone(store, job):
    before = store.tables()
    # What is merged in another process is what would be merged here.
    merged = merge(before, job.read(Progress()))
    job.confirm(store, EDITOR, "A list").join()
    assert job.error is None
    assert (job.revision.kind, job.revision.reason) == ("import", "A list")
    assert job.revision.rows == len(job.merged.changes) == sum(job.merged.report.added.values())
    for table in COLUMNS:
        stored, shown = (getattr(tables, table) for tables in (store.tables(), merged.tables))
        pd.testing.assert_frame_equal(stored, shown)
    assert {change.action for change in store.changes(job.revision)} == {"add"}
    store.undo(job.revision.number, actor=EDITOR)
    assert store.tables().revision == before.revision
    assert store.problems() == []


def test_edits_of_others_meanwhile_stay(store, job):
    store.save([Change("relations", "change", "r1", {"note": "x"})], actor=EDITOR, base=1)
    job.confirm(store, EDITOR, "A list").join()
    assert job.error is None
    relations = store.tables().relations
    assert relations["note"][0] == "x"
    assert len(relations) == 8 + job.merged.report.accepted


def test_a_row_that_another_has_added_differently_meanwhile_is_a_conflict(store, job):
    new = job.merged.changes.added["relations"].iloc[0]
    tie = {"source": "city:c", "target": "city:d", "type": "cooperation_agreement",
           "source_id": "source:s"}  # fmt: skip
    store.save([Change("relations", "add", new["id"], tie)], actor=EDITOR, base=1)
    job.confirm(store, EDITOR, "A list").join()
    assert isinstance(job.error, StaleRevisionError)
    assert [conflict.id for conflict in job.error.conflicts] == [new["id"]]
    assert store.head().number == 2
    # The preview made anew against what is stored now gives the tie another id.
    job.renew(store.tables(), 2, {}).join()
    job.confirm(store, EDITOR, "A list").join()
    assert job.error is None


def test_the_same_again_stores_nothing(store, job):
    job.confirm(store, EDITOR, "A list").join()
    job.renew(store.tables(), 2, {}).join()
    assert len(job.merged.changes) == 0
    job.confirm(store, EDITOR, "A list").join()
    assert (job.error, job.revision.number) == (None, 2)


def test_storing_can_be_stopped(store, job):
    report = job._report

    def stop(share, rows):
        report(share, rows)
        job.stopped.set()

    job._report = stop
    job.confirm(store, EDITOR, "A list").join()
    assert isinstance(job.error, CancelledError)
    assert store.head().number == 1


def test_files_lie_on_the_disk_under_names_that_lead_nowhere():
    staged = stage("k", [("../../a.csv", b"x"), ("b\\c.zip", b"y")], together=True)
    assert [path.name for path in staged.paths] == ["tables", "c.zip"]
    assert (staged.paths[0] / "a.csv").read_bytes() == b"x"


def test_files_on_the_disk_are_linked_and_not_read(tmp_path):
    lies = tmp_path / "5e700cfb"
    lies.write_bytes(b"x")
    (tmp_path / "visit").mkdir()
    staged = stage("k", [("a.csv", lies), ("a.csv", lies)], False, tmp_path / "visit")
    assert [path.name for path in staged.paths] == ["a.csv", "a.csv"]
    assert all(path.samefile(lies) for path in staged.paths)
    assert all(path.is_relative_to(tmp_path / "visit") for path in staged.paths)
    with pytest.raises(TableError, match="cannot be put on the disk"):
        stage("k", [("a.csv", tmp_path / "no-such-file")], False)
    del staged
    assert (list((tmp_path / "visit").iterdir()), lies.read_bytes()) == ([], b"x")


def test_files_of_the_same_name_stand_in_for_each_other_in_a_folder(tmp_path):
    for name in "ab":
        (tmp_path / name).write_text(name)
    staged = stage("k", [("cities.csv", tmp_path / name) for name in "ab"], together=True)
    assert [path.read_text() for path in staged.paths[0].iterdir()] == ["b"]
    assert (tmp_path / "a").read_text() == "a"


def test_too_many_bytes_are_refused(monkeypatch):
    monkeypatch.setattr("graph_app.editing.import_job.MOST_BYTES", 3)
    with pytest.raises(TableError, match="expected at most that"):
        stage("k", [("a.csv", b"xxxx")], together=False)


# --- attacks on the process that reads --------------------------------------------------------------


@pytest.fixture
def pool():
    made = WorkerPool(Admission(2, 20, 20, 60), 800, 60)
    yield made
    made.end()


def read_forever(note, progress):
    """Read on and on, and say in which process."""
    Path(note).write_text(str(os.getpid()), encoding="utf-8")
    while True:
        progress.step(0.1, 10)
        time.sleep(0.05)


def read_too_much(progress):
    """Read more than there is memory for, as a parser of a large file does."""
    return Draft({"sources": pd.DataFrame({"id": [bytearray(2**20) for _ in range(2000)]})})


def end_then_read(note, path, progress):
    """End the process the first time, read the next time."""
    if not Path(note).exists():
        Path(note).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return SOURCES["edges"]([path], progress)


def forever(tmp_path, pool, tables, who="aino", **options):
    """Start an import that does not end; return it and the number of its process."""
    note = tmp_path / f"{who}-{time.monotonic_ns()}"
    job = Job(partial(read_forever, note), tables, 1, "x", who, pool=pool, **options).start()
    wait_for(lambda: note.exists() and note.read_text("utf-8"))
    return job, int(note.read_text("utf-8"))


def gone(process):
    return not Path(f"/proc/{process}").exists()


def test_files_are_read_in_another_process_which_a_stop_ends(tmp_path, pool, small_tables):
    job, process = forever(tmp_path, pool, small_tables)
    assert process != os.getpid()
    assert (job.step, job.share, job.rows) == ("read", 0.1, 10)
    job.stopped.set()
    job.join()
    assert isinstance(job.error, CancelledError)
    assert "nothing was stored" in str(job.error)
    assert gone(process)


def test_nobody_waits_any_more(tmp_path, pool, small_tables):
    left = threading.Event()
    job, process = forever(tmp_path, pool, small_tables, wanted=lambda: not left.is_set())
    left.set()
    job.join()
    assert gone(process)
    assert pool.admission.counts == (0, 0)


def test_more_memory_than_the_limit_is_said_and_this_process_lives(pool, small_tables):
    job = Job(read_too_much, small_tables, 1, "x", "aino", pool=pool).start()
    job.join()
    assert isinstance(job.error, TooLargeError)
    assert "800 MB" in str(job.error)


def test_a_killed_process_is_said_and_the_import_can_run_again(tmp_path, pool, small_tables):
    (tmp_path / "ties.csv").write_text(TIES, encoding="utf-8")
    read = partial(end_then_read, tmp_path / "note", tmp_path / "ties.csv")
    job = Job(read, small_tables, 1, "x", "aino", pool=pool).start()
    job.join()
    assert isinstance(job.error, WorkerEndedError)
    job.start().join()
    assert job.error is None
    assert job.merged.report.read == 2


def test_one_import_a_person_and_so_many_at_once(tmp_path, pool, small_tables):
    places = Admission(1, 1, 1, 60)
    job, _process = forever(tmp_path, pool, small_tables, places=places)
    second = Job(read_too_much, small_tables, 1, "x", "aino", pool=pool, places=places).start()
    second.join()
    assert isinstance(second.error, BusyError)
    waits = Job(read_too_much, small_tables, 1, "x", "bo", pool=pool, places=places).start()
    wait_for(lambda: places.counts == (1, 1))
    third = Job(read_too_much, small_tables, 1, "x", "cai", pool=pool, places=places).start()
    third.join()
    assert isinstance(third.error, BusyError)
    for one in (waits, job):
        one.stopped.set()
        one.join()
    assert places.counts == (0, 0)


def test_what_was_read_is_not_read_again_and_goes_with_the_job(tmp_path, small_tables, job):
    folder = Path(job._kept.name)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "draft").stat().st_mode & 0o777 == 0o600
    (tmp_path / "ties.csv").unlink()
    job.renew(small_tables, 1, {}).join()
    assert job.error is None
    job._kept.cleanup()
    assert not folder.exists()
