"""An import from its file to its revision: what it stores is what the merge found new."""

import pandas as pd
import pytest

from graph_app.editing.import_job import Job, stage
from graph_app.intake.sources import SOURCES
from graph_app.model.errors import CancelledError, StaleRevisionError, TableError
from graph_app.model.tables import COLUMNS, Tables
from graph_app.store import Actor, Change, open_store
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
    job = Job(lambda progress: SOURCES["edges"]([path], progress), tables, revision.number)
    job.start().join()
    assert job.error is None
    return job


def test_what_is_new_is_stored_as_one_revision_and_can_be_undone(store, job):
    before = store.tables()
    job.confirm(store, EDITOR, "A list").join()
    assert job.error is None
    assert (job.revision.kind, job.revision.reason) == ("import", "A list")
    assert job.revision.rows == len(job.merged.changes) == sum(job.merged.report.added.values())
    for table in COLUMNS:
        stored, shown = (getattr(tables, table) for tables in (store.tables(), job.merged.tables))
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
    assert len(relations) == len(job.merged.tables.relations)


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
