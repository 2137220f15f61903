"""Revisions between their dataclass and their SQL table."""

import datetime
import logging
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from graph_app.model.errors import StaleRevisionError, StoreError
from graph_app.model.messages import Message
from graph_app.store.records import EMPTY, Revision
from graph_app.store.sql import REVISIONS, Condition

_LOG = logging.getLogger(__name__)
#: The last day after which there is another.
_LAST_DAY = datetime.date.max - datetime.timedelta(days=1)
_FORM = "%Y-%m-%dT%H:%M:%S.%fZ"


def as_text(at: datetime.datetime) -> str:
    """Return a time as ISO 8601 in UTC, in a width that sorts."""
    return at.astimezone(datetime.UTC).strftime(_FORM)


def as_revision(row: Sequence[Any]) -> Revision:
    """Return a row of the SQL table as a revision."""
    number, parent, author, at, *others = row
    when = datetime.datetime.strptime(at, _FORM).replace(tzinfo=datetime.UTC)
    return Revision(number, parent, author, when, *others)


def as_values(revision: Revision) -> dict[str, object]:
    """Return a revision as a row of the SQL table, whose columns are in the order of the fields."""
    values = vars(revision) | {"at": as_text(revision.at)}
    return dict(zip(REVISIONS.columns.keys(), values.values(), strict=True))


def read_head(connection: sa.Connection) -> Revision:
    """Return the newest revision, :data:`EMPTY` when there is none."""
    return next(iter(read_revisions(connection, limit=1)), EMPTY)


def read_revisions(
    connection: sa.Connection, *conditions: Condition, limit: int | None = None
) -> list[Revision]:
    """Return revisions that meet all conditions, newest first."""
    query = sa.select(REVISIONS).where(*conditions).order_by(REVISIONS.c.number.desc())
    return [as_revision(row) for row in connection.execute(query.limit(limit))]


def read_revision(connection: sa.Connection, number: int) -> Revision:
    """Return one revision.

    Raises
    ------
    StoreError
        If there is none of this number.
    """
    if number == 0:
        return EMPTY
    found = read_revisions(connection, REVISIONS.c.number == number)
    if found:
        return found[0]
    last = read_head(connection).number
    raise StoreError(
        "found no revision {number}, expected one from 1 to {last}", number=number, last=last
    )


def revision_on(connection: sa.Connection, day: datetime.date) -> Revision:
    """Return the last revision of a day or before it, in UTC.

    Raises
    ------
    StoreError
        If the history begins later.
    """
    # Times are texts, of which a day is the beginning.
    day_after = f"{min(day, _LAST_DAY) + datetime.timedelta(days=1)}"
    found = read_revisions(connection, REVISIONS.c.at < day_after, limit=1)
    if found:
        return found[0]
    first = connection.scalar(sa.select(sa.func.min(REVISIONS.c.at)))
    begins = Message("it is empty")
    if first:
        begins = Message("its history begins on {day}", day=first[:10])
    raise StoreError(
        "The store does not know what was known on {day}: {begins}.", day=day, begins=begins
    )


def base_number(connection: sa.Connection, base: Revision | int, head: Revision) -> int:
    """Check that a base is part of this history; give its number.

    Raises
    ------
    StaleRevisionError
        If it is not, because the store was restored or replaced meanwhile.
    """
    number = base if isinstance(base, int) else base.number
    found = read_revisions(connection, REVISIONS.c.number == number)
    if number == 0 or (found and (isinstance(base, int) or _origin(found[0]) == _origin(base))):
        return number
    raise StaleRevisionError(
        "The store was restored or replaced since revision {number} was read; it is now "
        "at revision {last}. Nothing was stored: open the data anew and do it again.",
        number=number,
        last=head.number,
    )


def _origin(revision: Revision) -> tuple[object, ...]:
    # An erasure rewrites the content of earlier revisions, never these.
    return revision.at, revision.author, revision.kind


def numbers_of(revisions: Sequence[Revision]) -> str:
    """List revisions in words: ``5 (Aino, 2026-11-24), 7 (Bo, 2026-11-25)``."""
    shown = [f"{one.number} ({one.author}, {one.at:%Y-%m-%d})" for one in revisions[:5]]
    return ", ".join(shown) + (" ..." if len(revisions) > 5 else "")


def logged(revision: Revision) -> Revision:
    """Log who wrote and how much, never what; return the revision."""
    extra = {"actor": revision.author, "revision": revision.number, "kind": revision.kind}
    _LOG.info("write", extra={**extra, "rows": revision.rows})
    return revision
