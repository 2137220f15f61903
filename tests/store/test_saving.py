"""What is merged, what is a conflict, and what is refused when somebody saves."""

import pandas as pd
import pytest

from graph_app.model.errors import (
    InvalidTablesError,
    StaleRevisionError,
    StoreError,
)
from graph_app.store import Change, ChangeSet
from tests.store.conftest import ADMIN, EDITOR, note, row_of


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
def test_a_row_that_is_gone_is_a_conflict(store, mine):
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
    gone = [Change("relations", "remove", row) for row in ("r1", "r3", "r6", "r7", "r8")]
    gone += [Change("events", "remove", "event:e"), Change("cities", "remove", "city:a")]
    store.save(gone, actor=ADMIN, base=1)
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
