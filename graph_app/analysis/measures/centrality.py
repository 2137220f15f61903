"""Measures of a graph: who is tied to many, who lies between, who is close to all.

All run on the simple weighted graph of :mod:`graph_app.graph.convert`: parallel ties are one edge
whose weight is their sum. The definitions are those of networkx, which is the reference in the
tests; the computation is igraph's, in steps short enough that no other reader has to wait.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import igraph
import networkx as nx
import numpy as np
import pandas as pd

from graph_app.analysis.measures import engine
from graph_app.graph.convert import to_igraph
from graph_app.graph.frames import GraphFrame, frame_from_graph
from graph_app.model.errors import FilterError
from graph_app.model.messages import Message
from graph_app.model.words import N_


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure, what it means and where it comes from.

    Parameters
    ----------
    compute : callable
        ``(igraph.Graph, Run) -> numpy.ndarray`` of one value a vertex; its name is the measure's.
    label : str
        English label.
    meaning : str
        What it says, in plain English.
    reference : str
        Publication that defines it.
    digits : int
        Decimals that make sense.
    """

    compute: Callable[[igraph.Graph, engine.Run], np.ndarray]
    label: str
    meaning: str
    reference: str
    digits: int

    @property
    def name(self) -> str:
        """Identifier."""
        return self.compute.__name__


_MEASURES = (
    Measure(
        engine.degree,
        N_("Degree"),
        N_("How many others it has a direct tie with."),
        "L. C. Freeman (1978), Centrality in social networks, Social Networks 1, 215-239",
        0,
    ),
    Measure(
        engine.weighted_degree,
        N_("Weighted degree"),
        N_(
            "The strength of all its direct ties together: a sister city counts more than a seat in "
            "a large network."
        ),
        "A. Barrat et al. (2004), PNAS 101, 3747-3752",
        2,
    ),
    Measure(
        engine.betweenness,
        N_("Betweenness"),
        N_(
            "How often it lies on the shortest way between two others: who can introduce, and who "
            "would be missed."
        ),
        "L. C. Freeman (1977), Sociometry 40, 35-41; U. Brandes (2001), J. Math. Sociol. 25",
        4,
    ),
    Measure(
        engine.closeness,
        N_("Closeness"),
        N_("How few steps it takes to reach the others, counted within its own part of the graph."),
        "S. Wasserman, K. Faust (1994), Social Network Analysis, p. 200",
        4,
    ),
    Measure(
        engine.harmonic,
        N_("Harmonic centrality"),
        N_(
            "Closeness that also works when the graph has separate parts: what cannot be reached "
            "counts as nothing."
        ),
        "P. Boldi, S. Vigna (2014), Internet Mathematics 10, 222-262",
        4,
    ),
    Measure(
        engine.eigenvector,
        N_("Eigenvector centrality"),
        N_(
            "Being tied to those who are themselves well connected; within the largest part of the "
            "graph."
        ),
        "P. Bonacich (1987), American Journal of Sociology 92, 1170-1182",
        4,
    ),
    Measure(
        engine.pagerank,
        N_("PageRank"),
        N_("The share of time a walker who follows ties at random would spend here."),
        "S. Brin, L. Page (1998), Computer Networks 30, 107-117",
        4,
    ),
    Measure(
        engine.clustering,
        N_("Clustering"),
        N_("How many of its neighbours also know each other, as a share of all pairs."),
        "D. J. Watts, S. H. Strogatz (1998), Nature 393, 440-442",
        3,
    ),
    Measure(
        engine.core,
        N_("k-core"),
        N_(
            "The largest k for which it belongs to a group whose members all have k ties within it."
        ),
        "S. B. Seidman (1983), Social Networks 5, 269-287",
        0,
    ),
    Measure(
        engine.community,
        N_("Community"),
        N_("A group with more ties inside than to the outside; the largest is number 1."),
        "V. A. Traag, L. Waltman, N. J. van Eck (2019), Scientific Reports 9, 5233",
        0,
    ),
)

#: Name -> measure, in the order of the screens.
MEASURES: Mapping[str, Measure] = {m.name: m for m in _MEASURES}

#: Measures that rank nodes and may set their size.
RANKING = tuple(name for name in MEASURES if name != "community")


@dataclass(frozen=True, eq=False)
class MeasureResult:
    """Measures of a graph and what they were computed on.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a node, index node id, one column a measure in the order asked for.
    nodes, edges, components : int
        Size of the simple weighted graph on which they were computed.
    modularity : float
        Modularity of the communities; NaN where they were not asked for.
    pivots : int or None
        Number of pivots of sampled betweenness; None where it is exact.
    error : pandas.Series or None
        Standard error of sampled betweenness, index node id.
    """

    table: pd.DataFrame
    nodes: int
    edges: int
    components: int
    modularity: float = float("nan")
    pivots: int | None = None
    error: pd.Series | None = None


def compute(
    graph: "GraphFrame | nx.Graph[Any]",
    names: Iterable[str] | None = None,
    *,
    progress: Callable[[float, str], None] | None = None,
    stop: Callable[[], bool] | None = None,
    pivots: int | None = None,
    seed: int = 0,
) -> MeasureResult:
    """Compute measures.

    Parameters
    ----------
    graph : GraphFrame or networkx.Graph
        The graph; directions are dropped.
    names : iterable of str, optional
        Measures, keys of :data:`MEASURES`; all by default.
    progress : callable, optional
        Called with ``(share done of this measure, its name)``.
    stop : callable, optional
        Asked between steps; True stops the computation.
    pivots : int, optional
        Sample betweenness from that many source nodes; exact by default.
    seed : int
        Seed of pivots and communities.

    Raises
    ------
    FilterError
        If a name is no measure.
    CancelledError
        If `stop` said so.

    Examples
    --------
    >>> import networkx as nx
    >>> compute(nx.star_graph(3), ["betweenness"]).table["betweenness"].tolist()
    [1.0, 0.0, 0.0, 0.0]
    """
    frame = graph if isinstance(graph, GraphFrame) else frame_from_graph(graph)
    wanted = list(MEASURES) if names is None else list(names)
    for name in wanted:
        if name not in MEASURES:
            raise FilterError.one_of(Message("measure"), name, MEASURES)
    simple = to_igraph(frame)
    run = engine.Run(progress, stop, pivots, seed)
    index = pd.Index(frame.nodes["id"], name="id")
    values = {}
    for name in wanted:
        run.begin(name)
        values[name] = MEASURES[name].compute(simple, run)
    error = None if run.error is None else pd.Series(run.error, index=index)
    return MeasureResult(
        pd.DataFrame(values, index=index, columns=wanted),
        simple.vcount(),
        simple.ecount(),
        len(simple.connected_components()),
        run.modularity,
        run.pivots if error is not None else None,
        error,
    )
