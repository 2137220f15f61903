"""Ties of a draft, once their ends are known: which are new, and which stated already."""

import datetime
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graph_app.intake.files.collecting import Collector
from graph_app.model.dates import first_day, last_day
from graph_app.model.messages import Message
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.schema import LONGEST
from graph_app.model.tables import among
from graph_app.model.texts import by_distinct, same_text

_EVER = 4_000_000
_SYMMETRIC = [name for name, kind in RELATION_TYPES.items() if kind.symmetric]


def known_ends(ties: pd.DataFrame, ids: dict[str, str], notes: Collector) -> pd.DataFrame:
    """Give the ends final ids; leave out ties with a refused end or from a node to itself.

    Parameters
    ----------
    ties : pandas.DataFrame
        Relations of a draft.
    ids : dict of str to str
        Draft id -> id, ``""`` for a refused node.

    Returns
    -------
    pandas.DataFrame
        The ties that are left.
    """
    ends = {
        end: by_distinct(ties[end], lambda node: ids.get(node, node))
        for end in ("source", "target")
    }
    # How the file names them, for the list of what became of each tie.
    ties = ties.assign(draft=ties["id"], source_place=ties["source"], target_place=ties["target"])
    ties = ties.assign(**ends)
    lost = ((ties["source"] == "") | (ties["target"] == "")).to_numpy(dtype=bool)
    loop = (ties["source"] == ties["target"]).to_numpy(dtype=bool) & ~lost
    _report(ties[loop], notes, Message("two places; both ends are this one"))
    notes.count("rows rejected", lost.sum())
    notes.count("ties of a node to itself", loop.sum())
    return _without(ties, lost | loop)


def _without(ties: pd.DataFrame, wrong: np.ndarray) -> pd.DataFrame:
    return ties[~wrong].reset_index(drop=True) if wrong.any() else ties


def _report(rejected: pd.DataFrame, notes: Collector, expected: Message) -> None:
    notes.count("rows rejected", len(rejected))
    for tie in rejected.to_dict("records"):
        notes.add(tie.get("file", "relations"), tie.get("row", 0), "", tie["source"], expected)


def without_cycles(ties: pd.DataFrame, notes: Collector) -> pd.DataFrame:
    """Leave out ``part_of`` ties that lead round in a circle."""
    rows = np.flatnonzero((ties["type"] == "part_of").to_numpy(dtype=bool))
    if not len(rows):
        return ties
    parts = ties.iloc[rows]
    codes, distinct = pd.factorize(pd.concat([parts["source"], parts["target"]]))
    a, b = np.split(codes, 2)
    graph = coo_array((np.ones(len(rows)), (a, b)), shape=(len(distinct), len(distinct)))
    component = connected_components(graph, directed=True, connection="strong")[1]
    wrong = np.zeros(len(ties), dtype=bool)
    wrong[rows[component[a] == component[b]]] = True
    _report(ties[wrong], notes, Message("a part that does not contain its whole"))
    return _without(ties, wrong)


