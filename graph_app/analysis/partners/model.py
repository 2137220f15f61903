"""The small model that ranks partner cities, and how it learns its weights.

A city's score is a weighted sum of its standardised signals. The weights are those under which the
known partners of known cities stand out best from all the cities they could have had instead
(conditional logit), and never negative: a signal may speak for a pair or say nothing, so that every
reason that is shown is one. A small graph teaches little, and the graph of one city's partners is no
fair sample: its weights are therefore drawn towards :data:`PRIOR`. Whatever cannot be known of a
pair counts as average.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from graph_app.analysis.partners.signals import SIGNALS, PartnerGraph

#: Name of the model among the rankers; the others are single signals.
MODEL = "model"
#: With fewer partnerships than this nothing is learned: the weights are the prior.
FEWEST_TIES = 20
#: Weight of one unit of each of the :func:`features`, learned from 21,551 twinnings in public lists
#: without any city of the shipped tables: ``python -m scripts.partner_trial --weights``, see
#: docs/partners.md. Signals that are not named weigh nothing.
PRIOR: Mapping[str, float] = {
    "resource_allocation": 6.85,
    "chains": 1.45,
    "countries": 0.83,
    "size": 0.98,
    "distance": 1.54,
    "activity": 0.61,
}
#: How strongly weights are drawn to the prior. Of 30, 100, 200, 300, 500, 1000 and 3000 this gave the
#: best mean reciprocal rank in the inner test on the shipped tables; 200 to 500 do nearly as well.
PULL = 300.0
#: How strongly they are drawn to 0 where there is no prior.
RIDGE = 1.0
#: Cities whose signals are computed at a time.
CHUNK = 16

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


@dataclass(frozen=True, eq=False)
class Ranker:
    """How to rank: a weight for each standardised signal.

    Parameters
    ----------
    name : str
        :data:`MODEL`, or the one signal that ranks.
    weights : numpy.ndarray of float64, shape (signals,)
        Not negative.
    mean, spread : numpy.ndarray of float64, shape (signals,)
        Mean and standard deviation of each of the :func:`features` over the sample.
    cities, ties : int
        Number of cities and of known partnerships that the weights were learned from.
    """

    name: str
    weights: np.ndarray
    mean: np.ndarray
    spread: np.ndarray
    cities: int = 0
    ties: int = 0

    def standardised(self, signals: np.ndarray) -> np.ndarray:
        """Return standardised features, 0 where a signal is not known; same shape as `signals`."""
        shape = (-1, *[1] * (signals.ndim - 1))
        bent = features(signals) - self.mean.reshape(shape)
        return np.nan_to_num(bent / self.spread.reshape(shape))

    def score(self, signals: np.ndarray) -> np.ndarray:
        """Return the scores, shape of `signals` without its first axis."""
        return np.tensordot(self.weights, self.standardised(signals), axes=1)

    def single(self, name: str) -> "Ranker":
        """Return the ranker that uses one signal alone."""
        weights = np.array([float(name == other) for other in _NAMES])
        return Ranker(name, weights, self.mean, self.spread, self.cities, self.ties)


@dataclass(frozen=True, eq=False)
class _Sample:
    """Choices: in each group the partner first, then cities that were not chosen."""

    features: np.ndarray  # (rows, signals)
    offset: np.ndarray  # (rows,): log of how many cities a sampled one stands for
    sizes: np.ndarray  # (groups,): rows in each group
    weight: np.ndarray  # (groups,): a city counts once, however many partners it has
    cities: int


def fit(
    graph: PartnerGraph,
    seed: int = 0,
    cities: int = 400,
    others: int = 200,
    ties: int = 5,
    prior: Mapping[str, float] | None = PRIOR,
) -> Ranker:
    """Learn the weights from the partnerships in a graph.

    Parameters
    ----------
    graph : PartnerGraph
        The graph; what it does not count as live is not seen.
    seed : int
        Same seed, same weights.
    cities : int
        Most cities to learn from, drawn at random.
    others : int
        Most cities without a tie to set against each partner: this many of those that share
        something with the city, and this many of the rest, each standing for its share of them.
    ties : int
        Most partners of a city to learn from.
    prior : mapping of str to float, optional
        Signal -> weight of one unit of its feature, to which the weights are drawn; None learns
        from the graph alone.

    Returns
    -------
    Ranker
        The model. With fewer than :data:`FEWEST_TIES` partnerships its weights are the prior, and
        its ``ties`` are 0.

    References
    ----------
    D. McFadden (1974), Conditional logit analysis of qualitative choice behavior. C. F. Manski,
    S. R. Lerman (1977), The estimation of choice probabilities from choice based samples,
    Econometrica 45(8), 1977-1988 (sampled alternatives).
    """
    slopes = np.array([(prior or {}).get(name, 0.0) for name in _NAMES])
    if graph.partners.nnz < 2 * FEWEST_TIES:
        return _untrained(graph, slopes)
    sample = _draw(graph, np.random.default_rng(seed), (cities, others, ties))
    mean, spread = _moments(sample.features)
    z = np.nan_to_num((sample.features - mean) / spread)
    aim, pull = slopes * spread, RIDGE if prior is None else PULL
    bounds = [(0.0, None)] * len(_NAMES)
    parts = (z, sample, aim, pull)
    found = minimize(_loss, aim, parts, jac=True, method="L-BFGS-B", bounds=bounds)
    return Ranker(MODEL, found.x, mean, spread, sample.cities, len(sample.sizes))


def _untrained(graph: PartnerGraph, slopes: np.ndarray) -> Ranker:
    """Return the prior alone, standardised over the pairs of some cities with all."""
    rows = np.arange(min(len(graph.cities), 200))
    parts = [features(found).T for _, found in each_city(graph, rows)]
    mean, spread = _moments(np.concatenate(parts) if parts else np.zeros((1, len(_NAMES))))
    return Ranker(MODEL, slopes * spread, mean, spread)


def _moments(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    known = np.isfinite(rows)
    count = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, rows, 0.0).sum(axis=0) / count
    spread = np.sqrt((np.where(known, rows - mean, 0.0) ** 2).sum(axis=0) / count)
    return mean, np.where(spread > 1e-9, spread, 1.0)


def _draw(graph: PartnerGraph, random: np.random.Generator, most: tuple[int, int, int]) -> _Sample:
    cities, others, ties = most
    able = np.flatnonzero(np.diff(graph.partners.indptr))
    rows = random.choice(able, min(cities, len(able)), replace=False)
    parts, offsets, weights = [], [], []
    for city, found in each_city(graph, rows):
        partners = partners_of(graph, city)
        chosen = random.permutation(partners)[:ties]
        rest, offset = _alternatives(found, partners, city, random, others)
        bent = features(found[:, np.concatenate([chosen, rest])]).T
        for at in range(len(chosen)):
            parts.append(np.vstack([bent[at], bent[len(chosen) :]]))
            offsets.append(np.concatenate([[0.0], offset]))
            weights.append(1 / len(chosen))
    sizes = np.array([len(part) for part in parts])
    together = np.concatenate(parts), np.concatenate(offsets)
    return _Sample(*together, sizes, np.array(weights), len(rows))


def each_city(graph: PartnerGraph, rows: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Return each city with its signals, shape (signals, c), computed some cities at a time."""
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        signals = graph.signals(chunk)
        for at, city in enumerate(chunk):
            yield int(city), signals[:, at]


