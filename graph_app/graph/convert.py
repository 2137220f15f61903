"""Columns to the simple weighted graph on which measures run, in igraph and in networkx."""

import igraph
import networkx as nx
import numpy as np
from scipy import sparse

from graph_app.graph.frames import GraphFrame


def simple_edges(graph: GraphFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the edges of the simple weighted graph.

    Parallel ties become one edge with the sum of their weights; self-loops are dropped.

    Returns
    -------
    ends : numpy.ndarray of int64, shape (k, 2)
        Positions of the ends, the smaller first, sorted.
    weight : numpy.ndarray of float64, shape (k,)
        Summed tie weights.
    """
    upper = sparse.triu(graph.adjacency, k=1).tocoo()
    order = np.lexsort((upper.col, upper.row))
    ends = np.column_stack([upper.row[order], upper.col[order]]).astype(np.int64)
    return ends, upper.data[order]


def to_igraph(frame: GraphFrame) -> igraph.Graph:
    """Return the simple weighted graph as :class:`igraph.Graph`; vertex i is row i of the nodes."""
    ends, weight = simple_edges(frame)
    graph = igraph.Graph(n=len(frame), edges=ends)
    graph.es["weight"] = weight.tolist()
    return graph


def to_simple_networkx(frame: GraphFrame) -> "nx.Graph[int]":
    """Return the simple weighted graph as :class:`networkx.Graph`; nodes are positions 0..n-1."""
    ends, weight = simple_edges(frame)
    graph: nx.Graph[int] = nx.empty_graph(len(frame))
    edges = zip(*ends.T.tolist(), weight.tolist(), strict=True) if len(ends) else ()
    graph.add_weighted_edges_from(edges)
    return graph
