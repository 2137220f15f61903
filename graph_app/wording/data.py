"""Rows of the tables as words, and what is wrong with a row that a person is writing."""

import datetime
import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from graph_app.i18n import Translator
from graph_app.i18n.translator import BLANK
from graph_app.model.dates import first_day, is_partial_date, last_day
from graph_app.model.findings import Finding
from graph_app.model.kinds import ORGANISATION_KINDS, PROGRAMME_KINDS
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.schema import (
    EMAIL,
    GEONAMES_ID,
    LONGEST,
    LONGEST_OTHER,
    TELEPHONE,
    WIKIDATA_ID,
)
from graph_app.model.tables import COLUMNS, NODE_POINTERS, table_names
from graph_app.model.words import N_, clean, fold, is_blank

#: Table -> label.
TABLES = {
    "relations": N_("Relations"),
    "cities": N_("Cities"),
    "networks": N_("Networks"),
    "programmes": N_("Programmes"),
    "organisations": N_("Organisations"),
    "events": N_("Events"),
    "sources": N_("Sources"),
    "contacts": N_("Contact persons"),
}
#: Column -> label.
COLUMN_LABELS = {
    "id": N_("Id"),
    "name": N_("Name"),
    "name_fi": N_("Name in Finnish"),
    "name_sv": N_("Name in Swedish"),
    "country": N_("Country"),
    "latitude": N_("Latitude"),
    "longitude": N_("Longitude"),
    "population": N_("Population"),
    "wikidata": N_("Wikidata"),
    "geonames": N_("GeoNames"),
    "short_name": N_("Short name"),
    "founded": N_("Founded"),
    "secretariat": N_("Secretariat"),
    "scope": N_("Scope"),
    "members_reported": N_("Members, as reported"),
    "themes": N_("Themes"),
    "website": N_("Website"),
    "kind": N_("Kind"),
    "part_of": N_("Part of"),
    "start": N_("Start"),
    "end": N_("End"),
    "audience": N_("For whom"),
    "city": N_("City"),
    "recurrence": N_("Recurrence"),
    "source": N_("From"),
    "target": N_("To"),
    "type": N_("Type"),
    "status": N_("Status"),
    "note": N_("Note"),
    "source_id": N_("Source"),
    "checked": N_("Checked"),
    "title": N_("Title"),
    "publisher": N_("Publisher"),
    "url": N_("Address on the web"),
    "published": N_("Published"),
    "retrieved": N_("Retrieved"),
    "node": N_("Contact person of"),
    "role": N_("Role"),
    "email": N_("E-mail"),
    "telephone": N_("Telephone"),
}
#: Kind of revision -> label.
REVISION_KINDS = {
    "load": N_("First facts"),
    "edit": N_("Editing"),
    "import": N_("Import"),
    "undo": N_("Undoing"),
    "restore": N_("Restoring"),
    "erase": N_("Erasure"),
}
#: What was done to a row -> label.
ACTIONS = {"add": N_("added"), "change": N_("changed"), "remove": N_("removed")}
#: What an import counts.
COUNTS = {
    N_("beneficiaries without a name"),
    N_("bodies of a city that is already listed"),
    N_("cells left out"),
    N_("cells with invisible characters"),
    N_("cities without a name"),
    N_("colours, sizes and positions left out"),
    N_("columns of personal data left out"),
    N_("contact persons already known"),
    N_("contact persons of a node that was not taken"),
    N_("coordinate conflicts"),
    N_("coordinates doubted"),
    N_("coordinates left out"),
    N_("countries taken out of a name"),
    N_("files in Windows-1252"),
    N_("findings not listed"),
    N_("lists of different lengths left out"),
    N_("merged cells filled"),
    N_("names taken out of one cell"),
    N_("nodes left out"),
    N_("nodes without a name"),
    N_("organisations that may be one"),
    N_("placeholders in numbers"),
    N_("places already known"),
    N_("projects without their file"),
    N_("repaired quotes"),
    N_("repeated headers"),
    N_("repeated pairs"),
    N_("repeated participations"),
    N_("spellings joined"),
    N_("stated by both cities"),
    N_("ties of a node to itself"),
    N_("ties stated by one side only"),
    N_("ties turned round"),
    N_("unnamed"),
    N_("years taken out of a text"),
}

