import numpy as np
import pytest

from graph_app.analysis.partners.model import WEIGHTS, contributions, features
from graph_app.analysis.partners.ranking import prepare
from graph_app.analysis.partners.signals import SIGNALS, PartnerGraph

NAMES = list(SIGNALS)


@pytest.fixture(scope="module")
def shipped(graph) -> PartnerGraph:
    return prepare(graph, 2026)


def test_a_unit_of_a_feature_adds_its_weight(shipped):
    signals = shipped.signals([0])[:, 0]
    bent, added = features(signals), contributions(signals)
    for name, row, part in zip(NAMES, bent, added, strict=True):
        known = np.isfinite(row)
        expected = WEIGHTS.get(name, 0.0) * (row[known] - row[known].mean())
        np.testing.assert_allclose(part[known], expected, atol=1e-12)
    assert (np.array(list(WEIGHTS.values())) > 0).all()
    assert set(WEIGHTS) < set(NAMES)


def test_features_keep_the_order_of_every_signal():
    rising = np.tile(np.linspace(0.01, 50, 200), (len(NAMES), 1))
    for name in ("size", "distance"):
        rising[NAMES.index(name)] = np.linspace(-9000, 0, 200)
    assert (np.diff(features(rising), axis=1) > 0).all()


def test_what_is_not_known_counts_as_average(shipped):
    signals = shipped.signals([0])[:, 0].copy()
    at = NAMES.index("size")
    signals[at, 3] = np.nan
    some, none = contributions(signals)[at], signals.copy()
    assert some[3] == 0
    assert some.sum() == pytest.approx(0, abs=1e-9)
    none[at] = np.nan
    assert (contributions(none)[at] == 0).all()
    assert np.isfinite(contributions(none)).all()


@pytest.mark.parametrize("name", NAMES)
def test_one_signal_alone_ranks_as_the_signal_does(shipped, name):
    signals = shipped.signals([0])[:, 0]
    score = contributions(signals, {name: 1.0}).sum(axis=0)
    raw = signals[NAMES.index(name)]
    known = np.isfinite(raw)
    order = np.argsort(raw[known], kind="stable")
    assert (np.diff(score[known][order]) >= -1e-9).all()
