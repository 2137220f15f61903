"""Names from tables as text, never as markup."""

import re
from collections.abc import Callable

import numpy as np
import pandas as pd

from graph_app.model.words import clean

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_BREAKS = re.compile(r"\s+")


def plain(text: object, longest: int = 300) -> str:
    """Return text that Streamlit's Markdown shows letter by letter.

    Every punctuation mark is escaped, so that no link, image, colour or formula can arise, and
    line breaks become spaces. Text over `longest` characters is cut and ends in an ellipsis.
    """
    flat = _BREAKS.sub(" ", clean(str(text))).strip()
    if len(flat) > longest:
        flat = flat[: longest - 1] + "…"
    return _PUNCTUATION.sub(r"\\\1", flat)


def shorten(text: object, longest: int = 60) -> str:
    """Return text as one line of at most `longest` characters, for labels that are not Markdown."""
    flat = _BREAKS.sub(" ", clean(str(text))).strip()
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"


def in_words(
    column: pd.Series | np.ndarray, say: Callable[[object], str], blank: object = None
) -> np.ndarray:
    """Say each value of a column in words, asking only once for values that come again.

    Parameters
    ----------
    column : pandas.Series or numpy.ndarray, shape (n,)
        Values, of which some may be missing.
    say : callable
        Gives the words for one value.
    blank : object
        Stands where a value is missing.

    Returns
    -------
    numpy.ndarray of object, shape (n,)
    """
    codes, values = pd.factorize(column)
    words = np.array([*map(say, values), blank], dtype=object)
    return words[codes]
