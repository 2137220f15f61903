"""The best paths from one node to another, ranked by their strength.

A path is as strong as the product of its ties (:mod:`graph_app.analysis.strength`), times
:data:`~graph_app.analysis.strength.HANDOVER` for each node in between that has to introduce us to the next. With
the cost ``-log(strength) - log(HANDOVER)`` of a tie, the strongest path is the cheapest one.
"""

import datetime
import itertools
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from graph_app.analysis.paths.k_shortest import k_cheapest
from graph_app.analysis.strength import HANDOVER, strength_table
from graph_app.graph.frames import GraphFrame, row_of
from graph_app.model.errors import FilterError
from graph_app.model.messages import Message
from graph_app.model.words import N_

MOST_PATHS = 100

#: Level -> least strength of a path or tie, and its label. Two sister cities of one city know of
#: each other well (1/3), two members of one association of a hundred little (1/150).
LEVELS: Mapping[str, tuple[float, str]] = {
    "warm": (0.25, N_("warm")),
    "lukewarm": (0.05, N_("lukewarm")),
    "cool": (0.001, N_("cool")),
    "cold": (0.0, N_("cold")),
}
WARM = LEVELS["warm"][0]

#: Cost of one introduction.
HANDING = -math.log(HANDOVER)
_STEP = 240.0
_ROW = 90.0


@dataclass(frozen=True)
class Path:
    """A loopless path.

    Parameters
    ----------
    nodes : tuple of int
        Positions of its nodes, both ends included.
    ties : tuple of int
        Positions of its ties, one fewer.
    strength : float
        Product of the strengths of its ties and of one HANDOVER a node in between; in (0, 1].
    """

    nodes: tuple[int, ...]
    ties: tuple[int, ...]
    strength: float


@dataclass(frozen=True, eq=False)
class StrengthGraph:
    """A graph whose ties have a strength: of parallel ties the strongest, loops left out.

    Parameters
    ----------
    graph : GraphFrame
        The graph. Positions of nodes and of ties are positions in it.
    factors : pandas.DataFrame
        Strength of every tie and what makes it, also of those that may not be walked; see
        :func:`~graph_app.analysis.strength.strength_table`.
    cost : scipy.sparse.csr_array, shape (n, n)
        Symmetric; ``-log(strength) - log(HANDOVER)`` of the strongest tie of each pair.
    tie : numpy.ndarray of int64
        Position of the tie behind each entry of `cost`, in the order of its data.
    """

    frame: GraphFrame
    factors: pd.DataFrame
    cost: sparse.csr_array
    tie: np.ndarray

    @cached_property
    def strength(self) -> np.ndarray:
        """Strength of every tie; float64 in (0, 1], shape (m,)."""
        return self.factors["strength"].to_numpy(dtype=float)

    def row(self, at: int) -> slice:
        """Return where the entries of a node are in `cost` and `tie`."""
        return slice(self.cost.indptr[at], self.cost.indptr[at + 1])

    def neighbours(self, at: int) -> np.ndarray:
        """Return the positions of the nodes that a tie joins with a node."""
        return row_of(self.cost, at)

    def tie_between(self, one: int, other: int) -> int:
        """Return the position of the strongest tie of two neighbours."""
        row = self.row(one)
        return int(self.tie[row][self.cost.indices[row] == other][0])

    def cost_without(self, at: int) -> sparse.csr_array:
        """Return `cost` with an infinite cost of every tie of one node."""
        data = self.cost.data.copy()
        data[self.row(at)] = np.inf
        data[self.cost.indices == at] = np.inf
        return sparse.csr_array((data, self.cost.indices, self.cost.indptr), self.cost.shape)

    def component(self) -> np.ndarray:
        """Return the number of the part in which each node lies; int32, shape (n,)."""
        return np.asarray(connected_components(self.cost, directed=False)[1])


