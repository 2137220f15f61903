"""What two nodes share, and the shortest way between them."""

import itertools
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import shortest_path

from graph_app.graph.frames import GraphFrame


@dataclass(frozen=True)
class Shared:
    """What a node shares with another.

    Parameters
    ----------
    common : dict of str to list of str
        Kind -> ids of the common neighbours of that kind.
    path : tuple of int
        Positions of the ties on one shortest way; empty where there is none or both are the same.
    direct : bool
        Whether a tie joins them.
    """

    common: dict[str, list[str]]
    path: tuple[int, ...]
    direct: bool


def shared(graph: GraphFrame, one: str, other: str) -> Shared:
    """Return what two nodes share.

    Parameters
    ----------
    graph : GraphFrame
        The whole graph.
    one, other : str
        Node ids.
    """
    both = np.intersect1d(graph.neighbours(one), graph.neighbours(other))
    nodes = graph.nodes.iloc[both]
    common = {str(kind): list(rows["id"]) for kind, rows in nodes.groupby("kind", sort=False)}
    direct = graph.position[other] in graph.neighbours(one)
    return Shared(common, shortest_ties(graph, one, other), bool(direct))


def shortest_ties(graph: GraphFrame, one: str, other: str) -> tuple[int, ...]:
    """Return the ties on one shortest way between two nodes, from the first to the second.

    References
    ----------
    Breadth-first search; E. F. Moore (1959), The shortest path through a maze.
    """
    start, end = graph.position[one], graph.position[other]
    if start == end:
        return ()
    _, before = shortest_path(
        graph.adjacency,
        directed=False,
        unweighted=True,
        indices=start,
        return_predecessors=True,
    )
    if before[end] < 0:
        return ()
    way = [end]
    while way[-1] != start:
        way.append(int(before[way[-1]]))
    way.reverse()
    return tuple(_tie(graph, a, b) for a, b in itertools.pairwise(way))


def _tie(graph: GraphFrame, a: int, b: int) -> int:
    """Return the strongest of the ties between two neighbours."""
    low, high = np.sort([graph.source, graph.target], axis=0)
    between = (low == min(a, b)) & (high == max(a, b))
    return int(graph.edges["weight"][between].idxmax())


def ties_by_type(graph: GraphFrame, node: str) -> dict[str, np.ndarray]:
    """Group the ties of a node: type -> positions of its ties, the earliest first."""
    ties = graph.ties_of(node)
    frame = pd.DataFrame(
        {
            "at": ties,
            "type": graph.edges["type"].iloc[ties].to_numpy(),
            "year": graph.start_year[ties],
        }
    )
    frame = frame.sort_values(["year", "at"], na_position="last")
    groups = {str(name): rows["at"].to_numpy() for name, rows in frame.groupby("type", sort=False)}
    return dict(sorted(groups.items(), key=lambda item: -len(item[1])))
