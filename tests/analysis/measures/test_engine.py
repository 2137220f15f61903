import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import igraph
import numpy as np
import pytest

from graph_app.analysis.measures import engine
from graph_app.analysis.measures.centrality import MEASURES, compute
from graph_app.analysis.synthetic import synthetic_tables
from graph_app.graph.frames import frame_from_tables
from tests.busy import busy


@pytest.fixture(scope="module")
def graph():
    """A graph whose sources take more than one portion."""
    return frame_from_tables(synthetic_tables(900, 1300))


def figures(graph):
    """Compute every measure, each in a thread of its own, and sampled betweenness; as bytes."""
    with ThreadPoolExecutor() as pool:
        sampled = pool.submit(compute, graph, ["betweenness"], pivots=500)
        exact = {name: pool.submit(compute, graph, [name]) for name in MEASURES}
    found = {name: one.result().table[name].to_numpy().tobytes() for name, one in exact.items()}
    found["modularity"] = exact["community"].result().modularity.hex()
    found["sampled"] = sampled.result().table.to_numpy().tobytes()
    found["error"] = sampled.result().error.to_numpy().tobytes()
    return found


@pytest.fixture(scope="module")
def undisturbed(graph):
    return figures(graph)


@pytest.mark.parametrize(("pause", "threads"), [(0.001, 0), (0.001, 2), (1.0, 0)])
def test_figures_depend_on_neither_clock_nor_load(graph, undisturbed, monkeypatch, pause, threads):
    monkeypatch.setattr(engine, "PAUSE_SECONDS", pause)
    with busy(threads):
        assert figures(graph) == undisturbed


@pytest.mark.parametrize(("n", "edges"), [(5, 0), (900, 1300), (14_000, 20_000)])
def test_portions_hold_each_vertex_once_in_order_and_are_small_in_large_graphs(n, edges):
    shares = []
    run = engine.Run(progress=lambda share, name: shares.append(share))
    graph = igraph.Graph.Erdos_Renyi(n, m=edges)
    portions = list(run.portions(graph, np.arange(n)))
    assert [vertex for portion in portions for vertex in portion] == list(range(n))
    assert max(map(len, portions)) * (n + edges) <= engine.PORTION_VISITS
    assert shares[-1] == 1.0


def test_a_graph_larger_than_a_portion_advances_by_one_vertex(monkeypatch):
    monkeypatch.setattr(engine, "PORTION_VISITS", 3)
    assert list(engine.Run().portions(igraph.Graph.Ring(4), np.arange(4))) == [[0], [1], [2], [3]]


_MEASURED = """
import networkx as nx
from graph_app.analysis.measures.centrality import compute
from graph_app.graph.frames import frame_from_graph
tail = nx.star_graph(200)
nx.add_path(tail, [1, *range(1000, 1050)])
for graph in (tail, nx.disjoint_union(tail, nx.cycle_graph(9)), nx.empty_graph(3)):
    compute(frame_from_graph(graph))
"""


def test_nothing_is_printed_about_separate_parts_or_vertices_far_away():
    made = subprocess.run([sys.executable, "-c", _MEASURED], capture_output=True, text=True)
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "")
