import networkx as nx
import numpy as np
import pytest
from scipy.optimize import check_grad

from graph_app.analysis.partners import model
from graph_app.analysis.partners.model import FEWEST_TIES, MODEL, PRIOR, features, fit
from graph_app.analysis.partners.ranking import prepare
from graph_app.analysis.partners.signals import SIGNALS, PartnerGraph
from tests.analysis.partners.test_signals import cities_of

NAMES = list(SIGNALS)


@pytest.fixture(scope="module")
def shipped(graph) -> PartnerGraph:
    return prepare(graph, 2026)


def test_the_gradient_is_that_of_the_likelihood(shipped):
    sample = model._draw(shipped, np.random.default_rng(1), (30, 20, 2))
    mean, spread = model._moments(sample.features)
    z = np.nan_to_num((sample.features - mean) / spread)
    aim = np.linspace(0, 1, len(NAMES))

    def value(weights):
        return model._loss(weights, z, sample, aim, 3.0)[0]

    def slope(weights):
        return model._loss(weights, z, sample, aim, 3.0)[1]

    for seed in range(5):
        at = np.random.default_rng(seed).normal(size=len(NAMES))
        size = np.linalg.norm(slope(at))
        assert check_grad(value, slope, at) < 1e-4 * size


def test_the_fit_is_at_the_bottom(shipped):
    found = fit(shipped, seed=3)
    sample = model._draw(shipped, np.random.default_rng(3), (400, 200, 5))
    z = np.nan_to_num((sample.features - found.mean) / found.spread)
    aim = np.array([PRIOR.get(name, 0.0) for name in NAMES]) * found.spread
    best, _ = model._loss(found.weights, z, sample, aim, model.PULL)
    random = np.random.default_rng(0)
    for _ in range(50):
        other = np.maximum(0, found.weights + random.normal(scale=0.1, size=len(NAMES)))
        assert model._loss(other, z, sample, aim, model.PULL)[0] >= best - 1e-6


def test_weights_are_never_negative_and_seeds_reproduce(shipped):
    one, two, other = fit(shipped, 5), fit(shipped, 5), fit(shipped, 6, cities=60)
    assert one.name == MODEL
    assert (one.weights >= 0).all()
    assert one.weights.max() > 0.3
    np.testing.assert_array_equal(one.weights, two.weights)
    assert not np.allclose(one.weights, other.weights)


def test_it_learns_what_made_the_ties():
    # Two crowds, all ties inside a crowd: sharing neighbours is all that can be learned.
    graph = nx.planted_partition_graph(2, 40, 0.3, 0.0, seed=4)
    found = fit(cities_of(graph), prior=None)
    weights = dict(zip(NAMES, found.weights, strict=True))
    shared = ("common_neighbours", "adamic_adar", "resource_allocation", "chains")
    assert sum(weights[name] for name in shared) > 0.5
    assert all(weights[name] == 0 for name in ("memberships", "themes", "size", "distance"))


def test_with_few_ties_the_weights_are_the_prior(small):
    found = fit(prepare(small, 2026))
    assert small.n_edges < FEWEST_TIES
    assert (found.ties, found.cities) == (0, 0)
    slopes = dict(zip(NAMES, found.weights / found.spread, strict=True))
    assert slopes == pytest.approx({name: PRIOR.get(name, 0.0) for name in NAMES})


def test_features_keep_the_order_of_every_signal():
    rising = np.tile(np.linspace(0.01, 50, 200), (len(NAMES), 1))
    for name in ("size", "distance"):
        rising[NAMES.index(name)] = np.linspace(-9000, 0, 200)
    assert (np.diff(features(rising), axis=1) > 0).all()


def test_what_is_not_known_counts_as_average(shipped):
    ranker = fit(shipped)
    signals = shipped.signals([0])[:, 0].copy()
    signals[NAMES.index("size")] = np.nan
    at = NAMES.index("size")
    assert (ranker.standardised(signals)[at] == 0).all()
    assert np.isfinite(ranker.score(signals)).all()


def test_a_single_signal_ranks_as_the_signal_does(shipped):
    signals, ranker = shipped.signals([0])[:, 0], fit(shipped)
    for name in NAMES:
        score = ranker.single(name).score(signals)
        raw = signals[NAMES.index(name)]
        known = np.isfinite(raw)
        order = np.argsort(raw[known], kind="stable")
        assert (np.diff(score[known][order]) >= -1e-9).all()
