"""Columns of text as pyarrow sees them: what many cells have in common, without a look at each."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph_app.model.words import clean

_TEXT = pa.large_string()
_PIECE = 1 << 18
# Rows that a cache of the processor holds.
_ROWS = 1 << 14
# An odd number of 64 bits, and how many times eight bytes of a text it mixes.
_MIX, _WORDS = np.uint64(0x9E3779B97F4A7C15), 6


def as_arrow(column: pd.Series | pd.Index) -> pa.Array:
    """Return a column of text as one array; missing cells are null.

    Raises
    ------
    UnicodeEncodeError
        If a text holds half of a surrogate pair, which only columns of objects can.
    """
    cells = pa.array(column.array, type=_TEXT, from_pandas=True)
    if isinstance(cells, pa.ChunkedArray):
        return cells.combine_chunks() if cells.num_chunks != 1 else cells.chunk(0)
    return cells


def as_series(cells: pa.Array, index: pd.Index) -> pd.Series:
    """Return an array of text as a column."""
    return pd.Series(pd.array(cells, dtype="str"), index=index)


def joined(parts: list[pa.Array | str], mark: str = "", nulls: str = "emit_null") -> pa.Array:
    """Join texts row by row, each of them an array or the same in every row.

    Parameters
    ----------
    parts : list of pyarrow.Array of large_string, or str
        At least one is an array.
    mark : str
        What stands between them.
    nulls : str
        ``emit_null`` for no text where a part is missing, ``skip`` to leave such parts out.
    """
    scalars = [pa.scalar(part, _TEXT) if isinstance(part, str) else part for part in (*parts, mark)]
    return pc.binary_join_element_wise(*scalars, null_handling=nulls)


def same_text(text: str, index: pd.Index) -> pd.Series:
    """Return a column that holds the same text in every row."""
    return as_series(pa.repeat(pa.scalar(text, _TEXT), len(index)), index)


def by_distinct(column: pd.Series, read: Callable[[str], str]) -> pd.Series:
    """Return what each text reads as; each distinct one is read once, a missing one never."""
    codes, distinct = pd.factorize(column)
    texts = pd.array([read(text) for text in distinct.tolist()], dtype="str")
    return pd.Series(texts.take(codes, allow_fill=True), index=column.index)


def first_rows(codes: np.ndarray) -> np.ndarray:
    """Return the first row of each code from 0 to the highest, each of which is there.

    Returns
    -------
    numpy.ndarray of int64
    """
    rows = np.empty(codes.max(initial=-1) + 1, dtype=np.int64)
    # Of several assignments the last counts.
    rows[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return rows


def longest_bytes(column: pd.Series) -> int:
    """Return the size of the longest text in UTF-8; 0 where there is none."""
    return pc.max(pc.binary_length(as_arrow(column))).as_py() or 0


def concatenated(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of frames one after the other, each column of text in one piece of memory.

    What pandas joins stays in pieces, which everything in this module would join anew each time.
    """
    if len(frames) == 1:
        return frames[0].reset_index(drop=True)
    whole = pd.concat(frames, ignore_index=True)
    texts = whole.select_dtypes("str")
    return whole.assign(**{name: as_series(as_arrow(texts[name]), whole.index) for name in texts})


def without_blanks(column: pd.Series) -> pd.Series:
    """Return a column in which texts that are empty or nothing but white space are missing."""
    cells = as_arrow(column)
    blank = pc.or_(pc.utf8_is_space(cells), pc.equal(pc.binary_length(cells), 0))
    count = pc.sum(blank).as_py() or 0
    if not count:
        return column
    if count + cells.null_count == len(cells):
        return as_series(pa.nulls(len(cells), _TEXT), column.index)
    return as_series(pc.if_else(blank, pa.scalar(None, _TEXT), cells), column.index)


def holds_any(cells: pa.Array, doubt: Callable[[np.ndarray], bool]) -> bool:
    """Ask whether the UTF-8 of any text holds certain bytes.

    Parameters
    ----------
    cells : pyarrow.Array of large_string
        The texts.
    doubt : callable
        Given some bytes as uint8, tells whether those are among them.

    Returns
    -------
    bool
        What stands under a null may count: True is a doubt, False is sure.
    """
    return any(doubt(piece) for piece in _bytes_of(cells))


