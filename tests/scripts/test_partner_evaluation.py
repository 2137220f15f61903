"""The test of the ranking of partners on hidden ties."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.analysis.overview.key_figures import PARTNERSHIPS
from graph_app.analysis.partners.model import WEIGHTS
from graph_app.analysis.partners.ranking import prepare
from graph_app.analysis.partners.signals import PartnerGraph, live_ties
from graph_app.analysis.synthetic import synthetic_tables
from graph_app.graph.frames import frame_from_tables
from scripts.partner_evaluation import (
    METRICS,
    MODEL,
    RANKERS,
    evaluate,
    hide,
    measures,
    sister_pairs,
)
from scripts.partner_fit import fit


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
    assert table.loc[MODEL, "mrr"] > 5 * table.loc["random", "mrr"]
    assert (result.ties, result.hidden) == (134, 27)


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
