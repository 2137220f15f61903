"""Speed as ratios within one run: ``make bench`` writes BENCHMARKS.md.

Made-up tables of 14,000 nodes and 20,000 ties, and of 100,000 and 500,000; nothing here is a test.
"""

import gc
import platform
import resource
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import igraph
import networkx as nx
import numpy as np

from graph_app.analysis.centrality import MEASURES, compute
from graph_app.analysis.layout import layout
from graph_app.analysis.synthetic import synthetic_tables
from graph_app.graph.build import build_graph
from graph_app.graph.columns import columns_from_tables
from graph_app.graph.convert import to_igraph, to_simple_networkx
from graph_app.graph.filters import GraphFilter, apply_filter
from scripts.serving import ROOT


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    target: str
    measured: str


def timed(function: Callable, times: int = 1) -> tuple[float, object]:
    """Give the shortest of some times, and the last result."""
    best, result = float("inf"), None
    for _ in range(times):
        gc.collect()
        start = time.perf_counter()
        result = function()
        best = min(best, time.perf_counter() - start)
    return best, result


class Stalls(threading.Thread):
    """A thread that wants its turn every 2 ms and notes how long it had to wait."""

    def __init__(self):
        super().__init__(daemon=True)
        self.longest, self.running = 0.0, True

    def run(self):
        last = time.perf_counter()
        while self.running:
            time.sleep(0.002)
            now = time.perf_counter()
            self.longest, last = max(self.longest, now - last), now


def raw_igraph(graph: igraph.Graph) -> None:
    """The same measures by one call each."""
    graph.degree()
    graph.strength(weights="weight")
    graph.betweenness(directed=False)
    graph.closeness(normalized=True)
    graph.harmonic_centrality(normalized=True)
    graph.eigenvector_centrality(weights="weight")
    graph.pagerank(directed=False, weights="weight")
    graph.transitivity_local_undirected(mode="zero")
    graph.coreness()
    graph.community_leiden(objective_function="modularity", weights="weight", n_iterations=-1)


def bench_measures(columns) -> list[Row]:
    graph = to_igraph(columns)
    raw, _ = timed(lambda: raw_igraph(graph))
    stalls = Stalls()
    stalls.start()
    ours, _ = timed(lambda: compute(columns))
    stalls.running = False
    simple = to_simple_networkx(columns)
    reference, _ = timed(lambda: nx.betweenness_centrality(simple, k=200, seed=1))
    single, _ = timed(lambda: compute(columns, ["betweenness"]))
    whole = reference * len(columns) / 200
    n = len(MEASURES)
    return [
        Row(
            f"all {n} measures, exact, against the same calls in igraph",
            "at most 1.25x",
            f"{ours / raw:.2f}x ({ours:.1f} s against {raw:.1f} s)",
        ),
        Row(
            "exact betweenness against networkx, extrapolated from 200 sources",
            "at least 25x faster",
            f"{whole / single:.0f}x ({single:.1f} s against {whole:.0f} s)",
        ),
        Row(
            "longest stall of another thread meanwhile",
            "under 100 ms",
            f"{stalls.longest * 1e3:.0f} ms",
        ),
    ]


def bench_build(tables, columns) -> list[Row]:
    frame = tables.relations.assign(weight=1.0)
    ours, _ = timed(lambda: build_graph(tables), 3)
    theirs, _ = timed(
        lambda: nx.from_pandas_edgelist(
            frame, "source", "target", edge_attr=True, create_using=nx.MultiGraph, edge_key="id"
        ),
        3,
    )
    return [
        Row(
            "tables to MultiGraph against nx.from_pandas_edgelist",
            "at most 2x",
            f"{ours / theirs:.2f}x ({ours:.2f} s against {theirs:.2f} s)",
        )
    ]


def bench_filter(columns) -> list[Row]:
    random = np.random.default_rng(0)
    took = []
    for at in range(60):
        wanted = GraphFilter(
            kinds=("city",) if at % 2 else (),
            countries=("FI", "SE") if at % 3 else (),
            year=int(random.integers(1950, 2025)),
            focus=f"city:c{random.integers(1000)}",
            hops=int(random.integers(1, 5)),
            search="ab" if at % 5 == 0 else "",
        )
        took.append(timed(lambda wanted=wanted: apply_filter(columns, wanted))[0])
    worst = np.percentile(took, 95) * 1e3
    return [Row("filter on the columns, 60 changes, p95", "under 250 ms", f"{worst:.0f} ms")]


def bench_layout(columns) -> list[Row]:
    graph = to_igraph(columns)
    raw, _ = timed(lambda: graph.layout_fruchterman_reingold(niter=500, grid="auto"))
    ours, places = timed(lambda: layout(columns))
    same = places.equals(layout(columns))
    return [
        Row(
            "organic layout against igraph's own Fruchterman-Reingold",
            "at most 1.5x, deterministic",
            f"{ours / raw:.2f}x ({ours:.1f} s against {raw:.1f} s), "
            f"{'the same' if same else 'not the same'} each time",
        )
    ]


def bench_large() -> list[Row]:
    tables = synthetic_tables(100_000, 500_000)
    gc.collect()

    def whole():
        columns = columns_from_tables(tables)
        build_graph(columns)
        return compute(columns, ["degree", "pagerank", "core", "clustering", "community"])

    seconds, _ = timed(whole)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return [
        Row(
            "100k nodes, 500k ties: tables, graph, degree, PageRank, k-core, clustering, Leiden",
            "under 60 s, under 4 GiB",
            f"{seconds:.0f} s, {peak:.1f} GiB at the most",
        )
    ]


def main() -> int:
    tables = synthetic_tables(14_000, 20_000)
    columns = columns_from_tables(tables)
    rows = [
        *bench_measures(columns),
        *bench_build(tables, columns),
        *bench_filter(columns),
        *bench_layout(columns),
        *bench_large(),
    ]
    lines = [f"| {row.what} | {row.target} | {row.measured} |" for row in rows]
    text = (
        "# Benchmarks\n\nWritten by `make bench`: ratios within one run on made-up tables of 14,000 "
        "nodes and 20,000 ties\n(scale-free, clustered; `graph-app demo` writes the same). Python "
        f"{platform.python_version()}, igraph {igraph.__version__}, networkx {nx.__version__}, "
        "two cores.\n\n| what | target | measured |\n|---|---|---|\n" + "\n".join(lines) + "\n"
    )
    (ROOT / "BENCHMARKS.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
