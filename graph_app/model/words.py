"""Marking and folding of words."""

import math
import re
import unicodedata

# Letters that Unicode does not decompose into a base letter and an accent.
_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "ı": "i"}
)
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
# XML 1.0 allows tab, newline and carriage return below U+0020, and neither surrogates nor U+FFFE/F.
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


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
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join([char for char in decomposed if not unicodedata.combining(char)])
    return bare.translate(_UNDECOMPOSED)


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


def is_blank(value: object) -> bool:
    """Tell whether a cell holds nothing."""
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))
