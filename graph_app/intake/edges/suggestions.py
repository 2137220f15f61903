"""A first mapping of a table, from the names of its columns and the words in them.

Headers and words of a city office in English, Finnish and Swedish are known, some in other
languages. All of it is a suggestion that a person confirms.
"""

import csv
import re
from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from graph_app.intake.edges.mapping import (
    MEANINGS,
    Mapping,
    load_mapping,
    personal_columns,
    shipped_mappings,
)
from graph_app.intake.edges.periods import read_dates
from graph_app.intake.edges.written_dates import WRITTEN, without_date
from graph_app.intake.files.readers import Form
from graph_app.intake.files.values import blanked
from graph_app.model.words import fold, slug

# Folded words of a header -> what they mean, for one end.
_END_WORDS = {
    "country": "country land maa valtio pays nation countrycode maakoodi landskod",
    "latitude": "lat latitude y leveysaste latitud",
    "longitude": "lon lng long longitude x pituusaste longitud",
    "population": "population pop inhabitants vakiluku asukasluku asukkaita invanare folkmangd",
    "wikidata": "wikidata qid",
    "geonames": "geoname geonames geonameid geonamesid",
    "name": "city town municipality place node name from to source target partner member kaupunki "
    "kunta paikka nimi kumppani jasen verkosto network natverk stad kommun ort namn medlem "
    "ville stadt label locality origin destination twin mista mihin",
}
_TIE_WORDS = {
    "type": "type relation relationship kind tyyppi laji suhde suhteen sopimus sopimustyyppi "
    "yhteistyomuoto typ slag relationstyp avtal avtalstyp art",
    "start": "start since from_year year joined joining begin startyear signed established alku "
    "alkaen alkuvuosi aloitus vuosi vuodesta solmittu solmimisvuosi allekirjoitettu perustettu "
    "liittynyt liittymisvuosi jasenyysvuosi startar sedan borjan inledd ingicks ingatt ar "
    "undertecknad anslutningsar",
    "end": "end until endyear ended loppu loppui loppuvuosi paattynyt paattyen asti saakka slut "
    "slutar avslutad upphorde upphort",
    "status": "status statut state tila tilanne voimassaolo lage",
    "note": "note notes comment remark description huom huomautus huomautukset huomioita "
    "lisatieto lisatiedot kommentti kuvaus anmarkning anmarkningar kommentar beskrivning",
}
#: Words that mean the type whatever is beside them; the others of a type name a tie.
_TYPE_ITSELF = frozenset(
    ["type", "kind", "tyyppi", "laji", "typ", "slag", "relationstyp", "avtalstyp", "sopimustyyppi"]
)
#: A header that ends so names a place: "kumppanikaupunki", "vänort".
_PLACE = re.compile(r"\w+(?:kaupunki|kaupungit|kunta|kunnat|stad|kommun|ort|city|town|stadt)$")
_PARTNER = re.compile(
    r"(?:ystav|kumppan|kaksois|kummi|van(?:ort|stad|kommun)|partner|samarb|twin|sister)"
)
_NETWORK = re.compile(r"(?:network|verkost|jarjesto|natverk|organisation$)")
_FIRST = {"1", "a", "from", "source", "origin", "city1", "mista"}
_SECOND = {"2", "b", "to", "target", "destination", "city2", "mihin"}
#: Longest name of a column, in characters.
_LONGEST = 60
_WORDS = Path(__file__).with_name("words.csv")


@dataclass(frozen=True)
class _Column:
    name: str
    meaning: str
    end: str


