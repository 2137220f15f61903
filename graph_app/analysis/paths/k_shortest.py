"""The k cheapest loopless paths of a weighted graph, exact, by igraph.

igraph searches the whole graph anew for every detour (Yen 1971), which is slow on a large graph.
A path of cost c visits only nodes whose cheapest walk from start to end costs at most c; so igraph
is given these alone, for a bound that is raised until enough paths lie within it.

References
----------
J. Y. Yen (1971), Finding the K shortest loopless paths in a network, Management Science 17(11),
712-716.
"""

import itertools

import igraph
import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

#: Costs are rounded to this part of one, so that sums are exact and do not depend on their order.
_UNIT = 2.0**-32
#: Nodes that the first search may visit; each further one visits this many times more.
_FIRST, _MORE = 128, 2
#: Paths that igraph lists at most while the last of them cost the same.
_MOST_LISTED = 512


def k_cheapest(
    cost: sparse.csr_array, start: int, end: int, k: int, names: np.ndarray | None = None
) -> list[tuple[int, ...]]:
    """Return the k cheapest loopless paths between two nodes.

    Parameters
    ----------
    cost : scipy.sparse.csr_array, shape (n, n)
        Symmetric; positive cost of each edge, infinite where it may not be used.
    start, end : int
        Different nodes.
    k : int
        Most paths to return, at least 1.
    names : numpy.ndarray, shape (n,), optional
        What decides between equal paths, each unlike the others; by default the numbers of the nodes.
        With names, the result does not depend on how the nodes are numbered.

    Returns
    -------
    list of tuple of int
        Nodes of each path; the cheapest first, of equal cost the one of fewer steps, then the one
        of smaller names. Of more than 512 paths of equal cost not all are compared. Empty where no
        path leads there.

    Examples
    --------
    >>> square = sparse.csr_array([[0, 1, 1, 0], [1, 0, 0, 1], [1, 0, 0, 1], [0, 1, 1, 0.0]])
    >>> k_cheapest(square, 0, 3, 5)
    [(0, 1, 3), (0, 2, 3)]
    """
    whole = sparse.csr_array((np.rint(cost.data / _UNIT), cost.indices, cost.indptr), cost.shape)
    through = dijkstra(whole, indices=[start, end]).sum(axis=0)
    bounds = np.sort(through[np.isfinite(through)])
    found: list[tuple[int, ...]] = []
    for at in _sizes(len(bounds)):
        nodes = np.flatnonzero(through <= bounds[at])
        if names is not None:
            nodes = nodes[np.argsort(names[nodes])]
        within = bounds[at] if at < len(bounds) - 1 else np.inf
        found = _cheapest(whole, nodes, (start, end), k, within)
        if len(found) == k:
            break
    return found


def _sizes(n: int) -> list[int]:
    sizes = itertools.takewhile(lambda m: m < n, (_FIRST * _MORE**at for at in itertools.count()))
    return [*(size - 1 for size in sizes), n - 1] if n else []


def _cheapest(
    cost: sparse.csr_array, nodes: np.ndarray, ends: tuple[int, int], k: int, within: float
) -> list[tuple[int, ...]]:
    """Return the k cheapest paths over some nodes that cost at most a bound."""
    # With an edge between the ends, the nodes of all loopless paths are one block of the graph.
    one, other = _places(nodes, ends)
    graph = _graph(cost, nodes)
    graph.add_edge(one, other)
    blocks = graph.biconnected_components()
    nodes = nodes[sorted(next(block for block in blocks if {one, other} <= {*block}))]
    graph, (one, other) = _graph(cost, nodes), _places(nodes, ends)
    listed = k + 1
    while True:
        paths = graph.get_k_shortest_paths(one, other, k=listed, weights="cost", mode="all")
        costs = [_sum(graph, path) for path in paths]
        # While the last path costs no more than the k-th, the next one may go before it.
        if len(paths) < listed or costs[-1] > min(costs[k - 1], within) or listed == _MOST_LISTED:
            break
        listed = min(2 * listed, _MOST_LISTED)
    ranked = sorted((paid, len(path), path) for paid, path in zip(costs, paths, strict=True))
    return [tuple(nodes[path].tolist()) for paid, _, path in ranked[:k] if paid <= within]


def _places(nodes: np.ndarray, ends: tuple[int, int]) -> tuple[int, int]:
    one, other = (int(np.flatnonzero(nodes == node)[0]) for node in ends)
    return one, other


def _graph(cost: sparse.csr_array, nodes: np.ndarray) -> igraph.Graph:
    upper = sparse.triu(cost[nodes][:, nodes], k=1).tocoo()
    order = np.lexsort((upper.col, upper.row))
    pairs = np.column_stack([upper.row, upper.col])[order]
    return igraph.Graph(len(nodes), pairs, edge_attrs={"cost": upper.data[order]})


def _sum(graph: igraph.Graph, path: list[int]) -> float:
    return float(sum(graph.es[graph.get_eids(list(itertools.pairwise(path)))]["cost"]))
