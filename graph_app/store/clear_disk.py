"""The last step of an erasure: old copies of what was erased, in the files of the database.

It never makes readers wait: where somebody still reads the rows as they were, it is not finished, says
so, and is tried again: at the next start, the next erasure, every minute by a serving process, and by
``graph-app erase --finish``.
"""

import datetime
import logging
import re
import time
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from graph_app.model.errors import StoreError
from graph_app.model.messages import Message
from graph_app.store.database import Database
from graph_app.store.revisions import as_text
from graph_app.store.sql import REVISIONS, ROWS, UNFINISHED

#: How often it is tried at an erasure, and the seconds between two attempts.
ATTEMPTS, PAUSE = 8, 0.25
#: Seconds that PostgreSQL may take to write one table anew: as long its readers wait.
REWRITE_WAIT = 10
#: Milliseconds that SQLite waits for readers; writers wait as long.
CHECKPOINT_WAIT = 500

_LOG = logging.getLogger(__name__)
_CLEARING = Message("clear its disk of what was erased")
_READ = Message("somebody, such as a backup, still reads the rows as they were")


def note_unfinished(connection: sa.Connection, table: str, now: datetime.datetime) -> None:
    """Note, in the transaction of an erasure, what is to be cleared after it."""
    for name in (ROWS[table].name, REVISIONS.name):
        connection.execute(sa.delete(UNFINISHED).where(UNFINISHED.c.name == name))
        connection.execute(sa.insert(UNFINISHED).values(name=name, since=as_text(now)))


def unfinished(database: Database) -> dict[str, str]:
    """Return the SQL tables whose files may still hold what was erased, and since when."""
    with database.reading(_CLEARING) as connection:
        return {row.name: row.since for row in connection.execute(sa.select(UNFINISHED))}


def finish(database: Database, attempts: int = ATTEMPTS) -> Message | None:
    """Clear what erasures have left on the disk.

    Parameters
    ----------
    database : Database
        Where.
    attempts : int
        How often it is tried.

    Returns
    -------
    Message or None
        Why it is not finished; None when nothing is left.
    """
    waiting = unfinished(database)
    if not waiting:
        return None
    clear = _clear_sqlite if database.is_sqlite else _clear_postgres
    left: Message | None = _READ
    for attempt in range(attempts):
        if attempt:
            time.sleep(PAUSE)
        try:
            left = clear(database, waiting)
            if left is None:
                _forget(database, waiting)
                break
        except StoreError as error:
            left = error.message
            break
    if left is None:
        _LOG.info("erasure finished on the disk")
    else:
        _LOG.warning("erasure not finished on the disk: %s", left)
    return left


def _forget(database: Database, done: dict[str, str]) -> None:
    """Take off the list what was cleared, unless something was erased since."""
    with database.writing(_CLEARING, alone=False) as connection:
        for name, since in done.items():
            same = sa.and_(UNFINISHED.c.name == name, UNFINISHED.c.since == since)
            connection.execute(sa.delete(UNFINISHED).where(same))


def _clear_sqlite(database: Database, _names: Iterable[str]) -> Message | None:
    """Write the file anew, and empty the log beside it."""
    with database.bare(_CLEARING) as connection:
        (before,) = connection.execute("PRAGMA busy_timeout").fetchone()
        connection.execute(f"PRAGMA busy_timeout={CHECKPOINT_WAIT}")
        try:
            # Only for its result: whoever reads an older state keeps the log as it is.
            if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                return _READ
            # What was there before this version overwrote what it freed.
            connection.execute("VACUUM")
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            connection.execute(f"PRAGMA busy_timeout={before}")
    return _READ if busy else None


def _clear_postgres(database: Database, names: Iterable[str]) -> Message | None:
    """Write tables anew without the dead versions of their rows, if no lock has to be waited for."""
    with database.bare(_CLEARING) as connection:
        details: list[str] = []

        def note(notice: Any) -> None:
            # The driver clears a notice once this has returned.
            if notice.message_detail:
                details.append(notice.message_detail)

        connection.add_notice_handler(note)
        connection.execute(f"SET statement_timeout = '{REWRITE_WAIT}s'")
        try:
            for name in names:
                details.clear()
                # A lock that had to be waited for would hold up every reader behind it.
                connection.execute(f"VACUUM (FULL, ANALYZE, SKIP_LOCKED, VERBOSE) {name}")
                if not _all_gone(details):
                    return _READ
        finally:
            connection.remove_notice_handler(note)
            connection.execute("RESET statement_timeout")
    return None


def _all_gone(details: Iterable[str]) -> bool:
    """Return whether a table was written anew and no dead version had to be taken along.

    The words are in the language of the server; the first number of the detail counts the versions
    that somebody can still read.
    """
    counts = [re.search(r"\d+", detail) for detail in details]
    return bool(counts) and all(found and int(found[0]) == 0 for found in counts)
