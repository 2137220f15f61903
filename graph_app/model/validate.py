"""Rules that need more than one cell: ends, repeats, periods, places, cycles."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

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
    today = today or datetime.date.today()
    relations, codes = tables.relations, _Codes.of(tables.relations)
    rules = (
        schema_findings(tables),
        _repeated_nodes(tables),
        _unknown_pointers(tables),
        _wrong_ends(relations, codes),
        _loops(relations, codes),
        _repeated_ties(relations, codes),
        _periods(tables),
        _future(tables, today),
        _places(tables),
        _cycles(tables),
    )
    return sorted({finding for rule in rules for finding in rule})


def _rows(mask: np.ndarray | pd.Series) -> np.ndarray:
    return np.flatnonzero(np.asarray(mask, dtype=bool))


def _node_ids(tables: Tables) -> pd.Series:
    return pd.concat([getattr(tables, table)["id"] for table in NODE_TABLES]).dropna()


def _repeated_nodes(tables: Tables) -> Iterator[Finding]:
    earlier: dict[str, pd.Series] = {}
    for table in NODE_TABLES:
        ids = getattr(tables, table)["id"].dropna()
        other_of = {
            at: other for other, known in earlier.items() for at in _rows(among(ids, known))
        }
        for at, other in other_of.items():
            expected = Message("an id not in {other}.csv", other=other)
            yield Finding(f"{table}.csv", ids.index[at] + 2, "id", ids.iloc[at], expected)
        earlier[table] = ids


def _unknown_pointers(tables: Tables) -> Iterator[Finding]:
    nodes, sources = _node_ids(tables), tables.sources["id"].dropna()
    for (table, column), targets in POINTERS.items():
        ids, expected = nodes, Message("an id in one of the tables of nodes")
        if targets == ("sources",):
            ids, expected = sources, Message("an id in sources.csv")
        values = getattr(tables, table)[column]
        for at in _rows(values.notna() & ~among(values, ids)):
            yield Finding(f"{table}.csv", at + 2, column, values[at], expected)


@dataclass(frozen=True)
class _Codes:
    """Relations in numbers: -1 for what is missing."""

    types: np.ndarray
    type_names: pd.Index
    source: np.ndarray
    target: np.ndarray
    nodes: pd.Index

    @classmethod
    def of(cls, relations: pd.DataFrame) -> "_Codes":
        types, names = pd.factorize(relations["type"])
        ends, nodes = pd.factorize(pd.concat([relations["source"], relations["target"]]))
        return cls(types, names, *np.split(ends, 2), nodes)


def _wrong_ends(relations: pd.DataFrame, codes: _Codes) -> Iterator[Finding]:
    of_nodes = np.array([kind_of(node) for node in codes.nodes.tolist()], dtype=object)
    kinds, kind_names = pd.factorize(of_nodes)
    for column, side in (("source", "source_kinds"), ("target", "target_kinds")):
        allowed = [[_allows(name, side, kind) for kind in kind_names] for name in codes.type_names]
        # The last row and column stand for what is missing, which other rules report.
        shape = (len(codes.type_names), len(kind_names))
        table = np.pad(np.array(allowed, dtype=bool).reshape(shape), (0, 1))
        table[-1, :] = table[:, -1] = True
        of_rows = np.append(kinds, len(kind_names))[getattr(codes, column)]
        for at in _rows(~table[codes.types, of_rows]):
            name = relations["type"][at]
            wanted = sorted(getattr(RELATION_TYPES[name], side))
            found = relations[column][at]
            yield Finding(
                "relations.csv",
                at + 2,
                column,
                found,
                Message("{name} to have here: {wanted}", name=name, wanted=wanted),
            )


def _allows(name: str, side: str, kind: str) -> bool:
    return name not in RELATION_TYPES or kind in getattr(RELATION_TYPES[name], side)


def _loops(relations: pd.DataFrame, codes: _Codes) -> Iterator[Finding]:
    for at in _rows((codes.source == codes.target) & (codes.source >= 0)):
        yield Finding(
            "relations.csv",
            at + 2,
            "target",
            relations["target"][at],
            Message("another node than source"),
        )


def _repeated_ties(relations: pd.DataFrame, codes: _Codes) -> Iterator[Finding]:
    """The same tie twice; a symmetric one also reversed; in periods that overlap."""
    ties = _ties_that_are_alike(codes)
    if len(ties):
        ties = ties[_may_overlap(relations, ties)]
    for rows in ties.groupby("tie").groups.values():
        yield from _overlaps(relations, list(rows))


def _ties_that_are_alike(codes: _Codes) -> pd.DataFrame:
    """Return a number to each tie that is stated in several rows; the index holds rows."""
    source, target = codes.source.astype(np.int64), codes.target.astype(np.int64)
    whole = (codes.types >= 0) & (source >= 0) & (target >= 0)
    names = codes.type_names
    either = [name in RELATION_TYPES and RELATION_TYPES[name].symmetric for name in names]
    swap = np.array([*either, False], dtype=bool)[codes.types] & (source > target)
    ends = np.where(swap, target, source) * len(codes.nodes) + np.where(swap, source, target)
    # Types that nobody knows may be as many as there are ties: no product of three.
    ends = pd.factorize(ends)[0]
    tie = codes.types.astype(np.int64) * (ends.max(initial=0) + 1) + ends
    ties = pd.DataFrame({"tie": tie[whole]}, index=np.flatnonzero(whole))
    return ties[ties.duplicated(keep=False)]


def _may_overlap(relations: pd.DataFrame, ties: pd.DataFrame) -> np.ndarray:
    """Tell which ties some two rows may state for the same day; the others are renewed later."""
    group = pd.factorize(ties["tie"])[0]
    starts, ends = (relations[name].iloc[ties.index] for name in ("start", "end"))
    begins, lasts = _days(starts, 0), _days(ends, 1)
    order = np.lexsort((begins, group))
    group, begins, lasts = group[order], begins[order], lasts[order]
    # Groups lie so far apart that the last day so far never is that of another.
    far = group * np.int64(datetime.date.max.toordinal() + 1)
    until = np.maximum.accumulate(lasts + far)[:-1]
    near = (group[1:] == group[:-1]) & (begins[1:] + far[1:] <= until)
    of_group = np.bincount(group[1:][near], minlength=group.max() + 1) > 0
    return of_group[pd.factorize(ties["tie"])[0]]


def _days(dates: pd.Series, side: int) -> np.ndarray:
    """Return the number of the first (side 0) or last (side 1) day of each period."""
    codes, distinct = pd.factorize(dates)
    days = [_period(text, text)[side].toordinal() for text in distinct.tolist()]
    return np.array([*days, _period(None, None)[side].toordinal()], dtype=np.int64)[codes]


def _overlaps(relations: pd.DataFrame, rows: list[int]) -> Iterator[Finding]:
    periods = [_period(relations["start"][at], relations["end"][at]) for at in rows]
    for later in range(1, len(rows)):
        for earlier in range(later):
            (a, b), (c, d) = periods[earlier], periods[later]
            if a <= d and c <= b:
                row = relations.loc[rows[later]]
                found = f"{row['source']} {row['type']} {row['target']}"
                expected = Message(
                    "a tie that row {row} does not already state", row=rows[earlier] + 2
                )
                yield Finding("relations.csv", rows[later] + 2, "target", found, expected)
                break


def _period(start: object, end: object) -> tuple[datetime.date, datetime.date]:
    first = first_day(start) if _is_date(start) else datetime.date.min
    last = last_day(end) if _is_date(end) else datetime.date.max
    return first, last


def _is_date(value: object) -> bool:
    return isinstance(value, str) and is_partial_date(value)


def _periods(tables: Tables) -> Iterator[Finding]:
    for table in ("relations", "programmes", "events"):
        frame = getattr(tables, table)
        for at in _rows(frame["start"].notna() & frame["end"].notna()):
            start, end = frame["start"][at], frame["end"][at]
            if _is_date(start) and _is_date(end) and last_day(end) < first_day(start):
                yield Finding(
                    f"{table}.csv",
                    at + 2,
                    "end",
                    end,
                    Message("a date not before {start}", start=start),
                )


def _future(tables: Tables, today: datetime.date) -> Iterator[Finding]:
    """A tie that has not begun is allowed when its status says planned; a check never is."""
    relations = tables.relations
    for table, column, exempt in (
        ("relations", "start", relations["status"].eq("planned")),
        ("relations", "checked", False),
        ("contacts", "checked", False),
    ):
        values = getattr(tables, table)[column]
        late = values.str.slice(0, 4) >= str(today.year)
        for at in _rows(late & ~np.asarray(exempt, dtype=bool)):
            value = values[at]
            if _is_date(value) and first_day(value) > today:
                expected = Message("a date not after {today}", today=today)
                if column == "start":
                    expected = Message(
                        "a date not after {today} unless the status is planned", today=today
                    )
                yield Finding(f"{table}.csv", at + 2, column, value, expected)


def _places(tables: Tables) -> Iterator[Finding]:
    cities = tables.cities
    latitude, longitude = cities["latitude"], cities["longitude"]
    for at in _rows(latitude.notna() != longitude.notna()):
        column = "longitude" if pd.isna(longitude[at]) else "latitude"
        yield Finding("cities.csv", at + 2, column, "", Message("both coordinates or neither"))
    null_island = latitude.eq(0) & longitude.eq(0)
    for at in _rows(null_island | outside_country(cities)):
        found = f"{latitude[at]:g}, {longitude[at]:g}"
        expected = Message("coordinates inside {country}, or none", country=cities["country"][at])
        yield Finding("cities.csv", at + 2, "latitude", found, expected)


def _cycles(tables: Tables) -> Iterator[Finding]:
    programmes = tables.programmes
    parent = dict(zip(programmes["id"], programmes["part_of"], strict=True))
    for at, start in enumerate(programmes["id"]):
        seen, node = {start}, parent.get(start)
        while isinstance(node, str) and node not in seen:
            seen.add(node)
            node = parent.get(node)
        if node == start and isinstance(start, str):
            expected = Message("a programme that is not itself part of this one")
            yield Finding("programmes.csv", at + 2, "part_of", parent[start], expected)
