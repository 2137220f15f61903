import dataclasses

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from graph_app.analysis.partners import kept_trial
from graph_app.analysis.partners.evaluation import trial
from graph_app.analysis.partners.kept_trial import ranker_and_trial, trial_kept
from graph_app.analysis.partners.model import MODEL
from graph_app.analysis.partners.ranking import prepare
from graph_app.analysis.partners.signals import PartnerGraph
from graph_app.analysis.synthetic import synthetic_tables
from graph_app.graph.frames import frame_from_graph, frame_from_tables
from graph_app.graph.years import as_of
from graph_app.model.errors import FilterError
from graph_app.runtime.cache import DiskCache


@pytest.fixture(scope="module")
def made_up():
    return frame_from_tables(synthetic_tables(60, 150, seed=3))


@pytest.fixture
def made(monkeypatch, tmp_path):
    """Count the trials that are made, with a cache of their own."""
    monkeypatch.setattr(kept_trial, "disk_cache", lambda: DiskCache(tmp_path))
    graphs = []

    def counting(graph, seeds):
        graphs.append(graph)
        return trial(graph, seeds[:2])

    monkeypatch.setattr(kept_trial, "trial", counting)
    return graphs


def test_the_second_time_it_comes_from_the_cache_and_says_the_same(made_up, made):
    first = trial_kept(prepare(made_up, 2026))
    second = trial_kept(prepare(made_up, 2026))
    assert len(made) == 1
    for field in dataclasses.fields(first):
        one, other = getattr(first, field.name), getattr(second, field.name)
        if isinstance(one, pd.DataFrame):
            pd.testing.assert_frame_equal(one, other)
        else:
            assert (one, type(one)) == (other, type(other)), field.name
    pd.testing.assert_frame_equal(first.summary(), second.summary())
    assert first.choice == second.choice


def test_other_tables_a_part_of_them_and_other_live_ties_are_other_trials(made_up, made):
    graph = prepare(made_up, 2026)
    everybody, ties = np.ones(len(made_up), dtype=bool), np.arange(made_up.n_edges) != 5
    fewer_live = graph.live & (np.arange(made_up.n_edges) != np.flatnonzero(graph.live)[0])
    renamed = made_up.nodes.assign(id=[*made_up.nodes["id"][:-1], "city:new"])
    for other in (
        graph,
        prepare(frame_from_tables(synthetic_tables(60, 150, seed=4)), 2026),
        PartnerGraph(made_up, fewer_live),
        PartnerGraph(made_up.select(everybody, ties), graph.live[ties]),
        PartnerGraph(dataclasses.replace(made_up, nodes=renamed), graph.live),
        prepare(as_of(made_up, 1990), 1990),
    ):
        trial_kept(other)
        assert made[-1] is other


def test_a_graph_without_a_revision_is_tested_each_time(made_up, made):
    nameless = prepare(dataclasses.replace(made_up, revision=""), 2026)
    for _ in range(2):
        trial_kept(nameless)
    assert len(made) == 2


def test_too_few_ties_are_refused_and_nothing_is_kept(made, tmp_path):
    with pytest.raises(FilterError, match="expected at least 20"):
        trial_kept(prepare(frame_from_graph(nx.path_graph(3)), 2026))
    assert not list(tmp_path.iterdir())


def test_small_graphs_are_tested_unasked_and_tiny_ones_cannot_be(graph, small):
    ranker, found = ranker_and_trial(prepare(graph, 2026))
    assert found is not None
    assert ranker.name == found.choice
    ranker, found = ranker_and_trial(prepare(small, 2026))
    assert found is None
    assert ranker.name == MODEL
