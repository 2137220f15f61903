"""Graphs and references that tests of the analysis share."""

import datetime
from dataclasses import replace

import networkx as nx
import numpy as np
import pandas as pd
from hypothesis import strategies as st

from graph_app.analysis.strength import HANDOVER, tie_strength
from graph_app.graph.frames import GraphFrame, frame_from_tables
from graph_app.model.tables import Tables

TODAY = datetime.date(2026, 11, 24)
_ONE = st.just(1.0)


def frame_of(frames: dict[str, pd.DataFrame]) -> GraphFrame:
    return frame_from_tables(Tables.from_frames(frames))


def with_edges(graph: GraphFrame, **columns) -> GraphFrame:
    """Return the graph with other facts of its ties."""
    return replace(graph, edges=graph.edges.assign(**columns))


def without(graph: GraphFrame, *ties: str) -> GraphFrame:
    return graph.with_ties(~graph.edges["id"].isin(ties).to_numpy())


def ids_at(graph: GraphFrame, positions) -> list[str]:
    return graph.ids[list(positions)].tolist()


def near(graph: GraphFrame, node: str) -> set[str]:
    """Return the ids of the neighbours of a node."""
    return set(ids_at(graph, graph.neighbours(node)))


def cost_graph(frame: GraphFrame, keep=None, strength=None) -> nx.Graph:
    """Return the graph of positions on which the strongest way is the cheapest, by networkx."""
    keep = ~frame.has_status("ended") if keep is None else keep
    strength = tie_strength(frame, TODAY) if strength is None else strength
    graph = nx.empty_graph(len(frame))
    for tie in np.flatnonzero(keep & (frame.source != frame.target)):
        ends, cost = (frame.source[tie], frame.target[tie]), -np.log(strength[tie] * HANDOVER)
        if cost < graph.get_edge_data(*ends, {"cost": np.inf})["cost"]:
            graph.add_edge(*ends, cost=cost)
    return graph


def strongest_ways(graph: nx.Graph, start: int) -> dict[int, float]:
    """Return the strength of the strongest way to each other node, by Dijkstra's algorithm."""
    costs = nx.single_source_dijkstra_path_length(graph, start, weight="cost")
    return {node: np.exp(-cost) / HANDOVER for node, cost in costs.items() if node != start}


@st.composite
def multigraphs(draw, most=9, statuses=("active",), weights=_ONE) -> nx.MultiGraph:
    """Draw graphs of some nodes with parallel ties and loops."""
    n = draw(st.integers(2, most))
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(n))
    node = st.integers(0, n - 1)
    for a, b in draw(st.lists(st.tuples(node, node), max_size=22)):
        graph.add_edge(a, b, status=draw(st.sampled_from(statuses)), weight=draw(weights))
    return graph