#: Columns of partial dates, and of ids of nodes and sources.
DATES = ("start", "end", "founded", "checked", "published", "retrieved")
POINTING = (*NODE_POINTERS, "source_id")
_ALWAYS = {
    "relations": ("type", "source", "target", "source_id"),
    "sources": ("title",),
    "contacts": ("node", "name"),
}
_WEB = N_("{field}: expected an address that begins with http:// or https://.")
#: Column -> the form that its texts must have, and what is said of others.
_FORMS = {
    "email": (EMAIL, N_("E-mail: expected an address such as name@city.example.")),
    "telephone": (TELEPHONE, N_("Telephone: expected a number such as +358 3 814 11.")),
    "wikidata": (WIKIDATA_ID, N_("Wikidata: expected an id such as Q28911.")),
    "geonames": (GEONAMES_ID, N_("GeoNames: expected an id such as 649360, digits only.")),
    **dict.fromkeys(("url", "website"), (r"https?://[^\s<>\"]+", _WEB)),
}
#: Most words of a search: each costs a look at every row.
MOST_WORDS = 30
_DECIMALS = {"latitude": 5, "longitude": 5}


def tables_shown(personal: bool) -> dict[str, str]:
    """Return the tables and their labels, those of personal data only to who may see them."""
    known = table_names(personal)
    return {name: label for name, label in TABLES.items() if name in known}


def finding_rows(findings: Sequence[Finding], tr: Translator, most: int = 1000) -> pd.DataFrame:
    """Return the first findings as rows in the reader's language."""
    return pd.DataFrame([finding.cells(tr.error) for finding in findings[:most]])


def value_words(column: str, value: object, names: Mapping[str, str], tr: Translator) -> str:
    """Return a cell in the reader's language; a dash if it is blank.

    Parameters
    ----------
    column : str
        Name of the column.
    value : object
        Its value.
    names : mapping of str to str
        Id -> name of the nodes and sources.
    """
    if is_blank(value):
        return BLANK
    if column in POINTING:
        return names.get(str(value), str(value))
    if column == "kind":
        kinds = PROGRAMME_KINDS | ORGANISATION_KINDS
        return tr(kinds[value]) if value in kinds else str(value)
    if isinstance(value, float):
        return tr.number(value, _DECIMALS.get(column, 0))
    text = str(value)
    if column in DATES:
        return tr.date(text) if is_partial_date(text) else text
    words = {"type": tr.relation, "status": tr.status, "themes": tr.themes, "country": tr.country}
    return words[column](text) if column in words else text


def row_words(
    table: str, row: Mapping[str, object], names: Mapping[str, str], tr: Translator
) -> str:
    """Return a row as one line: a tie as a sentence with its years, a person with whose they are.

    Parameters
    ----------
    table : str
        Name of the table.
    row : mapping
        Its cells.
    names : mapping of str to str
        Id -> name of the nodes.
    """
    if table == "relations":
        one, other = (value_words(side, row.get(side), names, tr) for side in ("source", "target"))
        kind = str(row.get("type"))
        line = tr.phrase(kind, one, other) if kind in RELATION_TYPES else f"{one} – {other}"
        start, end = (str(row[day])[:4] if _some(row, day) else "" for day in ("start", "end"))
        return f"{line} ({start}–{end})" if start or end else line
    if table == "sources":
        return str(row.get("title") or row.get("id") or "")
    if table == "contacts":
        return f"{row.get('name')} ({value_words('node', row.get('node'), names, tr)})"
    return tr.name(row)


def _some(row: Mapping[str, object], column: str) -> bool:
    return not is_blank(row.get(column))


def differences(
    before: Mapping[str, object] | None,
    after: Mapping[str, object] | None,
    names: Mapping[str, str],
    tr: Translator,
) -> list[tuple[str, str, str]]:
    """Return the label, the old and the new words of each column that differs; ids are left out."""
    before, after = before or {}, after or {}
    found = []
    for column in {**before, **after}:
        old, new = before.get(column), after.get(column)
        if column == "id" or old == new or (is_blank(old) and is_blank(new)):
            continue
        words = [value_words(column, value, names, tr) for value in (old, new)]
        found.append((tr(COLUMN_LABELS.get(column, column)), words[0], words[1]))
    return found


def readable_table(
    table: str, frame: pd.DataFrame, names: Mapping[str, str], tr: Translator
) -> pd.DataFrame:
    """Return a table to read: names for ids, words for codes; numbers, dates and texts as they are.

    Returns
    -------
    pandas.DataFrame
        The columns of the table in its order, the index as in `frame`.
    """
    coded = {*POINTING, "type", "status", "themes", "country", "kind"} - {"id"}
    readable = frame[list(COLUMNS[table])]
    for column in coded & set(readable):
        values = readable[column].dropna().unique()
        words = {value: value_words(column, value, names, tr) for value in values}
        readable = readable.assign(**{column: readable[column].map(words)}) if words else readable
    return readable


