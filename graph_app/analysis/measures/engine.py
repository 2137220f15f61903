"""The igraph engine behind the measures.

igraph has Python's lock while it computes: one long call would freeze every other reader's page.
What takes long is therefore computed for small portions of the vertices, with a pause after each in
which other threads run. How many vertices a portion has depends on the size of the graph alone,
because the order of a sum decides its last digits: a portion cut by the clock would give other
figures on a busy machine.

A networkx backend (``NX_CUGRAPH_AUTOCONFIG=True``, ``networkx.config.backend_priority``) serves
whoever computes with networkx on :func:`graph_app.graph.convert.to_simple_networkx`, the reference
of every measure here.
"""

import contextlib
import math
import random
import threading
import time
import warnings
from collections.abc import Callable, Iterator

import igraph
import numpy as np

from graph_app.model.errors import CancelledError

#: Nodes and edges that are visited without a pause: about 15 ms of betweenness.
PORTION_VISITS = 600_000
#: Length of the pause, in seconds.
PAUSE_SECONDS = 0.0005
#: Most pairs of Leiden iterations; a handful is usual.
_MOST_ITERATIONS = 50
_RANDOM = threading.Lock()

# Far from a hub, values of a connected graph are as small as those that igraph takes for a sign of
# separate parts. Only one part is ever given to it, so the warning is never true here.
warnings.filterwarnings(
    "ignore", "Some eigenvector centralities are nearly zero", RuntimeWarning, __name__
)


