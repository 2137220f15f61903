"""Speed as ratios within one run: ``make bench`` writes BENCHMARKS.md.

Made-up tables of 14,000 nodes and 20,000 ties, and of 100,000 and 500,000. Nothing here is a test.
"""

import datetime
import gc
import platform
import resource
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import igraph
import networkx as nx
import numpy as np
import pandas as pd

from graph_app.analysis.layout import layout
from graph_app.analysis.measures.centrality import MEASURES, compute
from graph_app.analysis.partners.ranking import prepare, rank_partners
from graph_app.analysis.paths.best_paths import paths_between, strength_graph
from graph_app.analysis.paths.introductions import introductions, target_options, target_set
from graph_app.analysis.synthetic import synthetic_tables
from graph_app.graph.build import build_graph
from graph_app.graph.convert import to_igraph, to_simple_networkx
from graph_app.graph.filters import GraphFilter, apply_filter
from graph_app.graph.frames import GraphFrame, frame_from_tables
from graph_app.intake.project.folder import write_tables
from graph_app.model.tables import Tables
from scripts import bench_import, bench_serving
from scripts.serving import ROOT, chromium_path

#: Lines of the table: what, target, measured.
Rows = Iterator[tuple[str, str, str]]


def timed(function: Callable, *arguments: object, times: int = 1) -> float:
    """Return the shortest of some times, in seconds."""
    best = float("inf")
    for _ in range(times):
        gc.collect()
        start = time.perf_counter()
        function(*arguments)
        best = min(best, time.perf_counter() - start)
    return best


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
    """Compute the same measures by one call each."""
    graph.degree()
    graph.strength(weights="weight")
    graph.betweenness(directed=False)
    graph.closeness(normalized=True)
    graph.harmonic_centrality(normalized=True)
    # Of one part: of several it is not defined, and igraph would say so.
    graph.connected_components().giant().eigenvector_centrality(weights="weight")
    graph.pagerank(directed=False, weights="weight")
    graph.transitivity_local_undirected(mode="zero")
    graph.coreness()
    graph.community_leiden(objective_function="modularity", weights="weight", n_iterations=-1)


def bench_measures(graph: GraphFrame) -> Rows:
    raw = timed(raw_igraph, to_igraph(graph))
    stalls = Stalls()
    stalls.start()
    ours = timed(compute, graph)
    stalls.running = False
    what = f"all {len(MEASURES)} measures, exact, against the same calls in igraph"
    yield what, "at most 1.25x", f"{ours / raw:.2f}x ({ours:.1f} s against {raw:.1f} s)"
    simple = to_simple_networkx(graph)
    sampled = timed(lambda: nx.betweenness_centrality(simple, k=200, seed=1))
    whole, single = sampled * len(graph) / 200, timed(compute, graph, ["betweenness"])
    what = "exact betweenness against networkx, extrapolated from 200 sources"
    measured = f"{whole / single:.0f}x ({single:.1f} s against {whole:.0f} s)"
    yield what, "at least 25x faster", measured
    stall = f"{stalls.longest * 1e3:.0f} ms"
    yield "longest stall of another thread meanwhile", "under 100 ms", stall


def bench_build(tables: Tables) -> Rows:
    ends = tables.relations.assign(weight=1.0), "source", "target"
    options = {"edge_attr": True, "create_using": nx.MultiGraph, "edge_key": "id"}
    ours = timed(build_graph, tables, times=3)
    theirs = timed(lambda: nx.from_pandas_edgelist(*ends, **options), times=3)
    measured = f"{ours / theirs:.2f}x ({ours:.2f} s against {theirs:.2f} s)"
    yield "tables to MultiGraph against nx.from_pandas_edgelist", "at most 2x", measured


def bench_filter(graph: GraphFrame) -> Rows:
    random = np.random.default_rng(0)
    took = []
    for at in range(60):
        wanted = GraphFilter(
            kinds=("city",) if at % 2 else (),
            countries=("FI", "SE") if at % 3 else (),
            year=int(random.integers(1950, 2025)),
            focus=graph.nodes["id"].iloc[int(random.integers(len(graph)))],
            hops=int(random.integers(1, 5)),
            search="ab" if at % 5 == 0 else "",
        )
        took.append(timed(apply_filter, graph, wanted))
    worst = np.percentile(took, 95) * 1e3
    yield "filter on the columns, 60 changes, p95", "under 250 ms", f"{worst:.0f} ms"


def bench_layout(graph: GraphFrame) -> Rows:
    simple = to_igraph(graph)
    raw = timed(lambda: simple.layout_fruchterman_reingold(niter=500, grid="auto"))
    ours = timed(layout, graph)
    same = "the same" if layout(graph).equals(layout(graph)) else "not the same"
    measured = f"{ours / raw:.2f}x ({ours:.1f} s against {raw:.1f} s), {same} each time"
    what = "organic layout against igraph's own Fruchterman-Reingold"
    yield what, "at most 1.5x, deterministic", measured


