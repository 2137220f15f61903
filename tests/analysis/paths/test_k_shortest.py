import itertools
import math

import igraph
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.analysis.paths import k_shortest
from graph_app.analysis.paths.k_shortest import k_cheapest


def matrix_of(graph):
    return nx.to_scipy_sparse_array(graph, nodelist=range(len(graph)), weight="cost", format="csr")


def weighted(graph, seed=0):
    graph = nx.convert_node_labels_to_integers(nx.Graph(graph))
    random = np.random.default_rng(seed)
    for _, _, facts in graph.edges(data=True):
        facts["cost"] = float(random.uniform(0.5, 3))
    return graph


def cost(graph, nodes):
    return math.fsum(graph.edges[a, b]["cost"] for a, b in itertools.pairwise(nodes))


CLASSICS = {
    "karate club": nx.karate_club_graph,
    "florentine families": nx.florentine_families_graph,
    "les miserables": nx.les_miserables_graph,
    "davis southern women": nx.davis_southern_women_graph,
}


@pytest.mark.parametrize("name", CLASSICS)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_paths_of_networkx_on_classic_graphs(name, seed):
    graph = weighted(CLASSICS[name](), seed)
    ends = np.random.default_rng(seed).choice(len(graph), size=(6, 2), replace=False)
    for start, end in ends.tolist():
        expected = itertools.islice(nx.shortest_simple_paths(graph, start, end, weight="cost"), 25)
        # Costs are drawn from the reals, so no two paths cost the same.
        assert k_cheapest(matrix_of(graph), start, end, 25) == [tuple(p) for p in expected]


def test_all_paths_of_a_complete_graph_are_found_once():
    graph = weighted(nx.complete_graph(6))
    found = k_cheapest(matrix_of(graph), 0, 5, 1000)
    assert set(found) == {tuple(path) for path in nx.all_simple_paths(graph, 0, 5)}
    assert len(found) == 1 + 4 + 12 + 24 + 24


def test_equal_costs_come_in_order_of_steps_and_numbers():
    graph = nx.Graph([(0, 3), (3, 4), (0, 2), (2, 4), (0, 1), (1, 5), (5, 4)])
    nx.set_edge_attributes(graph, 2.0, "cost")
    nx.set_edge_attributes(graph, {(0, 1): 1.0, (1, 5): 1.0}, "cost")
    expected = [(0, 2, 4), (0, 3, 4), (0, 1, 5, 4)]
    assert k_cheapest(matrix_of(graph), 0, 4, 9) == expected


def test_nothing_where_no_path_leads():
    graph = weighted(nx.disjoint_union(nx.path_graph(3), nx.path_graph(2)))
    assert k_cheapest(matrix_of(graph), 0, 4, 3) == []


@st.composite
def graphs(draw):
    n = draw(st.integers(2, 9))
    pairs = list(itertools.combinations(range(n), 2))
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, min_size=1))
    graph = nx.empty_graph(n)
    # Few different costs, so that equal paths arise.
    graph.add_weighted_edges_from(
        [(a, b, draw(st.sampled_from([1.0, 1.5, 2.0]))) for a, b in chosen], weight="cost"
    )
    return graph


@given(graphs(), st.integers(1, 12))
def test_the_cheapest_of_all_loopless_paths(graph, k):
    end = len(graph) - 1
    found = k_cheapest(matrix_of(graph), 0, end, k)
    every = sorted(cost(graph, path) for path in nx.all_simple_paths(graph, 0, end))
    assert [cost(graph, path) for path in found] == every[:k]
    assert len(set(found)) == len(found)
    for path in found:
        assert (path[0], path[-1]) == (0, end)
        assert len(set(path)) == len(path)
        assert all(graph.has_edge(a, b) for a, b in itertools.pairwise(path))


@given(graphs())
def test_more_paths_begin_with_fewer(graph):
    matrix, end = matrix_of(graph), len(graph) - 1
    many = k_cheapest(matrix, 0, end, 8)
    for k in (1, 2, 5):
        assert k_cheapest(matrix, 0, end, k) == many[:k]


@given(graphs(), st.permutations(range(9)))
def test_the_names_decide_between_equal_paths_however_the_nodes_are_numbered(graph, order):
    n = len(graph)
    order = [at for at in order if at < n]
    names = np.array([f"node {at}" for at in range(n)], dtype=object)
    expected = k_cheapest(matrix_of(graph), 0, n - 1, 4, names)
    shuffled = nx.to_scipy_sparse_array(graph, nodelist=order, weight="cost", format="csr")
    ends = order.index(0), order.index(n - 1)
    found = k_cheapest(shuffled, *ends, 4, names[order])
    assert [tuple(order[at] for at in path) for path in found] == expected


def test_of_very_many_equal_paths_the_same_ones_are_returned_each_time():
    graph = nx.complete_graph(9)
    nx.set_edge_attributes(graph, 1.0, "cost")
    found = k_cheapest(matrix_of(graph), 0, 8, 100)
    assert found == k_cheapest(matrix_of(graph), 0, 8, 100)
    assert found[:8] == [(0, 8), *[(0, at, 8) for at in range(1, 8)]]
    lengths = [len(path) for path in found]
    assert lengths == sorted(lengths)
    assert len(set(found)) == 100


def test_an_edge_of_infinite_cost_is_not_used():
    matrix = matrix_of(nx.Graph([(0, 1, {"cost": 1.0}), (1, 2, {"cost": np.inf})]))
    assert k_cheapest(matrix, 0, 2, 3) == []
    assert k_cheapest(matrix, 0, 1, 3) == [(0, 1)]


def test_a_large_graph_is_searched_no_further_than_needed(monkeypatch):
    """Of 20,000 nodes igraph is given few, and finds the paths that networkx finds in all."""
    searched = []

    class Counted(igraph.Graph):
        def get_k_shortest_paths(self, *arguments, **options):
            searched.append(self.vcount())
            return super().get_k_shortest_paths(*arguments, **options)

    monkeypatch.setattr(k_shortest.igraph, "Graph", Counted)
    graph = weighted(nx.barabasi_albert_graph(20_000, 2, seed=1))
    expected = itertools.islice(nx.shortest_simple_paths(graph, 5, 19_999, weight="cost"), 5)
    assert k_cheapest(matrix_of(graph), 5, 19_999, 5) == [tuple(path) for path in expected]
    assert sum(searched) < 2_000
