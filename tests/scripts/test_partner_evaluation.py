"""The test of the ranking of partners on hidden ties."""

import itertools

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import check_grad

from graph_app.analysis.overview.key_figures import PARTNERSHIPS
from graph_app.analysis.partners.model import WEIGHTS
from graph_app.analysis.partners.ranking import prepare
from graph_app.analysis.partners.signals import SIGNALS, PartnerGraph, live_ties
from graph_app.analysis.synthetic import synthetic_tables
from graph_app.graph.frames import frame_from_tables
from scripts import partner_evaluation
from scripts.partner_evaluation import (
    METRICS,
    MODEL,
    RANKERS,
    evaluate,
    fit,
    hide,
    measures,
    sister_pairs,
)
from tests.analysis.partners.test_signals import cities_of


@pytest.fixture(scope="module")
def shipped(graph) -> PartnerGraph:
    return prepare(graph, 2026)


@pytest.fixture(scope="module")
def result(shipped):
    return evaluate(shipped, seeds=(0, 1, 2, 3, 4, 5), weights=WEIGHTS)


def test_every_ranker_is_measured_the_best_first(result):
    table = result.summary()
    assert set(table.index) == set(RANKERS)
    assert table["mrr"].is_monotonic_decreasing
    assert table.loc[MODEL, "mrr"] > 3 * table.loc["random", "mrr"]
    assert (result.ties, result.hidden) == (43, 9)


def test_ranges_hold_the_means(result):
    table = result.summary()
    for name in METRICS:
        assert (table[f"{name}_low"] <= table[name]).all()
        assert (table[name] <= table[f"{name}_high"]).all()
        assert table[name].between(0, 1).all()


def test_chance_is_chance():
    graph = frame_from_tables(synthetic_tables(400, 900, seed=5))
    found = evaluate(prepare(graph, 2026), seeds=(0, 1, 2)).summary().loc["random"]
    assert found["auc"] == pytest.approx(0.5, abs=0.04)
    # Places are even: the mean of 1/place over n places is the n-th harmonic number over n.
    assert found["mrr"] < 0.06


def test_seeds_reproduce(shipped):
    one, two = (evaluate(shipped, seeds=(7,), cities=10) for _ in range(2))
    pd.testing.assert_frame_equal(one.runs, two.runs)
    other = evaluate(shipped, seeds=(8,), cities=10)
    assert not one.runs["mrr"].equals(other.runs["mrr"])


def test_one_seed_has_no_range(shipped):
    table = evaluate(shipped, seeds=(7,), cities=10).summary()
    assert table["mrr_low"].isna().all()


# --- what is hidden stays hidden -------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_hidden_pairs_leave_no_tie_behind(shipped, seed):
    shown, hidden = hide(shipped, seed, 0.3)
    pairs = sister_pairs(shipped)
    assert len(hidden) == round(0.3 * len(pairs))
    assert {tuple(pair) for pair in hidden} < {tuple(pair) for pair in pairs}
    one, other = shown.number[hidden].T
    assert shown.partners[one, other].sum() == 0
    assert shown.partners.nnz < shipped.partners.nnz
    left = len(sister_pairs(shown))
    assert left == len(pairs) - len(hidden)


def test_fit_and_signals_are_those_of_tables_that_never_held_the_ties(shipped):
    """Ties that are masked are as good as ties that were never written down."""
    shown, _ = hide(shipped, 1, 0.2)
    everybody = np.ones(len(shown.frame), dtype=bool)
    part = shown.frame.select(everybody, shown.live)
    cut = PartnerGraph(part, live_ties(part, 2026))
    rows = np.arange(0, len(cut.cities), 40)
    np.testing.assert_allclose(shown.signals(rows), cut.signals(rows))
    assert fit(shown, 1).weights == pytest.approx(fit(cut, 1).weights)


def test_parallel_ties_of_a_hidden_pair_go_too(small):
    graph = prepare(small, 2026)
    hidden_all, hidden = hide(graph, 0, 0.99)
    assert len(hidden) == 2
    kinds = small.edges["type"].isin(PARTNERSHIPS).to_numpy()
    assert not hidden_all.live[kinds].any()


# --- measures ---------------------------------------------------------------------------


