"""What each column of each table may hold, as pandera schemas."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd
import pandera.pandas as pa

from graph_app.model.countries import country_codes
from graph_app.model.dates import is_partial_date
from graph_app.model.findings import Finding
from graph_app.model.kinds import ORGANISATION_KINDS, PROGRAMME_KINDS, STATUSES, THEMES
from graph_app.model.messages import Message
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.tables import COLUMNS, NODE_TABLES, Tables
from graph_app.model.texts import unclean

#: Longest text that a cell may hold, in characters.
LONGEST = {"note": 2000, "url": 500, "website": 500}
LONGEST_OTHER = 300

_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_URL = r"https?://[^\s<>\"]+"
#: What the id of a contact person looks like.
CONTACT_ID = r"contact:[0-9a-f]{8,32}"
#: What the id of a tie looks like.
TIE_ID = r"[\w:.-]+"
#: What an e-mail address and a telephone number may look like, and how to say so.
EMAIL = r"[^\s@<>\",;]+@[^\s@<>\",;]+\.[^\s@<>\",;]+"
TELEPHONE = r"\+?[0-9][0-9 ()/.-]{3,30}(?: ?(?:ext|x)\.? ?[0-9]{1,6})?"
FORMS = {
    "email": (EMAIL, Message("an e-mail address such as name@city.example")),
    "telephone": (TELEPHONE, Message("a telephone number such as +358 3 814 11")),
}


class _Rule(NamedTuple):
    """What the cells of a column that are not blank must pass, and what would be right."""

    passes: Callable[[pd.Series], pd.Series]
    expected: Message


def _matches(pattern: str, expected: Message) -> _Rule:
    return _Rule(lambda column: column.str.fullmatch(pattern), expected)


def _one_of(known, expected: Message | None = None) -> _Rule:
    return _Rule(
        lambda column: column.isin(known),
        expected or Message("one of {known}", known=sorted(known)),
    )


def _within(low: float, high: float) -> _Rule:
    return _Rule(
        lambda column: column.between(low, high),
        Message("a number from {low:g} to {high:g}", low=low, high=high),
    )


def _each(test: Callable[[str], bool], expected: Message) -> _Rule:
    def passes(column: pd.Series) -> pd.Series:
        # Dates, themes and sources repeat: each value is looked at once.
        codes, distinct = pd.factorize(column)
        return pd.Series(_tested(test, distinct.tolist())[codes], index=column.index)

    return _Rule(passes, expected)


def _tested(test: Callable[[str], bool], values: Iterable[str]) -> np.ndarray:
    return np.array([test(value) for value in values], dtype=bool)


def _all_themes(listed: str) -> bool:
    parts = [part.strip() for part in listed.split(";")]
    return len(set(parts)) == len(parts) and all(part in THEMES for part in parts)


_WHOLE = _Rule(
    lambda column: (column >= 0) & (column % 1 == 0), Message("a whole number of 0 or more")
)
_DATE = _each(is_partial_date, Message("a date as YYYY, YYYY-MM or YYYY-MM-DD"))
_THEMES = _each(_all_themes, Message("a ; list without repeats of {known}", known=THEMES))
_WEB = _matches(_URL, Message("an address that begins with http:// or https://"))

_RULES: dict[str, list[_Rule]] = (
    {
        "country": [_one_of(country_codes(), Message("an ISO 3166-1 alpha-2 code such as FI"))],
        "latitude": [_within(-90, 90)],
        "longitude": [_within(-180, 180)],
        "population": [_WHOLE],
        "members_reported": [_WHOLE],
        "wikidata": [_matches(r"Q[1-9]\d*", Message("a Wikidata id such as Q28911"))],
        "themes": [_THEMES],
        "type": [_one_of(RELATION_TYPES)],
        "status": [_one_of(STATUSES)],
        "url": [_WEB],
        "website": [_WEB],
    }
    | {key: [_matches(*form)] for key, form in FORMS.items()}
    | {key: [_DATE] for key in ("start", "end", "founded", "checked", "published", "retrieved")}
)

_KINDS = {"programmes": PROGRAMME_KINDS, "organisations": ORGANISATION_KINDS}
_REQUIRED = {"id", "name", "title", "source", "target", "type", "node"}


def _is_clean(column: pd.Series) -> pd.Series:
    return pd.Series(~unclean(column), index=column.index)


def _text_rules(column: str) -> list[_Rule]:
    longest = LONGEST.get(column, LONGEST_OTHER)
    return [
        _Rule(
            lambda text: text.str.len() <= longest,
            Message("at most {longest} characters", longest=longest),
        ),
        _Rule(_is_clean, Message("text without control characters")),
    ]


def _id_rules(table: str) -> list[_Rule]:
    unique = _Rule(lambda column: ~column.duplicated(), Message("an id that is used once"))
    if table in NODE_TABLES:
        kind = NODE_TABLES[table]
        return [
            unique,
            _matches(f"{kind}:{_SLUG}", Message("an id such as {kind}:some-name", kind=kind)),
        ]
    if table == "sources":
        return [unique, _matches(f"source:{_SLUG}", Message("an id such as source:some-name"))]
    if table == "contacts":
        # No name in it: an id outlasts an erasure.
        return [
            unique,
            _matches(CONTACT_ID, Message("an id such as contact:4f0c2a91, digits and a to f")),
        ]
    return [unique, _matches(TIE_ID, Message("an id of letters, digits and : . - _"))]


def _rules(table: str, column: str, dtype: str) -> list[_Rule]:
    rules = _id_rules(table) if column == "id" else list(_RULES.get(column, ()))
    if column == "kind":
        rules.append(_one_of(_KINDS[table]))
    return rules + (_text_rules(column) if dtype == "str" else [])


def is_required(table: str, column: str) -> bool:
    """Tell whether a column must not be blank."""
    return column in _REQUIRED or (table, column) == ("relations", "source_id")


def _column(table: str, column: str) -> pa.Column:
    checks = [pa.Check(rule.passes, error=rule.expected) for rule in _TABLE_RULES[table][column]]
    return pa.Column(nullable=not is_required(table, column), checks=checks)


_TABLE_RULES = {
    table: {name: _rules(table, name, dtype) for name, dtype in kinds.items()}
    for table, kinds in COLUMNS.items()
}
#: Table -> schema.
SCHEMAS: dict[str, pa.DataFrameSchema] = {
    table: pa.DataFrameSchema({name: _column(table, name) for name in rules})
    for table, rules in _TABLE_RULES.items()
}


def schema_findings(tables: Tables) -> Iterator[Finding]:
    """Return every cell that breaks the rule of its column."""
    for table in SCHEMAS:
        frame = getattr(tables, table)
        wrong = _wrong_columns(table, frame)
        if not wrong:
            continue
        try:
            _schema_of(table, wrong).validate(frame[list(wrong)], lazy=True)
        except pa.errors.SchemaErrors as errors:
            yield from _findings(table, errors.failure_cases)


def _wrong_columns(table: str, frame: pd.DataFrame) -> tuple[str, ...]:
    """Return the columns with a cell that breaks a rule; which, pandera tells, at many times the cost."""
    rules = _TABLE_RULES[table] if len(frame) else ()
    return tuple(name for name in rules if not _passes(table, name, frame[name]))


def _passes(table: str, name: str, column: pd.Series) -> bool:
    values = column.dropna()
    if len(values) < len(column) and is_required(table, name):
        return False
    return values.empty or all(rule.passes(values).all() for rule in _TABLE_RULES[table][name])


@lru_cache(maxsize=256)
def _schema_of(table: str, columns: tuple[str, ...]) -> pa.DataFrameSchema:
    return pa.DataFrameSchema({name: SCHEMAS[table].columns[name] for name in columns})


def _findings(table: str, cases: pd.DataFrame) -> Iterator[Finding]:
    for case in cases.itertuples():
        blank = case.check == "not_nullable"
        expected = Message("a value: this column must not be blank") if blank else case.check
        found = "" if blank else _as_written(case.failure_case)
        yield Finding(f"{table}.csv", int(case.index) + 2, str(case.column), found, expected)


def _as_written(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
