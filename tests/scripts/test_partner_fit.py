"""How the published weights are learned."""

import networkx as nx
import numpy as np
import pytest
from scipy.optimize import check_grad

from graph_app.analysis.partners.ranking import prepare
from graph_app.analysis.partners.signals import SIGNALS, PartnerGraph
from scripts import partner_fit
from scripts.partner_fit import fit
from tests.analysis.partners.test_signals import cities_of

NAMES = list(SIGNALS)


@pytest.fixture(scope="module")
def shipped(graph) -> PartnerGraph:
    return prepare(graph, 2026)


def test_the_gradient_is_that_of_the_likelihood(shipped):
    sample = partner_fit._draw(shipped, np.random.default_rng(1), (30, 20, 2))
    mean, spread = partner_fit._moments(sample.features)
    z = np.nan_to_num((sample.features - mean) / spread)

    def value(weights):
        return partner_fit._loss(weights, z, sample)[0]

    def slope(weights):
        return partner_fit._loss(weights, z, sample)[1]

    for seed in range(5):
        at = np.random.default_rng(seed).normal(size=len(NAMES))
        size = np.linalg.norm(slope(at))
        assert check_grad(value, slope, at) < 1e-4 * size


def test_the_fit_is_at_the_bottom(shipped):
    found = fit(shipped, seed=3)
    sample = partner_fit._draw(shipped, np.random.default_rng(3), (400, 200, 5))
    mean, spread = partner_fit._moments(sample.features)
    z = np.nan_to_num((sample.features - mean) / spread)
    weights = np.array(list(found.weights.values())) * spread
    best, _ = partner_fit._loss(weights, z, sample)
    random = np.random.default_rng(0)
    for _ in range(50):
        other = np.maximum(0, weights + random.normal(scale=0.1, size=len(NAMES)))
        assert partner_fit._loss(other, z, sample)[0] >= best - 1e-6


def test_weights_are_never_negative_and_seeds_reproduce(shipped):
    one, two, other = fit(shipped, 5), fit(shipped, 5), fit(shipped, 6, cities=60)
    assert min(one.weights.values()) >= 0
    assert max(one.weights.values()) > 0.3
    assert one == two
    assert one.weights != other.weights
    assert other.cities == 60


def test_it_learns_what_made_the_ties():
    # Two crowds, all ties inside a crowd: sharing neighbours is all that can be learned.
    graph = nx.planted_partition_graph(2, 40, 0.3, 0.0, seed=4)
    weights = fit(cities_of(graph)).weights
    shared = ("common_neighbours", "adamic_adar", "resource_allocation", "chains")
    assert sum(weights[name] for name in shared) > 0.5
    assert all(weights[name] == 0 for name in ("memberships", "themes", "size", "distance"))
