"""Ids within a draft: the same name gives the same id, another name another."""

import hashlib
import re

import pandas as pd

from graph_app.model.texts import by_distinct
from graph_app.model.words import fold, slug

_LONGEST = 60
_CEDEX = re.compile(r" cedex(?: \d+)?$", re.IGNORECASE)
_OF = re.compile(
    r"^(?:(?:city|municipality|town|commune) of|comune di|(?:commune|ville) de|stadt) ", re.I
)
_KIND = re.compile(
    r",? (?:municipality|kommune?|city municipality|kaupunki|stad|urban municipality)$", re.I
)
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_LETTER = re.compile(r"[^\W\d_]")


def key_of(text: str) -> str:
    """Return the ASCII key of a text.

    A slug alone would make one of two names in Greek letters, and of two long names with the same
    beginning: where letters are lost, a digest of the folded text is added.

    Examples
    --------
    >>> key_of("LAHDEN KAUPUNKI"), key_of("Åbo")
    ('lahden-kaupunki', 'abo')
    """
    if text.isascii():
        # Most names are; nothing is lost in them and nothing has to be decomposed.
        folded = text.lower()
        bare = _NOT_SLUG.sub("-", folded).strip("-")
    else:
        bare, folded = slug(text), fold(text)
    lost = any(char.isalnum() and not char.isascii() for char in folded)
    if bare and not lost and len(bare) <= _LONGEST:
        return bare
    digest = hashlib.blake2b(folded.encode("utf-8", "replace"), digest_size=5).hexdigest()
    return f"{bare[:_LONGEST].strip('-')}-{digest}".strip("-")


def keys_of(texts: pd.Series) -> pd.Series:
    """Return the key of each text; ``""`` for a blank one."""
    return by_distinct(texts, lambda text: key_of(text) if text else "")


def place_keys(names: pd.Series, countries: pd.Series) -> pd.Series:
    """Return the key of each place by its name and country's code, such as ``lahti-fi``."""
    return keys_of(names) + ("-" + countries.str.lower()).where(countries != "", "")


def place_name(text: str) -> str:
    """Return the name of a municipality without what address books add to it.

    Examples
    --------
    >>> place_name("PARIS CEDEX 05"), place_name("Västerås Municipality"), place_name("City of York")
    ('Paris', 'Västerås', 'York')
    """
    bare = _CEDEX.sub("", " ".join(text.split()))
    bare = _KIND.sub("", bare)
    rest = _OF.sub("", bare).strip(" ,;-")
    bare = rest if _LETTER.search(rest) else bare
    if not _LETTER.search(bare) or len(bare) > 100:
        return ""
    # "LAHTI" is how a form was filled in; an abbreviation of three letters may be a name.
    return bare.title() if bare.isupper() and len(bare) > 3 else bare


def place_names(texts: pd.Series) -> pd.Series:
    """Return the name of each municipality; ``""`` where the text is none."""
    return by_distinct(texts, place_name)


def tie_ends(sources: pd.Series, targets: pd.Series) -> pd.Series:
    """Return the part of a tie's id that its ends make; other ends make another one.

    No slug has a point in it, so that ``a-b`` and ``c`` are not ``a`` and ``b-c``.
    """
    parts = []
    for ids in (sources, targets):
        bare = ids.astype("str").str.replace("^(?:organisation|programme|network):", "", regex=True)
        parts.append(bare.str.replace("city:", "city.", regex=False))
    return parts[0] + "." + parts[1]
