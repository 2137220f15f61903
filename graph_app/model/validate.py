"""Rules that need more than one cell: ends, repeats, periods, places, cycles."""

import datetime
from collections.abc import Iterator
from typing import TypeGuard

import numpy as np
import pandas as pd

from graph_app.model.countries import outside_country
from graph_app.model.dates import first_day, is_partial_date, last_day
from graph_app.model.findings import Finding
from graph_app.model.kinds import kind_of
from graph_app.model.messages import Message
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.schema import schema_findings
from graph_app.model.tables import NODE_TABLES, POINTERS, Tables, among
from graph_app.model.texts import by_distinct


def validate(tables: Tables, today: datetime.date | None = None) -> list[Finding]:
    """Check tables against every rule.

    Parameters
    ----------
    tables : Tables
        The facts.
    today : datetime.date, optional
        The day from which the future counts; the clock's by default.

    Returns
    -------
    list of Finding
        Everything that is wrong, by file, row and column; empty when all is well.
    """
    rules = (
        schema_findings(tables),
        _repeated_nodes(tables),
        _unknown_pointers(tables),
        _wrong_ends(tables.relations),
        _loops(tables.relations),
        _repeated_ties(tables.relations),
        _periods(tables),
        _future(tables, today or datetime.date.today()),
        _places(tables.cities),
        _cycles(tables.programmes),
    )
    return sorted({finding for rule in rules for finding in rule})


def _rows(mask: np.ndarray | pd.Series) -> np.ndarray:
    return np.flatnonzero(np.asarray(mask, dtype=bool))


def _in_ties(at: int, column: str, found: str, expected: Message) -> Finding:
    return Finding("relations.csv", at + 2, column, found, expected)


def _repeated_nodes(tables: Tables) -> Iterator[Finding]:
    earlier: dict[str, pd.Series] = {}
    for table in NODE_TABLES:
        ids = getattr(tables, table)["id"].dropna()
        # Of several tables with the id, the last one is named.
        other_of = {at: other for other in earlier for at in _rows(among(ids, earlier[other]))}
        for at, other in other_of.items():
            expected = Message("an id not in {other}.csv", other=other)
            yield Finding(f"{table}.csv", ids.index[at] + 2, "id", ids.iloc[at], expected)
        earlier[table] = ids


def _unknown_pointers(tables: Tables) -> Iterator[Finding]:
    nodes = pd.concat([getattr(tables, table)["id"] for table in NODE_TABLES]).dropna()
    sources = tables.sources["id"].dropna()
    for (table, column), targets in POINTERS.items():
        ids, expected = nodes, Message("an id in one of the tables of nodes")
        if targets == ("sources",):
            ids, expected = sources, Message("an id in sources.csv")
        values = getattr(tables, table)[column]
        for at in _rows(values.notna() & ~among(values, ids)):
            yield Finding(f"{table}.csv", at + 2, column, values[at], expected)


def _wrong_ends(relations: pd.DataFrame) -> Iterator[Finding]:
    for column in ("source", "target"):
        kinds = by_distinct(relations[column], kind_of)
        for name, kind in RELATION_TYPES.items():
            allowed = sorted(kind.source_kinds if column == "source" else kind.target_kinds)
            expected = Message("{name} to have here: {wanted}", name=name, wanted=allowed)
            wrong = relations["type"].eq(name) & kinds.notna() & ~kinds.isin(allowed)
            for at in _rows(wrong):
                yield _in_ties(at, column, relations[column][at], expected)


def _loops(relations: pd.DataFrame) -> Iterator[Finding]:
    for at in _rows(relations["source"].eq(relations["target"])):
        found = relations["target"][at]
        yield _in_ties(at, "target", found, Message("another node than source"))


