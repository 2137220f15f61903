"""Marking and folding of words."""

import math
import re
import string
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

# Letters that Unicode does not decompose into a base letter and an accent.
_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "ı": "i"}
)
_ASCII_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
# XML 1.0 allows tab, newline and carriage return below U+0020, and neither surrogates nor U+FFFE/F.
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

#: Most parts of a name with commas: a network, its city, the region and the country of that.
_MOST_PARTS = 4


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark a message for translation where it stands; it is translated where it is shown."""
    return message


def fold(text: str) -> str:
    """Return text in the form in which searches compare it.

    Lower case, without accents, with letters such as ø and ł as their base letters, so that
    ``alesund`` finds ``Ålesund``.

    Examples
    --------
    >>> fold("Ålesund"), fold("Gdańsk"), fold("Łódź")
    ('alesund', 'gdansk', 'lodz')
    """
    if text.isascii():
        return text.lower()
    return "".join(map(_bare, text.casefold()))


@lru_cache(maxsize=4096)
def _bare(letter: str) -> str:
    """Return a letter without its accents.

    One by one: to decompose a whole text is to sort its accents, which takes the square of the
    time where a text consists of them.
    """
    decomposed = unicodedata.normalize("NFKD", letter)
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return bare.translate(_UNDECOMPOSED)


def ascii_lower(text: str) -> str:
    """Return text with A to Z in lower case and all else as it is, for what names somebody.

    ``str.casefold`` and ``str.lower`` make one of letters that differ: ``ſ`` becomes ``s`` and the
    Kelvin sign ``k``, so that another's address would equal that of an editor.

    Examples
    --------
    >>> ascii_lower("Editor@City.example"), ascii_lower("Å\u017f")
    ('editor@city.example', 'Åſ')
    """
    return text.translate(_ASCII_LOWER)


def slug(text: str) -> str:
    """Return the ASCII slug of a name, the part of a node id after the colon.

    Examples
    --------
    >>> slug("Garmisch-Partenkirchen"), slug("Västerås")
    ('garmisch-partenkirchen', 'vasteras')
    """
    return _NOT_SLUG.sub("-", fold(text)).strip("-")


def clean(text: str) -> str:
    """Replace characters that XML and JSON readers refuse (NUL, lone surrogates) by U+FFFD."""
    return _NOT_TEXT.sub("\ufffd", text)


def on_one_line(text: str) -> str:
    """Return :func:`clean` text with a single space for every run of white space."""
    return " ".join(clean(text).split())


def join_parts(parts: Sequence[str], is_one: Callable[[str], bool]) -> list[str]:
    """Join neighbours in a list that was split at its commas where they are one name together.

    Parameters
    ----------
    parts : sequence of str
        What stood between the commas.
    is_one : callable
        Tells whether a text is a name of something.

    Examples
    --------
    >>> join_parts(["Lahti", "Paris", "Texas"], {"Lahti", "Paris, Texas"}.__contains__)
    ['Lahti', 'Paris, Texas']
    """
    joined, at = [], 0
    while at < len(parts):
        widths = range(min(_MOST_PARTS, len(parts) - at), 1, -1)
        texts = {width: ", ".join(parts[at : at + width]) for width in widths}
        width = next((width for width, text in texts.items() if is_one(text)), 1)
        joined.append(texts.get(width, parts[at]))
        at += width
    return joined


def is_blank(value: object) -> bool:
    """Tell whether a cell holds nothing."""
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))
