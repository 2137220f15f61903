"""Ties of a draft, once their ends are known: which are new, and which stated already."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graph_app.intake.files.collecting import Collector
from graph_app.model.dates import first_day, last_day
from graph_app.model.messages import Message
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.schema import LONGEST
from graph_app.model.tables import among
from graph_app.model.texts import as_arrow, as_series, by_distinct, joined, repeated

_EVER = 4_000_000
_SYMMETRIC = [name for name, kind in RELATION_TYPES.items() if kind.symmetric]


def known_ends(ties: pd.DataFrame, ids: dict[str, str], notes: Collector) -> pd.DataFrame:
    """Put final ids at the ends; leave out ties whose end was refused or that join a node to itself.

    Parameters
    ----------
    ties : pandas.DataFrame
        Relations of a draft.
    ids : dict of str to str
        Draft id -> id, ``""`` for a refused node.

    Returns
    -------
    pandas.DataFrame
        The ties that stay; both ends are categorical, with the same ids as categories.
    """
    ends = as_categories([ties["source"], ties["target"]], ids)
    ties = ties.assign(source=ends[0], target=ends[1])
    lost = ((ties["source"] == "") | (ties["target"] == "")).to_numpy(dtype=bool)
    loop = (ties["source"] == ties["target"]).to_numpy(dtype=bool) & ~lost
    _tell(ties, loop, notes, ties["source"], Message("two places; both ends are this one"))
    notes.count("rows rejected", int(lost.sum() + loop.sum()))
    notes.count("ties of a node to itself", int(loop.sum()))
    return _without(ties, lost | loop)


def as_categories(columns: list[pd.Series], ids: Mapping[str, str]) -> list[pd.Series]:
    """Return what texts stand for as categories, so that a million cells are no million texts.

    Parameters
    ----------
    columns : list of pandas.Series of str or category
        Columns of one length; they get the same categories.
    ids : mapping of str to str
        What texts stand for; those that are not in it stay.
    """
    codes, distinct = pd.factorize(pd.concat(columns))
    texts = [ids.get(text, text) for text in distinct.tolist()]
    final, known = pd.factorize(np.array(texts, dtype=object))
    # What is missing stays so.
    codes = np.append(final, -1)[codes].astype(np.int32)
    known = pd.Index(known, dtype="str")
    return [
        pd.Series(pd.Categorical.from_codes(some, known), index=column.index)
        for some, column in zip(np.split(codes, len(columns)), columns, strict=True)
    ]


def _without(ties: pd.DataFrame, wrong: np.ndarray) -> pd.DataFrame:
    return ties[~wrong].reset_index(drop=True) if wrong.any() else ties


def _tell(ties: pd.DataFrame, mask: np.ndarray, notes: Collector, found, expected: Message) -> None:
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
    _tell(ties, wrong, notes, ties["source"], Message("a part that does not contain its whole"))
    notes.count("rows rejected", int(wrong.sum()))
    return _without(ties, wrong)


def new_ties(
    ties: pd.DataFrame, known: pd.DataFrame, both_ways: bool, keep_ids: bool, notes: Collector
) -> pd.DataFrame:
    """Return the ties that neither the tables nor an earlier row states, with ids.

    Two ties are the same if type and ends are (of a symmetric type also the other way round) and
    their periods overlap. Of several the one with the earliest start is kept.

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
    """
    count = len(known)
    a, b = _nodes_at_ends(known, ties)
    types, names = _types_of(known, ties)
    swap = np.array([name in _SYMMETRIC for name in [*names, ""]], dtype=bool)[types] & (a > b)
    first, second = np.where(swap, b, a), np.where(swap, a, b)
    size = max(a.max(initial=0), b.max(initial=0)) + 1
    group = pd.factorize((types * size + first) * size + second)[0]
    again = _repeats(group, known, ties, count)[count:]
    if both_ways:
        ties = _with_confirmations(ties, group[count:], swap[count:], notes)
    kept = _without(ties, again)
    notes.count("ties stated already", int(again.sum()))
    own = keep_ids and not among(kept["id"], known["id"]).any()
    kept = kept if own else _with_ids(kept, known)
    categories = kept.select_dtypes("category")
    return kept.assign(**{name: _as_texts(kept[name]) for name in categories})


def _as_texts(column: pd.Series) -> pd.Series:
    codes = column.cat.codes.to_numpy()
    texts = as_arrow(column.cat.categories.astype("str")).take(pa.array(codes, mask=codes < 0))
    return as_series(texts, column.index)


def _types_of(known: pd.DataFrame, ties: pd.DataFrame) -> tuple[np.ndarray, list[str]]:
    """Return a number for the type of each tie, of known ties and then of others, and their names."""
    parts = [pd.factorize(frame["type"]) for frame in (known, ties)]
    both = dict.fromkeys([*parts[0][1].tolist(), *parts[1][1].tolist()])
    at = {name: code for code, name in enumerate(both)}
    codes = [
        np.array([*(at[name] for name in names.tolist()), -1], dtype=np.int64)[code]
        for code, names in parts
    ]
    return np.concatenate(codes), list(at)


def _nodes_at_ends(known: pd.DataFrame, ties: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return numbers of the nodes at both ends, of known ties and then of others."""
    nodes = ties["source"].cat.categories
    old, distinct = pd.factorize(pd.concat([known["source"], known["target"]]))
    at = nodes.get_indexer(distinct)
    at = np.where(at < 0, len(nodes) + np.arange(len(at)), at)
    ends = zip(np.split(at[old], 2), ("source", "target"), strict=True)
    source, target = (np.concatenate([some, ties[end].cat.codes]) for some, end in ends)
    return source.astype(np.int64), target.astype(np.int64)


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
    two_sided = ties["type"].isin(_SYMMETRIC).to_numpy(dtype=bool)
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
    kind = by_distinct(ties["type"], lambda name: name.replace("_", "-"))
    nodes = [id_.partition(":")[2] for id_ in ties["source"].cat.categories.tolist()]
    local = pa.array(nodes, pa.large_string())
    ends = [local.take(pa.array(ties[end].cat.codes.to_numpy())) for end in ("source", "target")]
    ids = as_series(joined([as_arrow(kind), *ends], "-"), ties.index)
    taken = repeated(ids) | among(ids, known["id"])
    if not taken.any():
        return ties.assign(id=ids)
    year = ties["start"][taken].astype("str").fillna("").str.slice(0, 4)
    ids = _altered(ids, taken, ids[taken] + ("-" + year).where(year != "", ""))
    base, number = ids, 1
    while (taken := _taken(ids, taken, known["id"])).any():
        number += 1
        ids = _altered(ids, taken, base[taken] + f"-{number}")
    return ties.assign(id=ids)


def _altered(ids: pd.Series, where: np.ndarray, new: pd.Series) -> pd.Series:
    """Return ids with those of some rows replaced."""
    cells = pc.replace_with_mask(as_arrow(ids), pa.array(where), as_arrow(new))
    return as_series(cells, ids.index)


def _taken(ids: pd.Series, altered: np.ndarray, known: pd.Series) -> np.ndarray:
    """Tell which ids are taken now that some were altered: only those like them can be."""
    rows = np.flatnonzero(among(ids, ids[altered]))
    some = ids.iloc[rows]
    taken = np.zeros(len(ids), dtype=bool)
    taken[rows] = repeated(some) | among(some, known)
    return taken
