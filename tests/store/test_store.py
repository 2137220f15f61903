import datetime
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

from graph_app.analysis.synthetic import synthetic_tables
from graph_app.model.errors import (
    CancelledError,
    InvalidTablesError,
    NotAllowedError,
    StaleRevisionError,
    StoreError,
)
from graph_app.model.tables import COLUMNS, Tables
from graph_app.store import EMPTY, Actor, Change, ChangeSet
from tests.store.conftest import ADMIN, EDITOR, Clock, everything_in, note, row_of


def test_a_new_store_is_empty_and_takes_the_first_facts_once(place, tables, facts, opened):
    store = opened(place)
    assert store.head() == EMPTY
    assert store.tables().revision == Tables.from_frames({}).revision
    head = store.load(tables, EDITOR, "Shipped data")
    assert (head.number, head.kind, head.reason) == (1, "load", "Shipped data")
    assert store.load(facts, EDITOR) == head


def test_tables_come_back_letter_by_letter(place, tables, hostile_tables, opened):
    store = opened(place)
    first = store.load(tables, EDITOR)
    every = {table: list(getattr(tables, table)["id"]) for table in COLUMNS}
    emptied = store.save(ChangeSet(removed=every), actor=EDITOR, base=first)
    store.save(everything_in(hostile_tables), actor=EDITOR, base=emptied)
    anew = opened(place)
    assert anew.tables().revision == hostile_tables.revision
    assert anew.tables(1).revision == tables.revision
    for table in COLUMNS:
        pd.testing.assert_frame_equal(getattr(anew.tables(), table), getattr(hostile_tables, table))
    marks = ["\\N", "\\.", "a\tb", "a\nb", "a\r\nb", "\\", "'", '"']
    frame = pd.DataFrame({"id": [f"r{at + 1}" for at in range(8)], "note": marks})
    anew.save(ChangeSet(changed={"relations": frame}), actor=EDITOR, base=anew.head())
    assert list(store.tables().relations["note"]) == marks
    assert anew.problems() == []


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


def test_rows_that_nobody_else_touched_are_merged(store):
    mine = store.save([note("mine", "r1")], actor=EDITOR, base=1)
    store.save([note("theirs", "r2")], actor=ADMIN, base=1)
    relations = store.tables().relations.set_index("id")["note"]
    assert relations["r1"] == "mine"
    assert relations["r2"] == "theirs"
    assert store.head().parent == mine.number


def test_a_stale_change_is_refused_and_shows_both_versions(store):
    store.save([note("theirs")], actor=ADMIN, base=1, reason="Phone call")
    with pytest.raises(StaleRevisionError, match=r"r1 .*2 \(Bo") as caught:
        store.save([note("mine"), note("also", "r2")], actor=EDITOR, base=1)
    (conflict,) = caught.value.conflicts
    assert (conflict.base["note"], conflict.theirs["note"]) == (None, "theirs")
    assert (conflict.yours["note"], conflict.columns) == ("mine", ("note",))
    assert [one.reason for one in caught.value.revisions] == ["Phone call"]
    assert store.head().number == 2
    assert pd.isna(row_of(store.tables(), "relations", "r2")["note"])
    # Having seen both, the person decides.
    store.save([note("mine")], actor=EDITOR, base=store.head())
    assert row_of(store.tables(), "relations", "r1")["note"] == "mine"


def test_another_column_of_the_same_row_is_a_conflict_too(store):
    store.save([note("theirs")], actor=ADMIN, base=1)
    change = Change("relations", "change", "r1", {"status": "dormant"})
    with pytest.raises(StaleRevisionError) as caught:
        store.save([change], actor=EDITOR, base=1)
    assert set(caught.value.conflicts[0].columns) == {"note", "status"}


@pytest.mark.parametrize("mine", ["change", "remove"])
def test_a_row_that_was_removed_is_a_conflict(store, mine):
    store.save([Change("relations", "remove", "r1")], actor=ADMIN, base=1)
    if mine == "remove":
        assert store.save([Change("relations", "remove", "r1")], actor=EDITOR, base=1).number == 2
        return
    with pytest.raises(StaleRevisionError) as caught:
        store.save([note("mine")], actor=EDITOR, base=1)
    assert caught.value.conflicts[0].theirs is None


def test_removing_what_was_changed_and_adding_what_was_added_are_conflicts(store):
    def added(country):
        return Change("cities", "add", "city:f", {"name": "F", "country": country})

    store.save([note("theirs"), added("FI")], actor=ADMIN, base=1)
    with pytest.raises(StaleRevisionError) as caught:
        store.save([Change("relations", "remove", "r1"), added("SE")], actor=EDITOR, base=1)
    versions = {one.id: one for one in caught.value.conflicts}
    assert versions["r1"].yours is None
    assert versions["city:f"].base is None
    assert versions["city:f"].columns == ("country",)


