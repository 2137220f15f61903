"""Rows between frames and SQL, in portions, so that memory holds one portion of SQL at a time."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import pandas as pd
import sqlalchemy as sa

from graph_app.model.tables import COLUMNS
from graph_app.store.sql import ROWS, VALIDITY

#: Rows whose texts are in memory at once.
PORTION = 20_000
#: The sum of hashes is taken modulo this.
MODULUS = 1 << 128
# SQLite allows 32,766 parameters in a statement.
_IDS_AT_ONCE = 5_000

# Give a value as JSON, in the one form that contents are made of.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

#: Called with the number of rows written so far; may raise to stop.
OnProgress = Callable[[int], None]


def portions(values: Sequence, size: int = PORTION) -> Iterator[Sequence]:
    """Cut a sequence into parts of a size."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def content_of(table: str, rows: Iterable[tuple]) -> int:
    """Sum the BLAKE2b hashes of rows, modulo 2**128.

    A sum names a set of rows whatever their order, and follows each change without reading the
    rest: what is added counts, what is removed counts against (Bellare and Micciancio 1997).

    References
    ----------
    M. Bellare, D. Micciancio (1997), A new paradigm for collision-free hashing: incrementality at
    reduced cost, EUROCRYPT '97.
    """
    person, names = table.encode()[:16], tuple(COLUMNS[table])
    total = 0
    for row in rows:
        # Blanks do not count, so that a column that is added later changes no content.
        facts = [pair for pair in zip(names, row, strict=True) if pair[1] is not None]
        digest = hashlib.blake2b(_encode(facts).encode(), digest_size=16, person=person)
        total += int.from_bytes(digest.digest(), "big")
    return total % MODULUS


def add_content(content: str, more: int) -> str:
    """Add to, or with a negative number take from, a content of 32 hexadecimal digits."""
    return f"{(int(content, 16) + more) % MODULUS:032x}"


def read_frame(
    connection: sa.Connection, table: str, condition, extra: Sequence[str] = ("place",)
) -> pd.DataFrame:
    """Read rows as a frame of extra columns (int64; -1 for NULL) and those of the table."""
    rows = ROWS[table]
    names = [*extra, *COLUMNS[table]]
    query = sa.select(*(rows.c[name] for name in names)).where(condition)
    result = connection.execute(query, execution_options={"yield_per": PORTION})
    parts = [_as_frame(table, part, extra) for part in result.partitions()]
    parts = parts or [_as_frame(table, [], extra)]
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]


def _as_frame(table: str, rows: Sequence, extra: Sequence[str]) -> pd.DataFrame:
    kinds = COLUMNS[table]
    columns = list(zip(*rows, strict=True)) if rows else [()] * (len(extra) + len(kinds))
    numbers = {
        name: np.array([-1 if value is None else value for value in column], dtype="int64")
        for name, column in zip(extra, columns, strict=False)
    }
    facts = {
        name: pd.Series(list(column), dtype=dtype)
        for (name, dtype), column in zip(kinds.items(), columns[len(extra) :], strict=True)
    }
    return pd.DataFrame({**numbers, **facts})


def read_by_id(
    connection: sa.Connection,
    table: str,
    ids: Sequence[str],
    condition,
    extra: Sequence[str] = ("place",),
) -> pd.DataFrame:
    """Read the rows of some ids that meet a condition."""
    rows = ROWS[table]
    parts = [
        read_frame(connection, table, sa.and_(rows.c.id.in_(list(part)), condition), extra)
        for part in portions(ids, _IDS_AT_ONCE)
    ]
    return pd.concat(parts, ignore_index=True) if parts else _as_frame(table, [], extra)


def insert_rows(
    connection: sa.Connection,
    table: str,
    rows: Iterable[tuple],
    on_progress: OnProgress | None = None,
) -> None:
    """Write rows: tuples of place, valid_from, valid_to and the columns of the table."""
    if connection.dialect.name == "postgresql":
        _copy(connection, table, rows, on_progress)
    else:
        _execute_many(connection, table, rows, on_progress)


def _execute_many(connection, table, rows, on_progress) -> None:
    statement = str(sa.insert(ROWS[table]).compile(dialect=connection.dialect))
    written, rows = 0, iter(rows)
    while part := [row for _, row in zip(range(PORTION), rows, strict=False)]:
        connection.exec_driver_sql(statement, part)
        written += len(part)
        if on_progress:
            on_progress(written)


def _copy(connection, table, rows, on_progress) -> None:
    names = ", ".join(f'"{name}"' for name in (*VALIDITY, *COLUMNS[table]))
    statement = f"COPY {ROWS[table].name} ({names}) FROM STDIN"
    written = 0
    with connection.connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            written += 1
            if on_progress and written % PORTION == 0:
                on_progress(written)
        if on_progress and written % PORTION:
            on_progress(written)


def close_rows(connection: sa.Connection, table: str, ids: Sequence[str], number: int) -> int:
    """End the current rows of some ids with a revision; give how many there were."""
    rows = ROWS[table]
    ended = 0
    for part in portions(ids, _IDS_AT_ONCE):
        change = sa.update(rows).where(rows.c.id.in_(list(part)), rows.c.valid_to.is_(None))
        ended += connection.execute(change.values(valid_to=number)).rowcount
    return ended
