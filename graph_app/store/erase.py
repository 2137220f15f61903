"""Take personal data out of a row and all its past, in the tables; the disk is next."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
import sqlalchemy as sa

from graph_app.model.errors import StoreError
from graph_app.model.messages import Message
from graph_app.model.tables import COLUMNS, PERSONAL_TABLES
from graph_app.store.changes import Effect, known_columns
from graph_app.store.records import Revision
from graph_app.store.revisions import read_revisions
from graph_app.store.rows import add_content, content_of
from graph_app.store.sql import REVISIONS, ROWS
from graph_app.store.state import State

#: What replaces a name.
ERASED = "(erased)"

_NEVER_BLANK = {"name", "title"}
# By these the tables refer to each other.
_NEVER_ERASED = {"id", "source", "target", "type", "source_id"}


@dataclass(frozen=True)
class Erasure:
    """What an erasure has done.

    Parameters
    ----------
    revision : Revision
        What says that it was done: tables and history hold nothing of it any more.
    left : Message or None
        Why old copies may still be in the files of the database; None when there are none.
    """

    revision: Revision
    left: Message | None = None


def erasable(table: str, columns: Iterable[str]) -> list[str]:
    """Return the columns to erase: those named, or all that can be.

    Raises
    ------
    StoreError
        If one is unknown, or the tables refer to each other by it.
    """
    columns = list(columns)
    known_columns(table, columns)
    for name in columns:
        if name in _NEVER_ERASED:
            raise StoreError(
                "{table}: found {kept} to erase, expected a column that holds no id or type; "
                "remove the row and erase its other columns",
                table=table,
                kept=name,
            )
    return columns or [name for name in COLUMNS[table] if name not in _NEVER_ERASED]


def rewrite_past(
    connection: sa.Connection, table: str, row_id: str, columns: Iterable[str]
) -> None:
    """Erase columns in every version of a row, and make the revisions' contents agree.

    Raises
    ------
    StoreError
        If there never was such a row.
    """
    rows = ROWS[table]
    facts = [rows.c[name] for name in COLUMNS[table]]
    query = sa.select(rows.c.valid_from, rows.c.valid_to, *facts).where(rows.c.id == row_id)
    before = sorted(tuple(row) for row in connection.execute(query))
    if not before:
        raise StoreError("{table}, {row_id}: no such row, now or ever", table=table, row_id=row_id)
    blank = {name: ERASED if name in _NEVER_BLANK else None for name in columns}
    connection.execute(sa.update(rows).where(rows.c.id == row_id).values(**blank))
    after = {row[0]: tuple(row) for row in connection.execute(query)}
    for begun, ended, *old in before:
        more = content_of(table, [after[begun][2:]]) - content_of(table, [old])
        _amend(connection, begun, ended, more)


def _amend(connection: sa.Connection, begun: int, ended: int | None, more: int) -> None:
    number = REVISIONS.c.number
    until = number < ended if ended is not None else sa.true()
    for revision in read_revisions(connection, number >= begun, until) if more else ():
        content = add_content(revision.content, more)
        change = sa.update(REVISIONS).where(number == revision.number)
        connection.execute(change.values(content=content))


def blank_reasons(connection: sa.Connection, numbers: Iterable[int]) -> None:
    """Overwrite the reasons that were given for some revisions."""
    chosen = sa.update(REVISIONS).where(REVISIONS.c.number.in_(list(numbers)))
    connection.execute(chosen.values(reason=ERASED))


def renewed(state: State, table: str, row_id: str, columns: Iterable[str]) -> dict[str, Effect]:
    """Return the effect that begins a current row anew, so that an edit of what it was before is refused as stale.

    A contact person without a name is none: the row ends.
    """
    now = state.rows(table, pd.Index([row_id]))
    ends = table in PERSONAL_TABLES and not _NEVER_BLANK.isdisjoint(columns)
    return {table: Effect(now, now[:0] if ends else now.reset_index(drop=True))}