def test_saving_the_same_again_changes_nothing(store):
    changes = [note("x"), Change("cities", "add", "city:f", {"name": "F"})]
    made = store.save(changes, actor=EDITOR, base=1)
    assert store.save(changes, actor=EDITOR, base=1) == made
    assert store.save([note("x")], actor=EDITOR, base=made) == made
    assert store.save([], actor=EDITOR, base=made) == made


def test_changes_are_merged_only_where_the_result_is_valid(store):
    removals = [Change("relations", "remove", row) for row in ("r1", "r3", "r6", "r7", "r8")]
    removals += [Change("events", "remove", "event:e"), Change("cities", "remove", "city:a")]
    store.save(removals, actor=ADMIN, base=1)
    tie = {"source": "city:a", "target": "city:d", "type": "sister_city", "source_id": "source:s"}
    with pytest.raises(InvalidTablesError, match='r9, source: found "city:a"'):
        store.save([Change("relations", "add", "r9", tie)], actor=EDITOR, base=1)


BROKEN_RULES = [
    (note("x" * 2001), "r1, note"),
    (Change("relations", "change", "r1", {"end": "1949"}), "r1, end"),
    (Change("relations", "change", "r1", {"target": "city:a"}), "r1, target"),
    (Change("relations", "change", "r1", {"source_id": None}), "r1, source_id"),
    (Change("relations", "change", "r1", {"checked": "2031"}), "r1, checked"),
    (Change("cities", "change", "city:c", {"latitude": 10.0}), "city:c, latitude"),
    (Change("cities", "change", "city:c", {"population": "many"}), "city:c, population"),
    (Change("cities", "change", "city:c", {"name": 5}), "city:c, name"),
    (Change("cities", "remove", "city:c"), 'found "city:c"'),
    (Change("sources", "remove", "source:s"), 'found "source:s"'),
    (Change("cities", "add", "city:a", {"name": "A"}), "an id not in use"),
    (Change("cities", "add", "a b", {"name": "A"}), "an id such as city:some-name"),
    (Change("cities", "add", "city:\x00", {"name": "A"}), "an id of plain letters"),
    (Change("cities", "add", "city:\ud800", {"name": "A"}), "an id of plain letters"),
    (Change("cities", "change", "city:a", {"name": "\x00"}), "city:a, name"),
    (Change("relations", "add", "r9", {"source": "city:b", "target": "city:a",
     "type": "sister_city", "source_id": "source:s"}), "a tie that r1 does not already state"),
]  # fmt: skip
#: What a database would itself refuse, or store as something else.
NOT_FOR_DATABASES = [pair for pair in BROKEN_RULES if pair[1] == "an id of plain letters"]


@pytest.mark.parametrize(
    ("place", "change", "found"),
    [("sqlite", *pair) for pair in BROKEN_RULES]
    + [("postgresql", *pair) for pair in [BROKEN_RULES[0], *NOT_FOR_DATABASES]],
    indirect=["place"],
)
def test_what_breaks_a_rule_is_refused_whole(store, change, found):
    with pytest.raises(InvalidTablesError, match=found) as caught:
        store.save([note("fine", "r2"), change], actor=EDITOR, base=1)
    assert caught.value.findings
    assert store.head().number == 1
    assert store.tables().revision == store.tables(1).revision


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (Change("people", "add", "p1"), "people"),
        (Change("cities", "change", "city:a", {"mayor": "X"}), "mayor"),
        (Change("cities", "burn", "city:a"), "burn"),
        (Change("cities", "change", "city:a", {"id": "city:z"}), "never changes"),
        (Change("cities", "change", "city:zz", {"name": "Z"}), "no such row"),
        (Change("cities", "remove", "city:zz"), "no such row"),
    ],
)
def test_what_cannot_be_meant_is_refused(store, change, found):
    with pytest.raises(StoreError, match=found):
        store.save([change], actor=EDITOR, base=1)
    assert store.head().number == 1


@pytest.mark.parametrize(
    "changes",
    [
        [note("a"), note("b")],
        ChangeSet(added={"cities": pd.DataFrame({"id": ["city:x"] * 2, "name": "X"})}),
        ChangeSet(removed={"relations": ["r1", "r1"]}),
    ],
)
def test_a_row_is_changed_once_in_a_revision(store, changes):
    with pytest.raises(InvalidTablesError, match="each row once"):
        store.save(changes, actor=EDITOR, base=1)


def test_a_row_without_an_id_is_refused(store):
    frame = pd.DataFrame({"id": ["city:x", None], "name": "X"})
    with pytest.raises(InvalidTablesError, match="an id in every row"):
        store.save(ChangeSet(added={"cities": frame}), actor=EDITOR, base=1)


