"""How good a ranking of partners is, tested on sister-city ties that it was not shown.

In each repetition a share of the known sister-city ties is hidden; for each city that lost a tie, all
cities it has no known tie with are ranked, and the ranks of its hidden partners are noted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from graph_app.analysis.partners.model import contributions
from graph_app.analysis.partners.signals import SIGNALS, PartnerGraph
from scripts.partner_fit import each_city, fit

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
    asked, candidates = np.mean(sizes, axis=0).round().astype(int)
    hidden_count = _hidden_count(len(pairs), share)
    whole = pd.concat(runs, ignore_index=True)
    return Evaluation(whole, len(pairs), hidden_count, int(asked), int(candidates))


def _check(pairs: np.ndarray, seeds: tuple[int, ...], share: float) -> None:
    if len(pairs) < FEWEST:
        found = f"found {len(pairs)} sister-city ties, expected at least {FEWEST}"
        raise ValueError(f"test of the ranking: {found}")
    if not seeds:
        raise ValueError("test of the ranking: found no seed, expected at least one")
    if not 0 < share < 1:
        raise ValueError(f"test of the ranking: found the share {share}, expected 0 to 1")


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


def _hidden_count(pairs: int, share: float) -> int:
    return max(1, round(share * pairs))


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
    random = np.random.default_rng(seed)
    hidden = pairs[random.choice(len(pairs), _hidden_count(len(pairs), share), replace=False)]
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
        free = np.ones(len(shown.cities), dtype=bool)
        free[shown.partners_of(city)] = False
        free[city] = False
        counts.append(int(free.sum()))
        chance = random.random(len(free))
        for name, score in _scores(shown, weights, signals, chance):
            rows.append((name, *measures(score, chance, free, np.array(lost[city]))))
    found = pd.DataFrame(rows, columns=["ranker", *METRICS])
    table = found.groupby("ranker", sort=False)[list(METRICS)].mean().reset_index()
    return table.assign(seed=seed), (len(asked), np.mean(counts))


def _lost(shown: PartnerGraph, hidden: np.ndarray) -> dict[int, list[int]]:
    """Return each city that lost a tie with the partners it lost; numbers of cities."""
    lost: dict[int, list[int]] = {}
    for one, other in shown.number[hidden]:
        lost.setdefault(int(one), []).append(int(other))
        lost.setdefault(int(other), []).append(int(one))
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