def strength_graph(
    graph: GraphFrame, today: datetime.date, *, ended: bool = False, past: bool = False
) -> StrengthGraph:
    """Return the strength of every tie and, of each pair of nodes, the strongest.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    today : datetime.date
        Day from which the age of a check counts.
    ended : bool
        Whether ties that have ended may be walked.
    past : bool
        Whether `graph` shows an earlier year. What is known of a status is known of today, so in
        the past every status counts as unknown, and no tie is left out for having ended since.
    """
    dated = without_status(graph) if past else graph
    factors = strength_table(dated, today)
    return strongest_ties(graph, factors, ended | ~dated.has_status("ended"))


def without_status(graph: GraphFrame) -> GraphFrame:
    """Return the graph with every status unknown."""
    blank = pd.Series(None, index=graph.edges.index, dtype="str")
    return replace(graph, edges=graph.edges.assign(status=blank))


def strongest_ties(graph: GraphFrame, factors: pd.DataFrame, keep: np.ndarray) -> StrengthGraph:
    """Return the strongest of the ties that count between each two nodes.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    factors : pandas.DataFrame
        Strength of every tie; see :func:`~graph_app.analysis.strength.strength_table`.
    keep : numpy.ndarray of bool, shape (m,)
        Ties that count.
    """
    used = np.flatnonzero(keep & (graph.source != graph.target))
    strength = factors["strength"].to_numpy()
    # Of equally strong parallel ties the id decides, so that the order of the rows does not matter.
    name = graph.edges["id"].iloc[used].rank(method="first").to_numpy()
    used = used[np.lexsort((name, -strength[used]))]
    ends = pd.DataFrame({"row": graph.source[used], "col": graph.target[used], "tie": used})
    turned = ends.rename(columns={"row": "col", "col": "row"})
    both = pd.concat([ends, turned]).sort_index(kind="stable").drop_duplicates(["row", "col"])
    both = both.sort_values(["row", "col"])
    row, col, tie = (both[name].to_numpy() for name in ("row", "col", "tie"))
    indptr = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(graph)))])
    cost = HANDING - np.log(strength[tie])
    shape = (len(graph), len(graph))
    return StrengthGraph(graph, factors, sparse.csr_array((cost, col, indptr), shape), tie)


def best_paths(
    graph: GraphFrame,
    one: str,
    other: str,
    k: int = 5,
    *,
    today: datetime.date,
    ended: bool = False,
    past: bool = False,
) -> tuple[Path, ...]:
    """Return the strongest loopless paths between two nodes.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    one, other : str
        Node ids of the ends.
    k : int
        Most paths to give, 1 to :data:`MOST_PATHS`.
    today, ended, past
        As for :func:`strength_graph`.

    Returns
    -------
    tuple of Path
        The strongest first; of equally strong paths the one of fewer steps, then the one whose
        node ids come first. Empty where no path leads there.

    Raises
    ------
    FilterError
        If an end is no node of the graph, both are the same, or `k` is out of range.

    References
    ----------
    J. Y. Yen (1971), Management Science 17(11), 712-716; see :mod:`graph_app.analysis.paths.k_shortest`.
    """
    return paths_between(strength_graph(graph, today, ended=ended, past=past), one, other, k)


def paths_between(strengths: StrengthGraph, one: str, other: str, k: int = 5) -> tuple[Path, ...]:
    """Return what :func:`best_paths` gives, on a graph that is ready."""
    start, end = ends_of(strengths.frame, one, other)
    if not 1 <= k <= MOST_PATHS:
        raise FilterError.wrong(
            Message("number of paths"), k, Message("1 to {most}", most=MOST_PATHS)
        )
    found = k_cheapest(strengths.cost, start, end, k, strengths.frame.ids)
    return tuple(_as_path(strengths, nodes) for nodes in found)


def ends_of(graph: GraphFrame, one: str, other: str) -> tuple[int, int]:
    """Return the positions of the two ends of a path.

    Raises
    ------
    FilterError
        If one is no node of the graph, or both are the same.
    """
    for node in (one, other):
        if node not in graph.position:
            raise FilterError.wrong(Message("end of a path"), node, Message("the id of a node"))
    if one == other:
        raise FilterError("ends of a path: found {one!r} twice, expected two nodes", one=one)
    return graph.position[one], graph.position[other]


