"""The home city: key figures, ties counted, what needs attention."""

import datetime
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

import numpy as np
import pandas as pd

from graph_app.graph.frames import GraphFrame
from graph_app.graph.years import in_year
from graph_app.model.dates import first_day, is_partial_date, last_day
from graph_app.model.kinds import UNKNOWN
from graph_app.model.words import N_

#: Relation types that make two cities partners.
PARTNERSHIPS = ("sister_city", "friendship_municipality", "cooperation_agreement")

#: Why a tie needs attention -> what is to be done, the most urgent first.
ATTENTION = {
    "ending": N_("Ends within a year"),
    "overdue": N_("Planned, but the start has passed"),
    "dormant": N_("Dormant or suspended"),
    "unknown": N_("Status not known"),
    "listed": N_("Named only by an encyclopaedia, to be confirmed"),
    "unchecked": N_("Never checked, or day not known"),
    "old": N_("Not checked for over a year"),
}


@dataclass(frozen=True)
class KeyFigures:
    """Figures of the home city.

    Parameters
    ----------
    partners : int
        Cities with a sister-city, friendship or cooperation tie that has not ended.
    countries : int
        Countries of these partners.
    memberships : int
        Networks it is a member of.
    reached : int
        Other cities in these networks.
    programmes : int
        Programmes and projects it takes part in.
    ties : int
        All its direct ties.
    checked : int
        Those that a person confirmed within a year before the day.
    undated : int
        Those whose start is not known.
    """

    partners: int
    countries: int
    memberships: int
    reached: int
    programmes: int
    ties: int
    checked: int
    undated: int


def own_ties(graph: GraphFrame, home: str) -> np.ndarray:
    """Return which ties touch the home city; bool, shape (m,)."""
    at = graph.position[home]
    return np.asarray((graph.source == at) | (graph.target == at))


def others(graph: GraphFrame, home: str, ties: np.ndarray) -> pd.DataFrame:
    """Return the nodes at the other ends of these ties of the home city, each once."""
    ends = graph.other_ends(graph.position[home], np.flatnonzero(ties))
    return graph.nodes.iloc[np.unique(ends)]


def living_ties(graph: GraphFrame, today: datetime.date) -> np.ndarray:
    """Return which ties have not ended by a day, as far as is known; bool, shape (m,)."""
    return ~graph.has_status("ended") & ~(graph.end_year < today.year)


def ties_in(
    graph: GraphFrame, today: datetime.date, year: int | None = None, undated: bool = True
) -> np.ndarray:
    """Return which ties exist today, or existed in a year.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    today : datetime.date
        The day that counts as today.
    year : int, optional
        Calendar year; today's state by default.
    undated : bool
        Whether ties whose start is not known count.

    Returns
    -------
    numpy.ndarray of bool, shape (m,)
        A tie that has ended nobody knows when is in no year: see
        :func:`graph_app.analysis.timeline.timeline_gaps`.
    """
    if year is None:
        return np.asarray(living_ties(graph, today) & (undated | ~np.isnan(graph.start_year)))
    ended_sometime = graph.has_status("ended") & np.isnan(graph.end_year)
    return np.asarray(in_year(graph, year, undated) & ~ended_sometime)


def key_figures(
    graph: GraphFrame,
    home: str,
    today: datetime.date,
    year: int | None = None,
    undated: bool = False,
) -> KeyFigures:
    """Count what the home city has.

    Parameters
    ----------
    graph : GraphFrame
        The whole graph.
    home : str
        Node id.
    today : datetime.date
        Day from which the year since a check counts.
    year : int, optional
        As it was in that year; today's state, with undated ties, by default.
    undated : bool
        Whether ties whose start is not known count in the figures of a year.
    """
    own = own_ties(graph, home)
    own &= ties_in(graph, today, year, undated or year is None)
    partners = others(graph, home, own & graph.is_type(*PARTNERSHIPS))
    member = own & graph.is_type("membership")
    programmes = others(graph, home, own & graph.is_type("participation", "award"))
    return KeyFigures(
        partners=len(partners),
        countries=partners["country"].nunique(),
        memberships=len(others(graph, home, member)),
        reached=members_of(graph, home, today, member, year)["city"].nunique(),
        programmes=int(programmes["kind"].eq("programme").sum()),
        ties=int(own.sum()),
        checked=int((own & checked_within_year(graph, today)).sum()),
        undated=int((own & np.isnan(graph.start_year)).sum()),
    )


