"""Ego networks: what lies within a number of steps of a node."""

import numpy as np
from scipy.sparse.csgraph import dijkstra

from graph_app.graph.frames import GraphFrame, symmetric


def within_steps(
    graph: GraphFrame, start: int, steps: int, keep_edges: np.ndarray | None = None
) -> np.ndarray:
    """Return which nodes lie within some steps of a node.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    start : int
        Position of the node.
    steps : int
        Number of steps, at least 0.
    keep_edges : numpy.ndarray of bool, shape (m,), optional
        Ties that may be walked; all by default.

    Returns
    -------
    numpy.ndarray of bool, shape (n,)
        Breadth-first reach of the node, itself included.
    """
    matrix = graph.adjacency
    if keep_edges is not None:
        matrix = symmetric(len(graph), graph.source[keep_edges], graph.target[keep_edges])
    distance = dijkstra(matrix, indices=start, unweighted=True, limit=steps)
    return np.asarray(np.isfinite(distance))


def ego_network(graph: GraphFrame, node: str, steps: int = 1) -> GraphFrame:
    """Return the ego network of a node: all within some steps, and every tie among them.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    node : str
        Node id.
    steps : int
        Radius of the ego network.

    References
    ----------
    L. C. Freeman (1982), Centered graphs and the structure of ego networks, Mathematical Social
    Sciences 3(3), 291-304.
    """
    return graph.select(within_steps(graph, graph.position[node], steps))
