"""What each membership of a city gives: whom it reaches, and whom no other membership reaches.

Everything counts the members **in the tables**. A network of which the tables have few
members cannot be judged, and is not: see :func:`portfolio`.
"""

import datetime
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from graph_app.analysis.overview.key_figures import PARTNERSHIPS
from graph_app.graph.frames import GraphFrame, row_of
from graph_app.model.dates import first_day, is_partial_date

#: Share of its cities that a network reaches alone, at or above which it is called unique.
UNIQUE = 0.5
#: Share below which it is called redundant; between the two it is redundant in part.
REDUNDANT = 0.1
#: Share of the members it reports that the tables must have for it to be judged.
LEAST_KNOWN = 0.25

#: What a membership is, in the order in which it deserves to be kept.
VERDICTS = ("unique", "partly", "redundant", "few_known", "none_known")

_ACTIVITY = ("event", "programme")


@dataclass(frozen=True, eq=False)
class Portfolio:
    """The memberships of a city.

    Parameters
    ----------
    home : str
        Node id of the city.
    table : pandas.DataFrame
        One row a network, the one that reaches most first:
        ``network`` (node id); ``members`` (all in the tables, the city included), ``reported``
        (as the network says; NaN where unknown); ``cities`` and ``countries`` reached; ``exclusive``
        (cities reached through no other membership) and its ``share`` of the cities (NaN without
        any); ``cover`` (id of the membership that reaches most of the same cities, missing where none does) and ``covered``
        (how many of them); ``verdict`` (of :data:`VERDICTS`); ``themes``; ``since``, ``status``,
        ``checked`` and ``note`` of the membership; ``last_activity`` (partial date, blank where
        none is known).
    jaccard : pandas.DataFrame
        Networks x networks in the order of `table`: cities in both / cities in either; NaN where
        the tables hold no other city of one of them.
    contained : pandas.DataFrame
        Networks x networks: share of the row's cities that the column reaches too; NaN as above.
    exclusive : mapping of str to tuple of str
        Network -> ids of the cities reached through it alone.
    cities, countries : int
        Other cities, and countries of these, that all memberships together reach.
    """

    home: str
    table: pd.DataFrame
    jaccard: pd.DataFrame
    contained: pd.DataFrame
    exclusive: Mapping[str, tuple[str, ...]]
    cities: int
    countries: int


def standing(graph: GraphFrame, today: datetime.date, year: int | None = None) -> GraphFrame:
    """Return the graph without the memberships and partnerships that have ended.

    What was done together stays done: projects, events and awards remain.

    Parameters
    ----------
    graph : GraphFrame
        The graph, or with `year` the graph as it was then (:func:`~graph_app.graph.years.as_of`).
    today : datetime.date
        Day that decides what has ended.
    year : int, optional
        The year of the graph; its ties held then, whatever became of them later.
    """
    if year is not None:
        return graph
    over = graph.has_status("ended") | (graph.end_year < today.year)
    over &= graph.is_type("membership", *PARTNERSHIPS)
    return graph.with_ties(~over) if over.any() else graph


def networks_of(graph: GraphFrame, node: str) -> np.ndarray:
    """Return the positions of the networks of which a node is a member, in order of the tables."""
    member = graph.is_type("membership") & (graph.source == graph.position[node])
    return np.unique(graph.target[member])


def member_cities(graph: GraphFrame, networks: np.ndarray, home: str) -> sparse.csc_array:
    """Return which cities are members of which networks.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    networks : numpy.ndarray of int, shape (k,)
        Positions of the networks.
    home : str
        The city that looks; it does not reach itself.

    Returns
    -------
    scipy.sparse.csc_array of int64, shape (n, k)
        1 where the node is a city in the network, 0 elsewhere.
    """
    column = np.full(len(graph), -1)
    column[networks] = np.arange(len(networks))
    member = graph.is_type("membership") & graph.is_kind("city")[graph.source]
    member &= (graph.source != graph.position[home]) & (column[graph.target] >= 0)
    ends = np.unique(np.column_stack([graph.source, column[graph.target]])[member], axis=0)
    ones = np.ones(len(ends), dtype=np.int64)
    return sparse.csc_array((ones, (ends[:, 0], ends[:, 1])), shape=(len(graph), len(networks)))