def suggest_columns(header: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Suggest what the columns of a table mean, for a person to confirm.

    Parameters
    ----------
    header : sequence of str
        Names of the columns.

    Returns
    -------
    dict of str to tuple of str
        Meaning -> columns; columns of personal data never appear.
    """
    personal = set(personal_columns(header))
    columns = [_Column(name, *_read(name)) for name in header if name not in personal]
    ends = _ends_of_names(columns)
    found: dict[str, tuple[str, ...]] = {}
    for at, column in enumerate(columns):
        meaning = column.meaning
        if meaning == "name":
            meaning = f"{ends[at]}.name" if ends[at] else ""
        elif meaning in _END_WORDS:
            meaning = f"{_end_of(at, columns, ends, found)}.{meaning}"
        if meaning in MEANINGS and meaning not in found:
            found[meaning] = (column.name,)
    return found


def named_meanings(cells: Sequence[str]) -> int:
    """Return how many columns a row seems to name: the header of a table names most."""
    words = [cell for cell in dict.fromkeys(cells) if 0 < len(cell) <= _LONGEST]
    return len(suggest_columns(words))


def suggest_values(meaning: str, words: Sequence[str]) -> dict[str, str]:
    """Suggest what the words of a column are in ours.

    Parameters
    ----------
    meaning : str
        ``type``, ``status``, ``from.kind`` or ``to.kind``; nothing is known of others.
    words : sequence of str
        As they are written in the file.

    Returns
    -------
    dict of str to str
        Word -> relation type, status or kind; only words that are known.

    Examples
    --------
    >>> suggest_values("type", ["Ystävyyskaupunki", "vänort", "?"])
    {'Ystävyyskaupunki': 'sister_city', 'vänort': 'sister_city'}
    """
    known = _known_words().get(meaning.rpartition(".")[2], {})
    return {word: known[_plain(word)] for word in words if _plain(word) in known}


def suggest_mapping(
    header: Sequence[str],
    title: str,
    form: Form | None = None,
    home: str = "",
    frame: pd.DataFrame | None = None,
) -> Mapping | None:
    """Suggest a whole mapping: one that ships and fits, or one from the names of the columns.

    Parameters
    ----------
    header : sequence of str
        Names of the columns.
    title : str
        What to call the source, e.g. the name of the file.
    form : Form, optional
        As recognised.
    home : str
        Name of the city whose list it is: the one end where the table names only the other.
    frame : pandas.DataFrame of str, optional
        The first rows, whose words for types, kinds and statuses are looked up.

    Returns
    -------
    Mapping or None
        None when the names do not say which two columns are the ends of a tie.
    """
    folded = {fold(column) for column in header}
    for name in shipped_mappings():
        shipped = load_mapping(name)
        needed = {fold(column) for columns in shipped.columns.values() for column in columns}
        if len(needed) > 4 and needed <= folded:
            return shipped
    columns, constants = _with_home(suggest_columns(header), home)
    if not {"from.name", "to.name"} <= {*columns, *constants}:
        return None
    network = any(_NETWORK.search(fold(column)) for column in columns["to.name"])
    constants |= {"from.kind": "city", "to.kind": "network" if network else "city"}
    if "type" not in columns:
        constants["type"] = "membership" if network else "sister_city"
    values = {} if frame is None else _values(columns, frame)
    dates = {} if frame is None else suggest_dates(columns, frame)
    source, form = {"title": title}, form or Form()
    return Mapping(slug(title) or "table", source, columns, constants, values, form, dates)


def suggest_dates(
    columns: MappingType[str, tuple[str, ...]], frame: pd.DataFrame
) -> dict[str, str]:
    """Suggest the form of the dates of a tie: one that reads all, else the one for several forms.

    Parameters
    ----------
    columns : mapping of str to tuple of str
        Meaning -> columns.
    frame : pandas.DataFrame of str
        The first rows.

    Returns
    -------
    dict of str to str
        Meaning -> form; left out where the dates are ISO dates.
    """
    found = {}
    for meaning in ("start", "end"):
        cells = [blanked(frame[name]) for name in columns.get(meaning, ()) if name in frame]
        texts = [text for column in cells for text in column.unique() if text]
        form = _date_form(pd.Series(texts, dtype="str"))
        if form:
            found[meaning] = form
    return found


def _date_form(texts: pd.Series) -> str:
    wrong = {form: int(read_dates(texts, form)[1].sum()) for form in ("iso", WRITTEN, "m/d/y")}
    if not wrong["iso"]:
        return ""
    if not wrong["m/d/y"] and wrong[WRITTEN]:
        return "m/d/y"
    return WRITTEN if wrong[WRITTEN] < wrong["iso"] else ""


# --- columns --------------------------------------------------------------------------------------


def _read(column: str) -> tuple[str, str]:
    """Return what a column's name says of its meaning, and of the end that it is about."""
    words = re.findall(r"[a-z]+|\d+", fold(re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", column)))
    plain = {word for word in words if word not in ("1", "2", "a", "b")}
    end = "to" if _SECOND & set(words) else "from" if _FIRST & set(words) else ""
    partner = any(_PARTNER.match(word) for word in plain)
    network = any(_NETWORK.search(word) for word in plain) and not {"code", "id"} & plain
    if not end and (partner or network):
        end = "to"
    if not {"from", "to"} & set(words):
        said = [m for m, known in _TIE_WORDS.items() if plain & set(known.split())]
        # "Sopimus" alone is what sort of agreement; above "alkaen" it is what begins.
        found = [m for m in said if m != "type" or plain & _TYPE_ITSELF] or said
        if found:
            return found[0], end
    for meaning, known in _END_WORDS.items():
        if plain & set(known.split()) and not (meaning != "name" and network):
            return meaning, end
    named = any(_PLACE.match(word) for word in plain) or partner or network
    return ("name", end) if named else ("", end)


def _ends_of_names(columns: Sequence[_Column]) -> list[str]:
    """Return the end that each column with names is: what it says, else the first that is free."""
    named = [at for at, column in enumerate(columns) if column.meaning == "name"]
    ends = [""] * len(columns)
    for at in named:
        ends[at] = columns[at].end if columns[at].end not in ends else ""
    for at in named:
        ends[at] = ends[at] or next((end for end in ("from", "to") if end not in ends), "")
    return ends


def _end_of(
    at: int, columns: Sequence[_Column], ends: Sequence[str], found: MappingType[str, object]
) -> str:
    """Return the end that a fact of a place is about: said, or that of the name before it."""
    if columns[at].end:
        return columns[at].end
    places = [
        (here, end)
        for here, end in enumerate(ends)
        if end and not _NETWORK.search(fold(columns[here].name))
    ]
    before = [end for here, end in places if here < at]
    end = before[-1] if before else places[0][1] if places else "from"
    other = "to" if end == "from" else "from"
    return other if f"{end}.{columns[at].meaning}" in found else end


def _with_home(
    columns: dict[str, tuple[str, ...]], home: str
) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Make the home city the one end of a table that names only the other."""
    if not home or len({"from.name", "to.name"} & set(columns)) != 1:
        return columns, {}
    # What is said of the only place named is said of the other end.
    turned = {re.sub(r"^from\.", "to.", meaning): listed for meaning, listed in columns.items()}
    return turned, {"from.name": home}


# --- words ----------------------------------------------------------------------------------------


def _values(columns: dict[str, tuple[str, ...]], frame: pd.DataFrame) -> dict[str, dict[str, str]]:
    found = {
        meaning: suggest_values(meaning, bare_words(meaning, frame[listed[0]].str.strip()))
        for meaning, listed in columns.items()
        if meaning in ("type", "status", "from.kind", "to.kind")
    }
    return {meaning: words for meaning, words in found.items() if words}


def bare_words(meaning: str, cells: pd.Series) -> list[str]:
    """Return the distinct words of a column; of a status without the day since when it is so."""
    words = cells.unique().tolist()
    if meaning != "status":
        return words
    return list(dict.fromkeys(without_date(word)[0] for word in words))


def _plain(word: str) -> str:
    return " ".join(re.findall(r"\w+", fold(word).replace("_", " ")))


@cache
def _known_words() -> dict[str, dict[str, str]]:
    known: dict[str, dict[str, str]] = {}
    with _WORDS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            known.setdefault(row["meaning"], {})[_plain(row["word"])] = row["key"]
            known[row["meaning"]][_plain(row["key"])] = row["key"]
    return known
