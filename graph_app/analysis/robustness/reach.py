"""What the home city's reach depends on: single ties, single nodes, and what a dormant tie costs.

Everything here runs on the simple graph: parallel ties count once, and ties that have ended count
only where the caller says so.
"""

import datetime
from dataclasses import dataclass

import numpy as np
import pandas as pd

from graph_app.analysis.overview.key_figures import living_ties
from graph_app.analysis.paths.best_paths import StrengthGraph, strongest_ties, without_status
from graph_app.analysis.paths.two_ways import two_first_steps
from graph_app.analysis.robustness.cuts import bridges, cut_points, not_ended, position_of
from graph_app.analysis.strength import HANDOVER, STATUS_FACTORS, strength_table
from graph_app.graph.frames import GraphFrame

#: Steps within which a city is near: a partner's partner, a fellow member of a network.
NEAR = 2


@dataclass(frozen=True, eq=False)
class Robustness:
    """What the home city's reach depends on.

    Parameters
    ----------
    nodes, cities : int
        Other nodes that the home city reaches, and how many of them are cities.
    ties : int
        Ties that were counted.
    bridges, cut_points, losses : pandas.DataFrame
        As :func:`~graph_app.analysis.robustness.cuts.bridges`, :func:`~graph_app.analysis.robustness.cuts.cut_points` and
        :func:`tie_loss` give them.
    """

    nodes: int
    cities: int
    ties: int
    bridges: pd.DataFrame
    cut_points: pd.DataFrame
    losses: pd.DataFrame


def robustness(
    graph: GraphFrame, home: str, today: datetime.date, *, past: bool = False
) -> Robustness:
    """Return what the home city's reach depends on.

    Parameters
    ----------
    graph : GraphFrame
        The graph or a view of it.
    home : str
        Node id.
    today : datetime.date
        Day on which a tie has ended or not, and from which the age of a check counts.
    past : bool
        Whether `graph` shows an earlier year. What is known of a status is known of today, so in
        the past every status counts as unknown, and no tie is left out for having ended since.

    Raises
    ------
    FilterError
        If the home city is not in the graph.
    """
    at = position_of(graph, home)
    if past:
        graph = without_status(graph)
    keep = np.ones(graph.n_edges, dtype=bool) if past else living_ties(graph, today)
    alive = graph.with_ties(keep)
    reached = alive.component == alive.component[at]
    reached[at] = False
    return Robustness(
        nodes=int(reached.sum()),
        cities=int((reached & graph.is_kind("city")).sum()),
        ties=alive.n_edges,
        bridges=bridges(graph, home, keep),
        cut_points=cut_points(graph, home, keep),
        losses=tie_loss(graph, home, today, keep),
    )


def tie_loss(
    graph: GraphFrame, home: str, today: datetime.date, keep: np.ndarray | None = None
) -> pd.DataFrame:
    """Return for each tie of the home city what is lost when it becomes dormant.

    A dormant tie is no way to anywhere, and its strength is that of a dormant tie. The strength
    of a way is the product of its ties' strengths, times
    :data:`~graph_app.analysis.strength.HANDOVER` for each node that has to introduce us to the next.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    home : str
        Node id.
    today : datetime.date
        Day from which the age of a check counts.
    keep : numpy.ndarray of bool, shape (m,), optional
        Ties that count; by default those whose status is not ended.

    Returns
    -------
    pandas.DataFrame
        One row a tie; first those without which most are beyond two steps. ``tie`` and ``other``: positions of the tie and of the
        node at its other end. ``parallel``: other ties to the same node; where there are any,
        every way stays open. ``lost``: nodes no longer reached. ``farther``: nodes that are more
        steps away. ``beyond_two``: nodes no longer within two steps. The same with ``_cities``:
        cities alone. ``weaker``: nodes whose strongest way becomes weaker. ``strength_loss``: share
        of the summed strength of the strongest ways that is lost, 0 to 1.

    Raises
    ------
    FilterError
        If the home city is not in the graph.
    """
    at = position_of(graph, home)
    keep = not_ended(graph) if keep is None else keep
    touching = (graph.source == at) != (graph.target == at)
    ties = np.flatnonzero(keep & touching)
    other = graph.other_ends(at, ties)
    parallel = np.bincount(other, minlength=len(graph))[other] - 1
    table = strength_table(graph, today)
    strengths = strongest_ties(graph, table, keep)
    rows = pd.DataFrame({"tie": ties, "other": other, "parallel": parallel})
    rows = rows.assign(**_steps_lost(strengths, at, other, parallel))
    rows = rows.assign(**_strength_lost(strengths, at, other, _dormant(table.iloc[ties], other)))
    order = ["beyond_two", "lost", "farther", "strength_loss", "tie"]
    falling = [False, False, False, False, True]
    return rows.sort_values(order, ascending=falling, ignore_index=True)


