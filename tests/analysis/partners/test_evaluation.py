import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.analysis.overview.key_figures import PARTNERSHIPS
from graph_app.analysis.partners.evaluation import (
    CHOSEN,
    METRICS,
    RANKERS,
    choose_ranker,
    heed,
    hide,
    measures,
    sister_pairs,
    trial,
)
from graph_app.analysis.partners.model import MODEL, fit
from graph_app.analysis.partners.ranking import prepare
from graph_app.analysis.partners.signals import SIGNALS, PartnerGraph, live_ties
from graph_app.analysis.synthetic import synthetic_tables
from graph_app.graph.frames import frame_from_tables
from graph_app.model.errors import FilterError


@pytest.fixture(scope="module")
def shipped(graph) -> PartnerGraph:
    return prepare(graph, 2026)


@pytest.fixture(scope="module")
def result(shipped):
    return trial(shipped, seeds=(0, 1, 2, 3, 4, 5))


def test_the_model_beats_every_signal_and_baseline_on_the_shipped_tables(result):
    means = result.summary()["mrr"].drop(CHOSEN)
    assert result.choice == MODEL
    assert result.best == MODEL
    assert means.drop(MODEL).max() < means[MODEL]
    assert set(means.index) == set(RANKERS)


def test_ranges_hold_the_means(result):
    table = result.summary()
    for name in METRICS:
        assert (table[f"{name}_low"] <= table[name]).all()
        assert (table[name] <= table[f"{name}_high"]).all()
        assert table[name].between(0, 1).all()


def test_chance_is_chance():
    graph = frame_from_tables(synthetic_tables(400, 900, seed=5))
    found = trial(prepare(graph, 2026), seeds=(0, 1, 2)).summary().loc["random"]
    assert found["auc"] == pytest.approx(0.5, abs=0.04)
    # Places are even: the mean of 1/place over n places is the n-th harmonic number over n.
    assert found["mrr"] < 0.06


def test_seeds_reproduce(shipped):
    one, two = (trial(shipped, seeds=(7,), cities=10) for _ in range(2))
    pd.testing.assert_frame_equal(one.runs, two.runs)
    other = trial(shipped, seeds=(8,), cities=10)
    assert not one.runs["mrr"].equals(other.runs["mrr"])


def test_one_seed_has_no_range(shipped):
    table = trial(shipped, seeds=(7,), cities=10).summary()
    assert table["mrr_low"].isna().all()


def test_the_share_done_rises_to_one(shipped):
    told = []
    trial(shipped, seeds=(0, 1), cities=5, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1


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


def test_the_choice_never_sees_what_is_reported(shipped):
    shown, outer = hide(shipped, 3, 0.2)
    _, inner = hide(shown, 3, 0.2)
    assert not {tuple(p) for p in outer} & {tuple(p) for p in inner}


def test_fit_and_signals_are_those_of_tables_that_never_held_the_ties(shipped):
    """Ties that are masked are as good as ties that were never written down."""
    shown, _ = hide(shipped, 1, 0.2)
    everybody = np.ones(len(shown.columns), dtype=bool)
    kept = shown.columns.select(everybody, shown.live)
    cut = PartnerGraph(kept, live_ties(kept, 2026))
    rows = np.arange(0, len(cut.cities), 40)
    np.testing.assert_allclose(shown.signals(rows), cut.signals(rows))
    np.testing.assert_allclose(fit(shown, 1).weights, fit(cut, 1).weights)


def test_parallel_ties_of_a_hidden_pair_go_too(small):
    graph = prepare(small, 2026)
    hidden_all, hidden = hide(graph, 0, 0.99)
    assert len(hidden) == 2
    kinds = small.edges["type"].isin(PARTNERSHIPS).to_numpy()
    assert not hidden_all.live[kinds].any()


# --- measures and choice ---------------------------------------------------------------------------


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


def runs(**values):
    rows = [(name, values.get(name, 0.01)) for name in RANKERS]
    return pd.DataFrame(rows, columns=["ranker", "mrr"])


def test_the_best_single_signal_ranks_where_the_model_does_not_beat_it(shipped):
    assert choose_ranker(runs(model=0.4, activity=0.3)) == MODEL
    assert choose_ranker(runs(model=0.3, activity=0.3)) == "activity"
    assert choose_ranker(runs(model=0.2, adamic_adar=0.25, activity=0.3)) == "activity"
    # A baseline that is no signal shames the model, but cannot give reasons: a signal ranks.
    assert choose_ranker(runs(model=0.2, population=0.5, size=0.1)) == "size"


def test_the_trial_is_heeded(shipped, result):
    model = fit(shipped)
    assert heed(model, None) is model
    assert heed(model, result) is model
    worse = result.inner.assign(mrr=result.inner["mrr"].where(result.inner["ranker"].ne(MODEL), 0))
    changed = type(result)(**{**vars(result), "inner": worse})
    single = heed(model, changed)
    assert single.name == "activity"
    assert single.weights.sum() == 1


def test_the_choice_follows_the_outcome_on_made_up_ties():
    graph = frame_from_tables(synthetic_tables(300, 700, seed=2))
    found = trial(prepare(graph, 2026), seeds=(0, 1, 2))
    means = found.inner.groupby("ranker")["mrr"].mean()
    signals = means[list(SIGNALS)]
    if means[MODEL] > means.drop(MODEL).max():
        assert found.choice == MODEL
    else:
        assert found.choice == signals.idxmax()
    # What is chosen in each repetition is reported with what it earned there.
    chosen = found.runs[found.runs["ranker"].eq(CHOSEN)].set_index("seed")["mrr"]
    every = found.runs[found.runs["ranker"].ne(CHOSEN)].groupby("seed")["mrr"]
    assert (chosen <= every.max()).all()


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"seeds": ()}, "no seed"),
        ({"share": 0.0}, "the share 0.0"),
        ({"share": 1.0}, "the share 1.0"),
    ],
)
def test_wrong_trials_are_refused(shipped, values, says):
    with pytest.raises(FilterError, match=says):
        trial(shipped, **values)


def test_too_few_ties_are_refused(small):
    with pytest.raises(FilterError, match="found 2 sister-city ties, expected at least 20"):
        trial(prepare(small, 2026))
