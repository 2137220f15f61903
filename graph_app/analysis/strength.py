"""How strong a tie is: one number a relation, from facts that anybody can look up.

The strength of a relation is the product of four factors, each between 0 and 1:

- **type**: the default weight of its type (:data:`graph_app.model.relations.RELATION_TYPES`):
  1 for sister cities, 0.4 for a membership;
- **status**: :data:`STATUS_FACTORS`;
- **check**: 1 when a person confirmed it within a year, then halving every
  :data:`HALF_LIFE_YEARS` years down to :data:`LEAST_CHECKED`; as much where no check is known;
- **size**: 1 / (1 + log10(d / 2)) where one end is a network, programme or event with d ties of its
  own (or d members, as it reports), so that five cities in one exchange know each other better than
  1,750 in one association; 1 between two cities.

It is a convention, not a measurement: what matters is that it is the same for all, written down, and
shown beside every result.
"""

import datetime
from collections.abc import Mapping

import numpy as np
import pandas as pd

from graph_app.graph.frames import GraphFrame
from graph_app.model.dates import is_partial_date, last_day
from graph_app.model.kinds import UNKNOWN

#: Status -> factor; a blank counts as unknown.
STATUS_FACTORS: Mapping[str, float] = {
    "active": 1.0,
    "listed": 0.8,
    UNKNOWN: 0.7,
    "planned": 0.5,
    "dormant": 0.4,
    "suspended": 0.3,
    "ended": 0.1,
}
HALF_LIFE_YEARS = 5.0
LEAST_CHECKED = 0.5
#: Factor of the strength of a path for each node that has to introduce us to the next.
HANDOVER = 1 / 3

_SHARED_KINDS = ("network", "programme", "event")


def strength_table(graph: GraphFrame, today: datetime.date) -> pd.DataFrame:
    """Return the strength of every relation and the factors that make it.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    today : datetime.date
        Day from which the age of a check counts.

    Returns
    -------
    pandas.DataFrame
        One row a relation in the order of ``columns.edges``, all float64 in (0, 1]: ``type``,
        ``status``, ``check``, ``size`` and their product ``strength``.
    """
    edges = graph.edges
    table = pd.DataFrame(
        {
            "type": edges["weight"].to_numpy(dtype=float).clip(1e-3, 1.0),
            "status": edges["status"].fillna(UNKNOWN).map(STATUS_FACTORS).fillna(0.7).to_numpy(),
            "check": _check_factor(edges["checked"], today),
            "size": _size_factor(graph),
        }
    )
    return table.assign(strength=table.prod(axis=1))


def tie_strength(graph: GraphFrame, today: datetime.date) -> np.ndarray:
    """Return the strength of every relation; float64 in (0, 1], shape (m,)."""
    return strength_table(graph, today)["strength"].to_numpy()


def _check_factor(checked: pd.Series, today: datetime.date) -> np.ndarray:
    known = {text: _freshness(text, today) for text in checked.dropna().unique()}
    return checked.map(known).fillna(LEAST_CHECKED).to_numpy(dtype=float)


def _freshness(text: str, today: datetime.date) -> float:
    if not is_partial_date(text):
        return LEAST_CHECKED
    years = (today - last_day(text)).days / 365.25 - 1
    return float(np.clip(0.5 ** (max(0.0, years) / HALF_LIFE_YEARS), LEAST_CHECKED, 1.0))


def _size_factor(graph: GraphFrame) -> np.ndarray:
    sizes = np.fmax(graph.degree, graph.nodes["members_reported"].to_numpy(dtype=float))
    shared = graph.nodes["kind"].isin(_SHARED_KINDS).to_numpy()
    factor = np.where(shared, 1 / (1 + np.log10(np.maximum(sizes, 2.0) / 2)), 1.0)
    return np.asarray(np.minimum(factor[graph.source], factor[graph.target]))
