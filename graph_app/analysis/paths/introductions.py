"""Who can introduce us to a set of nodes, and whom to approach where no path leads."""

import datetime
import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from graph_app.analysis.partners.signals import distance_km
from graph_app.analysis.paths.best_paths import (
    WARM,
    Path,
    StrengthGraph,
    ends_of,
    path_via,
    paths_between,
    strength_graph,
)
from graph_app.graph.frames import GraphFrame, theme_masks
from graph_app.model.errors import FilterError
from graph_app.model.kinds import THEMES
from graph_app.model.messages import Message
from graph_app.model.words import N_

#: What a set of targets may be -> label.
TARGET_KINDS = {
    "country": N_("A country"),
    "network": N_("The members of a network"),
    "theme": N_("A theme"),
}
#: Paths fainter than this are no introduction and are not counted.
FAINT = 1e-4
#: Distance at which a node is half as close as a neighbour, in km.
HALF_CLOSE_KM = 500.0
#: Distance at which a node counts whose place is not known.
_FAR_KM = 5_000.0
_CHUNK = 64

#: Why a node is proposed where no path leads -> label.
BRIDGE_REASONS = {
    "target": N_("it is the one asked for"),
    "same_country": N_("in our own country"),
    "partner_country": N_("in a country where we have a partner"),
    "nearest": N_("the nearest to us of all from which a path leads on"),
    "strongest": N_("with the strongest path on"),
}


# --- who can introduce us -------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Introductions:
    """Which neighbours open the way to a set of targets.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a neighbour that reaches any target, the most helpful first (by ``warm``, then
        ``total``): ``node`` (position), ``id``, ``tie`` (strength of our tie with it), ``best``
        (targets that it reaches best; of equals the first in the table
        of nodes), ``warm`` (targets reached with a path of at
        least :data:`~graph_app.analysis.paths.best_paths.WARM`), ``reached``, ``total`` (sum of the strengths
        of its best path to each target), ``example`` (position of the target it reaches best) and
        ``strength`` (of the path there).
    targets : int
        Nodes in the set, without home.
    direct : numpy.ndarray of int
        Positions of the targets that home has a tie with already; they need no introduction.
    unreached : numpy.ndarray of int
        Positions of those that no neighbour reaches with a path of at least :data:`FAINT`.
    """

    table: pd.DataFrame
    targets: int
    direct: np.ndarray
    unreached: np.ndarray


def target_set(graph: GraphFrame, kind: str, value: str) -> np.ndarray:
    """Return which nodes belong to a set of targets.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    kind : str
        ``country``: the cities of a country; ``network``: those with a membership in a network that
        has not ended; ``theme``: the nodes that name a theme.
    value : str
        ISO 3166-1 alpha-2 code, node id of the network, or theme.

    Returns
    -------
    numpy.ndarray of bool, shape (n,)

    Raises
    ------
    FilterError
        If the kind is none of :data:`TARGET_KINDS`, or the value is not in the graph.
    """
    if kind == "country" and graph.nodes["country"].eq(value).any():
        return graph.is_kind("city") & graph.nodes["country"].eq(value).to_numpy(dtype=bool)
    if kind == "network" and value in graph.position:
        joined = _memberships(graph) & (graph.target == graph.position[value])
        return np.isin(np.arange(len(graph)), graph.source[joined])
    if kind == "theme" and value in THEMES:
        return theme_masks(graph.nodes["themes"]).get(value, np.zeros(len(graph), dtype=bool))
    raise FilterError.wrong(
        Message("target"),
        f"{kind}:{value}"[:60],
        Message("one of {kinds}, and one in the data", kinds=TARGET_KINDS),
    )


def _memberships(graph: GraphFrame) -> np.ndarray:
    return np.asarray(graph.is_type("membership") & ~graph.has_status("ended"))


