"""What revisions did to rows, and how to undo it."""

from collections.abc import Iterator

import pandas as pd
import sqlalchemy as sa

from graph_app.model.errors import StaleRevisionError, StoreError
from graph_app.model.tables import COLUMNS
from graph_app.store.changes import Effect, aligned, conflicts_of, empty_effects, same_rows
from graph_app.store.records import Conflict, Revision, RowChange, as_rows
from graph_app.store.revisions import numbers_of, read_revisions
from graph_app.store.rows import read_by_id, read_frame
from graph_app.store.sql import REVISIONS, ROWS, VALIDITY, touched_by, touched_since
from graph_app.store.state import State


def history_of(
    connection: sa.Connection, id_: str, limit: int | None, with_ties: bool
) -> list[RowChange]:
    """Give what was done to a row, and with ties to the relations that end in it, newest first."""
    changes = []
    for table in COLUMNS:
        rows = ROWS[table]
        parts = [read_by_id(connection, table, [id_], past, VALIDITY) for past in _both(rows)]
        if with_ties and table == "relations":
            at_end = sa.or_(rows.c.source == id_, rows.c.target == id_)
            parts.append(read_frame(connection, table, at_end, VALIDITY))
        # An end may have moved: other versions of the same tie count too.
        frame = pd.concat(parts, ignore_index=True).drop_duplicates(["id", "valid_from"])
        changes += _changes_in(table, frame)
    changes.sort(key=lambda change: (-change[0], change[1]))
    return _with_revisions(connection, changes[:limit])


def _both(rows: sa.Table) -> tuple:
    # Two queries, because each of the two indexes on the id holds half of the rows.
    return rows.c.valid_to.is_(None), rows.c.valid_to.is_not(None)


def changes_of(connection: sa.Connection, revision: Revision, limit: int | None) -> list[RowChange]:
    """Give what a revision did to each row."""
    changes = []
    for table in COLUMNS:
        frame = read_frame(connection, table, touched_by(ROWS[table], revision.number), VALIDITY)
        changes += [one for one in _changes_in(table, frame) if one[0] == revision.number]
    return _with_revisions(connection, changes[:limit])


def _changes_in(table: str, frame: pd.DataFrame) -> Iterator[tuple]:
    """Pair the versions of each row: (number, table, id, before, after)."""
    facts = frame.drop(columns=list(VALIDITY))
    versions = zip(frame["valid_from"], frame["valid_to"], as_rows(facts), strict=True)
    begun, ended = {}, {}
    for start, end, row in versions:
        begun[int(start), row["id"]] = row
        if end >= 0:
            ended[int(end), row["id"]] = row
    for number, id_ in {**begun, **ended}:
        yield number, table, id_, ended.get((number, id_)), begun.get((number, id_))


def _with_revisions(connection: sa.Connection, changes: list[tuple]) -> list[RowChange]:
    numbers = {number for number, *_ in changes}
    condition = REVISIONS.c.number.in_(numbers)
    known = {one.number: one for one in read_revisions(connection, condition)}
    return [
        RowChange(table, id_, known[number], before, after)
        for number, table, id_, before, after in changes
    ]


def undoing(connection: sa.Connection, revision: Revision, state: State) -> dict[str, Effect]:
    """Give what takes back a revision: every row that it touched as it was before.

    Raises
    ------
    StaleRevisionError
        If later revisions have touched the same rows; lists them.
    StoreError
        If there is nothing to take back.
    """
    effects, conflicts = {}, []
    for table in COLUMNS:
        effect, at_odds = _undo_table(connection, table, revision.number, state)
        effects[table] = effect
        conflicts += at_odds
    if conflicts:
        raise _in_the_way(connection, revision, conflicts)
    effects = empty_effects(effects)
    if not effects:
        raise StoreError(f"Revision {revision.number} has been undone already: nothing to do.")
    return effects


def _undo_table(connection, table, number, state) -> tuple[Effect, list[Conflict]]:
    extra = ("place", "valid_to")
    touched = read_frame(connection, table, touched_by(ROWS[table], number), extra)
    ended = touched.pop("valid_to") == number
    before, after = touched[ended], touched[~ended]
    ids = pd.Index(touched["id"]).unique()
    now = state.rows(table, ids)
    # Compared by what they say: a later change that was itself undone is in nobody's way.
    unlike_after = ids[~same_rows(aligned(now, ids), aligned(after, ids))]
    unlike_before = ids[~same_rows(aligned(now, ids), aligned(before, ids))]
    at_odds = unlike_after.intersection(unlike_before)
    if len(at_odds):
        return Effect(now[:0], now[:0]), conflicts_of(table, at_odds, after, now, before)
    gone = now[now["id"].isin(unlike_before)]
    come = before[before["id"].isin(unlike_before)].reset_index(drop=True)
    return Effect(gone, come), []


def _in_the_way(connection, revision: Revision, conflicts: list[Conflict]) -> StaleRevisionError:
    later = later_revisions(connection, revision.number, conflicts)
    first = conflicts[0]
    return StaleRevisionError(
        f"Revision {revision.number} cannot be undone: {len(conflicts)} of its rows, such as "
        f"{first.id}, were changed again by {numbers_of(later)}. Nothing was stored: undo those "
        "first, or change the rows by hand.",
        conflicts,
        later,
    )


def later_revisions(
    connection: sa.Connection, since: int, conflicts: list[Conflict]
) -> list[Revision]:
    """Give the revisions after one that touched the rows in conflict, oldest first."""
    numbers: set[int] = set()
    for table in {conflict.table for conflict in conflicts}:
        ids = [conflict.id for conflict in conflicts if conflict.table == table]
        later = touched_since(ROWS[table], since)
        frame = read_by_id(connection, table, ids, later, ("valid_from", "valid_to"))
        numbers |= {*frame["valid_from"], *frame["valid_to"]}
    condition = REVISIONS.c.number.in_([int(number) for number in numbers if number > since])
    return read_revisions(connection, condition)[::-1]
