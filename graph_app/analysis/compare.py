"""Two to four nodes side by side: what they share, what only one has, how far apart they are."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from graph_app.analysis.overview.key_figures import PARTNERSHIPS
from graph_app.graph.convert import to_igraph
from graph_app.graph.frames import GraphFrame
from graph_app.model.earth import great_circle_km
from graph_app.model.errors import FilterError
from graph_app.model.messages import Message

#: How many nodes can be compared.
FEWEST, MOST = 2, 4

#: Groups of neighbours that are compared. ``members`` and ``participants`` are those of a network or
#: programme itself; ``all`` contains every neighbour.
GROUPS = (
    "networks",
    "partners",
    "programmes",
    "events",
    "organisations",
    "members",
    "participants",
    "all",
)

#: Facts of a node that :attr:`Comparison.facts` contains.
FACTS = (
    "kind",
    "name",
    "country",
    "population",
    "start",
    "end",
    "scope",
    "members_reported",
    "themes",
)

#: Most neighbours of a node from which the distance between neighbourhoods is measured.
MOST_NEIGHBOURS = 100


@dataclass(frozen=True, eq=False)
class Comparison:
    """Nodes side by side.

    Parameters
    ----------
    ids : tuple of str
        The nodes compared.
    facts : pandas.DataFrame
        Index fact (:data:`FACTS`, then ``ties`` and the size of each group), one column a node.
    sets : mapping of str to pandas.DataFrame
        Group -> one row a neighbour that any of them has (index node id), one column of bool a
        node.
    jaccard : mapping of str to pandas.DataFrame
        Group -> nodes x nodes, neighbours in common / neighbours of either, the pair itself not
        counted; NaN where neither has any.
    distances : pandas.DataFrame
        One row a pair: ``one``, ``other``; ``steps`` (ties on a shortest way; NaN where none leads
        there); ``neighbourhood`` (median number of steps between the neighbours of one and those of
        the other); ``km`` (great circle; NaN where a place is not known).
    direct : tuple of str
        Ids of the relations between two of them.
    sampled : bool
        Whether `neighbourhood` rests on :data:`MOST_NEIGHBOURS` neighbours of a node that has more.
    """

    ids: tuple[str, ...]
    facts: pd.DataFrame
    sets: Mapping[str, pd.DataFrame]
    jaccard: Mapping[str, pd.DataFrame]
    distances: pd.DataFrame
    direct: tuple[str, ...]
    sampled: bool

    @property
    def typical_steps(self) -> float:
        """Median number of steps between the pairs that are connected; NaN where none is."""
        return float(self.distances["steps"].median())

    @property
    def typical_km(self) -> float:
        """Median distance in km between the pairs whose places are known; NaN where none is."""
        return float(self.distances["km"].median())

    def others(self, group: str) -> pd.DataFrame:
        """Return the rows of a group without the compared nodes themselves."""
        rows = self.sets[group]
        return rows[~rows.index.isin(self.ids)]

    def patterns(self, group: str) -> pd.DataFrame:
        """Count the exclusive intersections of a group: who has exactly which neighbours.

        Returns
        -------
        pandas.DataFrame
            Columns ``pattern`` (tuple of bool in the order of `ids`), ``degree`` (how many have
            it), ``count`` and ``ids`` (tuple of str); shared by most first, then the largest. The
            compared nodes themselves are not counted, so the counts sum to the rest of the group.

        References
        ----------
        A. Lex et al. (2014), UpSet: Visualization of Intersecting Sets, IEEE Transactions on
        Visualization and Computer Graphics 20(12), 1983-1992.
        """
        rows = self.others(group)
        groups: dict[tuple[bool, ...], list[str]] = {}
        for node, pattern in zip(rows.index, rows.to_numpy().tolist(), strict=True):
            groups.setdefault(tuple(pattern), []).append(node)
        found = [(p, sum(p), len(nodes), tuple(nodes)) for p, nodes in groups.items()]
        found.sort(key=lambda row: (-row[1], -row[2], [not part for part in row[0]]))
        return pd.DataFrame(found, columns=["pattern", "degree", "count", "ids"])

    def shared_by_all(self, group: str) -> tuple[str, ...]:
        """Return the ids of the neighbours that all of them have."""
        rows = self.others(group)
        return tuple(rows.index[rows.all(axis=1)])


def compare(graph: GraphFrame, ids: Sequence[str]) -> Comparison:
    """Compare two to four nodes.

    Parameters
    ----------
    graph : GraphFrame
        The graph; memberships that have ended should be left out, see
        :func:`graph_app.analysis.memberships.value.standing`.
    ids : sequence of str
        Node ids, two to four different ones.

    Raises
    ------
    FilterError
        If there are fewer or more, or one is no node of the graph.
    """
    nodes = tuple(dict.fromkeys(ids))
    if not FEWEST <= len(nodes) <= MOST:
        raise FilterError("compare: found {n} different nodes, expected 2 to 4", n=len(nodes))
    for node in nodes:
        if node not in graph.position:
            raise FilterError.wrong(Message("compare"), node, Message("a node id"))
    sets = _sets(graph, nodes)
    distances, sampled = _distances(graph, nodes)
    jaccard = {group: _jaccard(rows) for group, rows in sets.items()}
    among = graph.edges["source"].isin(nodes) & graph.edges["target"].isin(nodes)
    direct = tuple(graph.edges["id"][among])
    facts = _facts(graph, nodes, sets)
    return Comparison(nodes, facts, sets, jaccard, distances, direct, sampled)


def closest_partner(graph: GraphFrame, home: str) -> str | None:
    """Return the partner with the most ties of its own; None where the node has no partner."""
    partners = np.flatnonzero(_neighbours(graph, home)["partners"])
    if not len(partners):
        return None
    return str(graph.ids[partners[np.argmax(graph.degree[partners])]])


def _sets(graph: GraphFrame, nodes: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    masks = {node: _neighbours(graph, node) for node in nodes}
    sets = {}
    for group in GROUPS:
        table = pd.DataFrame({node: mask[group] for node, mask in masks.items()})
        sets[group] = table.set_index(pd.Index(graph.nodes["id"]))[table.any(axis=1).to_numpy()]
    return sets


def _neighbours(graph: GraphFrame, node: str) -> dict[str, np.ndarray]:
    """Return which nodes are neighbours of a node, by group; bool, shape (n,) each."""
    at, ties = graph.position[node], graph.ties_of(node)
    backward = graph.target[ties] == at
    other = graph.other_ends(at, ties)
    member = graph.is_type("membership")[ties]
    chosen = {
        "networks": member & ~backward,
        "partners": graph.is_type(*PARTNERSHIPS)[ties],
        "programmes": graph.is_kind("programme")[other],
        "events": graph.is_kind("event")[other],
        "organisations": graph.is_kind("organisation")[other],
        "members": member & backward,
        "participants": graph.is_type("participation", "award")[ties] & backward,
        "all": np.ones(len(ties), dtype=bool),
    }
    nodes = np.arange(len(graph))
    return {group: np.isin(nodes, other[keep & (other != at)]) for group, keep in chosen.items()}


def _facts(
    graph: GraphFrame, nodes: tuple[str, ...], sets: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    rows = graph.nodes.iloc[[graph.position[node] for node in nodes]]
    facts = rows[list(FACTS)].astype(object).set_axis(list(nodes)).T
    facts.loc["ties"] = [len(graph.ties_of(node)) for node in nodes]
    for group, table in sets.items():
        facts.loc[group] = [int(table[node].sum()) for node in nodes]
    return facts.rename_axis("fact")


def _jaccard(rows: pd.DataFrame) -> pd.DataFrame:
    """Overlap of each pair; that one is the other's neighbour is a tie, not something shared."""
    found = pd.DataFrame(np.nan, index=rows.columns, columns=rows.columns)
    for one, other in itertools.product(rows.columns, repeat=2):
        rest = rows.loc[~rows.index.isin([one, other]), [one, other]].to_numpy()
        either = rest.any(axis=1).sum()
        if either:
            found.loc[one, other] = rest.all(axis=1).sum() / either
    return found