def _bytes_of(cells: pa.Array) -> Iterator[np.ndarray]:
    _, offsets, data = cells.buffers()
    if data is None or not len(cells):
        return
    ends = np.frombuffer(offsets, dtype=np.int64)
    first, last = ends[cells.offset], ends[cells.offset + len(cells)]
    for start in range(first, last, _PIECE):
        yield np.frombuffer(data, np.uint8, min(_PIECE, last - start), start)


def bytes_at(cells: pa.Array, at: int) -> np.ndarray:
    """Return one byte of each text in UTF-8; 0 of a text that is too short.

    Parameters
    ----------
    cells : pyarrow.Array of large_string
        The texts.
    at : int
        0 for the first, 1 for the second ..., -1 for the last.

    Returns
    -------
    numpy.ndarray of uint8
    """
    _, offsets, data = cells.buffers()
    if data is None or not data.size or not len(cells):
        return np.zeros(len(cells), dtype=np.uint8)
    ends = np.frombuffer(offsets, np.int64)[cells.offset : cells.offset + len(cells) + 1]
    places = (ends[:-1] if at >= 0 else ends[1:]) + at
    there = (places < ends[1:]) & (places >= ends[:-1])
    return np.frombuffer(data, np.uint8)[np.where(there, places, 0)] * there


def repeated(column: pd.Series | pd.Index) -> np.ndarray:
    """Tell which texts stand in an earlier row too, as ``Series.duplicated`` does, but sooner.

    Few texts have the same number; only those are compared letter by letter.
    """
    column = pd.Series(column).reset_index(drop=True)
    numbers = _numbers_of(as_arrow(column))
    ordered = np.sort(numbers)
    rows = np.flatnonzero(np.isin(numbers, ordered[1:][ordered[1:] == ordered[:-1]]))
    again = np.zeros(len(column), dtype=bool)
    again[rows] = column.iloc[rows].duplicated().to_numpy(dtype=bool)
    return again


def _numbers_of(cells: pa.Array) -> np.ndarray:
    """Return equal numbers to equal texts, made of their lengths and their last bytes."""
    numbers = np.zeros(len(cells), dtype=np.uint64)
    for start in range(0, len(cells), _ROWS):
        numbers[start : start + _ROWS] = _numbers_of_few(cells.slice(start, _ROWS))
    return numbers


def _numbers_of_few(cells: pa.Array) -> np.ndarray:
    _, offsets, data = cells.buffers()
    if data is None:
        return np.zeros(len(cells), dtype=np.uint64)
    ends = np.frombuffer(offsets, np.int64)[cells.offset : cells.offset + len(cells) + 1]
    piece = np.frombuffer(data, np.uint8)[ends[0] : ends[-1]]
    padded = np.concatenate([np.zeros(8, dtype=np.uint8), piece])
    # Eight bytes from each place on, as one number; the first places are before the first text.
    words = np.ndarray(len(padded) - 7, "<u8", padded, strides=(1,))
    left, last = np.diff(ends), ends[1:] - ends[0]
    numbers = left.astype(np.uint64)
    for _ in range(_WORDS):
        # Of a text with less than eight bytes left, the others are pushed out.
        more = words[np.maximum(last, 0)] >> (8 * (8 - np.clip(left, 1, 8))).astype(np.uint64)
        numbers = (numbers ^ np.where(left > 0, more, 0)) * _MIX
        numbers ^= numbers >> np.uint64(29)
        left, last = left - 8, last - 8
    return numbers


def _may_be_unclean(piece: np.ndarray) -> bool:
    # U+FFFE and U+FFFF begin with EF in UTF-8.
    control = piece[piece < 0x20]
    tabs_and_ends = (control == 0x09) | (control == 0x0A) | (control == 0x0D)
    return not tabs_and_ends.all() or bool(((piece == 0x7F) | (piece == 0xEF)).any())


def unclean(column: pd.Series | pd.Index) -> np.ndarray:
    """Tell which texts hold what :func:`graph_app.model.words.clean` would replace.

    Parameters
    ----------
    column : pandas.Series or pandas.Index of str or object
        Texts; a missing one holds nothing.

    Returns
    -------
    numpy.ndarray of bool
    """
    try:
        if not holds_any(as_arrow(column), _may_be_unclean):
            return np.zeros(len(column), dtype=bool)
    except UnicodeEncodeError:
        pass
    codes, distinct = pd.factorize(column)
    wrong = np.array([clean(text) != text for text in distinct.tolist()] + [False], dtype=bool)
    return wrong[codes]
