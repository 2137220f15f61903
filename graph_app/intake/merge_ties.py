"""Ties of a draft, once their ends are known: which are new, and which stated already."""

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graph_app.intake.collecting import Collector
from graph_app.model.dates import first_day, last_day
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.schema import LONGEST
from graph_app.model.tables import among

_EVER = 4_000_000


def known_ends(ties: pd.DataFrame, ids: dict[str, str], notes: Collector) -> pd.DataFrame:
    """Put final ids at the ends; leave out ties whose end was refused or that join a node to itself.

    Parameters
    ----------
    ties : pandas.DataFrame
        Relations of a draft.
    ids : dict of str to str
        Draft id -> id, ``""`` for a refused node.
    """
    ties = ties.assign(**{end: mapped(ties[end], ids) for end in ("source", "target")})
    lost = ((ties["source"] == "") | (ties["target"] == "")).to_numpy(dtype=bool)
    loop = (ties["source"] == ties["target"]).to_numpy(dtype=bool) & ~lost
    _tell(ties, loop, notes, ties["source"], "two places; both ends are this one")
    notes.count("rows rejected", int(lost.sum() + loop.sum()))
    notes.count("ties of a node to itself", int(loop.sum()))
    return ties[~(lost | loop)].reset_index(drop=True)


def mapped(column: pd.Series, ids: dict[str, str]) -> pd.Series:
    """Give the ids that a column stands for; those that are in no mapping stay."""
    codes, distinct = pd.factorize(column)
    read = pd.array([ids.get(text, text) for text in distinct], dtype="str")
    return pd.Series(read.take(codes) if len(read) else read, index=column.index, dtype="str")


def _tell(ties: pd.DataFrame, mask: np.ndarray, notes: Collector, found, expected: str) -> None:
    file = ties["file"] if "file" in ties else pd.Series("relations", index=ties.index)
    row = ties["row"] if "row" in ties else pd.Series(0, index=ties.index)
    for at in np.flatnonzero(mask):
        notes.add(str(file.iloc[at]), row.iloc[at], "", found.iloc[at], expected)


def without_cycles(ties: pd.DataFrame, notes: Collector) -> pd.DataFrame:
    """Leave out ``part_of`` ties that lead round in a circle."""
    rows = np.flatnonzero((ties["type"] == "part_of").to_numpy(dtype=bool))
    if not len(rows):
        return ties
    codes, distinct = pd.factorize(
        pd.concat([ties["source"].iloc[rows], ties["target"].iloc[rows]])
    )
    a, b = codes[: len(rows)], codes[len(rows) :]
    shape = (len(distinct), len(distinct))
    graph = coo_array((np.ones(len(rows)), (a, b)), shape=shape)
    component = connected_components(graph, directed=True, connection="strong")[1]
    wrong = np.zeros(len(ties), dtype=bool)
    wrong[rows[component[a] == component[b]]] = True
    _tell(ties, wrong, notes, ties["source"], "a part that does not contain its whole")
    notes.count("rows rejected", int(wrong.sum()))
    return ties[~wrong].reset_index(drop=True)