def portfolio(graph: GraphFrame, home: str, today: datetime.date) -> Portfolio:
    """Return what each membership of a city gives.

    A membership is *unique* when at least half of the cities it reaches (:data:`UNIQUE`) are reached
    through it alone, *redundant* when fewer than a tenth are (:data:`REDUNDANT`), *partly* redundant
    between the two. It is not judged where the tables hold no other city of it (``none_known``) or
    fewer than a quarter of the members that it reports (``few_known``, :data:`LEAST_KNOWN`).

    Parameters
    ----------
    graph : GraphFrame
        The graph; memberships that have ended should be left out, see :func:`standing`.
    home : str
        Node id of the city.
    today : datetime.date
        Activities that begin later do not count as the last one.
    """
    networks = networks_of(graph, home)
    found = member_cities(graph, networks, home)
    shared = (found.T @ found).toarray().astype(float)
    sizes = shared.diagonal()
    alone = np.asarray(found.sum(axis=1)).ravel() == 1
    # Largest first; the id decides between equals, so that the order never depends on the tables.
    ids = graph.ids
    order = np.lexsort((ids[networks].astype(str), -sizes))
    networks, found, shared = networks[order], found[:, order], shared[np.ix_(order, order)]
    names = pd.Index(ids[networks], name="network")
    members = [row_of(found, at) for at in range(len(names))]
    exclusive = {
        name: tuple(ids[rows[alone[rows]]]) for name, rows in zip(names, members, strict=True)
    }
    reached = np.unique(found.indices)
    return Portfolio(
        home,
        _table(graph, home, networks, members, shared, exclusive, today),
        _shares(shared, np.add.outer(shared.diagonal(), shared.diagonal()) - shared, names),
        _shares(shared, shared.diagonal()[:, None], names),
        exclusive,
        len(reached),
        graph.nodes["country"].iloc[reached].nunique(),
    )


def _shares(part: np.ndarray, whole: np.ndarray, names: pd.Index) -> pd.DataFrame:
    # No known member is no overlap of zero: nothing can be said.
    known = np.outer(part.diagonal(), part.diagonal()) > 0
    whole = np.broadcast_to(whole, part.shape)
    share = np.divide(part, whole, out=np.full(part.shape, np.nan), where=known)
    return pd.DataFrame(share, index=names, columns=names.rename(None))


def _table(
    graph: GraphFrame,
    home: str,
    networks: np.ndarray,
    members: list[np.ndarray],
    shared: np.ndarray,
    exclusive: Mapping[str, tuple[str, ...]],
    today: datetime.date,
) -> pd.DataFrame:
    nodes = graph.nodes.iloc[networks].reset_index(drop=True)
    country, joined = graph.nodes["country"], graph.edges[graph.is_type("membership")]
    # Of several memberships in one network the first counts.
    own = joined[joined["source"].eq(home)].drop_duplicates("target").set_index("target")
    own = own.reindex(nodes["id"]).reset_index(drop=True)
    exclusive_ = np.array([len(exclusive[name]) for name in nodes["id"]], dtype=int)
    cities = shared.diagonal().astype(int)
    cover, covered = _covers(shared, nodes["id"])
    table = pd.DataFrame(
        {
            "network": nodes["id"],
            "members": nodes["id"].map(joined.groupby("target")["source"].nunique()).astype(int),
            "reported": nodes["members_reported"],
            "cities": cities,
            "countries": [country.iloc[rows].nunique() for rows in members],
            "exclusive": exclusive_,
            "share": exclusive_ / np.where(cities > 0, cities, np.nan),
            "cover": cover,
            "covered": covered,
            "verdict": "",
            "themes": nodes["themes"],
            "since": own["start"],
            "status": own["status"],
            "checked": own["checked"],
            "note": own["note"],
            "last_activity": [last_activity(graph, at, today) for at in networks],
        }
    )
    return table.assign(verdict=[_verdict(row) for row in table.to_dict("records")])


def _covers(shared: np.ndarray, ids: pd.Series) -> tuple[list[str | None], list[int]]:
    """Return, for each network, the other one that reaches most of its cities, and how many."""
    if not len(shared):
        return [], []
    others = shared - np.diag(shared.diagonal())
    best = others.argmax(axis=1)
    most = others[np.arange(len(others)), best].astype(int)
    return [ids[at] if n else None for at, n in zip(best, most, strict=True)], most.tolist()


def _verdict(row: Mapping[Hashable, Any]) -> str:
    if not row["cities"]:
        return "none_known"
    if row["members"] < LEAST_KNOWN * row["reported"]:
        return "few_known"
    if row["share"] >= UNIQUE:
        return "unique"
    return "redundant" if row["share"] < REDUNDANT else "partly"


def last_activity(graph: GraphFrame, network: int, today: datetime.date) -> str | None:
    """Return the latest known day on which an event or programme of a network began or ended.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    network : int
        Position of the network.
    today : datetime.date
        Days that begin later are not counted.

    Returns
    -------
    str or None
        A partial date of an event or programme tied to the network, or of the tie; None where no
        such date is known. The day of a check is no activity.
    """
    ties = np.flatnonzero((graph.source == network) | (graph.target == network))
    ends = graph.other_ends(network, ties)
    done = graph.is_kind(*_ACTIVITY)[ends]
    frames = (graph.edges.iloc[ties[done]], graph.nodes.iloc[ends[done]])
    dates = pd.concat([frame[when] for frame in frames for when in ("start", "end")]).dropna()
    past = [text for text in dates if is_partial_date(text) and first_day(text) <= today]
    return max(past, key=first_day, default=None)