def path_via(strengths: StrengthGraph, start: int, via: int, end: int) -> Path | None:
    """Return the strongest path whose first step goes to one neighbour; None where there is none.

    Parameters
    ----------
    strengths : StrengthGraph
        The graph.
    start, via, end : int
        Positions; `via` is a neighbour of `start`.
    """
    if via == end:
        return _as_path(strengths, (start, end))
    found = k_cheapest(strengths.cost_without(start), via, end, 1, strengths.frame.ids)
    return _as_path(strengths, (start, *found[0])) if found else None


def _as_path(strengths: StrengthGraph, nodes: tuple[int, ...]) -> Path:
    ties = tuple(strengths.tie_between(a, b) for a, b in itertools.pairwise(nodes))
    strength = float(np.prod(strengths.strength[list(ties)])) * HANDOVER ** (len(ties) - 1)
    return Path(nodes, ties, strength)


def level(strength: float) -> str:
    """Return the level of a strength, a key of :data:`LEVELS`."""
    return next(name for name, (least, _) in LEVELS.items() if strength >= least)


# --- what a picture and an empty page need --------------------------------------------------------


def paths_view(graph: GraphFrame, paths: Collection[Path]) -> GraphFrame:
    """Return the part of the graph that the paths walk: their nodes and their ties alone."""
    nodes = np.zeros(len(graph), dtype=bool)
    ties = np.zeros(graph.n_edges, dtype=bool)
    for path in paths:
        nodes[list(path.nodes)] = True
        ties[list(path.ties)] = True
    return graph.select(nodes, ties)


def path_places(graph: GraphFrame, paths: Collection[Path]) -> pd.DataFrame:
    """Place the nodes of paths: the start at the left, the end at the right, the best on top.

    Returns
    -------
    pandas.DataFrame
        Index node id; ``x`` and ``y`` in pixels at scale 1. A node is in the column of its
        step on the best path that has it, two nodes never in one place.
    """
    longest = max((len(path.ties) for path in paths), default=1)
    width = longest * _STEP
    share: dict[int, float] = {}
    for path in paths:
        for step, node in enumerate(path.nodes):
            share.setdefault(node, step / len(path.ties))
    places = pd.DataFrame({"x": share}).sort_values("x", kind="stable")
    column = (places["x"] * longest).round().astype(int)
    group = places.groupby(column)["x"]
    inner = ~column.isin([0, longest])
    # On half rows: a direct tie between the ends, in the middle, runs through no node or label.
    middle = (group.transform("size").astype(int) + 1) // 2 - 0.5
    places["y"] = (group.cumcount() - middle) * _ROW * inner
    # A tie between the first and the third of a column must not run through the second.
    aside = np.where(group.cumcount() % 2, _STEP / 8, -_STEP / 8) * inner
    places["x"] = (column / longest - 0.5) * width + aside
    return places.set_axis(graph.nodes["id"].iloc[places.index].to_numpy()).rename_axis("id")


def far_examples(graph: GraphFrame, home: str) -> list[str]:
    """Return a city abroad, a network and a programme that home has no tie with.

    Of each kind the node with most neighbours that some path reaches; where nothing is far, the
    list is empty.
    """
    at = graph.position[home]
    far = graph.component == graph.component[at]
    far[[at, *graph.neighbours(home)]] = False
    nodes = graph.nodes.assign(degree=graph.degree)[far]
    domestic = nodes["kind"].eq("city") & nodes["country"].eq(graph.nodes["country"].iloc[at])
    ranked = nodes[~domestic].sort_values("degree", ascending=False, kind="stable")
    firsts = ranked.groupby("kind", sort=False)["id"].first()
    return [firsts[kind] for kind in ("city", "network", "programme") if kind in firsts]