def partners_of(graph: PartnerGraph, city: int) -> np.ndarray:
    """Return the numbers of the known partners of a city."""
    matrix = graph.partners
    return matrix.indices[matrix.indptr[city] : matrix.indptr[city + 1]]


def _alternatives(found, partners, city, random, most) -> tuple[np.ndarray, np.ndarray]:
    """Draw cities that are no partners, more of those that share something."""
    free = np.ones(found.shape[1], dtype=bool)
    free[partners] = False
    free[city] = False
    shares = (found[_NAMES.index("common_neighbours")] > 0) | (found[_NAMES.index("chains")] > 0)
    picks, offsets = [], []
    for stratum in (np.flatnonzero(free & shares), np.flatnonzero(free & ~shares)):
        pick = random.choice(stratum, min(most, len(stratum)), replace=False)
        picks.append(pick)
        offsets.append(np.full(len(pick), np.log(max(len(stratum), 1) / max(len(pick), 1))))
    return np.concatenate(picks), np.concatenate(offsets)


def _loss(
    weights: np.ndarray, z: np.ndarray, sample: _Sample, aim: np.ndarray, pull: float
) -> tuple[float, np.ndarray]:
    """Return minus the penalised log-likelihood of the choices, and its gradient."""
    starts = np.concatenate([[0], np.cumsum(sample.sizes)[:-1]])
    score = z @ weights + sample.offset
    top = np.maximum.reduceat(score, starts)
    power = np.exp(score - np.repeat(top, sample.sizes))
    total = np.add.reduceat(power, starts)
    gain = sample.weight @ (score[starts] - top - np.log(total))
    share = power * np.repeat(sample.weight / total, sample.sizes)
    slope = sample.weight @ z[starts] - share @ z
    away = weights - aim
    return pull * away @ away / 2 - gain, pull * away - slope
