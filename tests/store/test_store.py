import datetime
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

from graph_app.analysis.synthetic import synthetic_tables
from graph_app.model.errors import (
    CancelledError,
    NotAllowedError,
    StaleRevisionError,
)
from graph_app.model.tables import COLUMNS, Tables
from graph_app.store import EMPTY, Actor, Change, ChangeSet, open_store
from tests.store.conftest import EDITOR, everything_in, note, row_of


def test_a_new_store_is_empty_and_takes_the_first_facts_once(place, tables, facts):
    store = open_store(place)
    assert store.head() == EMPTY
    assert store.tables().revision == Tables.from_frames({}).revision
    head = store.load(tables, EDITOR, "Shipped data")
    assert (head.number, head.kind, head.reason) == (1, "load", "Shipped data")
    assert store.load(facts, EDITOR) == head
    store.close()


def test_tables_come_back_letter_by_letter(place, tables, hostile_tables):
    store = open_store(place)
    first = store.load(tables, EDITOR)
    gone = {table: list(getattr(tables, table)["id"]) for table in COLUMNS}
    emptied = store.save(ChangeSet(removed=gone), actor=EDITOR, base=first)
    store.save(everything_in(hostile_tables), actor=EDITOR, base=emptied)
    anew = open_store(place)
    assert anew.tables().revision == hostile_tables.revision
    assert anew.tables(1).revision == tables.revision
    for table in COLUMNS:
        pd.testing.assert_frame_equal(getattr(anew.tables(), table), getattr(hostile_tables, table))
    assert anew.problems() == []
    store.close()
    anew.close()


def test_marks_of_databases_are_letters_like_others(place, facts):
    store = open_store(place)
    store.load(facts, EDITOR)
    notes = ["\\N", "\\.", "a\tb", "a\nb", "a\r\nb", "\\", "'", '"']
    rows = [f"r{at + 1}" for at in range(8)]
    frame = pd.DataFrame({"id": rows, "note": notes})
    store.save(ChangeSet(changed={"relations": frame}), actor=EDITOR, base=1)
    anew = open_store(place)
    assert list(anew.tables().relations["note"]) == notes
    assert anew.problems() == []
    store.close()
    anew.close()


def test_a_change_is_a_revision_that_says_who_when_and_why(store):
    base = store.head()
    before = datetime.datetime.now(datetime.UTC)
    made = store.save([note("Signed in 1950")], actor=EDITOR, base=base, reason="From the archive")
    assert (made.number, made.parent, made.author) == (2, 1, "Aino")
    assert (made.reason, made.kind, made.rows) == ("From the archive", "edit", 1)
    assert before <= made.at <= datetime.datetime.now(datetime.UTC)
    assert store.head() == made == store.revisions()[0] == store.revision(2)
    assert row_of(store.tables(), "relations", "r1")["note"] == "Signed in 1950"
    assert row_of(store.tables(), "relations", "r1")["status"] == "active"


def test_add_change_and_remove_in_one_revision(store):
    changes = [
        Change("cities", "add", "city:f", {"name": "Lahti", "country": "FI", "population": 120000}),
        Change("relations", "add", "r9", {
            "source": "city:f", "target": "city:a", "type": "sister_city", "source_id": "source:s",
        }),
        note("x"),
        Change("cities", "change", "city:a", {"population": None}),
        Change("relations", "remove", "r8"),
    ]  # fmt: skip
    made = store.save(changes, actor=EDITOR, base=1)
    tables = store.tables()
    assert made.rows == 5
    assert row_of(tables, "cities", "city:f")["population"] == 120000
    assert pd.isna(row_of(tables, "cities", "city:a")["population"])
    assert list(tables.cities["id"])[-1] == "city:f"
    assert list(tables.relations["id"]) == [*(f"r{at}" for at in range(1, 8)), "r9"]
    actions = {(one.id, one.action) for one in store.changes(made)}
    assert actions == {(change.id, change.action) for change in changes}