def bench_connections(graph: GraphFrame) -> Rows:
    strengths = strength_graph(graph, datetime.date.today())
    pairs = np.random.default_rng(0).integers(0, len(graph), (30, 2))
    slowest = max(timed(paths_between, strengths, *graph.ids[pair], 5) for pair in pairs)
    what = "Connections: five best paths, slowest of 30 pairs"
    yield what, "under 1 s", f"{slowest:.2f} s"
    hub = graph.ids[int(np.argmax(graph.degree))]
    targets = target_set(graph, "country", next(iter(target_options(graph, "country"))))
    took = timed(introductions, strengths, hub, targets)
    what = "Connections: who can introduce the best connected node to a country"
    yield what, "under 1 s", f"{took:.2f} s"


def bench_partners(frame: GraphFrame) -> Rows:
    graph = prepare(frame, datetime.date.today().year)

    def suggest(city: str) -> None:
        ranking = rank_partners(graph, city)
        for one in ranking.table.index[:10]:
            ranking.reasons(one), ranking.weak_points(one)

    cities = frame.nodes["id"][frame.nodes["kind"].eq("city")].iloc[:10]
    what = "Partners: ranking and reasons of the first ten, slowest of 10 cities"
    yield what, "under 1 s", f"{max(timed(suggest, city) for city in cities):.2f} s"


def bench_app(tables: Tables) -> Rows:
    with tempfile.TemporaryDirectory() as name:
        demo = Path(name) / "demo"
        write_tables(tables, demo)
        (demo / "settings.toml").write_text('home = "city:c0"\n', encoding="utf-8")
        changes = np.percentile(bench_serving.filter_change(demo), 95) * 1e3
        what = "filter change, server side, default view, p95"
        yield what, "under 250 ms", f"{changes:.0f} ms"
        took, errors = bench_serving.readers(demo)
        half, worst = np.percentile(took, [50, 95]) * 1e3
        what = "20 readers over websockets, 2-6 s between actions, one more computing exact "
        measured = f"{worst:.0f} ms (median {half:.0f} ms, {len(took)} actions), "
        measured += f"{len(errors)} errors"
        yield f"{what}betweenness: p95", "under 500 ms, no error", measured
        used = f"{bench_serving.memory(demo):.0f} MiB"
        yield "memory of the app, 40 open visits", "under 600 MiB", used
        if chromium_path():
            yield from bench_picture(Path(name))


def bench_picture(folder: Path) -> Rows:
    took = bench_serving.first_picture(folder)
    stock, alone, app = took["stock"], took["standalone"], took["app"]
    what = f"first picture of 1,000 nodes, standalone page against stock pyvis ({stock:.1f} s)"
    yield what, "at least 30x sooner", f"{stock / alone:.0f}x ({alone:.2f} s)"
    what = "first picture of 1,000 nodes in the app, from the address to the picture"
    yield what, "", f"{stock / app:.0f}x ({app:.2f} s)"


def bench_large() -> Rows:
    tables = synthetic_tables(100_000, 500_000)

    def whole():
        graph = frame_from_tables(tables)
        build_graph(graph)
        return compute(graph, ["degree", "pagerank", "core", "clustering", "community"])

    seconds = timed(whole)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    what = "100k nodes, 500k ties: tables, graph, degree, PageRank, k-core, clustering, Leiden"
    yield what, "under 60 s, under 4 GiB", f"{seconds:.0f} s, {peak:.1f} GiB at the most"


def all_rows() -> Rows:
    """Measure everything."""
    tables = synthetic_tables(14_000, 20_000)
    graph = frame_from_tables(tables)
    yield from bench_measures(graph)
    yield from bench_build(tables)
    yield from bench_filter(graph)
    yield from bench_layout(graph)
    yield from bench_connections(graph)
    yield from bench_partners(graph)
    yield from bench_app(tables)
    yield bench_import.table_row()
    yield from bench_large()


_TEXT = f"""# Benchmarks

Written by `make bench`: ratios within one run. Python {platform.python_version()}, igraph {igraph.__version__},
networkx {nx.__version__}, pandas {pd.__version__}, two cores, software rendering.

## Made-up tables of 14,000 nodes and 20,000 ties

Scale-free and clustered; `graph-app demo` writes the same.

| what | target | measured |
|---|---|---|
"""


def main() -> None:
    text = _TEXT + "".join(f"| {' | '.join(row)} |\n" for row in all_rows())
    (ROOT / "BENCHMARKS.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