def members_of(
    graph: GraphFrame,
    home: str,
    today: datetime.date,
    member: np.ndarray,
    year: int | None = None,
) -> pd.DataFrame:
    """Return the other cities in the networks of the home city.

    Parameters
    ----------
    graph : GraphFrame
        The whole graph.
    home : str
        Node id.
    today : datetime.date
        The day that counts as today.
    member : numpy.ndarray of bool, shape (m,)
        The home city's memberships.
    year : int, optional
        Members as they were in that year; today's by default. The joining year of most members is
        not known: they count throughout.

    Returns
    -------
    pandas.DataFrame
        Columns ``network`` and ``city`` (positions of nodes); each pair once.
    """
    networks = others(graph, home, member).index
    joined = graph.is_type("membership") & np.isin(graph.target, networks)
    joined &= ties_in(graph, today, year) & graph.is_kind("city")[graph.source]
    joined &= graph.source != graph.position[home]
    pairs = pd.DataFrame({"network": graph.target[joined], "city": graph.source[joined]})
    return pairs.drop_duplicates(ignore_index=True)


def checked_within_year(graph: GraphFrame, today: datetime.date) -> np.ndarray:
    """Return which ties a person confirmed within the 365 days before a day."""
    since = today - datetime.timedelta(days=365)
    days = graph.edges["checked"]
    fresh = {day: _is_date(day) and last_day(day) >= since for day in days.dropna().unique()}
    return days.map(fresh).eq(True).to_numpy(dtype=bool)


def _is_date(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and is_partial_date(value)


def ties_by(
    graph: GraphFrame, home: str, what: str, keep: np.ndarray | None = None
) -> pd.DataFrame:
    """Count the home city's ties.

    Parameters
    ----------
    graph : GraphFrame
        The whole graph.
    home : str
        Node id.
    what : str
        ``type``, ``country`` (of the partner) or ``decade`` (of the start).
    keep : numpy.ndarray of bool, shape (m,), optional
        Ties that count; all, also those that have ended, by default.

    Returns
    -------
    pandas.DataFrame
        Columns ``group`` (str; ``unknown`` for a blank) and ``count``; decades in order of time,
        others the largest first.
    """
    own = own_ties(graph, home) if keep is None else own_ties(graph, home) & keep
    ties = np.flatnonzero(own)
    if what == "type":
        groups = graph.edges["type"].iloc[ties]
    elif what == "decade":
        years = graph.start_year[ties]
        groups = pd.Series([f"{int(y) // 10 * 10}" if y == y else UNKNOWN for y in years])
    else:
        groups = others(graph, home, own & graph.is_type(*PARTNERSHIPS))["country"]
    counts = groups.fillna(UNKNOWN).value_counts().rename_axis("group").reset_index(name="count")
    order = ["group"] if what == "decade" else ["count", "group"]
    return counts.sort_values(order, ascending=what == "decade", ignore_index=True)


def attention(graph: GraphFrame, home: str, today: datetime.date) -> pd.DataFrame:
    """Return which ties of the home city need attention, and why.

    Returns
    -------
    pandas.DataFrame
        Columns ``relation`` (position of the tie), ``id`` and ``reason`` (a key of
        :data:`ATTENTION`); one row a tie, its most urgent reason; the most urgent first.
    """
    fresh = checked_within_year(graph, today)
    ties = graph.edges.iloc[graph.ties_of(home)]
    rows = [
        (at, tie["id"], reason)
        for at, tie in zip(ties.index.tolist(), ties.to_dict("records"), strict=True)
        if (reason := _reason(tie, bool(fresh[at]), today))
    ]
    rows.sort(key=lambda row: ([*ATTENTION].index(row[2]), row[1]))
    return pd.DataFrame(rows, columns=["relation", "id", "reason"])


def _reason(tie: Mapping[Hashable, Any], fresh: bool, today: datetime.date) -> str | None:
    if tie["status"] == "ended":
        return None
    if _is_date(tie["end"]):
        left = (last_day(tie["end"]) - today).days
        if left < 0:
            return None
        if left <= 365:
            return "ending"
    if tie["status"] == "planned":
        passed = _is_date(tie["start"]) and first_day(tie["start"]) < today
        return "overdue" if passed else None
    if tie["status"] in ("dormant", "suspended"):
        return "dormant"
    if tie["type"] in PARTNERSHIPS and pd.isna(tie["status"]):
        return "unknown"
    if tie["status"] == "listed":
        return "listed"
    if not _is_date(tie["checked"]):
        return "unchecked"
    return None if fresh else "old"
