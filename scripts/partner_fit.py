"""How the published weights of the ranking of partners are learned from a graph.

The weights are those under which the known partners of known cities stand out best from all the
cities they could have had instead (conditional logit), and never negative.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from graph_app.analysis.partners.model import features
from graph_app.analysis.partners.signals import SIGNALS, PartnerGraph

#: How strongly weights are drawn to 0.
RIDGE = 1.0
#: Cities whose signals are computed at a time.
CHUNK = 16

_NAMES = tuple(SIGNALS)


@dataclass(frozen=True)
class Fit:
    """Weights and what they were learned from.

    Parameters
    ----------
    weights : dict of str to float
        Signal -> weight of one unit of its feature, not negative.
    cities, ties : int
        Number of cities and of their partnerships in the sample.
    """

    weights: dict[str, float]
    cities: int
    ties: int


@dataclass(frozen=True, eq=False)
class _Sample:
    """Choices: in each group the partner first, then cities that were not chosen."""

    features: np.ndarray  # (rows, signals)
    offset: np.ndarray  # (rows,): log of how many cities a sampled one represents
    sizes: np.ndarray  # (groups,): rows in each group
    weight: np.ndarray  # (groups,): a city counts once, however many partners it has
    cities: int


def fit(
    graph: PartnerGraph,
    seed: int = 0,
    cities: int = 400,
    others: int = 200,
    ties: int = 5,
) -> Fit:
    """Learn the weights from the partnerships in a graph.

    Parameters
    ----------
    graph : PartnerGraph
        The graph with at least one partnership; what it does not count as live is not seen.
    seed : int
        Same seed, same weights.
    cities : int
        Most cities to learn from, drawn at random.
    others : int
        Most cities without a tie to set against each partner: this many of those that share
        something with the city, and this many of the rest, each standing for its share of them.
    ties : int
        Most partners of a city to learn from.

    References
    ----------
    D. McFadden (1974), Conditional logit analysis of qualitative choice behavior. C. F. Manski,
    S. R. Lerman (1977), The estimation of choice probabilities from choice based samples,
    Econometrica 45(8), 1977-1988 (sampled alternatives).
    """
    sample = _draw(graph, np.random.default_rng(seed), (cities, others, ties))
    mean, spread = _moments(sample.features)
    z = np.nan_to_num((sample.features - mean) / spread)
    bounds = [(0.0, None)] * len(_NAMES)
    start = np.zeros(len(_NAMES))
    found = minimize(_loss, start, (z, sample), jac=True, method="L-BFGS-B", bounds=bounds)
    weights = dict(zip(_NAMES, (found.x / spread).tolist(), strict=True))
    return Fit(weights, sample.cities, len(sample.sizes))


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
        partners = graph.partners_of(city)
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


def _loss(weights: np.ndarray, z: np.ndarray, sample: _Sample) -> tuple[float, np.ndarray]:
    """Return minus the penalised log-likelihood of the choices, and its gradient."""
    starts = np.concatenate([[0], np.cumsum(sample.sizes)[:-1]])
    score = z @ weights + sample.offset
    top = np.maximum.reduceat(score, starts)
    power = np.exp(score - np.repeat(top, sample.sizes))
    total = np.add.reduceat(power, starts)
    gain = sample.weight @ (score[starts] - top - np.log(total))
    share = power * np.repeat(sample.weight / total, sample.sizes)
    slope = sample.weight @ z[starts] - share @ z
    return RIDGE * weights @ weights / 2 - gain, RIDGE * weights - slope
