"""Bridges and cut points: single ties and single nodes without a way around them.

Everything here runs on the simple graph: parallel ties count once.

References
----------
J. Hopcroft, R. Tarjan (1973), Algorithm 447: efficient algorithms for graph manipulation,
Communications of the ACM 16(6), 372-378 (articulation points). R. E. Tarjan (1974), A note on
finding the bridges of a graph, Information Processing Letters 2(6), 160-161. T. Lengauer,
R. E. Tarjan (1979), A fast algorithm for finding dominators in a flowgraph, ACM Transactions on
Programming Languages and Systems 1(1), 121-141.
"""

import igraph
import numpy as np
import pandas as pd

from graph_app.graph.convert import to_igraph
from graph_app.graph.frames import GraphFrame
from graph_app.model.errors import FilterError
from graph_app.model.messages import Message


def bridges(graph: GraphFrame, home: str, keep: np.ndarray | None = None) -> pd.DataFrame:
    """Return the ties that are the only way to what lies behind them.

    Two parallel ties between the same two nodes are one bridge: both would have to go.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    home : str
        Node id of the city whose reach counts.
    keep : numpy.ndarray of bool, shape (m,), optional
        Ties that count; by default those whose status is not ended.

    Returns
    -------
    pandas.DataFrame
        One row a bridge, the costliest first: ``near`` and ``far`` (positions of its ends, seen
        from the home city), ``ties`` (tuple of positions of the ties), ``nodes`` and ``cities``
        (how many the home city no longer reaches without it; 0 in parts that it does not reach).

    Raises
    ------
    FilterError
        If the home city is not in the graph.
    """
    at = position_of(graph, home)
    keep = not_ended(graph) if keep is None else keep
    simple = to_igraph(graph.with_ties(keep))
    steps, behind = _seen_from(simple, at, graph.is_kind("city"))
    ends = np.array([simple.es[bridge].tuple for bridge in simple.bridges()], dtype=int)
    ends = ends.reshape(-1, 2)
    turned = steps[ends[:, 0]] > steps[ends[:, 1]]
    near, far = np.where(turned[:, None], ends[:, ::-1], ends).T
    ties = _ties_between(graph, keep, ends)
    nodes, cities = behind[far].T
    rows = {"near": near, "far": far, "ties": ties, "nodes": nodes, "cities": cities}
    return _costliest(pd.DataFrame(rows), ["near", "far"])


def cut_points(frame: GraphFrame, home: str, keep: np.ndarray | None = None) -> pd.DataFrame:
    """Return the nodes without which the home city would lose others, the home city itself left out.

    Parameters
    ----------
    frame : GraphFrame
        The graph.
    home : str
        Node id of the city whose reach counts.
    keep : numpy.ndarray of bool, shape (m,), optional
        Ties that count; by default those whose status is not ended.

    Returns
    -------
    pandas.DataFrame
        One row an articulation point, the costliest first: ``node`` (position), ``nodes`` and
        ``cities`` (how many others the home city no longer reaches without it; 0 in parts that it
        does not reach).

    Raises
    ------
    FilterError
        If the home city is not in the graph.
    """
    at = position_of(frame, home)
    simple = to_igraph(frame.with_ties(not_ended(frame) if keep is None else keep))
    points = np.array([point for point in simple.articulation_points() if point != at], dtype=int)
    city = frame.is_kind("city")
    _, behind = _seen_from(simple, at, city)
    own = np.column_stack([np.ones(len(points), dtype=int), city[points]])
    nodes, cities = np.maximum(behind[points] - own, 0).T
    return _costliest(pd.DataFrame({"node": points, "nodes": nodes, "cities": cities}), ["node"])


def _seen_from(simple: igraph.Graph, at: int, city: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how far each node is from one of them, and what is reached through it alone.

    Returns
    -------
    steps : numpy.ndarray of float64, shape (n,)
        Number of steps; inf where no path leads.
    behind : numpy.ndarray of int64, shape (n, 2)
        Nodes, and cities among them, that are reached through each node alone, itself included:
        the sizes of the subtrees of the tree of dominators; 0 where no path leads.
    """
    steps = np.array(simple.distances(at)[0])
    before = np.array(simple.as_directed().dominator(at))
    reached = np.isfinite(steps)
    behind = np.column_stack([reached, reached & city]).astype(np.int64)
    order = np.flatnonzero(reached)
    for node in order[np.argsort(-steps[order])][:-1]:
        behind[int(before[node])] += behind[node]
    return steps, behind


def _ties_between(graph: GraphFrame, keep: np.ndarray, ends: np.ndarray) -> list[tuple[int, ...]]:
    """Return, for each pair of ends, the positions of the ties between them."""
    n = len(graph)
    ties = np.flatnonzero(keep)
    low, high = np.sort([graph.source[ties], graph.target[ties]], axis=0).astype(np.int64)
    key, wanted = low * n + high, ends[:, 0] * n + ends[:, 1]
    mine = np.isin(key, wanted)
    groups = pd.Series(ties[mine]).groupby(key[mine]).agg(tuple)
    return list(groups.reindex(wanted))


# --- shared with robustness -----------------------------------------------------------------------


def position_of(graph: GraphFrame, home: str) -> int:
    """Return the position of the home city.

    Raises
    ------
    FilterError
        If it is not in the graph.
    """
    if home not in graph.position:
        raise FilterError.wrong(Message("home city"), home, Message("a node of the graph"))
    return graph.position[home]


def not_ended(graph: GraphFrame) -> np.ndarray:
    """Return which ties have a status other than ended; bool, shape (m,)."""
    return ~graph.has_status("ended")


def _costliest(rows: pd.DataFrame, ends: list[str]) -> pd.DataFrame:
    order = ["nodes", "cities", *ends]
    falling = [False, False, *[True] * len(ends)]
    return rows.sort_values(order, ascending=falling, ignore_index=True)