def test_measures_by_hand():
    score = np.array([9.0, 8, 7, 6, 5, 0])
    free = np.array([True, True, True, True, True, False])
    chance = np.zeros(6)
    reciprocal, precision, recall, auc = measures(score, chance, free, np.array([1, 3]))
    assert reciprocal == 1 / 2
    assert precision == 2 / 10
    assert recall == 1
    # Of the pairs with the others (places 1, 3, 5): partner 2 beats two, partner 4 beats one.
    assert auc == pytest.approx((2 / 3 + 1 / 3) / 2)


@given(
    st.lists(st.integers(0, 3), min_size=5, max_size=80),
    st.integers(1, 4),
    st.integers(0, 1000),
)
def test_auc_is_the_share_of_pairs_in_order(scores, count, seed):
    score = np.array(scores, dtype=float)
    random = np.random.default_rng(seed)
    chance = random.permutation(len(score)).astype(float)
    wanted = random.choice(len(score), count, replace=False)
    free = np.ones(len(score), dtype=bool)
    reciprocal, _, _, auc = measures(score, chance, free, wanted)
    order = sorted(range(len(score)), key=lambda at: (-score[at], chance[at]))
    place = {at: number for number, at in enumerate(order, start=1)}
    rest = [at for at in range(len(score)) if at not in wanted]
    pairs = [place[w] < place[r] for w, r in itertools.product(wanted, rest)]
    assert reciprocal == 1 / min(place[w] for w in wanted)
    assert auc == pytest.approx(np.mean(pairs) if pairs else 1.0)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"seeds": ()}, "no seed"),
        ({"share": 0.0}, "the share 0.0"),
        ({"share": 1.0}, "the share 1.0"),
    ],
)
def test_wrong_trials_are_refused(shipped, values, says):
    with pytest.raises(ValueError, match=says):
        evaluate(shipped, **values)


def test_too_few_ties_are_refused(small):
    with pytest.raises(ValueError, match="found 2 sister-city ties, expected at least 20"):
        evaluate(prepare(small, 2026))


# --- learning the weights -------------------------------------------------------------------------


def test_the_gradient_is_that_of_the_likelihood(shipped):
    sample = partner_evaluation._draw(shipped, np.random.default_rng(1), (30, 20, 2))
    z, _ = partner_evaluation._scaled(sample.features)

    def value(weights):
        return partner_evaluation._loss(weights, z, sample)[0]

    def slope(weights):
        return partner_evaluation._loss(weights, z, sample)[1]

    for seed in range(5):
        at = np.random.default_rng(seed).normal(size=len(SIGNALS))
        size = np.linalg.norm(slope(at))
        assert check_grad(value, slope, at) < 1e-4 * size


def test_the_fit_is_at_the_bottom(shipped):
    found = fit(shipped, seed=3)
    sample = partner_evaluation._draw(shipped, np.random.default_rng(3), (400, 200, 5))
    z, spread = partner_evaluation._scaled(sample.features)
    weights = np.array(list(found.weights.values())) * spread
    best, _ = partner_evaluation._loss(weights, z, sample)
    random = np.random.default_rng(0)
    for _ in range(50):
        other = np.maximum(0, weights + random.normal(scale=0.1, size=len(SIGNALS)))
        assert partner_evaluation._loss(other, z, sample)[0] >= best - 1e-6


def test_weights_are_never_negative_and_seeds_reproduce(shipped):
    one, two, other = fit(shipped, 5), fit(shipped, 5), fit(shipped, 6, cities=30)
    assert min(one.weights.values()) >= 0
    assert max(one.weights.values()) > 0.3
    assert one == two
    assert one.weights != other.weights
    assert other.cities == 30


def test_it_learns_what_made_the_ties():
    # Two crowds, all ties inside a crowd: sharing neighbours is all that can be learned.
    graph = nx.planted_partition_graph(2, 40, 0.3, 0.0, seed=4)
    weights = fit(cities_of(graph)).weights
    shared = ("common_neighbours", "adamic_adar", "resource_allocation", "chains")
    assert sum(weights[name] for name in shared) > 0.5
    assert all(weights[name] == 0 for name in ("memberships", "themes", "size", "distance"))
