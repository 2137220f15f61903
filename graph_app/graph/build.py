"""Tables or columns to ``networkx.MultiGraph``."""

import networkx as nx
import numpy as np
import pandas as pd

from graph_app.graph.frames import GraphFrame, frame_from_tables
from graph_app.model.tables import Tables


def build_graph(data: Tables | GraphFrame) -> nx.MultiGraph:
    """Build the graph that users see.

    Parameters
    ----------
    data : Tables or GraphFrame
        The facts, or a filtered view of them.

    Returns
    -------
    networkx.MultiGraph
        One node a row, named by its id, with its known facts as attributes (a missing fact is a
        missing attribute); one edge a relation, its key the relation id. Both ends stand in the
        edge attributes ``source`` and ``target`` too, because an undirected graph may swap them.
        ``graph.graph["revision"]`` is the content hash of the tables.

    Examples
    --------
    >>> graph = build_graph(tables)                           # doctest: +SKIP
    >>> graph.nodes["city:lahti"]["country"]                  # doctest: +SKIP
    'FI'
    """
    frame = data if isinstance(data, GraphFrame) else frame_from_tables(data)
    graph = nx.MultiGraph(revision=frame.revision)
    ids = frame.nodes["id"].to_numpy(dtype=object)
    graph.add_nodes_from(zip(ids, _known(frame.nodes.drop(columns="id")), strict=True))
    keys = frame.edges["id"].to_numpy(dtype=object)
    facts = _known(frame.edges.drop(columns="id"))
    _add_edges(graph, ids[frame.source], ids[frame.target], keys, facts)
    return graph


def _add_edges(graph, sources, targets, keys, facts):
    """Fill the adjacency directly: ``add_edges_from`` checks every key and costs twice the time.

    Keys are unique relation ids, so no check is needed. Both directions share one dictionary of
    keys, as networkx itself does it.
    """
    adjacency = graph._adj
    for source, target, key, data in zip(sources, targets, keys, facts, strict=True):
        ties = adjacency[source].get(target)
        if ties is None:
            adjacency[source][target] = adjacency[target][source] = {key: data}
        else:
            ties[key] = data


def _known(frame: pd.DataFrame) -> list[dict]:
    """Return each row as a dictionary without its missing values."""
    rows = [{} for _ in range(len(frame))]
    for name in frame.columns:
        column = frame[name]
        at = np.flatnonzero(column.notna().to_numpy())
        for row, value in zip(at.tolist(), column.iloc[at].tolist(), strict=True):
            rows[row][name] = value
    return rows
