"""Names from tables as text, never as markup."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

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
    return _PUNCTUATION.sub(r"\\\1", shorten(text, longest))


def shorten(text: object, longest: int = 60) -> str:
    """Return text as one line of at most `longest` characters, for labels that are not Markdown."""
    flat = _flat(text)
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"


def _flat(text: object) -> str:
    return _BREAKS.sub(" ", clean(str(text))).strip()


def shorten_apart(names: Sequence[str], longest: int) -> list[str]:
    """Return names of at most `longest` characters each; two that differ stay different, if they can.

    What tells names apart often ends them: where two would be cut to the same, the middle goes.

    Examples
    --------
    >>> shorten_apart(["Summer games of 1998", "Summer games of 2002", "Lahti"], 14)
    ['Summer…of 1998', 'Summer…of 2002', 'Lahti']
    """
    cut = [shorten(name, longest) for name in names]
    whole = dict(zip(names, cut, strict=True))
    alike = Counter(whole.values())
    tail = longest // 2
    return [
        f"{name[: longest - tail - 1]}…{name[-tail:]}"
        if alike[short] > 1 and len(name) > longest
        else short
        for name, short in zip(map(_flat, names), cut, strict=True)
    ]


def name_list(names: Iterable[str]) -> str:
    """Join names with commas; with semicolons where a name has a comma in it.

    Examples
    --------
    >>> name_list(["Lahti", "Turku"]), name_list(["Paris, France", "Turku"])
    ('Lahti, Turku', 'Paris, France; Turku')
    """
    known = list(names)
    return ("; " if any("," in name for name in known) else ", ").join(known)


def in_words(
    column: pd.Series | np.ndarray, say: Callable[[Any], str | None], blank: object = None
) -> np.ndarray:
    """Return each value of a column in words, calling `say` once for each different value.

    Parameters
    ----------
    column : pandas.Series or numpy.ndarray, shape (n,)
        Values, of which some may be missing.
    say : callable
        Gives the words for one value.
    blank : object
        What is said of a missing value.

    Returns
    -------
    numpy.ndarray of object, shape (n,)
    """
    codes, values = pd.factorize(column)
    words = np.array([*map(say, values), blank], dtype=object)
    return words[codes]
