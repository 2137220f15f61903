"""How the weights of the ranking of partners are learned, and how good the ranking is.

The weights are those under which the known partners of known cities score best among all the cities
they could have had instead (conditional logit), and never negative.

The ranking is tested on sister-city ties that it was not shown. In each repetition a share of the known sister-city ties is hidden; for each city that lost a tie, all
cities it has no known tie with are ranked, and the ranks of its hidden partners are noted.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from scipy.optimize import minimize

from graph_app.analysis.partners.model import contributions, features
from graph_app.analysis.partners.signals import SIGNALS, PartnerGraph

#: Measure -> label. All lie between 0 and 1, and more is better.
METRICS: Mapping[str, str] = {
    "mrr": "Mean reciprocal rank",
    "precision_10": "Precision at 10",
    "recall_50": "Recall at 50",
    "auc": "AUC",
}
#: The ranking by the weights of the model.
MODEL = "model"
#: Ranker -> label: the model, each signal alone, and what must be beaten.
RANKERS: Mapping[str, str] = {
    MODEL: "The model",
    **SIGNALS,
    "population": "Largest cities first",
    "random": "By chance",
}
#: Fewest sister-city ties that can be put to a test.
FEWEST = 20

#: How strongly weights are drawn to 0.
RIDGE = 1.0
#: Cities whose signals are computed at a time.
CHUNK = 16


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Results of a test.

    Parameters
    ----------
    runs : pandas.DataFrame
        One row a repetition and ranker: ``seed``, ``ranker`` (a key of :data:`RANKERS`), the
        :data:`METRICS`, each the mean over the cities asked.
    ties, hidden : int
        Known sister-city ties, and those hidden in each repetition.
    cities, candidates : int
        Cities asked, and cities ranked for each of them, means over the repetitions.
    """

    runs: pd.DataFrame
    ties: int
    hidden: int
    cities: int
    candidates: int

    def summary(self) -> pd.DataFrame:
        """Return the mean of each measure over the repetitions, with its range.

        Returns
        -------
        pandas.DataFrame
            Index ranker, the best by ``mrr`` first; for each measure its mean, and ``_low`` and
            ``_high``, the ends of the 95 % confidence range by Student's t over the seeds (NaN for
            one seed alone), within 0 and 1.
        """
        groups = self.runs.groupby("ranker")[list(METRICS)]
        mean, count = groups.mean(), groups.size().iloc[0]
        reach = stats.t.ppf(0.975, count - 1) if count > 1 else np.nan
        half = groups.std() / np.sqrt(count) * reach
        low = (mean - half).clip(lower=0.0).add_suffix("_low")
        high = (mean + half).clip(upper=1.0).add_suffix("_high")
        table = mean.join(low).join(high)
        ordered = [f"{name}{end}" for name in METRICS for end in ("", "_low", "_high")]
        return table[ordered].sort_values("mrr", ascending=False, kind="stable")


def evaluate(
    graph: PartnerGraph,
    seeds: tuple[int, ...] = tuple(range(10)),
    share: float = 0.2,
    cities: int = 400,
    weights: Mapping[str, float] | None = None,
) -> Evaluation:
    """Test the rankers.

    Parameters
    ----------
    graph : PartnerGraph
        The graph; its live sister-city ties are the ones to hide.
    seeds : tuple of int
        One repetition each.
    share : float
        Share of the sister-city ties to hide, above 0 and below 1.
    cities : int
        Most cities to ask in each repetition, drawn at random from those that lost a tie.
    weights : mapping of str to float, optional
        Weights of the model; by default those that the ties give which are not hidden.

    Raises
    ------
    ValueError
        If there are fewer than :data:`FEWEST` sister-city ties, no seed, or a share out of range.
    """
    pairs = sister_pairs(graph)
    _check(pairs, seeds, share)
    runs, sizes = [], []
    for seed in seeds:
        shown, hidden = hide(graph, seed, share)
        learned = fit(shown, seed).weights if weights is None else weights
        table, size = _repetition(shown, hidden, seed, cities, learned)
        runs.append(table)
        sizes.append(size)
    asked, candidates = np.mean(sizes, axis=0).round().astype(int).tolist()
    whole = pd.concat(runs, ignore_index=True)
    return Evaluation(whole, len(pairs), len(hidden), asked, candidates)


