import pandas as pd
import pytest

from graph_app.analysis.measures import cached as kept_measures
from graph_app.analysis.measures.cached import compute_cached, exact_seconds, usual_pivots
from graph_app.analysis.measures.centrality import compute
from graph_app.analysis.synthetic import synthetic_tables
from graph_app.graph.frames import frame_from_graph, frame_from_tables
from graph_app.model.errors import CancelledError
from graph_app.runtime import cache as shelf

NAMES = ["degree", "betweenness", "community"]


@pytest.fixture
def graph():
    return frame_from_tables(synthetic_tables(600, 900))


@pytest.fixture
def computed(monkeypatch, tmp_path):
    """Count how often anything is computed, with a shelf of its own."""
    monkeypatch.setattr(kept_measures, "shelf", lambda: shelf.DiskCache(tmp_path))
    calls = []

    def counting(*arguments, **options):
        calls.append(arguments[1])
        return compute(*arguments, **options)

    monkeypatch.setattr(kept_measures, "compute", counting)
    return calls


@pytest.mark.parametrize("pivots", [None, 50])
def test_the_second_time_it_comes_from_the_shelf_and_says_the_same(graph, computed, pivots):
    first = compute_cached(graph, NAMES, "", pivots=pivots)
    second = compute_cached(graph, NAMES, "", pivots=pivots)
    assert len(computed) == 1
    pd.testing.assert_frame_equal(first.table, second.table)
    sizes = ("nodes", "edges", "components", "pivots", "modularity")
    assert [getattr(first, s) for s in sizes] == [getattr(second, s) for s in sizes]
    assert (first.error is None) == (second.error is None)
    if pivots:
        pd.testing.assert_series_equal(first.error, second.error, check_names=False)


def test_another_filter_pivots_or_revision_is_another_result(graph, computed):
    compute_cached(graph, NAMES, "")
    compute_cached(graph, NAMES, "year=1990")
    compute_cached(graph, NAMES, "", pivots=40)
    compute_cached(frame_from_tables(synthetic_tables(600, 900, seed=1)), NAMES, "")
    assert len(computed) == 4


def test_a_stopped_computation_keeps_nothing(graph, computed):
    with pytest.raises(CancelledError):
        compute_cached(graph, NAMES, "", stop=lambda: True)
    compute_cached(graph, NAMES, "")
    compute_cached(graph, NAMES, "")
    assert len(computed) == 2


def test_small_graphs_and_those_without_a_revision_are_computed(computed):
    import networkx as nx

    for graph in (nx.path_graph(3), nx.path_graph(700)):
        for _ in range(2):
            compute_cached(frame_from_graph(graph), ["degree"], "")
    assert len(computed) == 4


def test_sampling_is_offered_where_exact_figures_take_over_ten_seconds(graph):
    assert usual_pivots(graph) is None
    large = frame_from_tables(synthetic_tables(20_000, 30_000))
    assert exact_seconds(large) > 10
    assert usual_pivots(large) == 500
