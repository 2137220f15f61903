"""What is asked of whole columns is what a look at each cell shows."""

import hypothesis.strategies as st
import numpy as np
import pandas as pd
from hypothesis import given, settings

from graph_app.model.texts import (
    as_arrow,
    by_distinct,
    bytes_at,
    concatenated,
    first_rows,
    holds_any,
    joined,
    longest_bytes,
    repeated,
    unclean,
    without_blanks,
)
from graph_app.model.words import clean
from tests.conftest import examples

LETTERS = "aZ\x00\t\n\x0b\x1c\x1f \x7f\x85\xa0ä€\u2003\u3000\uff00\ufffd\ufffe\uffff😀\U0010ffff"
TEXTS = st.one_of(
    st.none(),
    st.text(st.sampled_from(LETTERS), max_size=4),
    st.text(max_size=12),
    st.text(st.sampled_from("ab"), min_size=45, max_size=70),
)


@st.composite
def columns(draw):
    """A column of text, whole or a part of one, in one piece of memory or in several."""
    parts = draw(st.lists(st.lists(TEXTS, max_size=8), min_size=1, max_size=3))
    column = pd.concat([pd.Series(part, dtype="str") for part in parts], ignore_index=True)
    return column.iloc[draw(st.integers(0, 2)) :]


@given(column=columns())
def test_each_answer_is_that_of_the_cells(column):
    cells = [None if pd.isna(cell) else cell for cell in column]
    assert list(unclean(column)) == [c is not None and clean(c) != c for c in cells]
    assert list(unclean(pd.Index(column))) == list(unclean(column))
    assert list(repeated(column)) == list(column.duplicated())
    blank = without_blanks(column)
    pd.testing.assert_series_equal(blank, column.mask(column.str.strip() == ""))
    utf8 = [(c or "").encode() for c in cells]
    assert longest_bytes(column) == max(map(len, utf8), default=0)
    for at in (0, 1, -1):
        wanted = [text[at] if len(text) > at and text else 0 for text in utf8]
        assert bytes_at(as_arrow(column), at).tolist() == wanted


@given(column=columns())
def test_texts_are_read_and_joined_as_python_does(column):
    cells = [None if pd.isna(cell) else cell for cell in column]
    read = by_distinct(column, lambda text: text[::-1])
    assert [None if pd.isna(c) else c for c in read] == [c and c[::-1] for c in cells]
    assert read.index.equals(column.index)
    whole = joined(["<", as_arrow(column), ">"]).to_pylist()
    assert whole == [None if c is None else f"<{c}>" for c in cells]


@given(parts=st.lists(st.lists(TEXTS, max_size=5), min_size=1, max_size=3))
def test_frames_one_after_the_other(parts):
    frames = [pd.DataFrame({"a": pd.Series(p, dtype="str"), "n": range(len(p))}) for p in parts]
    pd.testing.assert_frame_equal(concatenated(frames), pd.concat(frames, ignore_index=True))


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


def test_texts_of_one_number_are_compared_letter_by_letter():
    # Of a text of more than 48 bytes only the end and the length are in its number.
    end = "y" * 60
    column = pd.Series(["a" + end, "b" + end, "a" + end, "c" + end], dtype="str")
    assert list(repeated(column)) == [False, False, True, False]


@settings(max_examples=examples(20))
@given(seed=st.integers(0, 1000))
def test_many_rows_in_blocks(seed):
    chance = np.random.default_rng(seed)
    column = pd.Series(chance.integers(0, 30_000, 40_000).astype(str), dtype="str")
    assert (repeated(column) == column.duplicated()).all()
    codes, _ = pd.factorize(column)
    assert list(first_rows(codes)) == list(np.flatnonzero(~column.duplicated()))


def test_a_doubt_looks_at_the_rows_of_a_part_only():
    column = as_arrow(pd.Series(["!", "a", "b!"], dtype="str"))
    assert holds_any(column, lambda piece: bool((piece == ord("!")).any()))
    assert not holds_any(column.slice(1, 1), lambda piece: bool((piece == ord("!")).any()))
    assert not holds_any(column.slice(3), lambda _: True)
