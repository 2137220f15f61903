"""Which cities a person rules out as partners."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from graph_app.analysis.partners.signals import PAST, PartnerGraph
from graph_app.graph.filter_kinds import check_countries
from graph_app.model.errors import FilterError
from graph_app.model.messages import Message

_MOST = 10**9


@dataclass(frozen=True)
class PartnerFilter:
    """Cities that are not to be suggested. An empty value rules nobody out.

    Parameters
    ----------
    countries : tuple of str
        ISO 3166-1 alpha-2 codes of countries to leave out.
    only_countries : tuple of str
        Countries that alone are wanted; cities without a known country are left out then.
    min_population, max_population : int, optional
        Bounds of the population, inclusive.
    unknown_population : bool
        Whether cities whose population is not known stay when a bound is set.
    networks : tuple of str
        Node ids of networks whose members are left out.
    only_networks : tuple of str
        Node ids of networks; only members of one of them are wanted.
    past : tuple of str
        Statuses (:data:`PAST`) of a tie with the city itself that rule the other city out. A city
        whose ties with it have other statuses of these may be suggested again.

    Raises
    ------
    FilterError
        If a value is unknown or out of range; the message says what would be right.
    """

    countries: tuple[str, ...] = ()
    only_countries: tuple[str, ...] = ()
    min_population: int | None = None
    max_population: int | None = None
    unknown_population: bool = True
    networks: tuple[str, ...] = ()
    only_networks: tuple[str, ...] = ()
    past: tuple[str, ...] = PAST

    def __post_init__(self) -> None:
        check_countries((*self.countries, *self.only_countries))
        for status in self.past:
            if status not in PAST:
                raise FilterError.one_of("past", status, PAST)
        for name in ("min_population", "max_population"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= _MOST:
                raise FilterError.wrong(name, value, Message("0 to {most}", most=_MOST))
        low, high = self.min_population, self.max_population
        if low is not None and high is not None and low > high:
            raise FilterError.wrong("min_population", low, Message("at most {high}", high=high))


@dataclass(frozen=True)
class DirectTie:
    """The ties of a city with another, and the status of the pair.

    Parameters
    ----------
    status : str
        :data:`ALIVE`, or the liveliest of :data:`PAST`.
    ties : tuple of int
        Positions of the ties between the two.
    """

    status: str
    ties: tuple[int, ...]


#: Status of a pair of which some tie is neither ended nor dormant or suspended.
ALIVE = "alive"


def direct_ties(graph: PartnerGraph, city: int) -> dict[int, DirectTie]:
    """Return the cities with which a city has or had a tie of its own; by their numbers."""
    frame, at = graph.frame, graph.cities[city]
    ties = np.flatnonzero((frame.source == at) ^ (frame.target == at))
    found: dict[int, list[int]] = {}
    for other, tie in zip(graph.number[frame.other_ends(at, ties)], ties, strict=True):
        if other >= 0:
            found.setdefault(int(other), []).append(int(tie))
    return {other: DirectTie(_liveliest(graph, own), tuple(own)) for other, own in found.items()}


def _liveliest(graph: PartnerGraph, ties: list[int]) -> str:
    status = graph.frame.edges["status"]
    states = {status.iloc[tie] if graph.live[tie] else "ended" for tie in ties}
    if not states <= set(PAST):
        return ALIVE
    return next(state for state in PAST if state in states)


#: What can rule a city out, in the order in which it is looked at.
RULES = ("self", "tied", "past", "country", "size", "network")


def ruled_out(graph: PartnerGraph, city: int, wanted: PartnerFilter) -> np.ndarray:
    """Return what rules each city out.

    Parameters
    ----------
    graph : PartnerGraph
        The graph.
    city : int
        Number of the city that looks for partners.
    wanted : PartnerFilter
        What the person rules out.

    Returns
    -------
    numpy.ndarray of object, shape (c,)
        The first of :data:`RULES` that applies; empty text for the candidates.

    Raises
    ------
    FilterError
        If a network is not in the graph.
    """
    statuses = np.full(len(graph.cities), "", dtype=object)
    for other, direct in direct_ties(graph, city).items():
        statuses[other] = direct.status
    masks = {
        "self": np.arange(len(graph.cities)) == city,
        "tied": statuses == ALIVE,
        "past": np.isin(statuses, wanted.past),
        "country": _by_country(graph, wanted),
        "size": _by_size(graph, wanted),
        "network": _by_network(graph, wanted),
    }
    return np.select([masks[rule] for rule in RULES], list(RULES), default="").astype(object)


def _by_country(graph: PartnerGraph, wanted: PartnerFilter) -> np.ndarray:
    countries = graph.frame.nodes["country"].iloc[graph.cities]
    out = countries.isin(wanted.countries)
    if wanted.only_countries:
        out |= ~countries.isin(wanted.only_countries)
    return out.to_numpy(dtype=bool)


def _by_size(graph: PartnerGraph, wanted: PartnerFilter) -> np.ndarray:
    low, high = wanted.min_population, wanted.max_population
    if low is None and high is None:
        return np.zeros(len(graph.cities), dtype=bool)
    people = graph.frame.nodes["population"].to_numpy(dtype=float)[graph.cities]
    inside = (people >= (low or 0)) & (people <= (_MOST if high is None else high))
    # A blank, and a 0 where nobody lives, is a size that nobody knows.
    return np.asarray(~np.where(people > 0, inside, wanted.unknown_population).astype(bool))


def _by_network(graph: PartnerGraph, wanted: PartnerFilter) -> np.ndarray:
    out = _members(graph, wanted.networks)
    return out | ~_members(graph, wanted.only_networks) if wanted.only_networks else out


def _members(graph: PartnerGraph, networks: tuple[str, ...]) -> np.ndarray:
    position = graph.frame.position
    for node in networks:
        if node not in position or not node.startswith("network:"):
            raise FilterError.wrong(Message("network"), node, Message("the id of a network"))
    ends = [position[node] for node in networks]
    return np.asarray(np.asarray(graph.memberships[:, ends].sum(axis=1)).ravel() > 0)


# --- the filter in an address ---------------------------------------------------------------------

_LISTS = {
    "not": "countries",
    "only": "only_countries",
    "without": "networks",
    "within": "only_networks",
}
_NUMBERS = {"from": "min_population", "to": "max_population"}


def partner_filter_to_query(wanted: PartnerFilter) -> dict[str, str]:
    """Return the filter as the parameters of an address; defaults are left out."""
    query = {key: ",".join(getattr(wanted, name)) for key, name in _LISTS.items()}
    for key, name in _NUMBERS.items():
        value = getattr(wanted, name)
        query[key] = "" if value is None else str(value)
    if wanted.past != PAST:
        query["past"] = ",".join(wanted.past) or "none"
    if not wanted.unknown_population:
        query["blank"] = "0"
    return {key: value for key, value in query.items() if value}


def partner_filter_from_query(query: Mapping[str, str]) -> PartnerFilter:
    """Read the filter from the parameters of an address; other parameters are ignored.

    Raises
    ------
    FilterError
        If a value is unknown, no number, or out of range.
    """
    values: dict[str, Any] = {
        name: tuple(filter(None, query.get(key, "").split(","))) for key, name in _LISTS.items()
    }
    for key, name in _NUMBERS.items():
        text = query.get(key, "")
        if text and not (text.isascii() and text.isdigit() and len(text) < 11):
            raise FilterError.wrong(key, text, Message("a whole number"))
        values[name] = int(text) if text else None
    if "past" in query:
        values["past"] = tuple(p for p in query["past"].split(",") if p and p != "none")
    values["unknown_population"] = query.get("blank") != "0"
    return PartnerFilter(**values)