def _steps_lost(
    strengths: StrengthGraph, at: int, other: np.ndarray, parallel: np.ndarray
) -> dict[str, np.ndarray]:
    """Count by neighbour what becomes unreachable or farther without the step to it."""
    one = np.ones(strengths.cost.nnz)
    first, steps = two_first_steps(strengths.cost, at, one, one)
    best, second = steps.T
    found = {
        "lost": np.isinf(second),
        "farther": np.isfinite(second) & (second > best),
        "beyond_two": (best <= NEAR) & (second > NEAR),
    }
    counts = {}
    for name, mask in found.items():
        for suffix, kind in (("", True), ("_cities", strengths.frame.is_kind("city"))):
            hit = mask & kind & (first[:, 0] >= 0)
            by_neighbour = np.bincount(first[hit, 0], minlength=len(first))
            counts[f"{name}{suffix}"] = np.where(parallel > 0, 0, by_neighbour[other])
    return counts


def _dormant(own: pd.DataFrame, other: np.ndarray) -> np.ndarray:
    """Return the strength of the way to each tie's neighbour once the tie is dormant."""
    strength = own["strength"].to_numpy()
    dormant = strength * np.minimum(1.0, STATUS_FACTORS["dormant"] / own["status"].to_numpy())
    ranked = pd.Series(strength).groupby(other)
    strongest = ranked.transform("max").to_numpy()
    runner_up = ranked.transform(lambda s: s.nlargest(2).iloc[-1] if len(s) > 1 else 0).to_numpy()
    is_strongest = ranked.rank(method="first", ascending=False).to_numpy() == 1
    return np.where(is_strongest, np.maximum(dormant, runner_up), strongest)


def _strength_lost(
    strengths: StrengthGraph, at: int, other: np.ndarray, dormant: np.ndarray
) -> dict[str, np.ndarray]:
    """Compare every node's strongest way before and after one tie becomes dormant."""
    cost = -np.log(strengths.strength[strengths.tie])
    first, costs = two_first_steps(strengths.cost, at, cost, cost - np.log(HANDOVER))
    best, second = np.exp(-costs).T
    behind = np.flatnonzero(first[:, 0] >= 0)
    behind = behind[np.argsort(first[behind, 0], kind="stable")]
    begin, end = (np.searchsorted(first[behind, 0], other, side) for side in ("left", "right"))
    weaker, lost = np.zeros(len(other), dtype=np.int64), np.zeros(len(other))
    for row, (a, b) in enumerate(zip(begin, end, strict=True)):
        now = best[behind[a:b]]
        ratio = dormant[row] / strengths.strength[strengths.tie_between(at, other[row])]
        drop = now - np.maximum(now * ratio, second[behind[a:b]])
        weaker[row] = int((drop > 1e-12 * now).sum())
        lost[row] = max(0.0, drop.sum())
    return {"weaker": weaker, "strength_loss": lost / best[behind].sum()}
