"""Whether tables would still be valid after a change, asked of the rows that it can have broken."""

import datetime
from collections.abc import Mapping

import pandas as pd

from graph_app.model.findings import Finding
from graph_app.model.tables import COLUMNS, POINTERS, Tables
from graph_app.model.validate import validate
from graph_app.store.changes import Effect
from graph_app.store.records import RowFinding
from graph_app.store.state import State

# A change to this share of the rows is checked with all of them.
_LARGE = 0.3


Ids = dict[str, pd.Index]


def findings_after(
    after: State, effects: Mapping[str, Effect], today: datetime.date
) -> list[Finding]:
    """Check what a change can have broken.

    Every rule of :func:`graph_app.model.validate.validate` looks at a row, at the rows that it
    names, at the ties between the same two nodes, or up the chain of ``part_of``. As the state
    before was valid, those of the changed rows, and the rows that name a removed one, are enough.

    Parameters
    ----------
    after : State
        The state to be.
    effects : mapping of str to Effect
        Table -> what leads to it.
    today : datetime.date
        The day from which the future counts.

    Returns
    -------
    list of RowFinding
    """
    touched = sum(len(effect.come) for effect in effects.values())
    total = sum(len(frame) for frame in after.frames.values())
    if touched > _LARGE * total:
        tables = after.tables
    else:
        ids = _with_named(after, _first_rows(after, effects))
        tables = Tables.from_frames(
            {table: _chosen(after, table, ids[table]) for table in COLUMNS if len(ids[table])}
        )
    return [_by_id(finding, tables) for finding in validate(tables, today)]


def _chosen(state: State, table: str, ids: pd.Index) -> pd.DataFrame:
    frame = state.frames[table]
    return frame[frame["id"].isin(ids)]


def _first_rows(after: State, effects: Mapping[str, Effect]) -> Ids:
    """Ids of the rows that have come, tell of the same tie, or name a row that has gone."""
    none = pd.Index([], dtype="str")
    ids = dict.fromkeys(COLUMNS, none)
    removed: Ids = {}
    for table, effect in effects.items():
        come = pd.Index(effect.come["id"])
        ids[table] = ids[table].union(come)
        removed[table] = pd.Index(effect.gone["id"]).difference(come)
    for (table, column), targets in POINTERS.items():
        lost = none.append([removed[target] for target in targets if target in removed])
        if len(lost):
            frame = after.frames[table]
            ids[table] = ids[table].union(frame["id"][frame[column].isin(lost)])
    if "relations" in effects:
        same = _same_ties(after.frames["relations"], effects["relations"].come)
        ids["relations"] = ids["relations"].union(same)
    return ids


def _same_ties(relations: pd.DataFrame, come: pd.DataFrame) -> pd.Index:
    ends = pd.concat([come["source"], come["target"]]).dropna().unique()
    near = relations[relations["source"].isin(ends) & relations["target"].isin(ends)]
    pairs = _pairs(come)
    return pd.Index(near["id"][_pairs(near).isin(pairs).to_numpy(dtype=bool)])


def _pairs(relations: pd.DataFrame) -> pd.Series:
    source, target = relations["source"], relations["target"]
    swap = (source > target).fillna(False).to_numpy(dtype=bool)
    return source.where(~swap, target) + " " + target.where(~swap, source)


def _with_named(after: State, ids: Ids) -> Ids:
    """Add the rows that rows name, and those that these name, and so on."""
    ids, fresh = dict(ids), dict(ids)
    while any(len(some) for some in fresh.values()):
        named = _named_by(after, fresh)
        fresh = {}
        for table in COLUMNS:
            frame = after.frames[table]
            found = pd.Index(frame["id"][frame["id"].isin(named)])
            fresh[table] = found.difference(ids[table])
            ids[table] = ids[table].union(fresh[table])
    return ids


def _named_by(after: State, ids: Ids) -> pd.Index:
    named = [pd.Index([], dtype="str")]
    for (table, column), _ in POINTERS.items():
        if len(ids[table]):
            named.append(pd.Index(_chosen(after, table, ids[table])[column].dropna().unique()))
    return named[0].append(named[1:]).unique()


def _by_id(finding: Finding, tables: Tables) -> RowFinding:
    """Name rows by their ids, as the numbers are those of a part of the table."""
    known = getattr(tables, finding.file.removesuffix(".csv"))["id"]

    def name(number: int) -> str:
        id_ = known.iloc[number - 2] if 2 <= number < len(known) + 2 else None
        return id_ if isinstance(id_, str) else ""

    expected = finding.expected
    if (row := dict(expected.values).get("row")) is not None:
        expected = expected.with_values(row=name(row))
    return RowFinding(finding.file, 0, finding.column, finding.found, expected, name(finding.row))
