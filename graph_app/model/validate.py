"""Rules that need more than one cell: ends, repeats, periods, places, cycles."""

import datetime
from collections.abc import Iterator

import numpy as np
import pandas as pd

from graph_app.model.countries import outside_country
from graph_app.model.dates import first_day, is_partial_date, last_day
from graph_app.model.findings import Finding
from graph_app.model.kinds import kind_of
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.schema import schema_findings
from graph_app.model.tables import NODE_TABLES, Tables, among

_REFERENCES = (
    ("networks", "secretariat"),
    ("programmes", "part_of"),
    ("organisations", "city"),
    ("events", "city"),
    ("contacts", "node"),
)


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
    rules = (
        schema_findings(tables),
        _repeated_nodes(tables),
        _unknown_references(tables),
        _unknown_ends(tables),
        _wrong_ends(tables),
        _loops(tables),
        _repeated_ties(tables),
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
    seen: dict[str, str] = {}
    for table in NODE_TABLES:
        ids = getattr(tables, table)["id"].dropna()
        for at in _rows(ids.isin(seen)):
            other = seen[ids.iloc[at]]
            yield Finding(
                f"{table}.csv", ids.index[at] + 2, "id", ids.iloc[at], f"an id not in {other}.csv"
            )
        seen |= dict.fromkeys(ids, table)


def _unknown_references(tables: Tables) -> Iterator[Finding]:
    known = _node_ids(tables)
    for table, column in _REFERENCES:
        values = getattr(tables, table)[column]
        for at in _rows(values.notna() & ~among(values, known)):
            yield Finding(
                f"{table}.csv", at + 2, column, values[at], "an id in one of the tables of nodes"
            )


def _unknown_ends(tables: Tables) -> Iterator[Finding]:
    known = _node_ids(tables)
    sources = tables.sources["id"].dropna()
    for table, column, ids, expected in (
        ("relations", "source", known, "an id in one of the tables of nodes"),
        ("relations", "target", known, "an id in one of the tables of nodes"),
        ("relations", "source_id", sources, "an id in sources.csv"),
        ("contacts", "source_id", sources, "an id in sources.csv"),
    ):
        values = getattr(tables, table)[column]
        for at in _rows(values.notna() & ~among(values, ids)):
            yield Finding(f"{table}.csv", at + 2, column, values[at], expected)


def _wrong_ends(tables: Tables) -> Iterator[Finding]:
    relations = tables.relations
    types, type_names = pd.factorize(relations["type"])
    for column, side in (("source", "source_kinds"), ("target", "target_kinds")):
        ends, ids = pd.factorize(relations[column])
        kinds, kind_names = pd.factorize(np.array([kind_of(node) for node in ids], dtype=object))
        allowed = [[_allows(name, side, kind) for kind in kind_names] for name in type_names]
        # The last row and column stand for what is missing, which other rules report.
        shape = (len(type_names), len(kind_names))
        table = np.pad(np.array(allowed, dtype=bool).reshape(shape), (0, 1))
        table[-1, :] = table[:, -1] = True
        of_rows = np.append(kinds, len(kind_names))[ends]
        for at in _rows(~table[types, of_rows]):
            name = relations["type"][at]
            wanted = ", ".join(sorted(getattr(RELATION_TYPES[name], side)))
            found = relations[column][at]
            yield Finding("relations.csv", at + 2, column, found, f"{name} to have here: {wanted}")


def _allows(name: str, side: str, kind: str) -> bool:
    return name not in RELATION_TYPES or kind in getattr(RELATION_TYPES[name], side)


def _loops(tables: Tables) -> Iterator[Finding]:
    relations = tables.relations
    for at in _rows(relations["source"].eq(relations["target"])):
        yield Finding(
            "relations.csv", at + 2, "target", relations["target"][at], "another node than source"
        )


def _repeated_ties(tables: Tables) -> Iterator[Finding]:
    """The same tie twice; a symmetric one also reversed; in periods that overlap."""
    relations = tables.relations
    symmetric = relations["type"].map({n: t.symmetric for n, t in RELATION_TYPES.items()})
    swap = symmetric.eq(True) & (relations["source"] > relations["target"])
    first = relations["source"].where(~swap, relations["target"])
    second = relations["target"].where(~swap, relations["source"])
    ties = pd.DataFrame({"type": relations["type"], "a": first, "b": second}).dropna()
    ties = ties[ties.duplicated(keep=False)]
    for _, rows in ties.groupby(["type", "a", "b"]).groups.items():
        yield from _overlaps(relations, list(rows))


def _overlaps(relations: pd.DataFrame, rows: list[int]) -> Iterator[Finding]:
    periods = [_period(relations["start"][at], relations["end"][at]) for at in rows]
    for later in range(1, len(rows)):
        for earlier in range(later):
            (a, b), (c, d) = periods[earlier], periods[later]
            if a <= d and c <= b:
                row = relations.loc[rows[later]]
                found = f"{row['source']} {row['type']} {row['target']}"
                expected = f"a tie that row {rows[earlier] + 2} does not already state"
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
                yield Finding(f"{table}.csv", at + 2, "end", end, f"a date not before {start}")


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
                hint = " unless the status is planned" if column == "start" else ""
                expected = f"a date not after {today}{hint}"
                yield Finding(f"{table}.csv", at + 2, column, value, expected)


def _places(tables: Tables) -> Iterator[Finding]:
    cities = tables.cities
    latitude, longitude = cities["latitude"], cities["longitude"]
    for at in _rows(latitude.notna() != longitude.notna()):
        column = "longitude" if pd.isna(longitude[at]) else "latitude"
        yield Finding("cities.csv", at + 2, column, "", "both coordinates or neither")
    null_island = latitude.eq(0) & longitude.eq(0)
    for at in _rows(null_island | outside_country(cities)):
        found = f"{latitude[at]:g}, {longitude[at]:g}"
        expected = f"coordinates inside {cities['country'][at]}, or none"
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
            expected = "a programme that is not itself part of this one"
            yield Finding("programmes.csv", at + 2, "part_of", parent[start], expected)
