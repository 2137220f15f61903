"""Cells that are read by the column."""

import hypothesis.strategies as st
import numpy as np
import pandas as pd
from hypothesis import given

from graph_app.intake.edges.nodes import RAW, Nodes
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


def test_nodes_have_the_codes_of_their_cells_in_whatever_portion():
    chance = np.random.default_rng(3)
    nodes, plain = Nodes(), {}
    for portion in range(6):
        index = pd.RangeIndex(portion * 50, portion * 50 + 50)
        kind, name, country = (
            pd.Series(chance.choice(values, 50), index=index, dtype="str")
            for values in (["city", "network"], ["Lahti", "Oulu", ""], ["FI", "SE"])
        )
        codes = nodes.add({"kind": kind, "name": name, "country": country}, "a.csv", "from")
        cells = zip(kind, name, country, strict=True)
        assert list(codes) == [plain.setdefault(cell, len(plain)) for cell in cells]
    frame = nodes.frame()
    assert [*map(tuple, frame[["kind", "name", "country"]].to_numpy())] == list(plain)
    assert list(frame.columns) == [*RAW, "file", "column", "row"]
