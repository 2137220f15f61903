"""Whether the rows are those that the revisions say."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from graph_app.model.messages import Message
from graph_app.model.tables import COLUMNS
from graph_app.store.database import Database
from graph_app.store.records import EMPTY, Revision
from graph_app.store.revisions import read_revisions
from graph_app.store.rows import PORTION, add_content, content_of
from graph_app.store.sql import ROWS, VALIDITY


def problems(database: Database) -> list[str]:
    """Check the file and every revision; return what is wrong, in words."""
    with database.reading() as connection:
        found = []
        if database.is_sqlite:
            rows = connection.exec_driver_sql("PRAGMA integrity_check").scalars()
            found += [line for line in rows if line != "ok"]
        balance: dict[int, int] = defaultdict(int)
        for table in COLUMNS:
            for row in stored_rows(connection, table):
                weigh(balance, table, row)
        wrong = contradictions(read_revisions(connection)[::-1], balance)
        return [*found, *map(str, wrong)]


def stored_rows(connection: sa.Connection, table: str) -> Iterator[tuple[Any, ...]]:
    """Return every version of every row, past and present, a portion in memory at a time."""
    rows = ROWS[table]
    query = sa.select(*(rows.c[name] for name in (*VALIDITY, *COLUMNS[table])))
    for row in connection.execute(query, execution_options={"yield_per": PORTION}):
        yield tuple(row)


def weigh(balance: dict[int, int], table: str, row: Sequence[Any]) -> None:
    """Count a row for the revision with which it begins, and against that with which it ends."""
    _, begun, ended, *facts = row
    content = content_of(table, [facts])
    balance[begun] += content
    if ended is not None:
        balance[ended] -= content


def contradictions(revisions: Iterable[Revision], balance: Mapping[int, int]) -> list[Message]:
    """Compare the contents of revisions, oldest first, with those of their rows."""
    found, content, known = [], EMPTY.content, set()
    for revision in revisions:
        number = revision.number
        known.add(number)
        content = add_content(content, balance.get(number, 0))
        if content != revision.content:
            found.append(
                Message("revision {number}: its rows are not those that were saved", number=number)
            )
    for number in sorted(set(balance) - known):
        found.append(Message("rows of revision {number}, which does not exist", number=number))
    return found
