"""networkx is the reference; published figures are the proof that both mean the same."""

import threading
import time

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_app.analysis.measures.centrality import MEASURES, RANKING, compute
from graph_app.graph.convert import to_simple_networkx
from graph_app.graph.frames import frame_from_graph
from graph_app.model.errors import CancelledError, FilterError
from tests.conftest import examples

EXACT = {
    "degree": lambda g: dict(g.degree),
    "weighted_degree": lambda g: dict(g.degree(weight="weight")),
    "betweenness": nx.betweenness_centrality,
    "closeness": nx.closeness_centrality,
    "harmonic": lambda g: {v: h / max(1, len(g) - 1) for v, h in nx.harmonic_centrality(g).items()},
    "pagerank": lambda g: nx.pagerank(g, tol=1e-13, max_iter=2000) if len(g) else {},
    "clustering": nx.clustering,
    "core": nx.core_number,
}


def reference_eigenvector(graph):
    values = dict.fromkeys(graph, 0.0)
    if graph.number_of_edges():
        largest = max(nx.connected_components(graph), key=lambda part: (len(part), -min(part)))
        members = sorted(largest)
        matrix = nx.to_numpy_array(graph, nodelist=members, weight="weight")
        values |= dict(zip(members, np.linalg.eigh(matrix)[1][:, -1], strict=True))
    return values


def agree(graph):
    frame = frame_from_graph(graph) if isinstance(graph, nx.Graph) else graph
    simple = to_simple_networkx(frame)
    table = compute(frame, [*EXACT, "eigenvector"]).table
    for name, function in EXACT.items():
        expected = function(simple)
        wanted = [expected[node] for node in simple]
        np.testing.assert_allclose(table[name], wanted, rtol=1e-9, atol=1e-9, err_msg=name)
    wanted = [abs(value) for value in reference_eigenvector(simple).values()]
    np.testing.assert_allclose(table["eigenvector"], wanted, atol=1e-6)


def weighted(graph):
    for at, (_, _, data) in enumerate(graph.edges(data=True)):
        data["weight"] = 0.3 + at % 5
    return graph


@pytest.mark.parametrize(
    "graph",
    [
        nx.Graph(),
        nx.empty_graph(1),
        nx.empty_graph(3),
        nx.path_graph(2),
        nx.star_graph(6),
        nx.karate_club_graph(),
        weighted(nx.les_miserables_graph()),
        nx.florentine_families_graph(),
        nx.davis_southern_women_graph(),
        nx.disjoint_union(nx.path_graph(5), nx.cycle_graph(4)),
        nx.MultiGraph([(0, 1), (0, 1), (1, 2), (2, 2)]),
        weighted(nx.gnp_random_graph(60, 0.06, seed=1)),
        nx.barabasi_albert_graph(80, 2, seed=3),
    ],
    ids=str,
)
def test_equals_networkx(graph):
    agree(graph)


@settings(max_examples=examples(40))
@given(st.integers(1, 25), st.floats(0, 0.4), st.integers(0, 1000))
def test_equals_networkx_on_random_graphs(n, p, seed):
    agree(weighted(nx.gnp_random_graph(n, p, seed=seed)))


def test_equals_networkx_on_the_shipped_graph(graph):
    agree(graph)


def test_the_medici_as_published():
    """J. F. Padgett, C. K. Ansell (1993): the Medici lie on half of the ways, far before all."""
    table = compute(nx.florentine_families_graph(), ["betweenness", "degree"]).table
    assert table["betweenness"].idxmax() == "Medici"
    assert table.loc["Medici", "betweenness"] == pytest.approx(0.5220, abs=1e-4)
    assert table.loc["Guadagni", "betweenness"] == pytest.approx(0.2546, abs=1e-4)
    assert table.loc["Medici", "degree"] == 6


def test_the_communities_of_the_karate_club_as_published():
    """Best known modularity of the unweighted club: 0.4198 in four communities (Brandes 2008)."""
    graph = nx.Graph(nx.karate_club_graph().edges)
    result = compute(graph, ["community", "core"])
    assert result.modularity == pytest.approx(0.4198, abs=1e-4)
    sizes = result.table["community"].value_counts().sort_index()
    assert list(sizes) == sorted(sizes, reverse=True)
    assert len(sizes) == 4
    assert result.table["core"].max() == 4


def test_communities_are_the_same_each_time_and_zero_without_ties():
    graph = nx.disjoint_union(nx.barabasi_albert_graph(200, 2, seed=1), nx.empty_graph(3))
    first, second = (compute(graph, ["community"]).table["community"] for _ in range(2))
    assert first.equals(second)
    assert list(first.tail(3)) == [0, 0, 0]


def test_sampled_betweenness_comes_with_an_error_that_holds():
    graph = nx.barabasi_albert_graph(400, 2, seed=5)
    exact = compute(graph, ["betweenness"]).table["betweenness"]
    top = exact.nlargest(20).index
    within = []
    for seed in range(5):
        sampled = compute(graph, ["betweenness"], pivots=100, seed=seed)
        assert sampled.pivots == 100
        off = (sampled.table["betweenness"] - exact).abs()
        within += list((off <= 2 * sampled.error)[top])
        assert len(set(top[:10]) & set(sampled.table["betweenness"].nlargest(10).index)) >= 8
    # Two standard errors would hold 95 of 100 if contributions were normal; their tail is heavy.
    assert np.mean(within) > 0.8


def test_as_many_pivots_as_nodes_is_exact():
    graph = nx.karate_club_graph()
    sampled = compute(graph, ["betweenness"], pivots=34)
    assert sampled.pivots is None
    assert sampled.table.equals(compute(graph, ["betweenness"]).table)


def test_it_says_what_it_was_computed_on(small):
    result = compute(small, ["degree"])
    assert (result.nodes, result.edges, result.components) == (8, 7, 2)


def test_progress_is_reported_and_a_stop_is_obeyed():
    reported = []
    graph = nx.barabasi_albert_graph(300, 2, seed=1)
    compute(graph, ["betweenness"], progress=lambda share, name: reported.append((name, share)))
    shares = [share for _, share in reported]
    assert shares == sorted(shares)
    assert (reported[0], reported[-1]) == (("betweenness", 0.0), ("betweenness", 1.0))
    with pytest.raises(CancelledError):
        compute(graph, ["betweenness"], stop=lambda: len(reported) > 0)


def test_another_thread_gets_its_turn_meanwhile():
    """The one long call of igraph would let the other thread tick once or twice in all."""
    graph = nx.barabasi_albert_graph(3000, 2, seed=1)
    frame = frame_from_graph(graph)
    done, ticks = threading.Event(), []

    def tick():
        while not done.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.005)

    thread = threading.Thread(target=tick)
    thread.start()
    compute(frame, ["betweenness"])
    done.set()
    thread.join()
    assert len(ticks) > 10


def test_unknown_measure_is_named(small):
    with pytest.raises(FilterError, match="'fame'"):
        compute(small, ["fame"])


def test_every_measure_says_what_it_means_and_where_it_is_from():
    for measure in MEASURES.values():
        assert measure.meaning.endswith(".")
        assert any(char.isdigit() for char in measure.reference)
    assert set(RANKING) == set(MEASURES) - {"community"}
