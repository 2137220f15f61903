"""Rows as text, built column by column: for their contents, and for COPY of PostgreSQL."""

import hashlib
import json
from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph_app.model.tables import COLUMNS
from graph_app.model.texts import as_arrow, holds_any, joined

#: Rows whose texts are in memory at once.
PORTION = 20_000
#: The sum of hashes is taken modulo this.
MODULUS = 1 << 128

_TEXT = pa.large_string()
_COPY_MARKS = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})

#: Give a value as JSON, in the one form that contents are made of.
encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def content_of_frame(table: str, frame: pd.DataFrame) -> int:
    """Return the content of the rows of a frame; see :func:`graph_app.store.rows.content_of`.

    Parameters
    ----------
    table : str
        Name of the table.
    frame : pandas.DataFrame
        Rows in the form of the table; other columns do not count.
    """
    plain = hashlib.blake2b(digest_size=16, person=table.encode()[:16])
    total = np.zeros(4, dtype=np.uint64)
    for start in range(0, len(frame), PORTION):
        rows = _as_json(table, frame.iloc[start : start + PORTION])
        digests = b"".join([_digest(plain.copy(), row) for row in rows])
        quarters = np.frombuffer(digests, dtype=">u4").reshape(-1, 4)
        total += quarters.sum(axis=0, dtype=np.uint64)
    high, upper, lower, low = (int(part) for part in total)
    return ((high << 96) + (upper << 64) + (lower << 32) + low) % MODULUS


def _digest(hashed, row: bytes) -> bytes:
    hashed.update(row)
    return hashed.digest()


def _as_json(table: str, frame: pd.DataFrame) -> np.ndarray:
    """Return each row as the UTF-8 of ``[["id","r1"],["start","2001"]]``; blanks are left out."""
    parts: list = ["["]
    for name in COLUMNS[table]:
        # The id comes first and is never blank.
        parts += _json_pair("" if name == "id" else ",", name, frame[name])
    rows = joined([*parts, "]"], nulls="skip")
    return rows.cast(pa.large_binary()).to_numpy(zero_copy_only=False)


def _json_pair(mark: str, name: str, column: pd.Series) -> list:
    """Return what is to be joined to write a column: the texts, and what stands around them."""
    cells = None if column.dtype == "float64" else as_arrow(column)
    if cells is None or holds_any(cells, _is_escaped_in_json):
        return [_each(column, lambda value: f'{mark}["{name}",{encode(value)}]')]
    if cells.null_count == len(cells):
        return []
    around = [f'{mark}["{name}","', cells, '"]']
    return [joined(around)] if cells.null_count else around


def copy_text(table: str, frame: pd.DataFrame, places: np.ndarray, number: int) -> str:
    """Return rows that hold from a revision on in the text format of COPY.

    Parameters
    ----------
    table : str
        Name of the table.
    frame : pandas.DataFrame
        Rows in the form of the table.
    places : numpy.ndarray of int64
        Their places.
    number : int
        The revision.

    References
    ----------
    PostgreSQL documentation, COPY, "Text Format".
    """
    there = pa.array(places).cast(_TEXT)
    facts = [_copy_cells(frame[name]) for name in COLUMNS[table]]
    rows = joined([there, str(number), r"\N", *facts], "\t")
    return "\n".join([*rows.to_numpy(zero_copy_only=False), ""])


def _copy_cells(column: pd.Series) -> pa.Array:
    if column.dtype == "float64":
        cells = _each(column, repr)
    else:
        cells = as_arrow(column)
        if holds_any(cells, _is_escaped_in_copy):
            cells = _each(column, lambda text: text.translate(_COPY_MARKS))
    return pc.fill_null(cells, pa.scalar(r"\N", _TEXT))


def _is_escaped_in_json(piece: np.ndarray) -> bool:
    return bool(((piece < 0x20) | (piece == 0x22) | (piece == 0x5C)).any())


def _is_escaped_in_copy(piece: np.ndarray) -> bool:
    return bool(((piece < 0x20) | (piece == 0x5C)).any())


def _each(column: pd.Series, write: Callable[[object], str]) -> pa.Array:
    """Write each distinct value once; 0 has no sign."""
    column = column + 0.0 if column.dtype == "float64" else column
    codes, distinct = pd.factorize(column)
    written = pa.array([write(value) for value in distinct.tolist()], _TEXT)
    return written.take(pa.array(codes, mask=codes < 0))
