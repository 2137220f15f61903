"""What a briefing note says of a node, seen from the home city: data without words."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

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
#: Statuses of ties through which nobody can be reached any more.
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


#: Direct ties, common neighbours and the shortest way between two nodes.
_Between = tuple[tuple[int, ...], list[Common], tuple[int, ...]]


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
        The year that `graph` shows; today's state by default.

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
    between = direct, common, path = _between(graph, subject, home, strength)
    return ProfileFacts(
        subject,
        home,
        direct,
        _by_kind(graph, common),
        path,
        _contacts(graph, subject, home, between, near),
        _figures(graph, subject, today, near.index, year),
        {name: tuple(map(int, ties)) for name, ties in ties_by_type(graph, subject).items()},
        _lanes(graph, subject, home, between, near),
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
    ties = ties[np.lexsort((ties, -strength[ties]))]
    found = pd.Series(ties, index=graph.other_ends(at, ties))
    return found[(found.index != at) & ~found.index.duplicated()]


def _between(graph: GraphFrame, subject: str, home: str, strength: np.ndarray) -> _Between:
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
    ids = graph.ids
    return [
        Common(ids[both[at]], int(ours[both[at]]), int(theirs[both[at]]), float(product[at]))
        for at in np.lexsort((ids[both].astype(str), -product))
    ]


def _by_kind(graph: GraphFrame, common: list[Common]) -> dict[str, tuple[Common, ...]]:
    kinds: dict[str, list[Common]] = {kind: [] for kind in KINDS}
    for one in common:
        kinds.setdefault(_kind(graph, one.node), []).append(one)
    return {kind: tuple(found) for kind, found in kinds.items() if found}


def _kind(graph: GraphFrame, node: str) -> str:
    return str(graph.nodes["kind"].iat[graph.position[node]])


def _figures(
    graph: GraphFrame, node: str, today: datetime.date, near: pd.Index, year: int | None
) -> dict[str, int]:
    if _kind(graph, node) == "city":
        found = key_figures(graph, node, today, year)
        return {name: figure for name, figure in asdict(found).items() if name != "undated"}
    cities = graph.nodes.iloc[near[graph.is_kind("city")[near]]]
    ties = graph.ties_of(node)
    return {
        "cities": len(cities),
        "countries": int(cities["country"].nunique()),
        "ties": len(ties),
        "checked": int(checked_within_year(graph, today)[ties].sum()),
    }


# --- whom to ask ----------------------------------------------------------------------------------


def _contacts(
    graph: GraphFrame, subject: str, home: str, between: _Between, near: pd.Series
) -> tuple[Contact, ...]:
    _, common, path = between
    found = [
        *_offices(graph, subject),
        *(_own(graph, home, near) if subject != home else ()),
        *secretariats(graph, (one.node for one in common), "shared"),
        *_both(graph, common),
    ]
    if path:
        found.append(Contact(_other_end(graph, path[0], home), "path", path))
    once: dict[str, Contact] = {}
    for contact in found:
        once.setdefault(contact.node, contact)
    # The home city itself need not be asked.
    once.pop(home, None)
    return tuple(once.values())


def _other_end(graph: GraphFrame, tie: int, node: str) -> str:
    (end,) = graph.other_ends(graph.position[node], np.array([tie]))
    return str(graph.ids[end])


def _offices(graph: GraphFrame, subject: str) -> Iterable[Contact]:
    """Who sits in the subject or runs its office; then who hosts or organises it."""
    at, ties = graph.position[subject], graph.ties_of(subject)
    # An event is no office, and what has moved away is none any more.
    open_still = ~graph.is_kind("event")[graph.source] & ~graph.has_status(*_CLOSED)
    sits = open_still & graph.is_type("secretariat", "located_in")
    runs = graph.is_type("hosts", "organises") & (graph.target == at)
    for tie in (*ties[sits[ties]], *ties[runs[ties]]):
        yield Contact(_other_end(graph, tie, subject), "office", (int(tie),))


def _own(graph: GraphFrame, home: str, near: pd.Series) -> Iterable[Contact]:
    """Organisations of the home city that have a tie of their own to the subject."""
    ours = graph.nodes["city"].eq(home).to_numpy(copy=True)
    ours[graph.source[graph.is_type("located_in") & graph.edges["target"].eq(home)]] = True
    ours &= graph.is_kind("organisation")
    own = near[ours[near.index]]
    for node, tie in zip(graph.ids[own.index], own, strict=True):
        yield Contact(node, "own", (int(tie),))


def secretariats(graph: GraphFrame, nodes: Iterable[str], reason: str) -> list[Contact]:
    """Return the secretariats of those of the nodes that have one."""
    offices = graph.edges[graph.is_type("secretariat")]
    at_of = dict(zip(offices["source"], offices.index, strict=True))
    return [Contact(node, reason, (int(at_of[node]),)) for node in nodes if node in at_of]


def _both(graph: GraphFrame, common: list[Common]) -> Iterable[Contact]:
    """Cities and organisations tied to both, by ties that have not ended."""
    closed = graph.has_status(*_CLOSED)
    for one in common:
        if _kind(graph, one.node) in _SPEAKS and not closed[[one.ours, one.theirs]].any():
            yield Contact(one.node, "both", (one.ours, one.theirs))


# --- the small graph ------------------------------------------------------------------------------


def _lanes(graph: GraphFrame, subject: str, home: str, between: _Between, near: pd.Series) -> Lanes:
    direct, common, path = between
    if subject == home:
        # The subject between the halves of its strongest neighbours.
        near = near.iloc[: MOST_DRAWN - 1]
        ids = tuple(graph.ids[near.index])
        return _drawn([ids[1::2], (subject,), ids[::2]], near)
    middle = common[: MOST_DRAWN - 2]
    ties = [*direct[:1], *path, *(tie for one in middle for tie in (one.ours, one.theirs))]
    steps = [home]
    for tie in path[:-1]:
        steps.append(_other_end(graph, tie, steps[-1]))
    lanes = [*((node,) for node in steps), tuple(one.node for one in middle), (subject,)]
    drawn = {node for lane in lanes for node in lane}
    rest = near[~np.isin(graph.ids[near.index], [*drawn])].iloc[: max(0, _FEW_DRAWN - len(drawn))]
    return _drawn([*lanes, tuple(graph.ids[rest.index])], [*ties, *rest])


def _drawn(lanes: Iterable[tuple[str, ...]], ties: Iterable[int]) -> Lanes:
    """Return the lanes that are not empty, and each tie once."""
    return Lanes(tuple(filter(None, lanes)), tuple(dict.fromkeys(map(int, ties))))


def compared_lanes(graph: GraphFrame, found: Comparison, strength: np.ndarray) -> Lanes:
    """Return compared nodes beside what at least two of them are tied to, by most of them first.

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
    ties = [tie for ties in near.values() for tie in ties[ties.index.isin(places)]]
    return _drawn((found.ids, shared), ties)


def portfolio_lanes(graph: GraphFrame, found: Portfolio) -> Lanes:
    """Return a city beside its networks, and these beside the cities that most of them reach.

    Parameters
    ----------
    graph : GraphFrame
        The graph of the portfolio.
    found : Portfolio
        The memberships.
    """
    networks = tuple(found.table["network"])[: _FEW_DRAWN - 2]
    edges = graph.edges[graph.is_type("membership") & graph.edges["target"].isin(networks)]
    city = graph.is_kind("city")[graph.source[edges.index]]
    counts = (
        edges[city & edges["source"].ne(found.home)]
        .drop_duplicates(["source", "target"])["source"]
        .value_counts()
    )
    cities = tuple(sorted(counts.index[counts > 1], key=lambda city: (-counts[city], city)))
    cities = cities[: _FEW_DRAWN - 2]
    drawn = edges[edges["source"].isin((found.home, *cities))]
    ties = drawn.drop_duplicates(["source", "target"]).index
    return _drawn(((found.home,), networks, cities), ties)