def target_options(graph: GraphFrame, kind: str) -> dict[str, int]:
    """Return the values that a kind of target has in a graph, and how many nodes each means.

    Returns
    -------
    dict of str to int
        For :func:`target_set`; the largest set first, sets of nobody left out.
    """
    if kind == "country":
        found = graph.nodes["country"][graph.is_kind("city")].value_counts().to_dict()
    elif kind == "network":
        found = graph.edges["target"][_memberships(graph)].value_counts().to_dict()
    else:
        masks = theme_masks(graph.nodes["themes"])
        found = {theme: mask.sum() for theme, mask in masks.items() if theme in THEMES}
    counts = {str(value): int(count) for value, count in found.items()}
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def introductions(strengths: StrengthGraph, home: str, targets: np.ndarray) -> Introductions:
    """Rank the neighbours of a node by the paths they open to a set of targets.

    A neighbour's path to a target is as strong as our tie with it, times HANDOVER, times its own
    best path there that does not come back to us.

    Parameters
    ----------
    strengths : StrengthGraph
        The graph; see :func:`~graph_app.analysis.paths.best_paths.strength_graph`.
    home : str
        Node id of the node that asks.
    targets : numpy.ndarray of bool, shape (n,)
        Whom it wants to reach; see :func:`target_set`.

    References
    ----------
    E. W. Dijkstra (1959), Numerische Mathematik 1, 269-271. On paths through brokers: M. Granovetter
    (1973), The strength of weak ties, American Journal of Sociology 78(6), 1360-1380.
    """
    at = strengths.frame.position[home]
    near = np.sort(strengths.neighbours(at))
    wanted = np.flatnonzero(targets)
    wanted = wanted[wanted != at]
    direct = np.intersect1d(wanted, near)
    open_ = np.setdiff1d(wanted, near)
    tie = strengths.strength[[strengths.tie_between(at, node) for node in near]]
    found = tie[:, None] * _strengths(strengths.cost_without(at), near, open_)
    found[found < FAINT] = 0.0
    best = found.max(axis=0) if len(near) else np.zeros(len(open_))
    table = _ranked(strengths.frame, near, tie, open_, found)
    return Introductions(table, len(wanted), direct, open_[best == 0])


