"""What is asked of whole columns is what a look at each cell shows."""

import hypothesis.strategies as st
import pandas as pd
from hypothesis import given

from graph_app.model.tables import among
from graph_app.model.texts import by_distinct, same_text, unclean, without_blanks
from graph_app.model.words import clean

LETTERS = "aZ\x00\t\n\x0b\x1c\x1f \x7f\x85\xa0ä€\u2003\u3000\uff00\ufffd\ufffe\uffff😀\U0010ffff"
TEXTS = st.one_of(st.none(), st.text(st.sampled_from(LETTERS), max_size=4), st.text(max_size=12))


@st.composite
def columns(draw):
    """A column of text, whole or a part of one, in one piece of memory or in several."""
    parts = draw(st.lists(st.lists(TEXTS, max_size=8), min_size=1, max_size=3))
    column = pd.concat([pd.Series(part, dtype="str") for part in parts], ignore_index=True)
    return column.iloc[draw(st.integers(0, 2)) :]


@given(column=columns(), known=columns())
def test_each_answer_is_that_of_the_cells(column, known):
    cells = [None if pd.isna(cell) else cell for cell in column]
    assert list(unclean(column)) == [c is not None and clean(c) != c for c in cells]
    assert list(unclean(pd.Index(column))) == list(unclean(column))
    blank = [None if c is None or not c.strip() else c for c in cells]
    assert [None if pd.isna(c) else c for c in without_blanks(column)] == blank
    read = by_distinct(column, lambda text: text[::-1])
    assert [None if pd.isna(c) else c for c in read] == [c and c[::-1] for c in cells]
    assert read.index.equals(column.index)
    there = known.dropna()
    assert list(among(column, there)) == [c in set(there) for c in cells]


def test_one_text_in_every_row():
    assert list(same_text("x", pd.RangeIndex(3, 5))) == ["x", "x"]


def test_every_character_that_is_no_text_is_seen():
    every = [chr(n) for n in range(0x3000)] + [chr(n) for n in range(0xF000, 0x10040)]
    alone = pd.Series(every, dtype="str")
    assert list(unclean(alone)) == [clean(char) != char for char in every]
    # Also where it is the only one of its column, far inside.
    for char in [c for c in every if clean(c) != c] + ["\ufffd", "é", "\t"]:
        column = pd.Series(["x" * 300_000, "x" * 300_000 + char + "x"], dtype="str")
        assert list(unclean(column)) == [False, clean(char) != char]


def test_half_of_a_surrogate_pair_is_unclean():
    assert list(unclean(pd.Index(["\ud800", "a", None], dtype=object))) == [True, False, False]
