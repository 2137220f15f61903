"""What the home city's reach hangs on: single ties, single nodes, and what sleeps with a tie.

Everything here runs on the simple graph: parallel ties count once, and ties that have ended count
only where the caller keeps them.
"""

import datetime
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from graph_app.analysis.overview.key_figures import living_ties
from graph_app.analysis.paths.two_ways import Arcs, arcs_of, two_first_steps
from graph_app.analysis.robustness.cuts import (
    bridges,
    by_status,
    cut_points,
    is_city,
    kept,
    position_of,
)
from graph_app.analysis.strength import HANDOVER, STATUS_FACTORS, strength_table
from graph_app.graph.frames import GraphFrame

LOSS_COLUMNS = (
    "tie",
    "other",
    "parallel",
    "lost",
    "lost_cities",
    "farther",
    "farther_cities",
    "beyond_two",
    "beyond_two_cities",
    "weaker",
    "strength_loss",
)
#: Steps within which a city is near: a partner's partner, a fellow member of a network.
NEAR = 2


@dataclass(frozen=True, eq=False)
class Robustness:
    """What the home city's reach hangs on.

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
    """Say what the home city's reach hangs on.

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
        blank = pd.Series(None, index=graph.edges.index, dtype="str")
        graph = replace(graph, edges=graph.edges.assign(status=blank))
    keep = np.ones(graph.n_edges, dtype=bool) if past else living_ties(graph, today)
    alive = kept(graph, keep)
    reached = alive.component == alive.component[at]
    cities = int((reached & is_city(graph)).sum()) - int(is_city(graph)[at])
    return Robustness(
        nodes=int(reached.sum()) - 1,
        cities=cities,
        ties=alive.n_edges,
        bridges=bridges(graph, home, keep),
        cut_points=cut_points(graph, home, keep),
        losses=tie_loss(graph, home, today, keep),
    )


def tie_loss(
    graph: GraphFrame, home: str, today: datetime.date, keep: np.ndarray | None = None
) -> pd.DataFrame:
    """Say for each tie of the home city what is lost when it sleeps.

    A sleeping tie is no way to anywhere, and its strength is that of a dormant tie. The strength
    of a way is the product of its ties' strengths, times
    :data:`~graph_app.analysis.strength.HANDOVER` for each node that has to hand on.

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
    keep = by_status(graph) if keep is None else keep
    touching = (graph.source == at) != (graph.target == at)
    ties = np.flatnonzero(keep & touching)
    if not ties.size:
        return pd.DataFrame(columns=list(LOSS_COLUMNS))
    other = np.where(graph.source[ties] == at, graph.target[ties], graph.source[ties])
    parallel = np.bincount(other, minlength=len(graph))[other] - 1
    table = strength_table(graph, today)
    arcs = arcs_of(graph, keep, table["strength"].to_numpy())
    rows = pd.DataFrame({"tie": ties, "other": other, "parallel": parallel})
    rows = rows.assign(**_steps_lost(graph, arcs, at, other, parallel))
    rows = rows.assign(**_strength_lost(arcs, at, other, _asleep(table.iloc[ties], other)))
    order = ["beyond_two", "lost", "farther", "strength_loss", "tie"]
    falling = [False, False, False, False, True]
    return rows[list(LOSS_COLUMNS)].sort_values(order, ascending=falling, ignore_index=True)


def _steps_lost(
    graph: GraphFrame, arcs: Arcs, at: int, other: np.ndarray, parallel: np.ndarray
) -> dict[str, np.ndarray]:
    """Count by neighbour what becomes unreachable or farther when the step to it is gone."""
    n = len(graph)
    first, steps = two_first_steps(arcs.with_costs(1.0, 1.0), at)
    best, second = steps.T
    found = {
        "lost": np.isinf(second),
        "farther": np.isfinite(second) & (second > best),
        "beyond_two": (best <= NEAR) & (second > NEAR),
    }
    counts = {}
    for name, mask in found.items():
        for suffix, kind in (("", True), ("_cities", is_city(graph))):
            hit = mask & kind & (first[:, 0] >= 0)
            by_neighbour = np.bincount(first[hit, 0], minlength=n)
            counts[f"{name}{suffix}"] = np.where(parallel > 0, 0, by_neighbour[other])
    return counts


def _asleep(own: pd.DataFrame, other: np.ndarray) -> np.ndarray:
    """Return the strength of the way to each tie's neighbour once the tie sleeps."""
    strength = own["strength"].to_numpy()
    sleepy = strength * np.minimum(1.0, STATUS_FACTORS["dormant"] / own["status"].to_numpy())
    ranked = pd.Series(strength).groupby(other)
    strongest = ranked.transform("max").to_numpy()
    runner_up = ranked.transform(lambda s: s.nlargest(2).iloc[-1] if len(s) > 1 else 0).to_numpy()
    is_strongest = ranked.rank(method="first", ascending=False).to_numpy() == 1
    return np.where(is_strongest, np.maximum(sleepy, runner_up), strongest)


def _strength_lost(
    arcs: Arcs, at: int, other: np.ndarray, asleep: np.ndarray
) -> dict[str, np.ndarray]:
    """Compare every node's strongest way before and after one tie sleeps."""
    cost = -np.log(arcs.strength)
    first, costs = two_first_steps(arcs.with_costs(cost, cost - np.log(HANDOVER)), at)
    best, second = np.exp(-costs).T
    behind = np.flatnonzero(first[:, 0] >= 0)
    behind = behind[np.argsort(first[behind, 0], kind="stable")]
    begin = np.searchsorted(first[behind, 0], other, side="left")
    end = np.searchsorted(first[behind, 0], other, side="right")
    weaker, lost = np.zeros(len(other), dtype=np.int64), np.zeros(len(other))
    for row, (a, b) in enumerate(zip(begin, end, strict=True)):
        now = best[behind[a:b]]
        ratio = asleep[row] / arcs.strength_between(at, other[row])
        drop = now - np.maximum(now * ratio, second[behind[a:b]])
        weaker[row] = int((drop > 1e-12 * now).sum())
        lost[row] = max(0.0, drop.sum())
    return {"weaker": weaker, "strength_loss": lost / best[behind].sum()}
