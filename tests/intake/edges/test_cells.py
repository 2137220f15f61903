"""Cells that are read by the column, against the plain rule for one."""

import re

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from graph_app.intake.edges.nodes import RAW, Nodes, keys
from graph_app.intake.files.csv_rows import _is_plain
from graph_app.intake.files.values import MISSING, blanked

PIECES = st.sampled_from(
    [*MISSING, "NA", "Unknown", "UN\u212aNOWN", "nul", "l", "-", "--1", " ", "\x1c", "\xa0", "\u2003",
     "K", "é", "ÉÉ", "😀", "x", ""]
)  # fmt: skip
CELLS = st.lists(PIECES, max_size=3).map("".join)


@given(
    cells=st.lists(CELLS, max_size=12),
    missing=st.sampled_from([MISSING, ("é", "ǆx", "k"), ("", "xx"), ()]),
    start=st.integers(0, 3),
)
def test_blank_is_what_strips_to_a_marker_in_whatever_case(cells, missing, start):
    column = pd.Series(cells, dtype="str").iloc[start:]
    read = blanked(column, missing)
    bare = column.str.strip()
    pd.testing.assert_series_equal(read, bare.mask(bare.str.lower().isin(missing), ""))


def plainly(block: bytes, delimiter: str) -> bool:
    """Tell it with a line before the first, so that each mark has something before it."""
    if block.count(b"\r") != block.count(b"\r\n"):
        return False
    block = b"\n" + block
    if b"\n\n" in block or b"\n\r\n" in block or block.count(b'"') % 2:
        return False
    mark = re.escape(delimiter.encode())
    lone = b'"(?<![' + mark + b'\n"]")(?![' + mark + b'\r\n"]|$)'
    doubled = b'""(?<=[' + mark + b'\n]"")(?![' + mark + b'"\r\n]|$)'
    return re.search(lone, block) is None and re.search(doubled, block) is None


@given(
    block=st.lists(st.sampled_from([b'"', b'""', b"a", b",", b"\n", b"\r\n", b"\r", b";"])),
    delimiter=st.sampled_from([",", ";", "\t"]),
)
def test_a_block_is_plain_where_each_mark_has_its_place(block, delimiter):
    whole = b"".join(block)
    if whole:
        assert _is_plain(whole, delimiter) == plainly(whole, delimiter)


@pytest.mark.parametrize("most", [0, 200_000])
def test_nodes_have_the_codes_of_their_cells_whatever_was_seen_before(monkeypatch, most):
    monkeypatch.setattr("graph_app.intake.edges.nodes._MOST_SEEN", most)
    chance = np.random.default_rng(3)
    nodes, plain, rows_read = Nodes(), {}, []
    for portion in range(6):
        if portion == 3:
            nodes.begin_file()
        index = pd.RangeIndex(portion * 50, portion * 50 + 50)
        name, country = (
            pd.Series(chance.choice(values, 50), index=index, dtype="str")
            for values in (["Lahti", " Lahti", "Oulu ", "Oulu", "n/a"], ["FI", "SE", " FI"])
        )
        kind = pd.Series(chance.choice(["city", "network"], 50), index=index, dtype="str")

        def read(rows, name=name, country=country, kind=kind):
            rows_read.append(len(rows))
            cells = {"name": blanked(name.iloc[rows]), "country": blanked(country.iloc[rows])}
            return {"kind": kind.iloc[rows], **cells}

        unread = keys(kind, {"name": [name], "country": [country]})
        codes = nodes.add(unread, read, "a.csv", "from")
        cells = zip(kind, blanked(name), blanked(country), strict=True)
        assert list(codes) == [plain.setdefault(cell, len(plain)) for cell in cells]
    frame = nodes.frame()
    assert list(frame[["kind", "name", "country"]].itertuples(index=False, name=None)) == list(
        plain
    )
    assert list(frame.columns) == [*RAW, "file", "column", "row"]
    assert (sum(rows_read) <= 2 * 30) == (most > 0), "what was seen is read once a file"
