"""How the partners, members or participants of a node have come to be, year by year."""

import datetime
from collections.abc import Mapping

import numpy as np
import pandas as pd

from graph_app.analysis.overview.key_figures import PARTNERSHIPS
from graph_app.graph.frames import GraphFrame

#: Kind of node -> what is counted over the years: group -> (types of tie, which end the node is).
GROUPS: Mapping[str, Mapping[str, tuple[tuple[str, ...], str]]] = {
    "city": {
        "partners": (PARTNERSHIPS, "both"),
        "memberships": (("membership",), "source"),
    },
    "organisation": {
        "memberships": (("membership",), "source"),
        "participations": (("participation",), "source"),
    },
    "network": {
        "members": (("membership",), "target"),
        "participations": (("participation",), "source"),
    },
    "programme": {"participants": (("participation", "award"), "target")},
    "event": {"participants": (("participation",), "target")},
}


def timeline(graph: GraphFrame, node: str, today: datetime.date) -> pd.DataFrame:
    """Count the nodes on the other side of a node's ties at the end of each year since the first.

    Parameters
    ----------
    graph : GraphFrame
        The whole graph.
    node : str
        Node id. Of a city, partners and memberships are counted; of a network its members; of a
        programme or event its participants (:data:`GROUPS`).
    today : datetime.date
        The last year counted is that of this day.

    Returns
    -------
    pandas.DataFrame
        Columns ``year`` (int), ``kind`` (a group), ``count`` (ties whose start is known) and
        ``undated`` (how many more there are when ties whose start is not known count from the
        beginning on). Empty when no start is known; groups without any tie are left out. Ties that
        ended nobody knows when are in no year: see :func:`timeline_gaps`.
    """
    groups = {name: ties for name, ties in _groups(graph, node).items() if len(ties)}
    known = [ties["start"].dropna() for ties in groups.values()]
    starts = pd.concat(known) if known else pd.Series(dtype=float)
    if starts.empty:
        return pd.DataFrame({"year": [], "kind": [], "count": [], "undated": []})
    years = np.arange(int(min(starts.min(), today.year)), today.year + 1)
    counted = [_counted(ties, years) for ties in groups.values()]
    # One row a year and group, the groups of a year side by side.
    dated, whole = (np.stack(counts, axis=1).ravel() for counts in zip(*counted, strict=True))
    return pd.DataFrame(
        {
            "year": np.repeat(years, len(groups)),
            "kind": np.tile(list(groups), len(years)),
            "count": dated,
            "undated": whole - dated,
        }
    )


def _counted(ties: pd.DataFrame, years: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Count the nodes with a tie in each year: with a known start, and with or without one."""
    ties = ties.sort_values("other")
    first = np.flatnonzero(np.diff(ties["other"].to_numpy(), prepend=-1))
    start, end = (ties[name].to_numpy()[:, None] for name in ("start", "end"))
    not_over = ~(end < years)
    return tuple(
        np.logical_or.reduceat(not_over & begun, first).sum(axis=0)
        for begun in (start <= years, ~(start > years))
    )


def timeline_gaps(graph: GraphFrame, node: str) -> pd.DataFrame:
    """Return what no year of the timeline contains.

    Returns
    -------
    pandas.DataFrame
        Index the groups of the node's kind. ``start``: nodes whose ties all lack a start and have
        not ended. ``end``: nodes whose ties all ended nobody knows when.
    """
    rows = {}
    for kind, ties in _groups(graph, node, all_ties=True).items():
        ties = ties.assign(undated=ties["start"].isna())
        whole = ties.groupby("other")[["undated", "over", "lost"]].all()
        rows[kind] = (int((whole["undated"] & ~whole["over"]).sum()), int(whole["lost"].sum()))
    return pd.DataFrame.from_dict(rows, orient="index", columns=["start", "end"])


def _groups(graph: GraphFrame, node: str, all_ties: bool = False) -> dict[str, pd.DataFrame]:
    """Return the ties of each group: start and end year, and the node at the other end."""
    at, ties = graph.position[node], graph.ties_of(node)
    here_is_source = graph.source[ties] == at
    ended = graph.has_status("ended")[ties]
    frame = pd.DataFrame(
        {
            "other": graph.other_ends(at, ties),
            "start": graph.start_year[ties],
            "end": graph.end_year[ties],
            "over": ended | ~np.isnan(graph.end_year[ties]),
            "lost": ended & np.isnan(graph.end_year[ties]),
        }
    )
    types = graph.edges["type"].iloc[ties].to_numpy()
    groups = {}
    for name, (wanted, side) in GROUPS.get(graph.nodes["kind"].iloc[at], {}).items():
        fits = {"both": True, "source": here_is_source, "target": ~here_is_source}[side]
        mine = frame[np.isin(types, wanted) & fits]
        groups[name] = mine if all_ties else mine[~mine["lost"]]
    return groups