def _strengths(cost: sparse.csr_array, near: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Return HANDOVER times the best strength from each neighbour to each target; 0 if faint."""
    # Costs are the same both ways: search from the side with fewer nodes.
    turned = len(targets) < len(near)
    starts, ends = (targets, near) if turned else (near, targets)
    found = np.zeros((len(starts), len(ends)))
    for first in range(0, len(starts), _CHUNK):
        some = starts[first : first + _CHUNK]
        reach = dijkstra(cost, indices=some, limit=-math.log(FAINT))
        found[first : first + _CHUNK] = np.exp(-reach[:, ends])
    return found.T if turned else found


def _ranked(
    graph: GraphFrame, near: np.ndarray, tie: np.ndarray, targets: np.ndarray, found: np.ndarray
) -> pd.DataFrame:
    if not len(targets) or not len(near):
        found = np.zeros((len(near), 1))
    reached = found.max(axis=0, initial=0) > 0
    first = found[:, reached].argmax(axis=0) if reached.any() else np.zeros(0, dtype=int)
    example = found.argmax(axis=1)
    table = pd.DataFrame(
        {
            "node": near,
            "id": graph.ids[near],
            "tie": tie,
            "best": np.bincount(first, minlength=len(near)),
            "warm": (found >= WARM).sum(axis=1),
            "reached": (found > 0).sum(axis=1),
            "total": found.sum(axis=1),
            "example": targets[example] if len(targets) else example,
            "strength": found.max(axis=1),
        }
    )
    table = table[table["reached"] > 0]
    order = ["warm", "total", "tie"]
    return table.sort_values(order, ascending=False, kind="stable", ignore_index=True)


def example_path(strengths: StrengthGraph, home: str, row: pd.Series) -> Path | None:
    """Return the path to the example of one row of :attr:`Introductions.table`."""
    start = strengths.frame.position[home]
    return path_via(strengths, start, int(row["node"]), int(row["example"]))


# --- where no path leads --------------------------------------------------------------------------


@dataclass(frozen=True)
class Bridge:
    """A node to which one new tie would create a path.

    Parameters
    ----------
    node : int
        Its position.
    km : float
        Great-circle distance from us; NaN where a place is not known.
    path : Path or None
        Its strongest path to the target; None for the target itself.
    reasons : tuple of str
        Keys of :data:`BRIDGE_REASONS`.
    """

    node: int
    km: float
    path: Path | None
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class NoPath:
    """Why no path leads from one node to another, and what would create one.

    Parameters
    ----------
    ours, theirs : int
        Number of nodes in the part of the graph in which either lies.
    ended : bool
        Whether a path leads there when one may walk ties that have ended.
    bridges : tuple of Bridge
        Nodes of the target's part, the most plausible first.
    """

    ours: int
    theirs: int
    ended: bool
    bridges: tuple[Bridge, ...]

    @property
    def alone(self) -> bool:
        """Whether there is nobody to propose but the target itself."""
        return all(bridge.path is None for bridge in self.bridges)


def explain_no_path(
    graph: GraphFrame,
    one: str,
    other: str,
    *,
    today: datetime.date,
    past: bool = False,
    most: int = 3,
) -> NoPath:
    """Return why no path without ended ties leads between two nodes, and what would create one.

    The candidates are the cities of the target's part of the graph, and the target. Each counts as
    much as its strongest path to the target (times HANDOVER; 1 for the target itself), times its
    closeness to us, 1 / (1 + km / :data:`HALF_CLOSE_KM`): whom one can visit by train one can win.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    one, other : str
        Node ids.
    today, past
        As for :func:`~graph_app.analysis.paths.best_paths.strength_graph`.
    most : int
        Most candidates to give.
    """
    start, end = ends_of(graph, one, other)
    strengths = strength_graph(graph, today, past=past)
    part = strengths.component()
    sizes = np.bincount(part)
    whole = strength_graph(graph, today, ended=True, past=past).component()
    connected = part[start] == part[end]
    return NoPath(
        int(sizes[part[start]]),
        int(sizes[part[end]]),
        bool(whole[start] == whole[end]),
        () if connected else _bridges(strengths, start, end, part == part[end], most),
    )


def _bridges(
    strengths: StrengthGraph, start: int, end: int, there: np.ndarray, most: int
) -> tuple[Bridge, ...]:
    graph = strengths.frame
    nodes = np.flatnonzero(there & (graph.is_kind("city") | (np.arange(len(graph)) == end)))
    # exp(-cost) is HANDOVER times the strength of a path, and 1 where there is nothing to walk.
    strength = np.exp(-dijkstra(strengths.cost, indices=end)[nodes])
    km = distance_km(graph, start, nodes)
    score = strength / (1 + np.where(np.isnan(km), _FAR_KM, km) / HALF_CLOSE_KM)
    order = np.lexsort((nodes, -score))[:most]
    country = graph.nodes["country"]
    near = graph.neighbours(graph.ids[start])
    partners = country.iloc[near[graph.is_kind("city")[near]]].dropna()
    others = nodes != end
    nearest = np.nanmin(km) if others.any() and not np.isnan(km).all() else np.nan
    home = country.iloc[nodes].eq(country.iloc[start]).to_numpy(dtype=bool)
    facts = {
        "target": ~others,
        "same_country": home,
        "partner_country": ~home & country.iloc[nodes].isin(partners).to_numpy(),
        "nearest": km == nearest,
        "strongest": others & (strength == strength[others].max(initial=0.0)),
    }
    return tuple(
        Bridge(
            int(nodes[at]),
            float(km[at]),
            _path_on(strengths, int(nodes[at]), end),
            tuple(reason for reason in BRIDGE_REASONS if facts[reason][at]),
        )
        for at in order
    )


def _path_on(strengths: StrengthGraph, node: int, end: int) -> Path | None:
    if node == end:
        return None
    ids = strengths.frame.ids
    return paths_between(strengths, ids[node], ids[end], 1)[0]