@pytest.mark.parametrize(
    "actor", [Actor("V", "viewer"), Actor("X", "owner"), Actor("", "editor"), Actor("Default")]
)
def test_nobody_writes_without_the_role(store, tmp_path, facts, actor):
    deeds = [
        lambda: store.save([note("x")], actor=actor, base=1),
        lambda: store.undo(1, actor=actor),
        lambda: store.load(facts, actor),
        lambda: store.erase("relations", "r1", actor=actor),
        lambda: store.restore(tmp_path / "none", actor=actor),
    ]
    for meta in deeds:
        with pytest.raises(NotAllowedError):
            meta()
    with pytest.raises(NotAllowedError, match="expected admin"):
        store.erase("relations", "r1", actor=EDITOR)
    assert store.head().number == 1


def test_a_change_set_adds_changes_and_removes_and_keeps_the_order_of_rows(store):
    before = store.tables()
    cities = before.cities.iloc[:4].assign(population=1.0)
    changes = ChangeSet(changed={"cities": cities}, removed={"cities": ["city:e"]})
    made = store.save(changes, actor=EDITOR, base=1, kind="import", reason="List of 2026")
    assert (made.rows, made.kind) == (5, "import")
    pd.testing.assert_frame_equal(store.tables().cities, cities)
    pd.testing.assert_frame_equal(store.tables().relations, before.relations)
    same = ChangeSet(changed={"cities": cities.iloc[::-1]})
    assert store.save(same, actor=EDITOR, base=made) == made


def test_two_stores_see_each_other_at_once(store, place):
    other = open_store(place)
    assert other.tables().revision == store.tables().revision
    for at in range(3):
        made = store.save([note(f"text {at}", f"r{at + 1}")], actor=EDITOR, base=store.head())
        assert other.head() == made
        assert other.tables().revision == store.tables().revision == store.tables(made).revision
    other.close()


def test_writing_into_given_tables_does_not_reach_the_store(store):
    store.tables().cities.loc[0, "name"] = "spoilt"
    store.save([note("x")], actor=EDITOR, base=1)
    assert store.tables().cities["name"][0] == "Ålesund"
    assert store.problems() == []


def test_many_threads_lose_nothing(store):
    def work(at):
        row = f"r{at % 4 + 1}"
        for _ in range(20):
            head, tables = store.snapshot()
            now = row_of(tables, "relations", row)["note"]
            text = f"{at};" if pd.isna(now) else f"{now}{at};"
            try:
                return store.save([note(text, row)], actor=EDITOR, base=head).number
            except StaleRevisionError:
                continue
        return None

    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(work, range(7)))
    assert sorted(numbers) == list(range(2, 9))
    notes = store.tables().relations["note"].dropna().str.rstrip(";").str.split(";")
    assert sorted(int(part) for parts in notes for part in parts) == list(range(7))
    assert store.problems() == []


def test_an_import_can_be_followed_and_stopped(place):
    tables = synthetic_tables(300, 3_000)
    store = open_store(place)
    on_progress = []
    changes = everything_in(tables)

    def stop(written):
        on_progress.append(written)
        raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        store.save(changes, actor=EDITOR, base=EMPTY, kind="import", on_progress=stop)
    assert on_progress
    assert store.head() == EMPTY
    made = store.save(
        changes, actor=EDITOR, base=EMPTY, kind="import", on_progress=on_progress.append
    )
    assert made.rows == len(changes) == sum(len(getattr(tables, table)) for table in COLUMNS)
    assert on_progress[1:] == sorted(on_progress[1:])
    assert on_progress[-1] == made.rows
    assert open_store(place).tables().revision == tables.revision
    assert store.undo(made.number, actor=EDITOR).rows == made.rows
    assert len(store.tables().relations) == 0
    store.close()


def test_a_changed_frame_keeps_the_columns_it_leaves_out(store):
    frame = pd.DataFrame({"id": ["r1", "r3"], "note": ["a", "b"]})
    store.save(ChangeSet(changed={"relations": frame}), actor=EDITOR, base=1)
    row = row_of(store.tables(), "relations", "r3")
    assert (row["note"], row["start"], row["themes"]) == ("b", "1990-05", "climate")


def test_a_base_of_another_history_is_refused(store):
    for base in (7, -1):
        with pytest.raises(StaleRevisionError, match="restored or replaced"):
            store.save([note("x")], actor=EDITOR, base=base)
