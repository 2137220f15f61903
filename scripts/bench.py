"""Speed as ratios within one run: ``make bench`` writes BENCHMARKS.md.

Made-up tables of 14,000 nodes and 20,000 ties, and of 100,000 and 500,000; with
``make bench TABLES=folder`` the same on tables of one's own. Nothing here is a test.
"""

import datetime
import gc
import platform
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
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
from graph_app.graph.frames import frame_from_tables
from graph_app.intake.project.folder import load_folder, write_tables
from graph_app.model.tables import Tables
from scripts import bench_serving
from scripts.serving import ROOT, chromium_path


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    target: str
    measured: str


def timed(function: Callable, times: int = 1) -> tuple[float, object]:
    """Return the shortest of some times, and the last result."""
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
    # Of one part: of several it is not defined, and igraph would say so.
    graph.connected_components().giant().eigenvector_centrality(weights="weight")
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


def bench_filter(graph) -> list[Row]:
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
        took.append(timed(lambda wanted=wanted: apply_filter(graph, wanted))[0])
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
        graph = frame_from_tables(tables)
        build_graph(graph)
        return compute(graph, ["degree", "pagerank", "core", "clustering", "community"])

    seconds, _ = timed(whole)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return [
        Row(
            "100k nodes, 500k ties: tables, graph, degree, PageRank, k-core, clustering, Leiden",
            "under 60 s, under 4 GiB",
            f"{seconds:.0f} s, {peak:.1f} GiB at the most",
        )
    ]


def bench_connections(graph) -> list[Row]:
    today = datetime.date.today()
    random = np.random.default_rng(0)
    hub = graph.nodes["id"].iloc[int(np.argmax(graph.degree))]
    strengths = strength_graph(graph, today)
    pairs = random.integers(0, len(graph), (30, 2))
    ids = graph.nodes["id"].to_numpy(dtype=object)
    took = [timed(lambda p=p: paths_between(strengths, ids[p[0]], ids[p[1]], 5))[0] for p in pairs]
    country = next(iter(target_options(graph, "country")))
    targets = target_set(graph, "country", country)
    introduced, _ = timed(lambda: introductions(strengths, hub, targets))
    return [
        Row("Connections: five best paths, slowest of 30 pairs", "under 1 s", f"{max(took):.2f} s"),
        Row(
            "Connections: who can introduce the best connected node to a country",
            "under 1 s",
            f"{introduced:.2f} s",
        ),
    ]


def bench_partners(frame) -> list[Row]:
    graph = prepare(frame, datetime.date.today().year)
    cities = frame.nodes["id"][frame.nodes["kind"].eq("city")].iloc[:10]
    took = [timed(lambda city=city: _suggestions(graph, city))[0] for city in cities]
    what = "Partners: ranking and reasons of the first ten, slowest of 10 cities"
    return [Row(what, "under 1 s", f"{max(took):.2f} s")]


def bench_ranking() -> list[Row]:
    frame = frame_from_tables(synthetic_tables(27_000, 43_000))
    graph = prepare(frame, datetime.date.today().year)
    cities = frame.nodes["id"].iloc[:30]
    rank_partners(graph, cities.iloc[-1])
    took = [timed(lambda city=city: rank_partners(graph, city))[0] for city in cities]
    what = "27k nodes, 43k ties: ranking of partners after warm-up, slowest of 30 cities"
    return [Row(what, "under 100 ms", f"{max(took) * 1e3:.0f} ms")]


def _suggestions(graph, city):
    ranking = rank_partners(graph, city)
    top = ranking.table.index[:10]
    return [(ranking.reasons(one), ranking.weak_points(one)) for one in top]


def bench_app() -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        demo = folder / "demo"
        write_tables(synthetic_tables(14_000, 20_000), demo)
        (demo / "settings.toml").write_text('home = "city:c0"\n', encoding="utf-8")
        changes = np.percentile(bench_serving.filter_change(demo), 95) * 1e3
        took, errors = bench_serving.readers(demo)
        rows = [
            Row(
                "filter change, server side, default view, p95", "under 250 ms", f"{changes:.0f} ms"
            ),
            Row(
                "20 readers over websockets, 2-6 s between actions, one more computing exact "
                "betweenness: p95",
                "under 500 ms, no error",
                f"{np.percentile(took, 95) * 1e3:.0f} ms (median {np.median(took) * 1e3:.0f} ms, "
                f"{len(took)} actions), {len(errors)} errors",
            ),
            Row("memory of the app, 40 open visits", "under 600 MiB", _memory(demo)),
        ]
        return rows + (bench_picture(folder) if chromium_path() else [])


def _memory(demo: Path) -> str:
    return f"{bench_serving.memory(demo):.0f} MiB"


def bench_picture(folder: Path) -> list[Row]:
    found = bench_serving.first_picture(folder)
    stock = found["stock"]
    return [
        Row(
            f"first picture of 1,000 nodes, standalone page against stock pyvis ({stock:.1f} s)",
            "at least 30x sooner",
            f"{stock / found['standalone']:.0f}x ({found['standalone']:.2f} s)",
        ),
        Row(
            "first picture of 1,000 nodes in the app, from the address to the picture",
            "",
            f"{stock / found['app']:.0f}x ({found['app']:.2f} s)",
        ),
    ]


def bench_tables(tables: Tables) -> list[Row]:
    graph = frame_from_tables(tables)
    return [
        *bench_measures(graph),
        *bench_build(tables, graph),
        *bench_filter(graph),
        *bench_layout(graph),
        *bench_connections(graph),
        *bench_partners(graph),
    ]


def table_of(rows: list[Row]) -> str:
    lines = [f"| {row.what} | {row.target} | {row.measured} |" for row in rows]
    return "\n".join(["| what | target | measured |", "|---|---|---|", *lines])


_TEXT = """# Benchmarks

Written by `make bench`: ratios within one run. Python {python}, igraph {igraph},
networkx {networkx}, pandas {pandas}, two cores, software rendering.

## Made-up tables of 14,000 nodes and 20,000 ties

Scale-free and clustered; `graph-app demo` writes the same.

{made_up}
{own}"""

_OWN = """
## Real tables of {nodes:,} nodes and {ties:,} ties

Given by `make bench TABLES=folder`: {name}.

{rows}
"""


def main(own: str | None = None) -> int:
    rows = bench_tables(synthetic_tables(14_000, 20_000)) + bench_app() + bench_ranking()
    rows += bench_large()
    text = _TEXT.format(
        python=platform.python_version(),
        igraph=igraph.__version__,
        networkx=nx.__version__,
        pandas=pd.__version__,
        made_up=table_of(rows),
        own=_own(Path(own)) if own else "",
    )
    (ROOT / "BENCHMARKS.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


def _own(folder: Path) -> str:
    tables = load_folder(folder)
    graph = frame_from_tables(tables)
    rows = table_of(bench_tables(tables))
    return _OWN.format(nodes=len(graph), ties=graph.n_edges, name=folder.name, rows=rows)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