# --- distances ----------------------------------------------------------------------------------


def _distances(frame: GraphFrame, nodes: tuple[str, ...]) -> tuple[pd.DataFrame, bool]:
    at = [frame.position[node] for node in nodes]
    graph = to_igraph(frame)
    near = [_sample(frame.neighbours(node)) for node in nodes]
    sampled = any(len(frame.neighbours(node)) > MOST_NEIGHBOURS for node in nodes)
    place = frame.nodes[["latitude", "longitude"]].to_numpy(dtype=float)[at]
    rows = [
        (
            nodes[i],
            nodes[j],
            _finite(graph.distances(at[i], at[j])),
            _finite(graph.distances(near[i], near[j])) if near[i] and near[j] else np.nan,
            float(great_circle_km(place[i], place[j])),
        )
        for i, j in itertools.combinations(range(len(nodes)), 2)
    ]
    names = ["one", "other", "steps", "neighbourhood", "km"]
    return pd.DataFrame(rows, columns=names), sampled


def _sample(neighbours: np.ndarray) -> list[int]:
    """Return all neighbours, or as many of them as are measured; always the same ones."""
    if len(neighbours) > MOST_NEIGHBOURS:
        random = np.random.default_rng(0)
        neighbours = np.sort(random.choice(neighbours, MOST_NEIGHBOURS, replace=False))
    return list(map(int, neighbours))


def _finite(steps: list[list[float]]) -> float:
    """Return the median of the distances that are finite; NaN where none is."""
    found = np.asarray(steps, dtype=float)
    found = found[np.isfinite(found)]
    return float(np.median(found)) if found.size else np.nan
