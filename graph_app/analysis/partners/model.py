"""The model that ranks partner cities: published weights of a few signals.

The score of a city is the sum of weight times feature of its signals, each feature counted from its
mean over all cities. The weights were learned once, outside the app, from public lists of twin towns,
and are never negative: a signal speaks for a pair or says nothing, so that every reason that is shown
is one. What is not known of a pair counts as average.
"""

from collections.abc import Mapping

import numpy as np

from graph_app.analysis.partners.signals import SIGNALS

#: Weight of one unit of each of the :func:`features`. Signals that are not named weigh nothing.
#: Learned from 4,249 partnerships of 2,000 cities, drawn at random from public lists of twin towns
#: without any city of the shipped tables: ``python -m scripts.partner_trial --weights``; see
#: docs/partners.md.
WEIGHTS: Mapping[str, float] = {
    "resource_allocation": 6.85,
    "chains": 1.45,
    "countries": 0.83,
    "size": 0.98,
    "distance": 1.54,
    "activity": 0.61,
}

_NAMES = tuple(SIGNALS)
_LOGS = [_NAMES.index(name) for name in ("common_neighbours", "adamic_adar", "activity")]


def features(signals: np.ndarray) -> np.ndarray:
    """Bend signals so that equal steps mean about equally much.

    Parameters
    ----------
    signals : numpy.ndarray of float64, shape (signals, ...)
        As :meth:`PartnerGraph.signals` gives them.

    Returns
    -------
    numpy.ndarray of float64, same shape
        Counts as log(1 + x), resource allocation as a root, chains as log(1 + 10 x), country ties
        as log x, distance as -log10(10 + km); monotone, so that the order of no signal changes.
    """
    bent = signals.copy()
    bent[_LOGS] = np.log1p(bent[_LOGS])
    for name, bend in (
        ("resource_allocation", np.sqrt),
        ("chains", lambda x: np.log1p(10 * x)),
        ("countries", np.log),
        ("distance", lambda x: -np.log10(10 - x)),
    ):
        at = _NAMES.index(name)
        bent[at] = bend(bent[at])
    return bent


def contributions(signals: np.ndarray, weights: Mapping[str, float] = WEIGHTS) -> np.ndarray:
    """Return what each signal adds to the score of each city.

    Parameters
    ----------
    signals : numpy.ndarray of float64, shape (signals, c)
        Signals of one city with all cities, as :meth:`PartnerGraph.signals` gives them.
    weights : mapping of str to float
        Signal -> weight of one unit of its feature.

    Returns
    -------
    numpy.ndarray of float64, same shape
        Weight times the feature's distance from its mean over the cities for which it is known; 0
        where it is not known. The sum over the signals is the score.
    """
    found = features(signals)
    known = np.isfinite(found)
    count = np.maximum(known.sum(axis=1, keepdims=True), 1)
    mean = np.where(known, found, 0.0).sum(axis=1, keepdims=True) / count
    by_signal = np.array([weights.get(name, 0.0) for name in _NAMES])
    return by_signal[:, None] * np.where(known, found - mean, 0.0)
