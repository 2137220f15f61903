"""A first mapping of a table, from the names of its columns."""

import re
from collections.abc import Sequence

from graph_app.intake.mapping import (
    MEANINGS,
    Mapping,
    load_mapping,
    personal_columns,
    shipped_mappings,
)
from graph_app.intake.readers import Form
from graph_app.model.words import fold, slug

# Folded words of a header -> what they mean, for one end.
_END_WORDS = {
    "name": "city town municipality place node name from to source target partner member kaupunki "
    "kunta stad kommun ville stadt label locality origin destination",
    "country": "country land maa pays nation countrycode",
    "latitude": "lat latitude y",
    "longitude": "lon lng long longitude x",
    "population": "population pop inhabitants vakiluku invanare",
    "wikidata": "wikidata qid",
    "geonames": "geoname geonames geonameid geonamesid",
}
_TIE_WORDS = {
    "type": "type relation relationship kind",
    "start": "start since from_year year joined joining begin startyear",
    "end": "end until endyear",
    "status": "status statut state",
    "note": "note notes comment remark description",
}
_FIRST = {"1", "a", "from", "source", "origin", "city1", "name"}
_SECOND = {"2", "b", "to", "target", "destination", "partner", "network", "city2"}


def _words(column: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", column)
    return re.findall(r"[a-z]+|\d+", fold(spaced))


def _end_of(words: list[str]) -> str:
    if _SECOND & set(words):
        return "to"
    return "from"


def _meaning(column: str) -> str:
    """Give the meaning that a column's name suggests, or nothing."""
    words = _words(column)
    kept = [word for word in words if word not in ("1", "2", "a", "b")]
    if "network" in words and not {"code", "id"} & set(words):
        return "to.name"
    for meaning, known in _TIE_WORDS.items():
        if set(kept) & set(known.split()) and not {"from", "to"} & set(words):
            return meaning
    order = ("country", "latitude", "longitude", "population", "wikidata", "geonames", "name")
    for meaning in order:
        if set(kept) & set(_END_WORDS[meaning].split()):
            return f"{_end_of(words)}.{meaning}"
    return ""


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
    found: dict[str, tuple[str, ...]] = {}
    for column in header:
        meaning = "" if column in personal else _meaning(column)
        if meaning in MEANINGS and meaning not in found:
            found[meaning] = (column,)
    return found


def suggest_mapping(header: Sequence[str], title: str, form: Form | None = None) -> Mapping | None:
    """Suggest a whole mapping: one that ships and fits, or one from the names of the columns.

    Parameters
    ----------
    header : sequence of str
        Names of the columns.
    title : str
        What to call the source, e.g. the name of the file.
    form : Form, optional
        As recognised.

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
    columns = suggest_columns(header)
    if not {"from.name", "to.name"} <= set(columns):
        return None
    network = any("network" in fold(column) for column in columns["to.name"])
    constants = {"from.kind": "city", "to.kind": "network" if network else "city"}
    if "type" not in columns:
        constants["type"] = "membership" if network else "sister_city"
    source = {"title": title}
    return Mapping(slug(title) or "table", source, columns, constants, form=form or Form())