@pytest.mark.parametrize(
    "actor", [Actor("V", "viewer"), Actor("X", "owner"), Actor("", "editor"), Actor("Default")]
)
def test_nobody_writes_without_the_role(store, tmp_path, facts, actor):
    actions = [
        lambda: store.save([note("x")], actor=actor, base=1),
        lambda: store.undo(1, actor=actor),
        lambda: store.load(facts, actor),
        lambda: store.erase("relations", "r1", actor=actor),
        lambda: store.restore(tmp_path / "none", actor=actor),
    ]
    for action in actions:
        with pytest.raises(NotAllowedError):
            action()
    with pytest.raises(NotAllowedError, match="expected admin"):
        store.erase("relations", "r1", actor=EDITOR)
    assert store.head().number == 1


def test_a_change_set_changes_and_removes_and_leaves_the_order_of_rows(store):
    before = store.tables()
    cities = before.cities.iloc[:4].assign(population=1.0)
    changes = ChangeSet(changed={"cities": cities}, removed={"cities": ["city:e"]})
    made = store.save(changes, actor=EDITOR, base=1, kind="import", reason="List of 2026")
    assert (made.rows, made.kind) == (5, "import")
    pd.testing.assert_frame_equal(store.tables().cities, cities)
    pd.testing.assert_frame_equal(store.tables().relations, before.relations)
    same = ChangeSet(changed={"cities": cities.iloc[::-1]})
    assert store.save(same, actor=EDITOR, base=made) == made


def test_tables_as_they_were_known_on_a_day(place, facts, opened):
    clock = Clock(datetime.datetime(2026, 3, 1, 23, 59, 59, tzinfo=datetime.UTC))
    store = opened(place, clock=clock)
    store.load(facts, EDITOR)
    clock.now = datetime.datetime(2026, 3, 5, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
    store.save([note("on the 4th in UTC")], actor=EDITOR, base=1)
    assert store.tables(day=datetime.date(2026, 3, 3)).revision == facts.revision
    assert store.snapshot(day=datetime.date(2026, 3, 4))[0].number == 2
    with pytest.raises(StoreError, match="begins on 2026-03-01"):
        store.tables(day=datetime.date(2026, 2, 28))


def test_a_clock_that_goes_back_breaks_no_order(place, facts, opened):
    clock = Clock(datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC))
    store = opened(place, clock=clock)
    store.load(facts, EDITOR)
    clock.now = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)
    second = store.save([note("later, at an earlier time")], actor=EDITOR, base=1)
    assert store.head() == second
    assert [one.number for one in store.revisions()] == [2, 1]
    assert store.snapshot(day=datetime.date(2026, 6, 1))[0] == second
    assert [one.revision.number for one in store.history("r1")] == [2, 1]


def test_two_stores_see_each_other_at_once(store, place, opened):
    other = opened(place)
    assert other.tables().revision == store.tables().revision
    for at in range(3):
        made = store.save([note(f"text {at}", f"r{at + 1}")], actor=EDITOR, base=store.head())
        assert other.head() == made
        assert other.tables().revision == store.tables().revision == store.tables(made).revision


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


def test_an_import_can_be_followed_and_stopped(place, opened):
    tables = synthetic_tables(300, 3_000)
    store = opened(place)
    reported = []
    changes = everything_in(tables)

    def stop(written):
        reported.append(written)
        raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        store.save(changes, actor=EDITOR, base=EMPTY, kind="import", on_progress=stop)
    assert reported
    assert store.head() == EMPTY
    made = store.save(changes, actor=EDITOR, base=EMPTY, kind="import", on_progress=reported.append)
    assert made.rows == len(changes) == sum(len(getattr(tables, table)) for table in COLUMNS)
    assert reported[1:] == sorted(reported[1:])
    assert reported[-1] == made.rows
    assert opened(place).tables().revision == tables.revision
    assert store.undo(made.number, actor=EDITOR).rows == made.rows
    assert len(store.tables().relations) == 0


def test_a_changed_frame_does_not_touch_the_columns_it_leaves_out(store):
    frame = pd.DataFrame({"id": ["r1", "r3"], "note": ["a", "b"]})
    store.save(ChangeSet(changed={"relations": frame}), actor=EDITOR, base=1)
    row = row_of(store.tables(), "relations", "r3")
    assert (row["note"], row["start"], row["themes"]) == ("b", "1990-05", "climate")


def test_a_base_of_another_history_is_refused(store):
    for base in (7, -1):
        with pytest.raises(StaleRevisionError, match="restored or replaced"):
            store.save([note("x")], actor=EDITOR, base=base)
