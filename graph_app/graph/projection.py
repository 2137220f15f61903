"""Bipartite projections: cities tied by shared networks, networks tied by shared cities."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from graph_app.graph.frames import EDGE_COLUMNS, GraphFrame
from graph_app.model.errors import TooLargeError

#: Default bound on the number of pairs in a projection.
MAX_PAIRS = 2_000_000


@dataclass(frozen=True)
class Projection:
    """Which nodes to tie by which shared neighbours.

    Parameters
    ----------
    onto : str
        Kind of the nodes to tie, e.g. ``city``.
    through : str
        Kind of the shared neighbours, e.g. ``network``.
    """

    onto: str
    through: str


def project(graph: GraphFrame, projection: Projection, max_pairs: int = MAX_PAIRS) -> GraphFrame:
    """Project a graph onto one kind of node.

    Two nodes are tied when they share a neighbour of the other kind. Each shared neighbour of
    degree d counts 1 / (d - 1), so that an association of 1,750 members does not tie everybody to
    everybody as strongly as an exchange of five.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    projection : Projection
        Kinds to keep and to pass through.
    max_pairs : int
        Bound on the number of pairs.

    Returns
    -------
    GraphFrame
        Nodes of the kind kept; ``edges["weight"]`` the weighted number of shared neighbours,
        ``edges["note"]`` their plain number as text.

    Raises
    ------
    TooLargeError
        If more than `max_pairs` pairs could arise; counted before anything is multiplied.

    References
    ----------
    M. E. J. Newman (2001), Scientific collaboration networks. II, Physical Review E 64, 016132.
    """
    onto, through = (
        np.flatnonzero(graph.is_kind(k)) for k in (projection.onto, projection.through)
    )
    incidence = graph.adjacency[onto][:, through].tocsr()
    incidence.data[:] = 1.0
    size = np.asarray(incidence.sum(axis=0)).ravel()
    _refuse_explosion(size, graph, through, max_pairs)
    share = sparse.diags_array(np.divide(1.0, size - 1, where=size > 1, out=np.zeros(len(size))))
    shared = sparse.triu(incidence @ incidence.T, k=1).tocoo()
    weight = sparse.triu(incidence @ share @ incidence.T, k=1).tocsr()
    row, col = shared.row, shared.col
    nodes = graph.nodes.iloc[onto].reset_index(drop=True)
    shares = np.asarray(weight[row, col]).ravel() if len(row) else np.empty(0)
    edges = _shared_edges(nodes, row, col, shared.data, shares)
    ends = row.astype(np.int32), col.astype(np.int32)
    return GraphFrame(nodes, edges, *ends, graph.revision, graph.all_namesakes)


def _refuse_explosion(
    size: np.ndarray, graph: GraphFrame, through: np.ndarray, max_pairs: int
) -> None:
    pairs = size * (size - 1) / 2
    if pairs.sum() > max_pairs:
        at = through[int(np.argmax(size))]
        largest = str(graph.nodes["name"].iloc[at])
        if graph.ids[at] in set(graph.all_namesakes.rows["id"]):
            largest += f" ({graph.ids[at]})"
        raise TooLargeError(
            "The projection could have {pairs:,} ties, more than {max_pairs:,}. The largest "
            "shared neighbour is {largest} with {size:,} ties: filter it out or narrow the "
            "filter.",
            pairs=int(pairs.sum()),
            max_pairs=max_pairs,
            largest=largest,
            size=int(size.max()),
        )


def _shared_edges(
    nodes: pd.DataFrame, row: np.ndarray, col: np.ndarray, count: np.ndarray, weight: np.ndarray
) -> pd.DataFrame:
    ids = nodes["id"].to_numpy(dtype=object)
    edges = pd.DataFrame({"source": ids[row], "target": ids[col], "weight": weight})
    edges = edges.reindex(columns=list(EDGE_COLUMNS))
    edges["id"] = [f"shared-{at}" for at in range(len(edges))]
    edges["type"] = "shared"
    edges["note"] = count.astype(int).astype(str)
    text = [name for name in EDGE_COLUMNS if name != "weight"]
    return edges.astype(dict.fromkeys(text, "str"))
