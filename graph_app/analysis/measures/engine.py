"""The igraph engine behind the measures.

igraph holds Python's lock while it computes: one long call would freeze every other reader's page.
What takes long is therefore summed over small sets of vertices, timed so that each step lasts about
30 ms, with a pause between steps in which others get their turn.

A networkx backend (``NX_CUGRAPH_AUTOCONFIG=True``, ``networkx.config.backend_priority``) serves
whoever computes with networkx on :func:`graph_app.graph.convert.to_simple_networkx`, the reference
of every measure here.
"""

import contextlib
import random
import threading
import time
from collections.abc import Callable, Iterator

import igraph
import numpy as np

from graph_app.model.errors import CancelledError

#: Length that one step aims at, in seconds.
STEP_SECONDS = 0.03
#: Most pairs of Leiden iterations; a handful is usual.
_MOST_ITERATIONS = 50
_RANDOM = threading.Lock()


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
    """What a computation tells and is told while it runs."""

    def __init__(
        self,
        progress: Callable[[float, str], None] | None = None,
        stop: Callable[[], bool] | None = None,
        pivots: int | None = None,
        seed: int = 0,
    ):
        self._progress = progress
        self._stop = stop
        self._name = ""
        self.pivots = pivots
        self.seed = seed
        self.modularity = float("nan")
        self.error: np.ndarray | None = None

    def begin(self, name: str) -> None:
        """Begin the next measure."""
        self._name = name
        self.tell(0.0)

    def tell(self, share: float) -> None:
        """Tell how far the measure is; raise when the person has stopped it."""
        if self._stop is not None and self._stop():
            raise CancelledError("The computation was stopped.")
        if self._progress is not None:
            self._progress(share, self._name)

    def steps(self, vertices: np.ndarray) -> Iterator[list[int]]:
        """Return the vertices in portions of about :data:`STEP_SECONDS` each."""
        at, portion = 0, 8
        while at < len(vertices):
            started = time.perf_counter()
            yield vertices[at : at + portion].tolist()
            took = time.perf_counter() - started
            at += portion
            portion = max(1, min(4 * portion, int(portion * STEP_SECONDS / max(took, 1e-6))))
            self.tell(min(1.0, at / len(vertices)))
            time.sleep(0.0005)


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
    if n < 3:
        return np.zeros(n)
    scale = 2.0 / ((n - 1) * (n - 2))
    if run.pivots is None or run.pivots >= n:
        total = np.zeros(n)
        for portion in run.steps(np.arange(n)):
            total += graph.betweenness(directed=False, sources=portion)
        return total * scale
    return _sampled_betweenness(graph, run, n) * scale


def _sampled_betweenness(graph: igraph.Graph, run: Run, n: int) -> np.ndarray:
    chosen = np.random.default_rng(run.seed).choice(n, size=max(2, run.pivots), replace=False)
    total, squares = np.zeros(n), np.zeros(n)
    for portion in run.steps(chosen):
        for source in portion:
            one = np.array(graph.betweenness(directed=False, sources=[source]))
            total += one
            squares += one**2
    count = len(chosen)
    variance = np.maximum(squares / count - (total / count) ** 2, 0) * count / (count - 1)
    # Without replacement: the more of all sources are pivots, the smaller the error.
    rest = 1 - count / n
    run.error = n * np.sqrt(variance / count * rest) * 2.0 / ((n - 1) * (n - 2))
    return total * n / count


def closeness(graph: igraph.Graph, run: Run) -> np.ndarray:
    """Closeness within the component, scaled by the share of vertices that it holds."""
    found = _by_vertices(graph, run, graph.closeness)
    return found * (_component_sizes(graph) - 1) / max(1, graph.vcount() - 1)


def harmonic(graph: igraph.Graph, run: Run) -> np.ndarray:
    """Mean of the inverse distances to all others."""
    return _by_vertices(graph, run, graph.harmonic_centrality)


def _by_vertices(graph: igraph.Graph, run: Run, measure: Callable[..., list[float]]) -> np.ndarray:
    """Compute a normalised measure a few vertices at a time; zero where it is not defined."""
    n = graph.vcount()
    if n < 2:
        return np.zeros(n)
    found: list[float] = []
    for portion in run.steps(np.arange(n)):
        found += measure(vertices=portion, normalized=True)
    return np.nan_to_num(np.array(found))


def eigenvector(graph: igraph.Graph, run: Run) -> np.ndarray:
    """Leading eigenvector of the largest component, of Euclidean length 1; zero elsewhere."""
    values = np.zeros(graph.vcount())
    if not graph.ecount():
        return values
    parts = graph.connected_components()
    largest = max(parts, key=lambda part: (len(part), -part[0]))
    part = graph.induced_subgraph(largest)
    found = np.abs(part.eigenvector_centrality(weights="weight"))
    values[largest] = found / np.linalg.norm(found)
    return values


def pagerank(graph: igraph.Graph, run: Run) -> np.ndarray:
    """PageRank with damping 0.85."""
    if not graph.vcount():
        return np.zeros(0)
    return np.array(graph.pagerank(directed=False, damping=0.85, weights="weight"))


def clustering(graph: igraph.Graph, run: Run) -> np.ndarray:
    """Local clustering coefficient; zero below two neighbours."""
    return np.array(graph.transitivity_local_undirected(mode="zero"), dtype=float)


def core(graph: igraph.Graph, run: Run) -> np.ndarray:
    """Number of the innermost k-core."""
    return np.array(graph.coreness(), dtype=np.int64)


def community(graph: igraph.Graph, run: Run) -> np.ndarray:
    """Number the Leiden communities from 1, the largest first; 0 for vertices without ties."""
    n = graph.vcount()
    if not graph.ecount():
        return np.zeros(n, dtype=np.int64)
    parts = _leiden(graph, run)
    run.modularity = float(graph.modularity(parts.membership, weights="weight"))
    groups = [part for part in parts if graph.degree(part[0])]
    numbers = np.zeros(n, dtype=np.int64)
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
        run.tell(0.0)
        time.sleep(0.0005)
    return parts


def _component_sizes(graph: igraph.Graph) -> np.ndarray:
    if not graph.vcount():
        return np.zeros(0)
    parts = graph.connected_components()
    return np.array(parts.sizes())[parts.membership]
