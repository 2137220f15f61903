"""What each column of each table may contain."""

from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

import pandas as pd

from graph_app.model.countries import country_codes
from graph_app.model.dates import is_partial_date
from graph_app.model.findings import Finding
from graph_app.model.kinds import ORGANISATION_KINDS, PROGRAMME_KINDS, STATUSES, THEMES
from graph_app.model.messages import Message
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.tables import COLUMNS, NODE_TABLES, Tables
from graph_app.model.texts import unclean

#: Longest text of a cell, in characters.
LONGEST = {"note": 2000, "url": 500, "website": 500}
LONGEST_OTHER = 300

_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_URL = r"https?://[^\s<>\"]+"
#: What the id of a contact person looks like.
CONTACT_ID = r"contact:[0-9a-f]{8,32}"
#: What the id of a tie looks like.
TIE_ID = r"[\w:.-]+"
#: What the ids of a place or a network in Wikidata and GeoNames look like.
WIKIDATA_ID = r"Q[1-9]\d*"
GEONAMES_ID = r"[1-9][0-9]{0,9}"
#: What an e-mail address and a telephone number may look like, and how to say so.
EMAIL = r"[^\s@<>\",;]+@[^\s@<>\",;][^\s@<>\",;.]*\.[^\s@<>\",;]+"
TELEPHONE = r"\+?[0-9][0-9 ()/.-]{3,30}(?: ?(?:ext|x)\.? ?[0-9]{1,6})?"
FORMS = {
    "email": (EMAIL, Message("an e-mail address such as name@city.example")),
    "telephone": (TELEPHONE, Message("a telephone number such as +358 3 814 11")),
}


class Rule(NamedTuple):
    """What the cells of a column that are not blank must pass, and what would be right."""

    passes: Callable[[pd.Series], pd.Series]
    expected: Message


def _matches(pattern: str, expected: Message) -> Rule:
    return Rule(lambda column: column.str.fullmatch(pattern), expected)


def _one_of(known: Collection[str], expected: Message | None = None) -> Rule:
    expected = expected or Message("one of {known}", known=sorted(known))
    return Rule(lambda column: column.isin(known), expected)


def _within(low: float, high: float) -> Rule:
    expected = Message("a number from {low:g} to {high:g}", low=low, high=high)
    return Rule(lambda column: column.between(low, high), expected)


def _each(test: Callable[[str], bool], expected: Message) -> Rule:
    # Dates, themes and sources repeat: each value is looked at once.
    return Rule(lambda column: column.map({text: test(text) for text in column.unique()}), expected)


def _all_themes(listed: str) -> bool:
    parts = [part.strip() for part in listed.split(";")]
    return len(set(parts)) == len(parts) and all(part in THEMES for part in parts)


_WHOLE = Rule(
    lambda column: (column >= 0) & (column % 1 == 0), Message("a whole number of 0 or more")
)
_WEB = _matches(_URL, Message("an address that begins with http:// or https://"))
_DATE = _each(is_partial_date, Message("a date as YYYY, YYYY-MM or YYYY-MM-DD"))
_DATES = ("start", "end", "founded", "checked", "published", "retrieved")
_UNIQUE = Rule(lambda column: ~column.duplicated(), Message("an id that is used once"))

_COLUMN_RULES: dict[str, Rule] = {
    "country": _one_of(country_codes(), Message("an ISO 3166-1 alpha-2 code such as FI")),
    "latitude": _within(-90, 90),
    "longitude": _within(-180, 180),
    "population": _WHOLE,
    "members_reported": _WHOLE,
    "wikidata": _matches(WIKIDATA_ID, Message("a Wikidata id such as Q28911")),
    "geonames": _matches(GEONAMES_ID, Message("a GeoNames id such as 649360: digits only")),
    "themes": _each(_all_themes, Message("a ; list without repeats of {known}", known=THEMES)),
    "type": _one_of(RELATION_TYPES),
    "status": _one_of(STATUSES),
    "url": _WEB,
    "website": _WEB,
    **{name: _matches(*form) for name, form in FORMS.items()},
    **dict.fromkeys(_DATES, _DATE),
}
_KINDS = {"programmes": _one_of(PROGRAMME_KINDS), "organisations": _one_of(ORGANISATION_KINDS)}
_IDS = {
    "relations": _matches(TIE_ID, Message("an id of letters, digits and : . - _")),
    "sources": _matches(f"source:{_SLUG}", Message("an id such as source:some-name")),
    # No name in it: an id outlasts an erasure.
    "contacts": _matches(CONTACT_ID, Message("an id such as contact:4f0c2a91, digits and a to f")),
} | {
    table: _matches(f"{kind}:{_SLUG}", Message("an id such as {kind}:some-name", kind=kind))
    for table, kind in NODE_TABLES.items()
}
_REQUIRED = {"id", "name", "title", "source", "target", "type", "node"}


def rules_of(table: str, column: str) -> list[Rule]:
    """Return the rules of a column."""
    rules = [_UNIQUE, _IDS[table]] if column == "id" else []
    if rule := _KINDS[table] if column == "kind" else _COLUMN_RULES.get(column):
        rules.append(rule)
    if COLUMNS[table][column] == "str":
        longest = LONGEST.get(column, LONGEST_OTHER)
        expected = Message("at most {longest} characters", longest=longest)
        rules.append(Rule(lambda text: text.str.len() <= longest, expected))
        rules.append(Rule(_is_clean, Message("text without control characters")))
    return rules


def _is_clean(column: pd.Series) -> pd.Series:
    return pd.Series(~unclean(column), index=column.index)


def is_required(table: str, column: str) -> bool:
    """Return whether a column must not be blank."""
    return column in _REQUIRED or (table, column) == ("relations", "source_id")


def schema_findings(tables: Tables) -> Iterator[Finding]:
    """Return every cell that breaks the rule of its column."""
    for table, columns in COLUMNS.items():
        for name in columns:
            yield from _column_findings(table, name, getattr(tables, table)[name])


def _column_findings(table: str, name: str, column: pd.Series) -> Iterator[Finding]:
    values = column.dropna()
    if is_required(table, name) and len(values) < len(column):
        expected = Message("a value: this column must not be blank")
        for at in column.index[column.isna()].tolist():
            yield Finding(f"{table}.csv", at + 2, name, "", expected)
    for rule in rules_of(table, name) if len(values) else ():
        wrong = values[~rule.passes(values).astype(bool)]
        for at, value in zip(wrong.index.tolist(), wrong, strict=True):
            found = f"{value:g}" if isinstance(value, float) else str(value)
            yield Finding(f"{table}.csv", at + 2, name, found, rule.expected)