def found_rows(readable: pd.DataFrame, query: str) -> np.ndarray:
    """Return which rows contain every word of a query, in any column, accents and case aside.

    Returns
    -------
    numpy.ndarray of bool, shape (n,)
    """
    found = np.ones(len(readable), dtype=bool)
    words = list(dict.fromkeys(fold(query).split()))[:MOST_WORDS]
    if not words:
        return found
    text = pd.Series("", index=readable.index, dtype=object)
    for column in readable.select_dtypes(exclude="float64"):
        text = text + " " + readable[column].astype(object).fillna("").astype(str)
    folded = text.map(fold)
    for word in words:
        found &= folded.str.contains(word, regex=False).to_numpy(dtype=bool)
    return found


def ground_words(joins: pd.DataFrame, tr: Translator) -> dict[str, str]:
    """Return places as written, what they were taken for and why: draft id -> one line."""
    found = {}
    for row in joins.to_dict("records"):
        city = str(row["name"])
        if isinstance(row["country"], str) and row["country"]:
            city = f"{city}, {tr.country(row['country'])}"
        found[str(row["draft"])] = f"{row['place']} → {city} ({tr(row['ground'])})"
    return found


def count_words(what: str, tr: Translator) -> str:
    """Return what an import counts in the reader's language, or as it is counted."""
    return tr(what) if what in COUNTS else what


# --- what is wrong with a row ---------------------------------------------------------------------


def row_problems(
    table: str, row: Mapping[str, object], today: datetime.date, tr: Translator
) -> list[str]:
    """Return what is wrong with a row before it is saved; empty when nothing is.

    What only other rows can show, such as a tie that is stated already, is left to the store.

    Parameters
    ----------
    table : str
        Name of the table.
    row : mapping
        Column -> value; an id need not be there.
    today : datetime.date
        The day from which the future counts.
    """
    said = [*_missing(table, row, tr), *_dates(row, tr)]
    for column, value in row.items():
        if isinstance(value, str) and value:
            said += _text(column, value, tr)
    said += _periods(table, row, today, tr)
    if table == "relations":
        if _some(row, "source") and row["source"] == row.get("target"):
            said.append(tr("To: expected another node than at the other end."))
    elif is_blank(row.get("latitude")) != is_blank(row.get("longitude")):
        said.append(tr("Latitude and longitude: expected both or neither."))
    return said


def _label(column: str, tr: Translator) -> str:
    return tr(COLUMN_LABELS[column])


def _missing(table: str, row: Mapping[str, object], tr: Translator) -> list[str]:
    needed = _ALWAYS.get(table, ("name",))
    return [
        tr("{field}: is needed and is still blank.", field=_label(column, tr))
        for column in needed
        if not _some(row, column)
    ]


def _dates(row: Mapping[str, object], tr: Translator) -> list[str]:
    return [
        tr(
            '{field}: found "{found}", expected a year (1998), a month (1998-05) or a day '
            "(1998-05-31) that exists.",
            field=_label(column, tr),
            found=row[column],
        )
        for column in DATES
        if _some(row, column) and not is_partial_date(str(row[column]))
    ]


def _text(column: str, value: str, tr: Translator) -> list[str]:
    said, label = [], tr(COLUMN_LABELS.get(column, column))
    longest = LONGEST.get(column, LONGEST_OTHER)
    if len(value) > longest:
        # Nothing else is looked for in a text of any length.
        return [tr("{field}: is longer than {n} characters.", field=label, n=longest)]
    if clean(value) != value:
        said.append(tr("{field}: holds characters that cannot be kept.", field=label))
    if column in _FORMS:
        form, message = _FORMS[column]
        if not re.fullmatch(form, value):
            said.append(tr(message, field=label))
    return said


def _periods(
    table: str, row: Mapping[str, object], today: datetime.date, tr: Translator
) -> list[str]:
    days = {
        column: str(row[column])
        for column in DATES
        if _some(row, column) and is_partial_date(str(row[column]))
    }
    said = []
    if "start" in days and "end" in days and last_day(days["end"]) < first_day(days["start"]):
        said.append(tr("End: lies before the start."))
    unplanned = table == "relations" and row.get("status") != "planned"
    if unplanned and "start" in days and first_day(days["start"]) > today:
        said.append(tr("Start: lies in the future; that is right only for a planned relation."))
    if "checked" in days and first_day(days["checked"]) > today:
        said.append(tr("Checked: lies in the future."))
    return said
