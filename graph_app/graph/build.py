"""Tables or columns to ``networkx.MultiGraph``."""

from typing import Any

import networkx as nx
import pandas as pd

from graph_app.graph.frames import GraphFrame, frame_from_tables
from graph_app.model.tables import Tables


def build_graph(data: Tables | GraphFrame) -> "nx.MultiGraph[str]":
    """Build the graph that users see.

    Parameters
    ----------
    data : Tables or GraphFrame
        The facts, or a filtered view of them.

    Returns
    -------
    networkx.MultiGraph
        One node a row, named by its id, with its known facts as attributes (a missing fact is a
        missing attribute); one edge a relation, its key the relation id. Both ends are in the
        edge attributes ``source`` and ``target`` too, because an undirected graph may swap them.
        ``graph.graph["revision"]`` is the content hash of the tables.

    Examples
    --------
    >>> graph = build_graph(tables)                           # doctest: +SKIP
    >>> graph.nodes["city:lahti"]["country"]                  # doctest: +SKIP
    'FI'
    """
    frame = data if isinstance(data, GraphFrame) else frame_from_tables(data)
    graph: nx.MultiGraph[str] = nx.MultiGraph(revision=frame.revision)
    ids = frame.ids
    graph.add_nodes_from(zip(ids, _known(frame.nodes.drop(columns="id")), strict=True))
    facts = _known(frame.edges.drop(columns="id"))
    # Filled directly: ``add_edges_from`` checks every key, which costs twice the time; relation ids
    # are unique. Both directions share one dictionary of keys, as networkx itself does it.
    adjacency = graph._adj  # type: ignore[attr-defined]  # the stubs leave it out
    ends = ids[frame.source], ids[frame.target]
    for source, target, key, known in zip(*ends, frame.edges["id"], facts, strict=True):
        ties = adjacency[source].get(target)
        if ties is None:
            adjacency[source][target] = adjacency[target][source] = {key: known}
        else:
            ties[key] = known
    return graph


def _known(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each row as a dictionary without its missing values."""
    rows: list[dict[str, Any]] = [{} for _ in range(len(frame))]
    for name in frame.columns:
        known = frame[name].dropna()
        for at, value in zip(known.index.tolist(), known.tolist(), strict=True):
            rows[at][name] = value
    return rows
