"""Which encoding a text without Unicode is in: the one in which its words are names of places."""

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from math import log

import pandas as pd

from graph_app.intake.places.gazetteer import gazetteer, place_keys

#: Encodings that may be declared -> Python's names of them.
ENCODINGS = {
    "utf-8": "utf-8-sig",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "windows-1252": "cp1252",
    "windows-1250": "cp1250",
    "windows-1251": "cp1251",
    "windows-1253": "cp1253",
    "windows-1254": "cp1254",
    "windows-1257": "cp1257",
    "iso-8859-2": "iso8859_2",
    "iso-8859-5": "iso8859_5",
    "iso-8859-15": "iso8859_15",
    "koi8-u": "koi8_u",
    "mac-roman": "mac_roman",
    "mac-latin2": "mac_latin2",
    "cp850": "cp850",
    "cp852": "cp852",
    "cp866": "cp866",
}
#: Those that are tried, the most usual first.
TRIED = tuple(
    name
    for name in ENCODINGS
    if name not in ("utf-8", "iso-8859-15") and not name.startswith("utf-16")
)

_WORD = re.compile(rb"[A-Za-z\x80-\xff]{1,60}")
#: Words that are looked at.
_MOST_WORDS = 400
#: What a place's name is worth, against the likelihood of its letters.
_EXACT, _FOLDED, _SYMBOL, _CLOSE = 6.0, 2.0, -4.0, 0.5


@dataclass(frozen=True)
class Guess:
    """An encoding that is proposed.

    Parameters
    ----------
    encoding : str
        A key of :data:`ENCODINGS`.
    other : str
        Another that is nearly as likely, or ``""``.
    words : tuple of str
        Up to three words as they are in it.
    known : int
        How many words are names of places.
    """

    encoding: str
    other: str
    words: tuple[str, ...]
    known: int


def propose(sample: bytes, possible: list[str]) -> Guess:
    """Propose the encoding under which most words of a text are names of places.

    Parameters
    ----------
    sample : bytes
        The beginning of the file.
    possible : list of str
        Encodings in which the whole file can be read, the most usual first.
    """
    found = Counter(word for word in _WORD.findall(sample) if not word.isascii())
    words = [word for word, _ in found.most_common(_MOST_WORDS)]
    read = {
        name: [codecs.decode(word, ENCODINGS[name], "replace") for word in words]
        for name in possible
    }
    keys = _keys([text for texts in read.values() for text in texts])
    scores, known = {}, {}
    for name, texts in read.items():
        values = [_score(text, keys) for text in texts]
        known[name] = sum(value >= _FOLDED for value in values)
        scores[name] = sum(values) / max(1, len(values))
    ranked = sorted(possible, key=lambda name: -scores[name])
    best = ranked[0]
    # Of readings that are the same in every word the most usual is meant.
    different = [name for name in ranked[1:] if read[name] != read[best]]
    other = next((name for name in different if scores[best] - scores[name] < _CLOSE), "")
    return Guess(best, other, tuple(read[best][:3]), known[best])


def _score(text: str, keys: frozenset[str]) -> float:
    """Return how likely a word is one of a list of places."""
    if not text.isalpha() or _mixed(text):
        return _SYMBOL
    if text.lower() in _names():
        return _EXACT
    score = _FOLDED if _key(text) in keys else 0.0
    letters = f" {text.lower()} "
    odd = [
        letters[at - 1 : at + 2] for at in range(1, len(letters) - 1) if not letters[at].isascii()
    ]
    if odd and ord(max(text)) < 0x370:
        return score + sum(map(_likelihood, odd)) / len(odd)
    return score


def _mixed(text: str) -> bool:
    """Tell whether a word has capitals within, or letters of several scripts."""
    inner = text[1:]
    capitals = not text.isupper() and inner != inner.lower()
    latin = {ord(letter) < 0x370 for letter in text}
    return capitals or len(latin) > 1


@cache
def _names() -> frozenset[str]:
    """Words of the main names of places that are not ASCII, in lower case."""
    names = gazetteer()[0]["name"]
    odd = names[~names.map(str.isascii).to_numpy(dtype=bool)]
    return frozenset(
        word for name in odd for word in re.findall(r"\w+", name.lower()) if not word.isascii()
    )


@cache
def _triples() -> Counter[str]:
    """How often a letter that is not ASCII stands between two others in names of places."""
    found: Counter[str] = Counter()
    for word in _names():
        letters = f" {word} "
        found.update(
            letters[at - 1 : at + 2]
            for at in range(1, len(letters) - 1)
            if not letters[at].isascii()
        )
    return found


def _likelihood(triple: str) -> float:
    return min(1.0, log(1 + _triples()[triple]) / 5) - 0.5


def _key(text: str) -> str:
    return str(place_keys(pd.Series([text], dtype="str")).iloc[0])


def _keys(texts: list[str]) -> frozenset[str]:
    """Return the keys of those texts that name a place in whatever language."""
    keys = place_keys(pd.Series(texts, dtype="str")).unique()
    names = gazetteer()[1]["key"]
    return frozenset(names[names.isin(keys)].unique())
