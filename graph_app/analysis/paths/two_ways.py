"""The two cheapest ways from one node to every other that begin with different steps.

What happens when a single tie of a node is gone can then be read off for all its ties at once: a
node whose cheapest way begins with that tie falls back on the second.
"""

from dataclasses import dataclass, replace

import numpy as np

from graph_app.graph.frames import GraphFrame


@dataclass(frozen=True, eq=False)
class Arcs:
    """The simple graph as arcs in both directions, compressed by their first end.

    Parameters
    ----------
    indptr : numpy.ndarray of int64, shape (n + 1,)
        Where the arcs of each node begin.
    indices : numpy.ndarray of int64, shape (2k,)
        Other end of each arc.
    strength : numpy.ndarray of float64, shape (2k,)
        Strength of the strongest of the parallel ties.
    first_cost, next_cost : numpy.ndarray of float64, shape (2k,)
        Cost of an arc as the first step of a way, and as a later one; positive.
    """

    indptr: np.ndarray
    indices: np.ndarray
    strength: np.ndarray
    first_cost: np.ndarray
    next_cost: np.ndarray

    def with_costs(self, first: np.ndarray | float, later: np.ndarray | float) -> "Arcs":
        """Return the same arcs with other costs."""
        shape = self.indices.shape
        return replace(
            self,
            first_cost=np.broadcast_to(first, shape),
            next_cost=np.broadcast_to(later, shape),
        )

    def strength_between(self, one: int, other: int) -> float:
        """Return the strength of the arc between two neighbours."""
        arcs = slice(self.indptr[one], self.indptr[one + 1])
        at = np.searchsorted(self.indices[arcs], other)
        return float(self.strength[arcs][at])


def arcs_of(graph: GraphFrame, keep: np.ndarray, strength: np.ndarray) -> Arcs:
    """Return the arcs of the simple graph.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    keep : numpy.ndarray of bool, shape (m,)
        Ties that count.
    strength : numpy.ndarray of float64, shape (m,)
        Strength of each tie, in (0, 1].
    """
    ties = np.flatnonzero(keep & (graph.source != graph.target))
    source, target = graph.source[ties].astype(np.int64), graph.target[ties].astype(np.int64)
    rows, cols = np.concatenate([source, target]), np.concatenate([target, source])
    value = np.tile(strength[ties], 2)
    order = np.lexsort((-value, cols, rows))
    rows, cols, value = rows[order], cols[order], value[order]
    strongest = np.ones(len(rows), dtype=bool)
    strongest[1:] = (rows[1:] != rows[:-1]) | (cols[1:] != cols[:-1])
    rows, cols, value = rows[strongest], cols[strongest], value[strongest]
    indptr = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(graph)))])
    return Arcs(indptr, cols, value, np.ones(len(cols)), np.ones(len(cols)))


def two_first_steps(arcs: Arcs, start: int) -> tuple[np.ndarray, np.ndarray]:
    """Return, for every node, the two cheapest ways from `start` that differ in their first step.

    A label-correcting search in which each node keeps its two cheapest labels, a label being the
    first step of a way; a third can be on no cheapest way of any other node. All nodes whose labels
    changed hand them on at once, so that a round is a few array operations.

    Parameters
    ----------
    arcs : Arcs
        The graph with positive costs.
    start : int
        Position of the node from which the ways go; no way comes back to it.

    Returns
    -------
    first : numpy.ndarray of int64, shape (n, 2)
        The first step of the cheapest and of the second way; -1 where there is none.
    cost : numpy.ndarray of float64, shape (n, 2)
        Their costs; inf where there is none.

    References
    ----------
    D. Eppstein (1998), Finding the k shortest paths, SIAM Journal on Computing 28(2), 652-673, for
    the family of problems; R. Bellman (1958), On a routing problem, for label correcting.
    """
    n = len(arcs.indptr) - 1
    first, cost = np.full((n, 2), -1, dtype=np.int64), np.full((n, 2), np.inf)
    own = slice(arcs.indptr[start], arcs.indptr[start + 1])
    nodes = arcs.indices[own]
    fresh = (nodes, nodes, arcs.first_cost[own])
    while fresh[0].size:
        changed = _merge(first, cost, *fresh)
        nodes, labels, costs = _handed_on(arcs, *changed)
        useful = (nodes != start) & (costs < cost[nodes, 1])
        fresh = (nodes[useful], labels[useful], costs[useful])
    return first, cost


def _merge(first, cost, nodes, labels, costs) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Let each node keep its two cheapest labels; give those that are new or cheaper."""
    touched = np.unique(nodes)
    node = np.concatenate([np.repeat(touched, 2), nodes])
    label = np.concatenate([first[touched].ravel(), labels])
    price = np.concatenate([cost[touched].ravel(), costs])
    new = np.arange(len(node)) >= 2 * len(touched)
    used = label >= 0
    node, label, price, new = node[used], label[used], price[used], new[used]
    order = np.lexsort((new, label, price, node))
    # The first of each (node, label) in this order is its cheapest.
    key = node[order] * len(first) + label[order]
    order = order[np.sort(np.unique(key, return_index=True)[1])]
    node, label, price, new = node[order], label[order], price[order], new[order]
    rank = np.arange(len(node)) - np.searchsorted(node, node, side="left")
    kept = rank < 2
    node, label, price, rank, new = (part[kept] for part in (node, label, price, rank, new))
    first[touched], cost[touched] = -1, np.inf
    first[node, rank], cost[node, rank] = label, price
    return node[new], label[new], price[new]


def _handed_on(arcs: Arcs, nodes, labels, costs) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what the neighbours of nodes hear from them."""
    counts = arcs.indptr[nodes + 1] - arcs.indptr[nodes]
    ends = np.cumsum(counts)
    inside = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
    arc = np.repeat(arcs.indptr[nodes], counts) + inside
    return (
        arcs.indices[arc],
        np.repeat(labels, counts),
        np.repeat(costs, counts) + arcs.next_cost[arc],
    )
