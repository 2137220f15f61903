"""Revisions between their dataclass and their SQL table."""

import datetime
from collections.abc import Sequence

import sqlalchemy as sa

from graph_app.model.errors import StaleRevisionError, StoreError
from graph_app.model.messages import Message
from graph_app.store.records import EMPTY, Revision
from graph_app.store.sql import REVISIONS

_FORM = "%Y-%m-%dT%H:%M:%S.%fZ"


def as_text(at: datetime.datetime) -> str:
    """Return a time as ISO 8601 in UTC, in a width that sorts."""
    return at.astimezone(datetime.UTC).strftime(_FORM)


def as_revision(row) -> Revision:
    """Make a revision of a row of the SQL table, or of a dict of the same names."""
    number, parent, author, at, reason, kind, content, rows, undoes = row
    when = datetime.datetime.strptime(at, _FORM).replace(tzinfo=datetime.UTC)
    return Revision(number, parent, author, when, reason, kind, content, rows, undoes)


def as_values(revision: Revision) -> dict[str, object]:
    """Return a revision as a row of the SQL table."""
    return {
        "number": revision.number,
        "parent": revision.parent,
        "author": revision.author,
        "at": as_text(revision.at),
        "reason": revision.reason,
        "kind": revision.kind,
        "content": revision.content,
        "row_count": revision.rows,
        "undoes": revision.undoes,
    }


def read_head(connection: sa.Connection) -> Revision:
    """Return the newest revision, :data:`EMPTY` when there is none."""
    return next(iter(read_revisions(connection, limit=1)), EMPTY)


def read_revisions(
    connection: sa.Connection, condition=None, limit: int | None = None
) -> list[Revision]:
    """Return revisions that meet a condition, newest first."""
    query = sa.select(REVISIONS).order_by(REVISIONS.c.number.desc()).limit(limit)
    if condition is not None:
        query = query.where(condition)
    return [as_revision(row) for row in connection.execute(query)]


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
    if not found:
        head = read_head(connection)
        raise StoreError(
            "found no revision {number}, expected one from 1 to {last}",
            number=number,
            last=head.number,
        )
    return found[0]


def revision_on(connection: sa.Connection, day: datetime.date) -> Revision:
    """Return the last revision of a day or before it, in UTC.

    Raises
    ------
    StoreError
        If the history begins later.
    """
    after = datetime.datetime.combine(
        day + datetime.timedelta(days=1), datetime.time(), tzinfo=datetime.UTC
    )
    found = read_revisions(connection, REVISIONS.c.at < as_text(after), limit=1)
    if not found:
        first = connection.execute(sa.select(sa.func.min(REVISIONS.c.at))).scalar()
        begins = Message("it is empty")
        if first:
            begins = Message("its history begins on {day}", day=first[:10])
        raise StoreError(
            "The store does not know what was known on {day}: {begins}.", day=day, begins=begins
        )
    return found[0]


def base_number(connection: sa.Connection, base: Revision | int, head: Revision) -> int:
    """Check that a base is part of this history; give its number.

    Raises
    ------
    StaleRevisionError
        If it is not, because the store was restored or replaced meanwhile.
    """
    number = base if isinstance(base, int) else base.number
    known = number == 0 or read_revisions(connection, REVISIONS.c.number == number)
    same = known and (isinstance(base, int) or number == 0 or _same(known[0], base))
    if not same:
        raise StaleRevisionError(
            "The store was restored or replaced since revision {number} was read; it is now "
            "at revision {last}. Nothing was stored: open the data anew and do it again.",
            number=number,
            last=head.number,
        )
    return number


def _same(stored: Revision, base: Revision) -> bool:
    # An erasure rewrites the content of earlier revisions, never their time and author.
    return (stored.at, stored.author, stored.kind) == (base.at, base.author, base.kind)


def numbers_of(revisions: Sequence[Revision]) -> str:
    """List revisions in words: ``5 (Aino, 2026-11-24), 7 (Bo, 2026-11-25)``."""
    shown = [f"{one.number} ({one.author}, {one.at:%Y-%m-%d})" for one in revisions[:5]]
    return ", ".join(shown) + (" ..." if len(revisions) > 5 else "")