def _repeated_ties(relations: pd.DataFrame) -> Iterator[Finding]:
    """The same tie twice; a symmetric one also reversed; in periods that overlap."""
    ties = relations[["type", "source", "target"]].dropna()
    symmetric = [name for name, kind in RELATION_TYPES.items() if kind.symmetric]
    swap = ties["type"].isin(symmetric) & (ties["source"] > ties["target"])
    ties.loc[swap, ["source", "target"]] = ties.loc[swap, ["target", "source"]].to_numpy()
    ties = ties[ties.duplicated(keep=False)]
    ties = pd.DataFrame({
        "tie": ties.groupby(list(ties)).ngroup(),
        "begins": _days(relations["start"][ties.index], 0),
        "lasts": _days(relations["end"][ties.index], 1),
    })  # fmt: skip
    # A tie that is renewed each year may have many rows: compared are those of which any overlap.
    ties = ties.sort_values(["tie", "begins"])
    until = ties.groupby("tie")["lasts"].cummax().groupby(ties["tie"]).shift()
    overlapping = ties["tie"].isin(ties["tie"][ties["begins"] <= until])
    for _, rows in ties[overlapping].sort_index().groupby("tie"):
        yield from _overlaps(relations, rows)


def _days(dates: pd.Series, side: int) -> pd.Series:
    """Return the number of the first (side 0) or last (side 1) day of each period."""
    of_text = {text: _period(text, text)[side].toordinal() for text in dates.dropna().unique()}
    return dates.map(of_text).astype(float).fillna(_period(None, None)[side].toordinal())


def _overlaps(relations: pd.DataFrame, rows: pd.DataFrame) -> Iterator[Finding]:
    for n, (at, _, begins, lasts) in enumerate(rows.itertuples()):
        before = rows[:n]
        overlaps = before.index[(before["begins"] <= lasts) & (begins <= before["lasts"])]
        if len(overlaps):
            found = " ".join(relations.loc[at, ["source", "type", "target"]])
            row = overlaps[0] + 2
            expected = Message("a tie that row {row} does not already state", row=row)
            yield _in_ties(at, "target", found, expected)


def _period(start: object, end: object) -> tuple[datetime.date, datetime.date]:
    first = first_day(start) if _is_date(start) else datetime.date.min
    last = last_day(end) if _is_date(end) else datetime.date.max
    return first, last


def _is_date(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and is_partial_date(value)


def _periods(tables: Tables) -> Iterator[Finding]:
    for table in ("relations", "programmes", "events"):
        frame = getattr(tables, table)
        for at in _rows(frame["start"].notna() & frame["end"].notna()):
            start, end = frame["start"][at], frame["end"][at]
            if _is_date(start) and _is_date(end) and last_day(end) < first_day(start):
                expected = Message("a date not before {start}", start=start)
                yield Finding(f"{table}.csv", at + 2, "end", end, expected)


def _future(tables: Tables, today: datetime.date) -> Iterator[Finding]:
    """A tie that has not begun is allowed when its status says planned; a check never is."""
    past = Message("a date not after {today}", today=today)
    planned = Message("a date not after {today} unless the status is planned", today=today)
    starts = tables.relations["start"].mask(tables.relations["status"] == "planned")
    for table, column, values, expected in (
        ("relations", "start", starts, planned),
        ("relations", "checked", tables.relations["checked"], past),
        ("contacts", "checked", tables.contacts["checked"], past),
    ):
        for at in _rows(values.str.slice(0, 4) >= str(today.year)):
            if _is_date(values[at]) and first_day(values[at]) > today:
                yield Finding(f"{table}.csv", at + 2, column, values[at], expected)


def _places(cities: pd.DataFrame) -> Iterator[Finding]:
    latitude, longitude = cities["latitude"], cities["longitude"]
    for at in _rows(latitude.notna() != longitude.notna()):
        column = "longitude" if pd.isna(longitude[at]) else "latitude"
        yield Finding("cities.csv", at + 2, column, "", Message("both coordinates or neither"))
    null_island = latitude.eq(0) & longitude.eq(0)
    for at in _rows(null_island | outside_country(cities)):
        found = f"{latitude[at]:g}, {longitude[at]:g}"
        expected = Message("coordinates inside {country}, or none", country=cities["country"][at])
        yield Finding("cities.csv", at + 2, "latitude", found, expected)


def _cycles(programmes: pd.DataFrame) -> Iterator[Finding]:
    parent = dict(zip(programmes["id"], programmes["part_of"], strict=True))
    for at, start in enumerate(programmes["id"]):
        seen, node = {start}, parent.get(start)
        while isinstance(node, str) and node not in seen:
            seen.add(node)
            node = parent.get(node)
        if node == start and isinstance(start, str):
            expected = Message("a programme that is not itself part of this one")
            yield Finding("programmes.csv", at + 2, "part_of", parent[start], expected)
