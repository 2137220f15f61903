"""What two nodes share, and the shortest way between them."""

import itertools
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import shortest_path

from graph_app.graph.frames import Columns


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


def shared(columns: Columns, one: str, other: str) -> Shared:
    """Say what two nodes share.

    Parameters
    ----------
    columns : Columns
        The whole graph.
    one, other : str
        Node ids.
    """
    both = np.intersect1d(columns.neighbours(one), columns.neighbours(other))
    nodes = columns.nodes.iloc[both]
    common = {kind: list(rows["id"]) for kind, rows in nodes.groupby("kind", sort=False)}
    direct = columns.position[other] in columns.neighbours(one)
    return Shared(common, shortest_ties(columns, one, other), bool(direct))


def shortest_ties(columns: Columns, one: str, other: str) -> tuple[int, ...]:
    """Give the ties on one shortest way between two nodes, from the first to the second.

    References
    ----------
    Breadth-first search; E. F. Moore (1959), The shortest path through a maze.
    """
    start, end = columns.position[one], columns.position[other]
    if start == end:
        return ()
    _, before = shortest_path(
        columns.adjacency,
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
    return tuple(_tie(columns, a, b) for a, b in itertools.pairwise(way))


def _tie(columns: Columns, a: int, b: int) -> int:
    """Give the strongest of the ties between two neighbours."""
    between = ((columns.source == a) & (columns.target == b)) | (
        (columns.source == b) & (columns.target == a)
    )
    found = np.flatnonzero(between)
    weight = columns.edges["weight"].to_numpy(dtype=float)[found]
    return int(found[np.argmax(weight)])


def ties_by_type(columns: Columns, node: str) -> dict[str, np.ndarray]:
    """Group the ties of a node: type -> positions of its ties, the earliest first."""
    ties = columns.ties_of(node)
    frame = pd.DataFrame(
        {
            "at": ties,
            "type": columns.edges["type"].iloc[ties].to_numpy(),
            "year": columns.start_year[ties],
        }
    )
    frame = frame.sort_values(["year", "at"], na_position="last")
    groups = {name: rows["at"].to_numpy() for name, rows in frame.groupby("type", sort=False)}
    return dict(sorted(groups.items(), key=lambda item: -len(item[1])))
