"""What revisions did to rows, and how to undo it."""

from collections import Counter
from collections.abc import Iterator

import pandas as pd
import sqlalchemy as sa

from graph_app.model.changes import Row, as_rows
from graph_app.model.errors import StaleRevisionError, StoreError
from graph_app.model.tables import PERSONAL_TABLES
from graph_app.store.changes import Effect, aligned, conflicts_of, empty_effects, same_rows
from graph_app.store.records import Conflict, Revision, RowChange
from graph_app.store.revisions import numbers_of, read_revisions
from graph_app.store.rows import read_by_id, read_frame
from graph_app.store.sql import REVISIONS, ROWS, VALIDITY, touched_by, touched_since
from graph_app.store.state import State

#: Number of the revision, table, id, the row before and after.
_Change = tuple[int, str, str, Row | None, Row | None]


def history_of(
    connection: sa.Connection, id_: str, limit: int | None, with_ties: bool, with_contacts: bool
) -> list[RowChange]:
    """Return what was done to a row, and to the ties and contact persons of a node, newest first."""
    changes: list[_Change] = []
    for table, rows in ROWS.items():
        # Two queries, because each of the two indexes on the id covers half of the rows.
        halves = rows.c.valid_to.is_(None), rows.c.valid_to.is_not(None)
        parts = [read_by_id(connection, table, [id_], half, VALIDITY) for half in halves]
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


def personal_counts(connection: sa.Connection) -> dict[int, int]:
    """Return how many rows of personal data each revision touched, of those that touched any."""
    counts: Counter[int] = Counter()
    for table in PERSONAL_TABLES:
        rows = ROWS[table].c
        begun = sa.select(rows.valid_from.label("number"), rows.id)
        ended = sa.select(rows.valid_to, rows.id).where(rows.valid_to.is_not(None))
        # A row that is changed ends and begins at once: counted as one.
        touched = sa.union(begun, ended).subquery()
        counts.update(connection.scalars(sa.select(touched.c.number)))
    return dict(counts)


def changes_of(connection: sa.Connection, revision: Revision, limit: int | None) -> list[RowChange]:
    """Return what a revision did to rows: table by table, new and changed ones, then removed ones."""
    changes: list[_Change] = []
    for table in ROWS:
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


def _changes_in(table: str, frame: pd.DataFrame) -> Iterator[_Change]:
    """Pair the versions of each row: (number, table, id, before, after)."""
    facts = frame.drop(columns=list(VALIDITY))
    periods = frame["valid_from"].tolist(), frame["valid_to"].tolist()
    begun, ended = {}, {}
    for start, end, row in zip(*periods, as_rows(facts), strict=True):
        begun[start, str(row["id"])] = row
        if end >= 0:
            ended[end, str(row["id"])] = row
    for number, id_ in {**begun, **ended}:
        yield number, table, id_, ended.get((number, id_)), begun.get((number, id_))


def _with_revisions(connection: sa.Connection, changes: list[_Change]) -> list[RowChange]:
    condition = REVISIONS.c.number.in_({number for number, *_ in changes})
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
    effects = {}
    conflicts: list[Conflict] = []
    for table in ROWS:
        effects[table], at_odds = _undo_table(connection, table, revision.number, state)
        conflicts += at_odds
    if conflicts:
        raise _in_the_way(connection, revision, conflicts)
    effects = empty_effects(effects)
    if not effects:
        raise StoreError(
            "Revision {number} has been undone already: nothing to do.", number=revision.number
        )
    return effects


def _undo_table(
    connection: sa.Connection, table: str, number: int, state: State
) -> tuple[Effect, list[Conflict]]:
    extra = ("place", "valid_to")
    touched = read_frame(connection, table, touched_by(ROWS[table], number), extra)
    ended = touched.pop("valid_to") == number
    before, after = touched[ended], touched[~ended]
    ids = pd.Index(touched["id"].unique())
    now = state.rows(table, ids)
    # Compared by what they say: a later change that was itself undone is in nobody's way.
    unlike_after = ids[~same_rows(aligned(now, ids), aligned(after, ids))]
    unlike_before = ids[~same_rows(aligned(now, ids), aligned(before, ids))]
    at_odds = unlike_after.intersection(unlike_before)
    if len(at_odds):
        conflicts = conflicts_of(table, at_odds.tolist(), after, now, before)
        return Effect(now[:0], now[:0]), conflicts
    begun = before[before["id"].isin(unlike_before)].reset_index(drop=True)
    return Effect(now[now["id"].isin(unlike_before)], begun), []


def _in_the_way(
    connection: sa.Connection, revision: Revision, conflicts: list[Conflict]
) -> StaleRevisionError:
    later = later_revisions(connection, revision.number, conflicts)
    return StaleRevisionError(
        "Revision {number} cannot be undone: {n} of its rows, such as {id}, were changed "
        "again by {later}. Nothing was stored: undo those first, or change the rows by "
        "hand.",
        conflicts=conflicts,
        revisions=later,
        number=revision.number,
        n=len(conflicts),
        id=conflicts[0].id,
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
        frame = read_by_id(connection, table, ids, later, VALIDITY)
        numbers |= {*frame["valid_from"].tolist(), *frame["valid_to"].tolist()}
    numbered = REVISIONS.c.number.in_(numbers)
    return read_revisions(connection, numbered, REVISIONS.c.number > since)[::-1]
