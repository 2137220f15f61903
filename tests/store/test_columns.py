"""Rows as text, column by column: the same as row by row, whatever stands in them."""

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from graph_app.model.tables import COLUMNS, Tables
from graph_app.store import columns
from graph_app.store.columns import content_of_frame, copy_text
from graph_app.store.records import as_tuples
from graph_app.store.rows import content_of

HOSTILE = ['"', "\\", '\\"', "\\N", "\\.", "a\tb", "a\nb", "a\r\nb", "\x01\x1f", "\x7f", "\b\f",
           "\u2028", "ä", "😀", "\U0010ffff", "'", ",", "[1]", "null", "</script>"]  # fmt: skip
TEXTS = st.one_of(st.none(), st.sampled_from(HOSTILE), st.text(min_size=1, max_size=6))
NUMBERS = st.one_of(
    st.none(),
    st.sampled_from([0.0, -0.0, 1e22, 1e-7, 0.1, -1.5, 5e-324, 1e300, 123456789.0, float("inf")]),
    st.floats(allow_nan=False),
)


@st.composite
def frames(draw, table):
    rows = draw(st.integers(0, 6))
    kinds = {"str": TEXTS, "float64": NUMBERS}
    cells = {
        name: draw(st.lists(kinds[kind], min_size=rows, max_size=rows))
        for name, kind in COLUMNS[table].items()
    }
    cells["id"] = [f"{draw(st.sampled_from(HOSTILE))}{at}" for at in range(rows)]
    return getattr(Tables.from_frames({table: pd.DataFrame(cells)}), table)


@pytest.mark.parametrize("table", COLUMNS)
@settings(max_examples=25)
@given(data=st.data())
def test_the_content_of_a_frame_is_that_of_its_rows(table, data):
    frame = data.draw(frames(table))
    assert content_of_frame(table, frame) == content_of(table, as_tuples(frame))


def test_the_content_of_a_frame_never_changes_between_versions():
    facts = {"id": "city:lahti", "name": "Lahti", "country": "FI", "latitude": 60.98}
    frame = Tables.from_frames({"cities": pd.DataFrame([facts])}).cities
    row = as_tuples(frame)
    assert content_of_frame("cities", frame) == content_of("cities", row)
    alone = frame.assign(place=7)[["place", *frame]]
    assert content_of_frame("cities", alone) == content_of("cities", row), "other columns count not"


def test_more_rows_than_are_written_at_once(monkeypatch):
    monkeypatch.setattr(columns, "PORTION", 7)
    frame = pd.DataFrame({"id": [f"r{at}" for at in range(50)], "note": ['a"', None] * 25})
    relations = Tables.from_frames({"relations": frame}).relations
    wanted = content_of("relations", as_tuples(relations))
    assert content_of_frame("relations", relations) == wanted
    assert content_of_frame("relations", relations[::-1]) == wanted


def read_copy(text: str) -> list[list]:
    """Read the text format of COPY as PostgreSQL documents it."""
    marks = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
    rows, cells, cell, blank = [], [], "", False
    chars = iter(text)
    for char in chars:
        if char == "\\":
            after = next(chars)
            blank = after == "N" and not cell
            cell += "" if blank else marks.get(after, after)
        elif char in "\t\n":
            cells.append(None if blank else cell)
            cell, blank = "", False
            if char == "\n":
                rows.append(cells)
                cells = []
        else:
            assert char != "\r", "a carriage return is never bare"
            cell += char
    assert (cells, cell) == ([], ""), "every row ends"
    return rows


@pytest.mark.parametrize("table", ["cities", "relations"])
@settings(max_examples=50)
@given(data=st.data())
def test_postgresql_reads_what_was_copied(table, data):
    frame = data.draw(frames(table))
    places = np.arange(len(frame), dtype=np.int64) + (1 << 32)
    read = read_copy(copy_text(table, frame, places, 3))
    assert [row[:3] for row in read] == [[str(place), "3", None] for place in places]
    for row, facts in zip(read, as_tuples(frame), strict=True):
        for cell, value in zip(row[3:], facts, strict=True):
            assert (float(cell) if isinstance(value, float) else cell) == value
