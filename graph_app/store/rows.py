"""Rows between frames and SQL, in portions, so that memory holds one portion of SQL at a time."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import pandas as pd
import sqlalchemy as sa

from graph_app.model.tables import COLUMNS
from graph_app.store.columns import MODULUS, PORTION, copy_text, encode
from graph_app.store.records import as_objects
from graph_app.store.sql import ROWS, VALIDITY

# SQLite allows 32,766 parameters in a statement.
_IDS_AT_ONCE = 5_000
# Older ones allow 999.
_PARAMETERS = 900
# Of so many rows or more, an index is made anew sooner than each is added to it.
_MANY = 50_000

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
        digest = hashlib.blake2b(encode(facts).encode(), digest_size=16, person=person)
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


@contextmanager
def _copying(connection, table) -> Iterator:
    names = ", ".join(f'"{name}"' for name in (*VALIDITY, *COLUMNS[table]))
    statement = f"COPY {ROWS[table].name} ({names}) FROM STDIN"
    with connection.connection.cursor() as cursor, cursor.copy(statement) as copy:
        yield copy


def _copy(connection, table, rows, on_progress) -> None:
    with _copying(connection, table) as copy:
        written = 0
        for row in rows:
            copy.write_row(row)
            written += 1
            if on_progress and written % PORTION == 0:
                on_progress(written)
        if on_progress and written % PORTION:
            on_progress(written)


def insert_frame(
    connection: sa.Connection,
    table: str,
    frame: pd.DataFrame,
    places: np.ndarray,
    number: int,
    on_progress: OnProgress | None = None,
) -> None:
    """Let the rows of a frame hold from a revision on.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Within the transaction that writes.
    table : str
        Name of the table.
    frame : pandas.DataFrame
        Rows in the columns of the table.
    places : numpy.ndarray of int64
        Their places.
    number : int
        The revision.
    told : callable, optional
        Told after each portion; may raise to stop.
    """
    write = _copy_portion if connection.dialect.name == "postgresql" else _insert_portion
    with _indexes_apart(connection, table, len(frame)):
        for start in range(0, len(frame), PORTION):
            end = start + PORTION
            write(connection, table, frame.iloc[start:end], places[start:end], number)
            if on_progress:
                on_progress(min(end, len(frame)))


def _insert_portion(connection, table, frame, places, number) -> None:
    # What is blank in every row is not even mentioned: half of the columns of many imports.
    names = [name for name in frame if frame[name].notna().any()]
    cells = np.empty((len(frame), 1 + len(names)), dtype=object)
    cells[:, 0] = places
    for at, name in enumerate(names, start=1):
        cells[:, at] = as_objects(frame[name])
    # Past SQLAlchemy, which takes a row for a statement; several rows in one are sooner bound.
    cursor = connection.connection.cursor()
    together = _PARAMETERS // cells.shape[1]
    end = len(cells) // together * together
    for part, rows in ((cells[:end], together), (cells[end:], 1)):
        if len(part):
            statement = _insert_statement(table, names, number, rows)
            cursor.executemany(statement, part.reshape(-1, rows * cells.shape[1]).tolist())


def _insert_statement(table: str, names: Sequence[str], number: int, rows: int) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    row = f"(?, {int(number)}{', ?' * len(names)})"
    return (
        f"INSERT INTO {ROWS[table].name} (place, valid_from, {columns}) "
        f"VALUES {', '.join([row] * rows)}"
    )


def _copy_portion(connection, table, frame, places, number) -> None:
    with _copying(connection, table) as copy:
        copy.write(copy_text(table, frame, places, number))


@contextmanager
def _indexes_apart(connection: sa.Connection, table: str, coming: int) -> Iterator[None]:
    """Take the indexes of SQLite away while many rows come, and make them anew after.

    Readers keep theirs until the transaction is committed. PostgreSQL would let readers wait.
    """
    name = ROWS[table].name
    if connection.dialect.name != "sqlite" or coming < _MANY or coming < _rows_in(connection, name):
        yield
        return
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ?"
    indexes = connection.exec_driver_sql(query, (name,)).all()
    for index, _ in indexes:
        connection.exec_driver_sql(f'DROP INDEX "{index}"')
    yield
    for _, statement in indexes:
        connection.exec_driver_sql(statement)


def _rows_in(connection: sa.Connection, name: str) -> int:
    return connection.exec_driver_sql(f"SELECT max(rowid) FROM {name}").scalar() or 0


def close_rows(connection: sa.Connection, table: str, ids: Sequence[str], number: int) -> int:
    """End the current rows of some ids with a revision; give how many there were."""
    rows = ROWS[table]
    ended = 0
    for part in portions(ids, _IDS_AT_ONCE):
        change = sa.update(rows).where(rows.c.id.in_(list(part)), rows.c.valid_to.is_(None))
        ended += connection.execute(change.values(valid_to=number)).rowcount
    return ended
