"""What a briefing note says of a node, seen from the home city: data without words."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from graph_app.analysis.compare import Comparison
from graph_app.analysis.memberships.value import Portfolio
from graph_app.analysis.overview.key_figures import checked_within_year, key_figures
from graph_app.analysis.profile import shortest_ties, ties_by_type
from graph_app.analysis.strength import tie_strength
from graph_app.graph.frames import GraphFrame
from graph_app.model.errors import FilterError
from graph_app.model.kinds import KINDS
from graph_app.model.messages import Message

#: Why a contact is named, the nearest first:
#: ``office`` a secretariat, seat, host or organiser of the subject; ``own`` an organisation at home
#: that is tied to it; ``shared`` the secretariat of a network or programme that both are in, ``several`` of one that at
#: least two of those compared are in;
#: ``both`` a city or organisation tied to both; ``path`` the first step of the shortest way.
REASONS = ("office", "own", "shared", "several", "both", "path")

#: Most nodes in the small graph.
MOST_DRAWN = 25
_FEW_DRAWN = 14
_SPEAKS = ("city", "organisation")
#: Ties that no longer open a door.
_CLOSED = ("ended", "suspended")


@dataclass(frozen=True)
class Common:
    """A common neighbour, with the strongest tie of each side to it.

    Parameters
    ----------
    node : str
        Node id.
    ours, theirs : int
        Positions of the ties of the home city and of the subject.
    strength : float
        Product of the strengths of both ties; see :mod:`graph_app.analysis.strength`.
    """

    node: str
    ours: int
    theirs: int
    strength: float


@dataclass(frozen=True)
class Contact:
    """Whom to ask, and why: a key of :data:`REASONS` and the positions of the ties that say so."""

    node: str
    reason: str
    ties: tuple[int, ...]


@dataclass(frozen=True)
class Lanes:
    """A small graph in lanes from left to right.

    Parameters
    ----------
    lanes : tuple of tuple of str
        Node ids, a tuple a lane.
    ties : tuple of int
        Positions of the ties to draw, the strongest of each pair.
    """

    lanes: tuple[tuple[str, ...], ...]
    ties: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class ProfileFacts:
    """What a note on one node says.

    Parameters
    ----------
    subject, home : str
        Node ids; the same for a note on the home city itself.
    direct : tuple of int
        Ties between the two, the strongest first.
    common : mapping of str to tuple of Common
        Kind -> common neighbours, the strongest first; kinds in the order of the vocabulary.
    path : tuple of int
        Ties on a shortest way, empty where a tie or a common neighbour joins them, or nothing does.
    contacts : tuple of Contact
        In the order of :data:`REASONS`, the strongest first.
    figures : mapping of str to int
        Key figures of the subject. Of a city: ``partners``, ``countries``, ``memberships``, the
        cities ``reached`` through them, ``programmes``; of others: ``cities`` tied to it and their
        ``countries``. Of all: ``ties`` (of a city those that have not ended), and of them
        ``checked`` within a year.
    ties : mapping of str to tuple of int
        Relation type -> ties of the subject, the most frequent type first.
    picture : Lanes
        The two, what lies between them, and the strongest of what else the subject is tied to.
    """

    subject: str
    home: str
    direct: tuple[int, ...]
    common: Mapping[str, tuple[Common, ...]]
    path: tuple[int, ...]
    contacts: tuple[Contact, ...]
    figures: Mapping[str, int]
    ties: Mapping[str, tuple[int, ...]]
    picture: Lanes


def profile_facts(
    graph: GraphFrame, subject: str, home: str, today: datetime.date, year: int | None = None
) -> ProfileFacts:
    """Collect what a briefing note says of a node.

    Parameters
    ----------
    graph : GraphFrame
        The whole graph, or the graph as it was in a year.
    subject, home : str
        Node ids.
    today : datetime.date
        Day from which ages count.
    year : int, optional
        The year in which `graph` stands; today's state by default.

    Raises
    ------
    FilterError
        If one of the two is no node of the graph.
    """
    for node in (subject, home):
        if node not in graph.position:
            raise FilterError.wrong(Message("briefing"), node, Message("the id of a node"))
    strength = tie_strength(graph, today)
    near = nearest_ties(graph, subject, strength)
    direct, common, path = _between(graph, subject, home, strength)
    contacts = _contacts(graph, subject, home, common, path, near)
    return ProfileFacts(
        subject,
        home,
        direct,
        _by_kind(graph, common),
        path,
        contacts,
        _figures(graph, subject, today, near.index, year),
        {name: tuple(map(int, ties)) for name, ties in ties_by_type(graph, subject).items()},
        _lanes(graph, subject, home, direct, common, path, near),
    )


def nearest_ties(graph: GraphFrame, node: str, strength: np.ndarray) -> pd.Series:
    """Return the strongest tie to each neighbour of a node.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    node : str
        Node id.
    strength : numpy.ndarray of float64, shape (m,)
        Strength of each relation.

    Returns
    -------
    pandas.Series of int
        Index position of the neighbour, value position of the tie; the strongest first.
    """
    at, ties = graph.position[node], graph.ties_of(node)
    ends = np.where(graph.source[ties] == at, graph.target[ties], graph.source[ties])
    order = np.lexsort((ties, -strength[ties]))
    found = pd.Series(ties[order], index=ends[order])
    return found[(found.index != at) & ~found.index.duplicated()]


def _between(graph: GraphFrame, subject: str, home: str, strength: np.ndarray):
    """Return direct ties, common neighbours and, where there are neither, the shortest way."""
    if subject == home:
        return (), [], ()
    touching = np.intersect1d(graph.ties_of(subject), graph.ties_of(home))
    years = np.nan_to_num(graph.start_year[touching], nan=9999)
    order = np.lexsort((touching, years, -strength[touching]))
    direct = tuple(int(at) for at in touching[order])
    common = common_neighbours(graph, home, subject, strength)
    path = () if direct or common else shortest_ties(graph, home, subject)
    return direct, common, path


def common_neighbours(
    graph: GraphFrame, one: str, other: str, strength: np.ndarray
) -> list[Common]:
    """Return the common neighbours of two nodes, the strongest first."""
    ours, theirs = (nearest_ties(graph, node, strength) for node in (one, other))
    both = ours.index.intersection(theirs.index)
    product = strength[ours[both].to_numpy()] * strength[theirs[both].to_numpy()]
    ids = graph.nodes["id"].to_numpy(dtype=object)
    return [
        Common(ids[both[at]], int(ours[both[at]]), int(theirs[both[at]]), float(product[at]))
        for at in np.lexsort((ids[both].astype(str), -product))
    ]


def _by_kind(graph: GraphFrame, common: list[Common]) -> dict[str, tuple[Common, ...]]:
    kinds = {kind: [] for kind in KINDS}
    for one in common:
        kinds.setdefault(_kind(graph, one.node), []).append(one)
    return {kind: tuple(found) for kind, found in kinds.items() if found}


def _kind(graph: GraphFrame, node: str) -> str:
    return graph.nodes["kind"].iat[graph.position[node]]


def _figures(
    graph: GraphFrame, node: str, today: datetime.date, near: pd.Index, year: int | None
) -> dict[str, int]:
    if _kind(graph, node) == "city":
        found = key_figures(graph, node, today, year)
        names = ("partners", "countries", "memberships", "reached", "programmes")
        names += ("ties", "checked")
        return {name: getattr(found, name) for name in names}
    cities = graph.nodes.iloc[near]
    cities = cities[cities["kind"].eq("city")]
    ties = graph.ties_of(node)
    return {
        "cities": len(cities),
        "countries": int(cities["country"].nunique()),
        "ties": len(ties),
        "checked": int(checked_within_year(graph, today)[ties].sum()),
    }


# --- whom to ask ----------------------------------------------------------------------------------


def _contacts(columns, subject, home, common, path, near) -> tuple[Contact, ...]:
    found = [
        *_offices(columns, subject),
        *(_own(columns, home, near) if subject != home else ()),
        *secretariats(columns, (one.node for one in common), "shared"),
        *_both(columns, common),
    ]
    if path:
        found.append(Contact(_other_end(columns, path[0], home), "path", path))
    # The home city itself need not be asked.
    return tuple(_once(contact for contact in found if contact.node != home))


def _once(contacts: Iterable[Contact]) -> Iterable[Contact]:
    seen = set()
    for contact in contacts:
        if contact.node not in seen:
            seen.add(contact.node)
            yield contact


def _other_end(graph: GraphFrame, tie: int, node: str) -> str:
    row = graph.edges.iloc[tie]
    return row["target"] if row["source"] == node else row["source"]


def _offices(graph: GraphFrame, subject: str) -> Iterable[Contact]:
    """Who sits in the subject or keeps its office; then who hosts or organises it."""
    at, ties = graph.position[subject], graph.ties_of(subject)
    rows = graph.edges.iloc[ties]
    event = graph.nodes["kind"].iloc[graph.source[ties]].eq("event").to_numpy()
    # An event is no office, and what has moved away is none any more.
    open_still = ~event & ~rows["status"].isin(_CLOSED).to_numpy()
    sits = open_still & rows["type"].isin(["secretariat", "located_in"]).to_numpy()
    runs = rows["type"].isin(["hosts", "organises"]).to_numpy() & (graph.target[ties] == at)
    for tie in (*ties[sits], *ties[runs]):
        yield Contact(_other_end(graph, int(tie), subject), "office", (int(tie),))


def _own(graph: GraphFrame, home: str, near: pd.Series) -> Iterable[Contact]:
    """Organisations of the home city that have a tie of their own to the subject."""
    nodes = graph.nodes.iloc[near.index]
    seated = graph.edges["type"].eq("located_in") & graph.edges["target"].eq(home)
    ours = nodes["city"].eq(home) | nodes["id"].isin(graph.edges.loc[seated, "source"])
    keep = (ours & nodes["kind"].eq("organisation")).to_numpy()
    for at, tie in near[keep].items():
        yield Contact(graph.nodes["id"].iat[at], "own", (int(tie),))


def secretariats(graph: GraphFrame, nodes: Iterable[str], reason: str) -> list[Contact]:
    """Return the secretariats of those of the nodes that have one."""
    offices = graph.edges[graph.edges["type"].eq("secretariat")]
    at_of = dict(zip(offices["source"], offices.index, strict=True))
    return [Contact(node, reason, (int(at_of[node]),)) for node in nodes if node in at_of]


def _both(graph: GraphFrame, common: list[Common]) -> Iterable[Contact]:
    """Cities and organisations tied to both, by ties that still hold."""
    status = graph.edges["status"]
    for one in common:
        closed = {status.iat[one.ours], status.iat[one.theirs]} & set(_CLOSED)
        if _kind(graph, one.node) in _SPEAKS and not closed:
            yield Contact(one.node, "both", (one.ours, one.theirs))


# --- the small graph ------------------------------------------------------------------------------


def _lanes(graph, subject, home, direct, common, path, near) -> Lanes:
    if subject == home:
        return _star(graph, subject, near)
    middle = common[: MOST_DRAWN - 2]
    ties = [*direct[:1], *path, *(tie for one in middle for tie in (one.ours, one.theirs))]
    lanes = [(home,), *_steps(graph, home, path)] if path else [(home,), *_middle(middle)]
    drawn = {subject, *(node for lane in lanes for node in lane)}
    rest = near[[graph.nodes["id"].iat[at] not in drawn for at in near.index]]
    rest = rest.iloc[: max(0, _FEW_DRAWN - len(drawn))]
    others = tuple(graph.nodes["id"].iloc[rest.index])
    lanes += [(subject,), *([others] if others else [])]
    return Lanes(tuple(lanes), tuple(dict.fromkeys([*ties, *map(int, rest)])))


def _middle(common: list[Common]) -> list[tuple[str, ...]]:
    return [tuple(one.node for one in common)] if common else []


def _steps(graph: GraphFrame, home: str, path: tuple[int, ...]) -> list[tuple[str, ...]]:
    """Return the nodes between the ends of a way, one a lane."""
    steps, here = [], home
    for tie in path[:-1]:
        here = _other_end(graph, tie, here)
        steps.append((here,))
    return steps


def _star(graph: GraphFrame, subject: str, near: pd.Series) -> Lanes:
    """The subject between the halves of its strongest neighbours."""
    near = near.iloc[: MOST_DRAWN - 1]
    ids = tuple(graph.nodes["id"].iloc[near.index])
    lanes = [lane for lane in (ids[1::2], (subject,), ids[::2]) if lane]
    return Lanes(tuple(lanes), tuple(map(int, near)))


def compared_lanes(graph: GraphFrame, found: Comparison, strength: np.ndarray) -> Lanes:
    """Set compared nodes beside what at least two of them are tied to, by most of them first.

    Parameters
    ----------
    graph : GraphFrame
        The graph of the comparison.
    found : Comparison
        The comparison.
    strength : numpy.ndarray of float64, shape (m,)
        Strength of each relation.
    """
    near = {node: nearest_ties(graph, node, strength) for node in found.ids}
    rows = found.others("all")
    rows = rows[rows.sum(axis=1) > 1]
    order = rows.sum(axis=1).sort_values(ascending=False, kind="stable").index
    shared = tuple(order[: _FEW_DRAWN - 2])
    # Between three nodes in one lane nobody could tell which two a line joins.
    beside = found.ids if len(found.ids) == 2 else ()
    places = [graph.position[node] for node in (*shared, *beside)]
    ties = [int(tie) for ties in near.values() for tie in ties[ties.index.isin(places)]]
    lanes = (found.ids, shared) if shared else (found.ids,)
    return Lanes(lanes, tuple(dict.fromkeys(ties)))


def portfolio_lanes(graph: GraphFrame, found: Portfolio) -> Lanes:
    """Set a city beside its networks, and these beside the cities that most of them reach.

    Parameters
    ----------
    graph : GraphFrame
        The graph of the portfolio.
    found : Portfolio
        The memberships.
    """
    networks = tuple(found.table["network"])[: _FEW_DRAWN - 2]
    edges = graph.edges[graph.edges["type"].eq("membership")]
    edges = edges[edges["target"].isin(networks)]
    others = edges["source"].ne(found.home)
    others &= graph.nodes["kind"].iloc[graph.source[edges.index]].eq("city").to_numpy()
    counts = edges[others].drop_duplicates(["source", "target"])["source"].value_counts()
    cities = tuple(sorted(counts.index[counts > 1], key=lambda city: (-counts[city], city)))
    cities = cities[: _FEW_DRAWN - 2]
    drawn = edges[edges["source"].isin((found.home, *cities))]
    lanes = tuple(lane for lane in ((found.home,), networks, cities) if lane)
    return Lanes(lanes, tuple(map(int, drawn.drop_duplicates(["source", "target"]).index)))