@contextlib.contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Let igraph draw the same random numbers each time; they are one stream for the process."""
    with _RANDOM:
        igraph.set_random_number_generator(random.Random(seed))
        try:
            yield
        finally:
            igraph.set_random_number_generator(random)


class Run:
    """Options of a computation, what it reports while it runs and what it finds beside its values.

    Parameters
    ----------
    progress, stop, pivots, seed
        See :func:`graph_app.analysis.measures.centrality.compute`.
    """

    def __init__(
        self,
        progress: Callable[[float, str], None] | None = None,
        stop: Callable[[], bool] | None = None,
        pivots: int | None = None,
        seed: int = 0,
    ):
        self._progress, self._stop, self._name = progress, stop, ""
        self.pivots, self.seed = pivots, seed
        self.modularity = float("nan")
        self.error: np.ndarray | None = None

    def begin(self, name: str) -> None:
        """Begin the next measure."""
        self._name = name
        self.report(0.0)

    def report(self, share: float) -> None:
        """Report how much of the measure is done; raise when the person has stopped it."""
        if self._stop is not None and self._stop():
            raise CancelledError("The computation was stopped.")
        if self._progress is not None:
            self._progress(share, self._name)

    def portions(self, graph: igraph.Graph, vertices: np.ndarray) -> Iterator[list[int]]:
        """Yield the vertices in order, cut by the size of the graph; pause after each portion."""
        length = max(1, PORTION_VISITS // (graph.vcount() + graph.ecount()))
        for start in range(0, len(vertices), length):
            yield vertices[start : start + length].tolist()
            self.report(min(1.0, (start + length) / len(vertices)))
            time.sleep(PAUSE_SECONDS)


def degree(graph: igraph.Graph, run: Run) -> np.ndarray:
    """Count the neighbours of each vertex."""
    return np.array(graph.degree(), dtype=np.int64)


def weighted_degree(graph: igraph.Graph, run: Run) -> np.ndarray:
    """Sum the weights at each vertex."""
    return np.array(graph.strength(weights="weight"), dtype=float)


def betweenness(graph: igraph.Graph, run: Run) -> np.ndarray:
    """Sum the dependencies of all sources, or of some pivots.

    The error of sampled values is the standard error of the mean over pivots, times n. It is too
    small for nodes that few pivots reach; the top of a ranking is what it is good for.

    References
    ----------
    U. Brandes, C. Pich (2007), Centrality estimation in large networks, International Journal of
    Bifurcation and Chaos 17, 2303-2318.
    """
    n = graph.vcount()
    total = np.zeros(n)
    if n < 3:
        return total
    scale = 2.0 / ((n - 1) * (n - 2))
    if run.pivots is not None and run.pivots < n:
        return np.asarray(_sampled_betweenness(graph, run, run.pivots) * scale)
    for portion in run.portions(graph, np.arange(n)):
        total += graph.betweenness(directed=False, sources=portion)
    return np.asarray(total * scale)


def _sampled_betweenness(graph: igraph.Graph, run: Run, pivots: int) -> np.ndarray:
    n = graph.vcount()
    chosen = np.random.default_rng(run.seed).choice(n, size=max(2, pivots), replace=False)
    total, squares = np.zeros(n), np.zeros(n)
    for portion in run.portions(graph, chosen):
        for source in portion:
            one = np.array(graph.betweenness(directed=False, sources=[source]))
            total += one
            squares += one**2
    count = len(chosen)
    variance = np.maximum(squares / count - (total / count) ** 2, 0) * count / (count - 1)
    # Without replacement: the more of all sources are pivots, the smaller the error.
    rest = 1 - count / n
    run.error = n * np.sqrt(variance / count * rest) * 2.0 / ((n - 1) * (n - 2))
    return np.asarray(total * n / count)


def closeness(graph: igraph.Graph, run: Run) -> np.ndarray:
    """Closeness within the component, scaled by its share of the vertices."""
    found = _by_vertices(graph, run, graph.closeness)
    parts = graph.connected_components()
    sizes = np.array(parts.sizes(), dtype=int)[np.array(parts.membership, dtype=int)]
    return np.asarray(found * (sizes - 1) / max(1, graph.vcount() - 1))


def harmonic(graph: igraph.Graph, run: Run) -> np.ndarray:
    """Mean of the inverse distances to all others."""
    return _by_vertices(graph, run, graph.harmonic_centrality)


def _by_vertices(graph: igraph.Graph, run: Run, measure: Callable[..., list[float]]) -> np.ndarray:
    """Compute a normalised measure a few vertices at a time; zero where it is not defined."""
    n = graph.vcount()
    if n < 2:
        return np.zeros(n)
    found: list[float] = []
    for portion in run.portions(graph, np.arange(n)):
        found += measure(vertices=portion, normalized=True)
    return np.asarray(np.nan_to_num(np.array(found)))


def eigenvector(graph: igraph.Graph, run: Run) -> np.ndarray:
    """Leading eigenvector of the largest component, of Euclidean length 1; zero elsewhere."""
    values = np.zeros(graph.vcount())
    if not graph.ecount():
        return values
    parts = graph.connected_components()
    largest = max(parts, key=lambda part: (len(part), -part[0]))
    part = graph.induced_subgraph(largest)
    with seeded(run.seed):
        found = np.abs(part.eigenvector_centrality(weights="weight"))
    # Not numpy's norm: its last digits depend on the number of threads.
    values[largest] = found / math.sqrt(math.fsum(found**2))
    return values


def pagerank(graph: igraph.Graph, run: Run) -> np.ndarray:
    """PageRank with damping 0.85."""
    if not graph.vcount():
        return np.zeros(0)
    with seeded(run.seed):
        # Not the usual PRPACK: its threads add up in the order in which they come.
        found = graph.pagerank(
            directed=False, damping=0.85, weights="weight", implementation="arpack"
        )
    return np.array(found)


def clustering(graph: igraph.Graph, run: Run) -> np.ndarray:
    """Local clustering coefficient; zero below two neighbours."""
    return np.array(graph.transitivity_local_undirected(mode="zero"), dtype=float)


def core(graph: igraph.Graph, run: Run) -> np.ndarray:
    """Number of the innermost k-core."""
    return np.array(graph.coreness(), dtype=np.int64)


def community(graph: igraph.Graph, run: Run) -> np.ndarray:
    """Number the Leiden communities from 1, the largest first; 0 for vertices without ties."""
    numbers = np.zeros(graph.vcount(), dtype=np.int64)
    if not graph.ecount():
        return numbers
    parts = _leiden(graph, run)
    run.modularity = float(graph.modularity(parts.membership, weights="weight"))
    groups = [part for part in parts if graph.degree(part[0])]
    for number, part in enumerate(sorted(groups, key=lambda p: (-len(p), p[0])), start=1):
        numbers[part] = number
    return numbers


def _leiden(graph: igraph.Graph, run: Run) -> igraph.VertexClustering:
    """Refine the partition one iteration at a time, until modularity no longer grows."""
    membership, best = None, -1.0
    for _ in range(_MOST_ITERATIONS):
        with seeded(run.seed):
            parts = graph.community_leiden(
                objective_function="modularity",
                weights="weight",
                n_iterations=2,
                initial_membership=membership,
            )
        quality = graph.modularity(parts.membership, weights="weight")
        if quality <= best + 1e-9:
            break
        membership, best = parts.membership, quality
        run.report(0.0)
        time.sleep(PAUSE_SECONDS)
    return parts
