"""What revisions did to rows, and how to undo it."""

from collections.abc import Iterator

import pandas as pd
import sqlalchemy as sa

from graph_app.model.changes import as_rows
from graph_app.model.errors import StaleRevisionError, StoreError
from graph_app.model.tables import COLUMNS, PERSONAL_TABLES
from graph_app.store.changes import Effect, aligned, conflicts_of, empty_effects, same_rows
from graph_app.store.records import Conflict, Revision, RowChange
from graph_app.store.revisions import numbers_of, read_revisions
from graph_app.store.rows import read_by_id, read_frame
from graph_app.store.sql import REVISIONS, ROWS, VALIDITY, touched_by, touched_since
from graph_app.store.state import State


def history_of(
    connection: sa.Connection, id_: str, limit: int | None, with_ties: bool, with_contacts: bool
) -> list[RowChange]:
    """Return what was done to a row, and to the ties and contact persons of a node, newest first."""
    changes = []
    for table in COLUMNS:
        rows = ROWS[table]
        parts = [read_by_id(connection, table, [id_], past, VALIDITY) for past in _both(rows)]
        if with_ties and table == "relations":
            at_end = sa.or_(rows.c.source == id_, rows.c.target == id_)
            parts.append(read_frame(connection, table, at_end, VALIDITY))
        if with_contacts and table == "contacts":
            parts.append(read_frame(connection, table, rows.c.node == id_, VALIDITY))
        # An end may have moved: other versions of the same tie count too.
        frame = pd.concat(parts, ignore_index=True).drop_duplicates(["id", "valid_from"])
        changes += _changes_in(table, frame)
    changes.sort(key=lambda change: (-change[0], change[1]))
    return _with_revisions(connection, changes[:limit])


def _both(rows: sa.Table) -> tuple:
    # Two queries, because each of the two indexes on the id holds half of the rows.
    return rows.c.valid_to.is_(None), rows.c.valid_to.is_not(None)


def personal_counts(connection: sa.Connection) -> dict[int, int]:
    """Return how many rows of personal data each revision touched, of those that touched any."""
    counts: dict[int, int] = {}
    for table in PERSONAL_TABLES:
        rows = ROWS[table]
        ended = sa.select(rows.c.valid_to.label("number"), rows.c.id).where(
            rows.c.valid_to.is_not(None)
        )
        begun = sa.select(rows.c.valid_from.label("number"), rows.c.id)
        # A row that is changed ends and begins at once: counted as one.
        touched = sa.union(begun, ended).subquery()
        query = sa.select(touched.c.number, sa.func.count()).group_by(touched.c.number)
        for number, n in connection.execute(query):
            counts[number] = counts.get(number, 0) + n
    return counts


def changes_of(connection: sa.Connection, revision: Revision, limit: int | None) -> list[RowChange]:
    """Return what a revision did to rows: table by table, new and changed ones, then removed ones."""
    changes = []
    for table in COLUMNS:
        left = None if limit is None else max(0, limit - len(changes))
        frame = _touched(connection, table, revision.number, left)
        changes += [one for one in _changes_in(table, frame) if one[0] == revision.number]
    return _with_revisions(connection, changes)


def _touched(connection: sa.Connection, table: str, number: int, limit: int | None) -> pd.DataFrame:
    """Read both versions of the first rows that a revision touched, in the order of the table."""
    touched = touched_by(ROWS[table], number)
    if limit is None:
        frame = read_frame(connection, table, touched, VALIDITY)
    else:
        ids = _first_touched(connection, ROWS[table], number, limit)
        frame = read_by_id(connection, table, ids, touched, VALIDITY)
    return frame.sort_values(["place", "id"], kind="stable", ignore_index=True)


def _first_touched(connection: sa.Connection, rows: sa.Table, number: int, limit: int) -> list[str]:
    """Return ids of rows that a revision left new or changed; if these are few, of removed ones."""
    begun, ended = rows.c.valid_from == number, rows.c.valid_to == number
    removed = sa.and_(ended, rows.c.id.not_in(sa.select(rows.c.id).where(begun)))
    ids: list[str] = []
    for condition in (begun, removed):
        if len(ids) < limit:
            query = sa.select(rows.c.id).where(condition).order_by(rows.c.place, rows.c.id)
            ids += connection.scalars(query.limit(limit - len(ids)))
    return ids


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
    """Return what takes back a revision: every row that it touched as it was before.

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
        raise StoreError(
            "Revision {number} has been undone already: nothing to do.", number=revision.number
        )
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
        "Revision {number} cannot be undone: {n} of its rows, such as {id}, were changed "
        "again by {later}. Nothing was stored: undo those first, or change the rows by "
        "hand.",
        conflicts=conflicts,
        revisions=later,
        number=revision.number,
        n=len(conflicts),
        id=first.id,
        later=numbers_of(later),
    )


def later_revisions(
    connection: sa.Connection, since: int, conflicts: list[Conflict]
) -> list[Revision]:
    """Return the revisions after one that touched the rows in conflict, oldest first."""
    numbers: set[int] = set()
    for table in {conflict.table for conflict in conflicts}:
        ids = [conflict.id for conflict in conflicts if conflict.table == table]
        later = touched_since(ROWS[table], since)
        frame = read_by_id(connection, table, ids, later, ("valid_from", "valid_to"))
        numbers |= {*frame["valid_from"], *frame["valid_to"]}
    condition = REVISIONS.c.number.in_([int(number) for number in numbers if number > since])
    return read_revisions(connection, condition)[::-1]
