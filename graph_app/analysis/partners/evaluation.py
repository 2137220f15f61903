"""How good a ranking of partners is, tested on sister-city ties that it was not shown.

In each repetition a share of the known sister-city ties is hidden; the model is fitted on the rest;
for each city that lost a tie, all cities it has no known tie with are ranked, and the places of its
hidden partners are noted. Which ranker to use is chosen on ties that are hidden a second time,
among the rest, so that the choice never sees the ties on which its result is reported.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from graph_app.analysis.partners.model import MODEL, PRIOR, Ranker, each_city, fit, partners_of
from graph_app.analysis.partners.signals import SIGNALS, PartnerGraph
from graph_app.model.errors import FilterError
from graph_app.model.words import N_

#: Measure -> label. All lie between 0 and 1, and more is better.
METRICS: Mapping[str, str] = {
    "mrr": N_("Mean reciprocal rank"),
    "precision_10": N_("Precision at 10"),
    "recall_50": N_("Recall at 50"),
    "auc": N_("AUC"),
}
#: Ranker -> label: the model, each signal alone, and what must be beaten.
RANKERS: Mapping[str, str] = {
    MODEL: N_("The model"),
    **SIGNALS,
    "population": N_("Largest cities first"),
    "random": N_("By chance"),
}
#: The ranker that the inner test chose in each repetition.
CHOSEN = "chosen"
#: Up to this many cities a trial takes a few seconds and is made unasked.
AT_ONCE = 1500
SEEDS = tuple(range(10))
#: Fewest sister-city ties that can be put to a test.
FEWEST = 20


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Results of a trial.

    Parameters
    ----------
    runs : pandas.DataFrame
        One row a repetition and ranker: ``seed``, ``ranker`` (a key of :data:`RANKERS`, or
        :data:`CHOSEN`), the :data:`METRICS`, each the mean over the cities asked.
    inner : pandas.DataFrame
        The same of the ties hidden the second time, on which the choice is made.
    seeds : tuple of int
        Seeds of the repetitions.
    share : float
        Share of the ties hidden.
    ties, hidden : int
        Known sister-city ties, and those hidden in each repetition.
    cities, candidates : int
        Cities asked, and cities ranked for each of them, means over the repetitions.
    """

    runs: pd.DataFrame
    inner: pd.DataFrame
    seeds: tuple[int, ...]
    share: float
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
            one seed alone), kept within 0 and 1.
        """
        return _summary(self.runs)

    @property
    def choice(self) -> str:
        """The ranker to use: see :func:`choose_ranker`."""
        return choose_ranker(self.inner)

    @property
    def best(self) -> str:
        """Ranker with the highest mean reciprocal rank, :data:`CHOSEN` aside."""
        table = self.summary().drop(index=CHOSEN)
        return str(table.index[0])


def choose_ranker(runs: pd.DataFrame) -> str:
    """Say which ranker to use.

    Parameters
    ----------
    runs : pandas.DataFrame
        Columns ``ranker`` and ``mrr``, any number of repetitions.

    Returns
    -------
    str
        :data:`MODEL` if its mean reciprocal rank is above that of every single signal and of each
        baseline; the best single signal otherwise.
    """
    means = runs.groupby("ranker")["mrr"].mean()
    others = means.drop(index=[name for name in (MODEL, CHOSEN) if name in means.index])
    if MODEL in means.index and means[MODEL] > others.max():
        return MODEL
    return str(others.reindex(list(SIGNALS)).idxmax())


def heed(model: Ranker, result: Evaluation | None) -> Ranker:
    """Return the ranker that a trial chose: the model, or one of its signals alone."""
    if result is None or result.choice == MODEL:
        return model
    return model.single(result.choice)


def trial(
    graph: PartnerGraph,
    seeds: tuple[int, ...] = SEEDS,
    share: float = 0.2,
    cities: int = 400,
    prior: Mapping[str, float] | None = PRIOR,
    progress: Callable[[float], None] | None = None,
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
    prior : mapping of str to float, optional
        As in :func:`graph_app.analysis.partners.model.fit`.
    progress : callable, optional
        Called with the share done; what it raises ends the trial.

    Raises
    ------
    FilterError
        If there are fewer than :data:`FEWEST` sister-city ties, no seed, or a share out of range.
    """
    pairs = sister_pairs(graph)
    _check(pairs, seeds, share)
    outer, inner, sizes = [], [], []
    for step, seed in enumerate(seeds):
        for part, runs in enumerate((inner, outer)):
            shown, hidden = hide(graph, seed, share)
            if part == 0:
                shown, hidden = hide(shown, seed, share)
            table, size = _repetition(shown, hidden, seed, cities, prior)
            runs.append(table)
            sizes.append(size)
            if progress is not None:
                progress((2 * step + part + 1) / (2 * len(seeds)))
        outer[-1] = _with_choice(outer[-1], choose_ranker(inner[-1]))
    asked, candidates = np.mean(sizes[1::2], axis=0).round().astype(int)
    return Evaluation(
        pd.concat(outer, ignore_index=True),
        pd.concat(inner, ignore_index=True),
        tuple(seeds),
        share,
        len(pairs),
        _hidden_count(len(pairs), share),
        int(asked),
        int(candidates),
    )


