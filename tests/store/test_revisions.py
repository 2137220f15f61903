"""Undoing a revision, and what was known when."""

import datetime

import pandas as pd
import pytest

from graph_app.model.errors import (
    InvalidTablesError,
    StaleRevisionError,
    StoreError,
)
from graph_app.store import Change, open_store
from tests.store.conftest import ADMIN, EDITOR, Clock, note, row_of


def test_undo_restores_every_row_and_can_be_undone(store):
    first = store.tables()
    changes = [
        note("x"), Change("relations", "remove", "r2"), Change("cities", "add", "city:f", {"name": "F"})
    ]  # fmt: skip
    made = store.save(changes, actor=EDITOR, base=1)
    second = store.tables()
    undone = store.undo(made.number, actor=ADMIN, reason="Wrong list")
    assert (undone.kind, undone.undoes, undone.rows) == ("undo", 2, 3)
    assert undone.content == store.revision(1).content
    assert store.tables().revision == first.revision
    with pytest.raises(StoreError, match="undone already"):
        store.undo(made.number, actor=ADMIN)
    store.undo(undone.number, actor=ADMIN)
    assert store.tables().revision == second.revision
    assert store.problems() == []


def test_undo_leaves_what_came_after(store):
    store.save([note("one", "r1")], actor=EDITOR, base=1)
    store.save([note("two", "r2")], actor=EDITOR, base=2)
    store.undo(2, actor=EDITOR)
    notes = store.tables().relations.set_index("id")["note"]
    assert pd.isna(notes["r1"])
    assert notes["r2"] == "two"


def test_undo_lists_the_later_revisions_in_its_way(store):
    store.save([note("one")], actor=EDITOR, base=1)
    store.save([note("two")], actor=ADMIN, base=2)
    store.save([note("other", "r2")], actor=ADMIN, base=3)
    with pytest.raises(StaleRevisionError, match=r"changed again by 3 \(Bo") as caught:
        store.undo(2, actor=EDITOR)
    assert [one.number for one in caught.value.revisions] == [3]
    assert caught.value.conflicts[0].theirs["note"] == "two"
    store.undo(3, actor=EDITOR)
    store.undo(2, actor=EDITOR)
    assert pd.isna(row_of(store.tables(), "relations", "r1")["note"])


def test_undo_of_what_others_need_is_refused(store):
    store.save([Change("cities", "add", "city:f", {"name": "F"})], actor=EDITOR, base=1)
    tie = {"source": "city:f", "target": "city:a", "type": "sister_city", "source_id": "source:s"}
    store.save([Change("relations", "add", "r9", tie)], actor=EDITOR, base=2)
    with pytest.raises(InvalidTablesError, match="relations, r9, source"):
        store.undo(2, actor=EDITOR)
    for number in (99, 0, -1):
        with pytest.raises(StoreError):
            store.undo(number, actor=EDITOR)


def test_history_of_a_tie_and_of_a_node_with_its_ties(store):
    store.save([note("one")], actor=EDITOR, base=1)
    store.save([Change("relations", "remove", "r1")], actor=ADMIN, base=2)
    history = store.history("r1")
    assert [(one.revision.number, one.action) for one in history] == [
        (3, "remove"), (2, "change"), (1, "add"),
    ]  # fmt: skip
    assert history[1].columns == ("note",)
    assert (history[1].before["note"], history[1].after["note"]) == (None, "one")
    assert [one.action for one in store.history("city:a")] == ["add"]
    with_ties = store.history("city:a", with_ties=True)
    assert [(one.id, one.action) for one in with_ties[:2]] == [("r1", "remove"), ("r1", "change")]
    assert {one.id for one in with_ties} == {"city:a", "r1", "r3", "r6", "r7", "r8"}
    assert store.history("city:a", 1, with_ties=True) == with_ties[:1]
    assert store.history("none") == []


def test_tables_as_they_were_known_on_a_day(place, facts):
    clock = Clock(datetime.datetime(2026, 3, 1, 23, 59, 59, tzinfo=datetime.UTC))
    store = open_store(place, clock=clock)
    store.load(facts, EDITOR)
    clock.now = datetime.datetime(2026, 3, 5, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
    store.save([note("on the 4th in UTC")], actor=EDITOR, base=1)
    assert store.tables(day=datetime.date(2026, 3, 3)).revision == facts.revision
    assert store.snapshot(day=datetime.date(2026, 3, 4))[0].number == 2
    with pytest.raises(StoreError, match="begins on 2026-03-01"):
        store.tables(day=datetime.date(2026, 2, 28))
    store.close()


def test_a_clock_that_goes_back_breaks_no_order(place, facts):
    clock = Clock(datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC))
    store = open_store(place, clock=clock)
    store.load(facts, EDITOR)
    clock.now = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)
    second = store.save([note("later, at an earlier time")], actor=EDITOR, base=1)
    assert store.head() == second
    assert [one.number for one in store.revisions()] == [2, 1]
    assert store.snapshot(day=datetime.date(2026, 6, 1))[0] == second
    assert [one.revision.number for one in store.history("r1")] == [2, 1]
    store.close()
