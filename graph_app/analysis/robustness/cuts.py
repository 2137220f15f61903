"""Bridges and cut points: single ties and single nodes without a way around them.

Everything here runs on the simple graph: parallel ties count once.

References
----------
J. Hopcroft, R. Tarjan (1973), Algorithm 447: efficient algorithms for graph manipulation,
Communications of the ACM 16(6), 372-378 (articulation points, biconnected components).
R. E. Tarjan (1974), A note on finding the bridges of a graph, Information Processing Letters 2(6),
160-161.
"""

import igraph
import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order, connected_components

from graph_app.graph.convert import simple_edges
from graph_app.graph.frames import GraphFrame
from graph_app.model.errors import FilterError
from graph_app.model.messages import Message

BRIDGE_COLUMNS = ("near", "far", "ties", "nodes", "cities")
CUT_COLUMNS = ("node", "nodes", "cities")


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
    keep = by_status(graph) if keep is None else keep
    alive = kept(graph, keep)
    ends, _ = simple_edges(alive)
    found = np.array(igraph.Graph(n=len(alive), edges=ends).bridges(), dtype=np.int64)
    if not found.size:
        return pd.DataFrame(columns=list(BRIDGE_COLUMNS))
    block = _blocks_without(ends, found, len(alive))
    pairs = block[ends[found]]
    below, before = _below(pairs, block[at], _sizes(graph, block, block.max() + 1))
    first_is_far = before[pairs[:, 0]] == pairs[:, 1]
    second_is_far = before[pairs[:, 1]] == pairs[:, 0]
    far_block = np.where(first_is_far, pairs[:, 0], pairs[:, 1])
    lost = np.where((first_is_far | second_is_far)[:, None], below[far_block], 0)
    near, far = np.where(first_is_far[:, None], ends[found][:, ::-1], ends[found]).T
    ties = _ties_between(graph, keep, ends[found])
    rows = {"near": near, "far": far, "ties": ties, "nodes": lost[:, 0], "cities": lost[:, 1]}
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
        does not reach). Sizes come from one walk over the tree of blocks and cut points.

    Raises
    ------
    FilterError
        If the home city is not in the graph.
    """
    at = position_of(frame, home)
    alive = kept(frame, by_status(frame) if keep is None else keep)
    graph = igraph.Graph(n=len(alive), edges=simple_edges(alive)[0])
    blocks, points = graph.biconnected_components(return_articulation_points=True)
    if not points:
        return pd.DataFrame(columns=list(CUT_COLUMNS))
    points = np.array(sorted(points), dtype=np.int64)
    tree_node, pairs = _block_tree(blocks, points, len(alive))
    below, _before = _below(pairs, tree_node[at], _sizes(frame, tree_node, len(blocks)))
    # A cut point is a node of the tree of its own; what it cuts off does not hold itself.
    own = np.column_stack([np.ones(len(points), dtype=np.int64), is_city(frame)[points]])
    below = below[tree_node[points]]
    lost = np.where(below[:, :1] > 0, below - own, 0)
    rows = pd.DataFrame({"node": points, "nodes": lost[:, 0], "cities": lost[:, 1]})
    return _costliest(rows[rows["node"] != at], ["node"])


def _blocks_without(ends: np.ndarray, bridge: np.ndarray, n: int) -> np.ndarray:
    """Number the parts that are left when every bridge is gone."""
    rest = np.delete(ends, bridge, axis=0)
    matrix = sparse.coo_array((np.ones(len(rest)), (rest[:, 0], rest[:, 1])), shape=(n, n))
    return connected_components(matrix, directed=False)[1]


def _block_tree(blocks, points: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return each vertex its node of the tree (-1 for vertices without ties), and the tree's edges.

    Blocks are numbered first, cut points after them.
    """
    members = [np.array(block, dtype=np.int64) for block in blocks]
    vertex = np.concatenate(members)
    block = np.repeat(np.arange(len(members)), [len(m) for m in members])
    tree_node = np.full(n, -1, dtype=np.int64)
    tree_node[vertex] = block
    tree_node[points] = len(members) + np.arange(len(points))
    inner = tree_node[vertex] >= len(members)
    return tree_node, np.column_stack([block[inner], tree_node[vertex[inner]]])


def _below(pairs: np.ndarray, root: int, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sum sizes over the subtrees of a forest, seen from a root.

    Returns
    -------
    below : numpy.ndarray of int64, shape (k, 2)
        Sizes of each node's subtree; 0 where the root does not reach.
    before : numpy.ndarray of int, shape (k,)
        The node before each on the way from the root; negative where there is none.
    """
    k = max(len(sizes), int(pairs.max()) + 1)
    total = np.zeros((k, 2), dtype=np.int64)
    before = np.full(k, -1)
    if root < 0:
        return total, before
    tree = sparse.coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(k, k))
    order, before = breadth_first_order(tree.tocsr(), root, directed=False)
    total[order] = sizes[order]
    for node in order[:0:-1]:
        total[before[node]] += total[node]
    return total, before


def _sizes(graph: GraphFrame, part: np.ndarray, least: int) -> np.ndarray:
    """Count nodes and cities in each part; int64, shape (parts, 2)."""
    inside = part >= 0
    cities = is_city(graph)[inside]
    nodes = np.bincount(part[inside], minlength=least)
    of_cities = np.bincount(part[inside], weights=cities, minlength=least)
    return np.column_stack([nodes, of_cities]).astype(np.int64)


def _ties_between(graph: GraphFrame, keep: np.ndarray, ends: np.ndarray) -> list[tuple[int, ...]]:
    """Return, for each pair of ends, the positions of the ties between them."""
    n = len(graph)
    ties = np.flatnonzero(keep)
    low = np.minimum(graph.source[ties], graph.target[ties]).astype(np.int64)
    key = low * n + np.maximum(graph.source[ties], graph.target[ties])
    wanted = ends[:, 0] * n + ends[:, 1]
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


def by_status(graph: GraphFrame) -> np.ndarray:
    """Tell which ties have a status other than ended; bool, shape (m,)."""
    return ~graph.edges["status"].eq("ended").to_numpy()


def kept(graph: GraphFrame, keep: np.ndarray) -> GraphFrame:
    """Return the graph with all its nodes and these ties."""
    return graph.select(np.ones(len(graph), dtype=bool), keep)


def is_city(graph: GraphFrame) -> np.ndarray:
    """Tell which nodes are cities; bool, shape (n,)."""
    return graph.nodes["kind"].eq("city").to_numpy()


def _costliest(rows: pd.DataFrame, ends: list[str]) -> pd.DataFrame:
    order = ["nodes", "cities", *ends]
    falling = [False, False, *[True] * len(ends)]
    return rows.sort_values(order, ascending=falling, ignore_index=True)