def _check(pairs: np.ndarray, seeds: tuple[int, ...], share: float) -> None:
    if len(pairs) < FEWEST:
        raise FilterError(
            "test of the ranking: found {n} sister-city ties, expected at least {fewest}",
            n=len(pairs),
            fewest=FEWEST,
        )
    if not seeds:
        raise FilterError("test of the ranking: found no seed, expected at least one")
    if not 0 < share < 1:
        raise FilterError(
            "test of the ranking: found the share {share}, expected 0 to 1", share=share
        )


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
    gone = np.isin(_keys(graph), hidden[:, 0].astype(np.int64) * len(graph.frame) + hidden[:, 1])
    return PartnerGraph(graph.frame, graph.live & ~gone), hidden


# --- ranking what was hidden ----------------------------------------------------------------------


def _repetition(shown: PartnerGraph, hidden: np.ndarray, seed: int, cities: int, prior):
    """Fit on what is shown, rank for those who lost a tie; give the means, and the sizes."""
    model = fit(shown, seed, prior=prior)
    lost = _lost(shown, hidden)
    random = np.random.default_rng([seed, 1])
    asked = np.array(sorted(lost))
    asked = np.sort(random.choice(asked, min(cities, len(asked)), replace=False))
    rows, counts = [], []
    for city, signals in each_city(shown, asked):
        free = np.ones(len(shown.cities), dtype=bool)
        free[partners_of(shown, city)] = False
        free[city] = False
        counts.append(int(free.sum()))
        chance = random.random(len(free))
        for name, score in _scores(shown, model, signals, chance):
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
    shown: PartnerGraph, model: Ranker, signals: np.ndarray, chance: np.ndarray
) -> Iterator[tuple[str, np.ndarray]]:
    z = model.standardised(signals)
    yield MODEL, model.weights @ z
    yield from zip(SIGNALS, z, strict=True)
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
        Reciprocal rank of the hidden partner that stands highest; share of hidden partners among
        the first 10 (out of 10); share of the hidden partners that are among the first 50; share of
        (hidden partner, other city) pairs in which the partner stands higher (area under the ROC
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


def _with_choice(table: pd.DataFrame, name: str) -> pd.DataFrame:
    chosen = table[table["ranker"].eq(name)].assign(ranker=CHOSEN)
    return pd.concat([table, chosen], ignore_index=True)


def _summary(runs: pd.DataFrame) -> pd.DataFrame:
    groups = runs.groupby("ranker")[list(METRICS)]
    mean, count = groups.mean(), groups.size().iloc[0]
    reach = stats.t.ppf(0.975, count - 1) if count > 1 else np.nan
    half = groups.std() / np.sqrt(count) * reach
    low = (mean - half).clip(lower=0.0).add_suffix("_low")
    high = (mean + half).clip(upper=1.0).add_suffix("_high")
    table = mean.join(low).join(high)
    ordered = [f"{name}{end}" for name in METRICS for end in ("", "_low", "_high")]
    return table[ordered].sort_values("mrr", ascending=False, kind="stable")