def _check(pairs: np.ndarray, seeds: tuple[int, ...], share: float) -> None:
    if len(pairs) < FEWEST:
        raise ValueError(f"found {len(pairs)} sister-city ties, expected at least {FEWEST}")
    if not seeds:
        raise ValueError("found no seed, expected at least one")
    if not 0 < share < 1:
        raise ValueError(f"found the share {share}, expected 0 to 1")


# --- hiding ---------------------------------------------------------------------------------------


def sister_pairs(graph: PartnerGraph) -> np.ndarray:
    """Return the pairs of cities that a live sister-city tie joins; positions, shape (p, 2)."""
    frame = graph.frame
    sister = graph.live & frame.edges["type"].eq("sister_city").to_numpy()
    keys = np.unique(_keys(graph)[sister & (frame.source != frame.target)])
    return np.stack(np.divmod(keys, len(frame)), axis=1)


def _keys(graph: PartnerGraph) -> np.ndarray:
    ends = np.stack([graph.frame.source, graph.frame.target]).astype(np.int64)
    return ends.min(axis=0) * len(graph.frame) + ends.max(axis=0)


def hide(graph: PartnerGraph, seed: int, share: float) -> tuple[PartnerGraph, np.ndarray]:
    """Hide a share of the sister cities.

    Returns
    -------
    PartnerGraph
        The graph without any tie between the hidden pairs.
    numpy.ndarray of int, shape (h, 2)
        Positions of the hidden pairs.
    """
    pairs = sister_pairs(graph)
    count = max(1, round(share * len(pairs)))
    hidden = np.random.default_rng(seed).choice(pairs, count, replace=False)
    keys = hidden[:, 0].astype(np.int64) * len(graph.frame) + hidden[:, 1]
    return PartnerGraph(graph.frame, graph.live & ~np.isin(_keys(graph), keys)), hidden


# --- ranking what was hidden ----------------------------------------------------------------------


def _repetition(shown: PartnerGraph, hidden: np.ndarray, seed: int, cities: int, weights):
    """Rank for those who lost a tie; return the means, and the number of cities and candidates."""
    lost = _lost(shown, hidden)
    random = np.random.default_rng([seed, 1])
    asked = np.array(sorted(lost))
    asked = np.sort(random.choice(asked, min(cities, len(asked)), replace=False))
    rows, counts = [], []
    for city, signals in each_city(shown, asked):
        free = _free(shown, city)
        counts.append(int(free.sum()))
        chance = random.random(len(free))
        for name, score in _scores(shown, weights, signals, chance):
            rows.append((name, *measures(score, chance, free, np.array(lost[city]))))
    found = pd.DataFrame(rows, columns=["ranker", *METRICS])
    table = found.groupby("ranker", sort=False)[list(METRICS)].mean().reset_index()
    return table.assign(seed=seed), (len(asked), np.mean(counts))


def _free(graph: PartnerGraph, city: int) -> np.ndarray:
    """Return which cities are neither partners of a city nor the city itself."""
    free = np.ones(len(graph.cities), dtype=bool)
    free[[*graph.partners_of(city), city]] = False
    return free


def _lost(shown: PartnerGraph, hidden: np.ndarray) -> dict[int, list[int]]:
    """Return each city that lost a tie with the partners it lost; numbers of cities."""
    lost = defaultdict(list)
    for one, other in shown.number[hidden].tolist():
        lost[one].append(other)
        lost[other].append(one)
    return lost


def _scores(
    shown: PartnerGraph, weights: Mapping[str, float], signals: np.ndarray, chance: np.ndarray
) -> Iterator[tuple[str, np.ndarray]]:
    yield MODEL, contributions(signals, weights).sum(axis=0)
    yield from zip(SIGNALS, contributions(signals, dict.fromkeys(SIGNALS, 1.0)), strict=True)
    yield "population", np.nan_to_num(shown.log_population, nan=-1.0)
    yield "random", chance


