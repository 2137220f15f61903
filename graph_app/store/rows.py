"""Rows between frames and SQL, in portions, so that memory holds one portion of SQL at a time."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

import pandas as pd
import sqlalchemy as sa

from graph_app.model.errors import StoreError
from graph_app.model.tables import COLUMNS
from graph_app.store.sql import ROWS, VALIDITY, Condition

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


def _portions(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut ids into parts that fit in a statement; no ids make one empty part."""
    for start in range(0, len(ids) or 1, _IDS_AT_ONCE):
        yield ids[start : start + _IDS_AT_ONCE]


def content_of(table: str, rows: Iterable[Sequence[object]]) -> int:
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
    connection: sa.Connection, table: str, condition: Condition, extra: Sequence[str] = ("place",)
) -> pd.DataFrame:
    """Read rows as a frame of extra columns (int64; -1 for NULL) and those of the table."""
    kinds = dict.fromkeys(extra, "int64") | dict(COLUMNS[table])
    query = sa.select(*(ROWS[table].c[name] for name in kinds)).where(condition)
    result = connection.execute(query, execution_options={"yield_per": PORTION})
    parts = [_as_frame(part, kinds) for part in result.partitions()]
    return pd.concat(parts or [_as_frame([], kinds)], ignore_index=True)


def _as_frame(rows: Sequence[Sequence[object]], kinds: Mapping[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame([tuple(row) for row in rows], columns=list(kinds), dtype=object)
    numbers = {name: frame[name].fillna(-1) for name, kind in kinds.items() if kind == "int64"}
    return frame.assign(**numbers).astype(dict(kinds))


def read_by_id(
    connection: sa.Connection,
    table: str,
    ids: Sequence[str],
    condition: Condition,
    extra: Sequence[str] = ("place",),
) -> pd.DataFrame:
    """Read the rows of some ids that meet a condition."""
    of_id = ROWS[table].c.id
    return pd.concat(
        [
            read_frame(connection, table, sa.and_(of_id.in_(part), condition), extra)
            for part in _portions(ids)
        ],
        ignore_index=True,
    )


def insert_rows(
    connection: sa.Connection,
    table: str,
    rows: Iterable[Sequence[object]],
    on_progress: OnProgress | None = None,
) -> None:
    """Write rows: place, valid_from, valid_to and the columns of the table."""
    names = (*VALIDITY, *COLUMNS[table])
    written, left = 0, iter(rows)
    while part := [dict(zip(names, row, strict=True)) for row in islice(left, PORTION)]:
        connection.execute(sa.insert(ROWS[table]), part)
        written += len(part)
        if on_progress:
            on_progress(written)


def close_rows(connection: sa.Connection, table: str, ids: Sequence[str], number: int) -> None:
    """End the current rows of some ids with a revision."""
    rows = ROWS[table]
    ended = 0
    for part in _portions(ids):
        change = sa.update(rows).where(rows.c.id.in_(part), rows.c.valid_to.is_(None))
        ended += connection.execute(change.values(valid_to=number)).rowcount
    if ended != len(ids):
        # Cannot happen under the lock; better nothing than half of a change.
        raise StoreError(
            "{table}: found {ended} rows to end, expected {n}", table=table, ended=ended, n=len(ids)
        )