def new_ties(
    ties: pd.DataFrame, known: pd.DataFrame, both_ways: bool, keep_ids: bool, notes: Collector
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the ties that neither the tables nor an earlier row states, with ids; and all ties.

    Two ties are the same if type and ends are (of a symmetric type also the other way round) and
    their periods overlap. Of several the one with the earliest start is taken.

    Parameters
    ----------
    ties : pandas.DataFrame
        With final ids at the ends, as :func:`known_ends` gives them.
    known : pandas.DataFrame
        Relations in the tables.
    both_ways : bool
        Whether the source lists each symmetric tie from both ends; how many did is then noted.
    keep_ids : bool
        Whether the draft's ids are our own.

    Returns
    -------
    new : pandas.DataFrame
        The ties to add, with their final ids.
    every : pandas.DataFrame
        All ties as they came, with ``repeats``: of one that is stated already the id of the known
        tie, or that of the draft's earlier one.
    """
    count = len(known)
    columns = ["type", "source", "target"]
    both = pd.concat([known[columns], ties[columns]], ignore_index=True)
    ends = pd.factorize(pd.concat([both["source"], both["target"]]))[0]
    a, b = np.split(ends, 2)
    swap = both["type"].isin(_SYMMETRIC).to_numpy(dtype=bool) & (a > b)
    first, second = np.where(swap, b, a), np.where(swap, a, b)
    same = both.assign(source=first, target=second).groupby(columns, sort=False, dropna=False)
    group = same.ngroup().to_numpy()
    first_of = _repeats(group, known, ties, count)[count:]
    again = first_of >= 0
    named = np.concatenate(
        [known["id"].to_numpy(dtype=object), ties["draft"].to_numpy(dtype=object)]
    )
    every = ties.assign(repeats=np.where(again, named[first_of] if len(named) else "", ""))
    if both_ways:
        ties = _with_confirmations(ties, group[count:], swap[count:], notes)
    new = _without(ties, again)
    notes.count("ties stated already", again.sum())
    own = keep_ids and not among(new["id"], known["id"]).any()
    return new if own else _with_ids(new, known), every


def _repeats(group: np.ndarray, known: pd.DataFrame, ties: pd.DataFrame, count: int) -> np.ndarray:
    """Return which row of its group each one repeats in time, or -1; known rows never do."""
    repeated = np.full(len(group), -1, dtype=np.int64)
    several = np.flatnonzero(np.bincount(group)[group] > 1)
    if not len(several):
        return repeated
    start = pd.concat([known["start"], ties["start"]]).iloc[several]
    end = pd.concat([known["end"], ties["end"]]).iloc[several]
    begins, ends = _days(start, first_day, -_EVER), _days(end, last_day, _EVER)
    undated = begins == -_EVER
    order = np.lexsort((several, begins, undated, several >= count, group[several]))
    seen: dict[int, list[tuple[int, int, int]]] = {}
    for at in order:
        row, start_day, end_day = several[at], begins[at], ends[at]
        periods = seen.setdefault(group[row], [])
        same = (one for s, e, one in periods if start_day <= e and s <= end_day)
        repeated[row] = next(same, -1) if row >= count else -1
        if repeated[row] < 0:
            periods.append((start_day, end_day, row))
    return repeated


def _days(dates: pd.Series, day: Callable[[str], datetime.date], unknown: int) -> np.ndarray:
    codes, distinct = pd.factorize(dates.astype("str").fillna(""))
    days = [day(text).toordinal() if text else unknown for text in distinct]
    return np.array(days, dtype=np.int64)[codes]


def _with_confirmations(
    ties: pd.DataFrame, group: np.ndarray, swap: np.ndarray, notes: Collector
) -> pd.DataFrame:
    two_sided = ties["type"].isin(_SYMMETRIC).to_numpy(dtype=bool)
    forward = np.bincount(group, weights=~swap) > 0
    backward = np.bincount(group, weights=swap) > 0
    both = (forward & backward)[group]
    texts = np.where(both, "Stated by both sides.", "Stated by one side only.")
    said = pd.Series(np.where(two_sided, texts, ""), index=ties.index, dtype="str")
    alone = two_sided & ~both
    notes.count("ties stated by one side only", len(np.unique(group[alone])))
    note = ties["note"].astype("str").fillna("") if "note" in ties else same_text("", ties.index)
    gap = same_text(" ", ties.index).where((note != "") & (said != ""), "")
    return ties.assign(note=(note + gap + said).str.slice(0, LONGEST["note"]))


def _with_ids(ties: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Name ties by type and ends; of namesakes, by the year and then by a number as well."""
    kind = ties["type"].str.replace("_", "-")
    source, target = (
        by_distinct(ties[end], lambda node: node.partition(":")[2]) for end in ("source", "target")
    )
    ids = kind + "-" + source + "-" + target
    year = ties["start"].astype("str").fillna("").str.slice(0, 4)
    taken = _taken(ids, known)
    ids = ids.mask(taken, ids + ("-" + year).where(year != "", ""))
    base, number = ids, 1
    while (taken := _taken(ids, known)).any():
        number += 1
        ids = ids.mask(taken, base + f"-{number}")
    return ties.assign(id=ids)


def _taken(ids: pd.Series, known: pd.DataFrame) -> np.ndarray:
    return np.asarray(ids.duplicated() | among(ids, known["id"]), dtype=bool)
