"""Trials of the ranking of partners that nobody asked for, kept on disk by what they tested."""

import hashlib

import pandas as pd

from graph_app.analysis.partners.evaluation import (
    AT_ONCE,
    FEWEST,
    SEEDS,
    Evaluation,
    heed,
    sister_pairs,
    trial,
)
from graph_app.analysis.partners.model import Ranker, fit
from graph_app.analysis.partners.signals import PartnerGraph
from graph_app.runtime.cache import disk_cache

_FIGURES = ("share", "ties", "hidden", "cities", "candidates")


def ranker_and_trial(graph: PartnerGraph) -> tuple[Ranker, Evaluation | None]:
    """Fit the model and, where that takes a few seconds only, test it and heed the result.

    Returns
    -------
    Ranker
        The model, or the best single signal where the model does not beat it.
    TrialResult or None
        None where the graph has more than :data:`AT_ONCE` cities, or too few ties for a trial.
    """
    model = fit(graph)
    if len(graph.cities) > AT_ONCE or len(sister_pairs(graph)) < FEWEST:
        return model, None
    result = trial_kept(graph)
    return heed(model, result), result


def trial_kept(graph: PartnerGraph) -> Evaluation:
    """Return the trial with :data:`SEEDS` from the disk cache, or make and keep it.

    Raises
    ------
    FilterError
        If there are too few sister-city ties.
    """
    if not graph.frame.revision:
        return trial(graph, SEEDS)
    key = f"trial/{graph.frame.revision}/{_part(graph)}"
    found = disk_cache().get(key)
    if found is not None:
        return _opened(found)
    result = trial(graph, SEEDS)
    disk_cache().put(key, _closed(result))
    return result


def _part(graph: PartnerGraph) -> str:
    """Name the part of the tables that the graph shows: its nodes, its ties, and which live."""
    digest = hashlib.blake2b(graph.live.tobytes(), digest_size=16)
    for ids in (graph.frame.nodes["id"], graph.frame.edges["id"]):
        digest.update("\0".join(["", *ids]).encode())
    return digest.hexdigest()


def _closed(result: Evaluation) -> pd.DataFrame:
    table = pd.concat([result.runs.assign(_inner=False), result.inner.assign(_inner=True)])
    table = table.reset_index(drop=True)
    table.attrs = {name: getattr(result, name) for name in ("seeds", *_FIGURES)}
    return table


def _opened(table: pd.DataFrame) -> Evaluation:
    facts, table.attrs = table.attrs, {}
    inner = table.pop("_inner")
    parts = (table[rows].reset_index(drop=True) for rows in (~inner, inner))
    return Evaluation(*parts, tuple(facts["seeds"]), *(facts[name] for name in _FIGURES))
