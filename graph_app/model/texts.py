"""Columns of text: what every table, reader and store asks of them."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from graph_app.model.words import clean

# What `clean` replaces, without halves of surrogate pairs: a column of text cannot hold these.
_NOT_TEXT = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]"


def by_distinct(column: pd.Series, read: Callable[[str], str]) -> pd.Series:
    """Return what each text reads as; each distinct one is read once, a missing one never."""
    codes, distinct = pd.factorize(column)
    texts = pd.array([read(text) for text in distinct.tolist()], dtype="str")
    return pd.Series(texts.take(codes, allow_fill=True), index=column.index)


def same_text(text: str, index: pd.Index) -> pd.Series:
    """Return a column that holds the same text in every row."""
    return pd.Series(text, index=index, dtype="str")


def without_blanks(column: pd.Series) -> pd.Series:
    """Return a column in which texts that are empty or nothing but white space are missing."""
    return column.mask(column.str.strip() == "")


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
    if column.dtype == object:
        return np.array([isinstance(text, str) and clean(text) != text for text in column], bool)
    return np.asarray(column.str.contains(_NOT_TEXT, na=False), dtype=bool)