def new_ties(
    ties: pd.DataFrame, known: pd.DataFrame, both_ways: bool, keep_ids: bool, notes: Collector
) -> pd.DataFrame:
    """Give the ties that neither the tables nor an earlier row states, with ids.

    Two ties are the same if type and ends are (of a symmetric type also the other way round) and
    their periods overlap. Of several the one with the earliest start is kept.

    Parameters
    ----------
    ties : pandas.DataFrame
        With final ids at the ends.
    known : pandas.DataFrame
        Relations in the tables.
    both_ways : bool
        Whether the source lists each symmetric tie from both ends; how many did is then noted.
    keep_ids : bool
        Whether the draft's ids are our own.
    """
    count = len(known)
    symmetric = {name: kind.symmetric for name, kind in RELATION_TYPES.items()}
    ends = [frame[end] for end in ("source", "target") for frame in (known, ties)]
    nodes = pd.factorize(pd.concat(ends))[0]
    a, b = nodes[: len(nodes) // 2], nodes[len(nodes) // 2 :]
    types, names = pd.factorize(pd.concat([known["type"], ties["type"]]))
    swap = np.array([symmetric.get(name, False) for name in names], dtype=bool)[types] & (a > b)
    first, second = np.where(swap, b, a), np.where(swap, a, b)
    size = np.int64(nodes.max(initial=0) + 1)
    group = pd.factorize((types * size + first) * size + second)[0]
    repeated = _repeats(group, known, ties, count)
    if both_ways:
        ties = _with_confirmations(ties, group[count:], swap[count:], notes)
    kept = ties[~repeated[count:]].reset_index(drop=True)
    notes.count("ties stated already", int(repeated[count:].sum()))
    return kept if keep_ids and not set(kept["id"]) & set(known["id"]) else _with_ids(kept, known)


def _repeats(group: np.ndarray, known, ties, count: int) -> np.ndarray:
    """Tell which rows repeat a tie of their group that overlaps in time; known rows never do."""
    repeated = np.zeros(len(group), dtype=bool)
    several = np.flatnonzero(np.bincount(group)[group] > 1)
    if not len(several):
        return repeated
    start = pd.concat([known["start"], ties["start"]]).iloc[several]
    end = pd.concat([known["end"], ties["end"]]).iloc[several]
    begins, ends = _days(start, first_day, -_EVER), _days(end, last_day, _EVER)
    undated = begins == -_EVER
    order = np.lexsort((several, begins, undated, several >= count, group[several]))
    held: list[tuple[int, int]] = []
    last = -1
    for at in order:
        row = several[at]
        if group[row] != last:
            held, last = [], group[row]
        period = (begins[at], ends[at])
        if row >= count and any(period[0] <= e and s <= period[1] for s, e in held):
            repeated[row] = True
        else:
            held.append(period)
    return repeated


def _days(dates: pd.Series, day, unknown: int) -> np.ndarray:
    codes, distinct = pd.factorize(dates.astype("str").fillna(""))
    days = [day(text).toordinal() if text else unknown for text in distinct]
    return np.array(days, dtype=np.int64)[codes]


def _with_confirmations(
    ties: pd.DataFrame, group: np.ndarray, swap: np.ndarray, notes: Collector
) -> pd.DataFrame:
    symmetric = [name for name, kind in RELATION_TYPES.items() if kind.symmetric]
    two_sided = ties["type"].isin(symmetric).to_numpy(dtype=bool)
    forward = np.bincount(group, weights=~swap) > 0
    backward = np.bincount(group, weights=swap) > 0
    both = (forward & backward)[group]
    said = np.where(both, "Stated by both sides.", "Stated by one side only.")
    said = pd.Series(np.where(two_sided, said, ""), index=ties.index, dtype="str")
    note = ties["note"].astype("str").fillna("") if "note" in ties else ""
    gap = pd.Series(" ", index=ties.index).where((note != "") & (said != ""), "")
    alone = two_sided & ~both
    notes.count("ties stated by one side only", len(np.unique(group[alone])))
    return ties.assign(note=(note + gap + said).astype("str").str.slice(0, LONGEST["note"]))


def _with_ids(ties: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    kind = ties["type"].str.replace("_", "-", regex=False)
    source, target = (_local(ties[end]) for end in ("source", "target"))
    ids = kind + "-" + source + "-" + target
    taken = ids.duplicated() | among(ids, known["id"])
    if taken.any():
        year = ties["start"][taken].astype("str").fillna("").str.slice(0, 4)
        ids = ids.where(~taken, ids[taken] + ("-" + year).where(year != "", ""))
    taken = ids.duplicated() | among(ids, known["id"])
    number = 1
    base = ids
    while taken.any():
        number += 1
        ids = ids.mask(taken, base + f"-{number}")
        taken = ids.duplicated() | among(ids, known["id"])
    return ties.assign(id=ids)


def _local(ids: pd.Series) -> pd.Series:
    codes, distinct = pd.factorize(ids)
    read = pd.array([text.partition(":")[2] for text in distinct], dtype="str")
    return pd.Series(read.take(codes) if len(read) else read, index=ids.index, dtype="str")
