"""Where the home city stands: key figures, ties counted, what needs attention."""

import datetime
from dataclasses import dataclass

import numpy as np
import pandas as pd

from graph_app.graph.columns import Columns
from graph_app.graph.filters import in_year
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


def own_ties(columns: Columns, home: str) -> np.ndarray:
    """Tell which ties touch the home city; bool, shape (m,)."""
    mask = np.zeros(columns.n_edges, dtype=bool)
    mask[columns.ties_of(home)] = True
    return mask


def _others(columns: Columns, home: str, ties: np.ndarray) -> pd.DataFrame:
    """Give the nodes at the other ends of the home city's ties, each once."""
    at = columns.position[home]
    ends = np.where(columns.source[ties] == at, columns.target[ties], columns.source[ties])
    return columns.nodes.iloc[np.unique(ends)]


def key_figures(
    columns: Columns, home: str, today: datetime.date, year: int | None = None
) -> KeyFigures:
    """Count what the home city has.

    Parameters
    ----------
    columns : Columns
        The whole graph.
    home : str
        Node id.
    today : datetime.date
        Day from which the year since a check counts.
    year : int, optional
        As it was in that year, of ties whose start is known; today's state, with undated ties, by
        default.
    """
    own = own_ties(columns, home)
    alive = ~columns.edges["status"].eq("ended").to_numpy() & ~(columns.end_year < today.year)
    own &= alive if year is None else in_year(columns, year, undated=False)
    kinds = columns.edges["type"]
    partners = _others(columns, home, own & kinds.isin(PARTNERSHIPS).to_numpy())
    member = own & kinds.eq("membership").to_numpy()
    programmes = _others(columns, home, own & kinds.isin(["participation", "award"]).to_numpy())
    return KeyFigures(
        partners=len(partners),
        countries=partners["country"].nunique(),
        memberships=len(_others(columns, home, member)),
        reached=_reached(columns, home, member, year),
        programmes=int(programmes["kind"].eq("programme").sum()),
        ties=int(own.sum()),
        checked=int((own & checked_within_year(columns, today)).sum()),
        undated=int((own & np.isnan(columns.start_year)).sum()),
    )


def _reached(columns: Columns, home: str, member: np.ndarray, year: int | None) -> int:
    """Count the other cities in the networks of the home city."""
    networks = set(_others(columns, home, member).index)
    joined = columns.edges["type"].eq("membership").to_numpy()
    if year is not None:
        # The joining year of most members is not known; they count as members throughout.
        joined = joined & in_year(columns, year, undated=True)
    in_them = np.isin(columns.target, list(networks)) & joined
    members = columns.nodes.iloc[np.unique(columns.source[in_them])]
    return int((members["kind"].eq("city") & members["id"].ne(home)).sum())


def checked_within_year(columns: Columns, today: datetime.date) -> np.ndarray:
    """Tell which ties a person confirmed within the 365 days before a day."""
    since = today - datetime.timedelta(days=365)
    return np.array([_is_date(c) and last_day(c) >= since for c in columns.edges["checked"]])


def _is_date(value: object) -> bool:
    return isinstance(value, str) and is_partial_date(value)


def ties_by(columns: Columns, home: str, what: str) -> pd.DataFrame:
    """Count the home city's ties.

    Parameters
    ----------
    columns : Columns
        The whole graph.
    home : str
        Node id.
    what : str
        ``type``, ``country`` (of the partner) or ``decade`` (of the start).

    Returns
    -------
    pandas.DataFrame
        Columns ``group`` (str; ``unknown`` for a blank) and ``count``; decades in order of time,
        others the largest first.
    """
    ties = columns.ties_of(home)
    if what == "type":
        groups = columns.edges["type"].iloc[ties]
    elif what == "decade":
        years = columns.start_year[ties]
        groups = pd.Series([f"{int(y) // 10 * 10}" if y == y else UNKNOWN for y in years])
    else:
        partner = columns.edges["type"].isin(PARTNERSHIPS).to_numpy() & own_ties(columns, home)
        groups = _others(columns, home, partner)["country"]
    counts = groups.fillna(UNKNOWN).value_counts().rename_axis("group").reset_index(name="count")
    order = ["group"] if what == "decade" else ["count", "group"]
    return counts.sort_values(order, ascending=what == "decade", ignore_index=True)


def timeline(columns: Columns, home: str, today: datetime.date) -> pd.DataFrame:
    """Count partners and memberships at the end of each year since the first.

    Returns
    -------
    pandas.DataFrame
        Columns ``year`` (int), ``kind`` (``partners`` or ``memberships``) and ``count``. Ties whose
        start is not known are in no year; :attr:`KeyFigures.undated` says how many they are.
    """
    own = own_ties(columns, home) & ~np.isnan(columns.start_year)
    kinds = columns.edges["type"]
    groups = {
        "partners": own & kinds.isin(PARTNERSHIPS).to_numpy(),
        "memberships": own & kinds.eq("membership").to_numpy(),
    }
    both = groups["partners"] | groups["memberships"]
    if not both.any():
        return pd.DataFrame({"year": [], "kind": [], "count": []})
    first = int(columns.start_year[both].min())
    rows = [
        (year, kind, len(_others(columns, home, mask & in_year(columns, year, undated=False))))
        for year in range(first, today.year + 1)
        for kind, mask in groups.items()
    ]
    return pd.DataFrame(rows, columns=["year", "kind", "count"])


def attention(columns: Columns, home: str, today: datetime.date) -> pd.DataFrame:
    """Say which ties of the home city need attention, and why.

    Returns
    -------
    pandas.DataFrame
        Columns ``relation`` (position of the tie), ``id`` and ``reason`` (a key of
        :data:`ATTENTION`); one row a tie, its most urgent reason; the most urgent first.
    """
    fresh = checked_within_year(columns, today)
    rows = []
    for at in columns.ties_of(home):
        tie = columns.edges.iloc[at]
        reason = _reason(tie, bool(fresh[at]), today)
        if reason:
            rows.append((int(at), tie["id"], reason))
    order = {reason: n for n, reason in enumerate(ATTENTION)}
    rows.sort(key=lambda row: (order[row[2]], row[1]))
    return pd.DataFrame(rows, columns=["relation", "id", "reason"])


def _reason(tie: pd.Series, fresh: bool, today: datetime.date) -> str | None:
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
    if not _is_date(tie["checked"]):
        return "unchecked"
    return None if fresh else "old"