def measures(
    score: np.ndarray, chance: np.ndarray, free: np.ndarray, wanted: np.ndarray
) -> tuple[float, float, float, float]:
    """Measure one ranking.

    Parameters
    ----------
    score : numpy.ndarray of float64, shape (c,)
        Score of each city, the best highest.
    chance : numpy.ndarray of float64, shape (c,)
        Decides between equal scores.
    free : numpy.ndarray of bool, shape (c,)
        Cities that are ranked.
    wanted : numpy.ndarray of int, shape (w,)
        Numbers of the hidden partners, all of them free.

    Returns
    -------
    tuple of four float
        Reciprocal rank of the hidden partner ranked highest; share of hidden partners among
        the first 10 (out of 10); share of the hidden partners that are among the first 50; share of
        (hidden partner, other city) pairs in which the partner is ranked higher (area under the ROC
        curve).

    References
    ----------
    E. M. Voorhees (1999), The TREC-8 question answering track report (mean reciprocal rank).
    J. A. Hanley, B. J. McNeil (1982), The meaning and use of the area under a ROC curve, Radiology
    143(1), 29-36.
    """
    own, luck = score[wanted][:, None], chance[wanted][:, None]
    above = (score > own) | ((score == own) & (chance < luck))
    ranks = np.sort(1 + (above & free).sum(axis=1))
    rest = int(free.sum()) - len(wanted)
    beaten = 1 - (ranks - 1 - np.arange(len(ranks))) / max(rest, 1)
    return (
        float(1 / ranks[0]),
        float((ranks <= 10).sum() / 10),
        float((ranks <= 50).mean()),
        float(beaten.mean()),
    )


# --- learning the weights -----------------------------------------------------------------------


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
        something with the city, and this many of the rest, each representing its share of them.
    ties : int
        Most partners of a city to learn from.

    References
    ----------
    D. McFadden (1974), Conditional logit analysis of qualitative choice behavior. C. F. Manski,
    S. R. Lerman (1977), The estimation of choice probabilities from choice based samples,
    Econometrica 45(8), 1977-1988 (sampled alternatives).
    """
    sample = _draw(graph, np.random.default_rng(seed), (cities, others, ties))
    z, spread = _scaled(sample.features)
    bounds, start = [(0.0, None)] * len(SIGNALS), np.zeros(len(SIGNALS))
    found = minimize(_loss, start, (z, sample), jac=True, method="L-BFGS-B", bounds=bounds)
    weights = dict(zip(SIGNALS, (found.x / spread).tolist(), strict=True))
    return Fit(weights, sample.cities, len(sample.sizes))


def _scaled(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return features with mean 0, the spread of each 1 and 0 where unknown; and the spreads."""
    frame = pd.DataFrame(rows)
    spread = frame.std(ddof=0)
    spread = spread.where(spread > 1e-9, 1.0)
    return ((frame - frame.mean()) / spread).fillna(0.0).to_numpy(), spread.to_numpy()


def _draw(graph: PartnerGraph, random: np.random.Generator, most: tuple[int, int, int]) -> _Sample:
    cities, others, ties = most
    able = np.flatnonzero(np.diff(graph.partners.indptr))
    rows = random.choice(able, min(cities, len(able)), replace=False)
    parts, offsets, weights = [], [], []
    for city, found in each_city(graph, rows):
        partners = graph.partners_of(city)
        chosen = random.permutation(partners)[:ties]
        rest, offset = _alternatives(found, _free(graph, city), random, others)
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


def _alternatives(
    found: np.ndarray, free: np.ndarray, random: np.random.Generator, most: int
) -> tuple[np.ndarray, np.ndarray]:
    """Draw cities that are no partners, more of those that share something."""
    signals = dict(zip(SIGNALS, found, strict=True))
    shares = (signals["common_neighbours"] > 0) | (signals["chains"] > 0)
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
