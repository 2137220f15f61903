"""The two cheapest ways from one node to every other that begin with different steps.

What happens when a single tie of a node is gone can then be read off for all its ties at once: a
node whose cheapest way begins with that tie falls back on the second.
"""

import numpy as np
from scipy import sparse


def two_first_steps(
    links: sparse.csr_array, start: int, first_cost: np.ndarray, next_cost: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return, for every node, the two cheapest ways from `start` that differ in their first step.

    A label-correcting search in which each node keeps its two cheapest labels, a label being the
    first step of a way; a third can be on no cheapest way of any other node. All nodes whose labels
    changed pass them on at once, so that a round is a few array operations.

    Parameters
    ----------
    links : scipy.sparse.csr_array, shape (n, n)
        Symmetric; an entry where an edge is, whatever its value.
    start : int
        Position of the node from which the ways go; no way comes back to it.
    first_cost, next_cost : numpy.ndarray of float64, shape (2k,)
        Positive cost of each entry as the first step of a way, and as a later one.

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
    numbered = sparse.csr_array((np.arange(links.nnz), links.indices, links.indptr), links.shape)
    n = len(links.indptr) - 1
    first, cost = np.full((n, 2), -1, dtype=np.int64), np.full((n, 2), np.inf)
    own = slice(links.indptr[start], links.indptr[start + 1])
    nodes = links.indices[own].astype(np.int64)
    fresh = (nodes, nodes, first_cost[own])
    while fresh[0].size:
        changed, labels, costs = _merge(first, cost, *fresh)
        steps = numbered[changed]
        count = np.diff(steps.indptr)
        nodes, labels = steps.indices.astype(np.int64), np.repeat(labels, count)
        costs = np.repeat(costs, count) + next_cost[steps.data]
        useful = (nodes != start) & (costs < cost[nodes, 1])
        fresh = (nodes[useful], labels[useful], costs[useful])
    return first, cost


def _merge(
    first: np.ndarray, cost: np.ndarray, nodes: np.ndarray, labels: np.ndarray, costs: np.ndarray
) -> tuple[np.ndarray, ...]:
    """Leave each node its two cheapest labels; return those that are new or cheaper."""
    touched = np.unique(nodes)
    node = np.concatenate([np.repeat(touched, 2), nodes])
    label = np.concatenate([first[touched].ravel(), labels])
    price = np.concatenate([cost[touched].ravel(), costs])
    new = np.arange(len(node)) >= 2 * len(touched)
    order = np.lexsort((new, label, price, node))
    order = order[label[order] >= 0]
    # The first of each (node, label) in this order is its cheapest.
    key = node[order] * len(first) + label[order]
    order = order[np.sort(np.unique(key, return_index=True)[1])]
    rank = np.arange(len(order)) - np.searchsorted(node[order], node[order], side="left")
    order, rank = order[rank < 2], rank[rank < 2]
    first[touched], cost[touched] = -1, np.inf
    first[node[order], rank], cost[node[order], rank] = label[order], price[order]
    order = order[new[order]]
    return node[order], label[order], price[order]
