"""Which cities to approach as partners: ranked, with the reasons and the weak points of each."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from graph_app.analysis.partners.exclusions import (
    RULES,
    DirectTie,
    PartnerFilter,
    direct_ties,
    ruled_out,
)
from graph_app.analysis.partners.model import contributions
from graph_app.analysis.partners.signals import SIGNALS, PartnerGraph, live_ties
from graph_app.graph.frames import GraphFrame, row_of
from graph_app.model.errors import FilterError
from graph_app.model.messages import Message

#: A city further away than this is far, in km.
FAR_KM = 3000.0
#: Two cities are of similar size when neither has more than this many times the other's people.
SIMILAR = 2.0
#: Sizes differ much when one has more than this many times the other's people.
DIFFERENT = 10.0
#: A network with more members than this says little of any two of them.
LARGE_NETWORK = 50

_NAMES = tuple(SIGNALS)
_COMMON = ("common_neighbours", "adamic_adar", "resource_allocation")


def prepare(graph: GraphFrame, year: int) -> PartnerGraph:
    """Prepare a graph for ranking partners, with the ties that have not ended by a year."""
    return PartnerGraph(graph, live_ties(graph, year))


@dataclass(frozen=True)
class Reason:
    """A fact that speaks for a city, or a weak point.

    Parameters
    ----------
    key : str
        What is said. Reasons: ``partners``, ``networks``, ``others`` (programmes, events,
        organisations), ``chain``, ``themes``, ``countries``, ``size``, ``distance``, ``activity``.
        Weak points: ``nothing_common``, ``one_network``, ``no_partners``, ``far``, ``sizes``,
        ``no_population``, ``own_population``, ``no_place``, ``own_place``, ``one_source``,
        ``past``.
    values : tuple
        Node ids, themes or numbers that the sentence names.
    contribution : float
        What it adds to the score; 0 for signals without weight and for weak points.
    """

    key: str
    values: tuple[Any, ...] = ()
    contribution: float = 0.0


@dataclass(frozen=True, eq=False)
class PartnerRanking:
    """Cities ranked as partners of one city.

    Parameters
    ----------
    graph : PartnerGraph
        The graph.
    city : str
        Node id of the city that looks for partners.
    table : pandas.DataFrame
        Index node id of the candidate, the best first; ``rank`` (int, from 1), ``score`` and the
        signals of :data:`SIGNALS`, as :meth:`PartnerGraph.signals` gives them.
    contributions : pandas.DataFrame
        Same index; what each signal adds to the score. They sum up to the score.
    excluded : dict of str to int
        Rule of :data:`RULES` -> cities that it ruled out, each counted at the first that applies.
    """

    graph: PartnerGraph
    city: str
    table: pd.DataFrame
    contributions: pd.DataFrame
    excluded: Mapping[str, int]

    @cached_property
    def direct(self) -> dict[int, DirectTie]:
        """Ties, also past ones, of the city with others; by the number of the other."""
        return direct_ties(self.graph, city_number(self.graph, self.city))

    def reasons(self, other: str) -> list[Reason]:
        """Return what speaks for a candidate, what weighs most first."""
        pair = _Pair(self, other)
        found = [reason for make in _REASONS for reason in make(pair)]
        return sorted(found, key=lambda reason: -reason.contribution)

    def weak_points(self, other: str) -> list[Reason]:
        """Return what speaks against trusting the suggestion."""
        pair = _Pair(self, other)
        return [reason for make in _WEAK_POINTS for reason in make(pair)]


def rank_partners(
    graph: PartnerGraph, city: str, wanted: PartnerFilter | None = None
) -> PartnerRanking:
    """Rank the cities with which a city has no direct tie.

    Parameters
    ----------
    graph : PartnerGraph
        The graph.
    city : str
        Node id of a city.
    wanted : PartnerFilter, optional
        What the person rules out.

    Raises
    ------
    FilterError
        If the node is no city of the graph, or the filter names an unknown network.
    """
    number = city_number(graph, city)
    out = ruled_out(graph, number, wanted or PartnerFilter())
    signals = graph.signals(np.array([number]))[:, 0]
    parts = contributions(signals)
    score = parts.sum(axis=0)
    free = np.flatnonzero(out == "")
    ids = graph.frame.ids[graph.cities]
    order = free[np.lexsort((ids[free].astype(str), -score[free]))]
    index = pd.Index(ids[order], name="id")
    table = pd.DataFrame(signals[:, order].T, index=index, columns=list(SIGNALS))
    table.insert(0, "rank", np.arange(1, len(order) + 1))
    table.insert(1, "score", score[order])
    added = pd.DataFrame(parts[:, order].T, index=index, columns=list(SIGNALS))
    counts = {rule: int((out == rule).sum()) for rule in RULES if rule != "self"}
    return PartnerRanking(graph, city, table, added, counts)


def city_number(graph: PartnerGraph, node: str) -> int:
    """Return the number of a city among the cities.

    Raises
    ------
    FilterError
        If the node is no city of the graph.
    """
    at = graph.frame.position.get(node, -1)
    number = int(graph.number[at]) if at >= 0 else -1
    if number < 0:
        raise FilterError.wrong(Message("city"), node, Message("the id of a city"))
    return number


class _Pair:
    """The city and one candidate, as the sentences look at them."""

    def __init__(self, ranking: PartnerRanking, other: str):
        if other not in ranking.table.index:
            raise FilterError.wrong(Message("city"), other, Message("one that is ranked"))
        self.ranking, self.graph = ranking, ranking.graph
        self.nodes = ranking.graph.frame.nodes
        self.us, self.them = city_number(self.graph, ranking.city), city_number(self.graph, other)
        self.signal: dict[Any, float] = ranking.table.loc[other].to_dict()
        self.added: dict[Any, float] = ranking.contributions.loc[other].to_dict()
        ours, theirs = (row_of(self.graph.near, number) for number in (self.us, self.them))
        self.common = np.intersect1d(ours, theirs)

    def facts(self, name: str) -> list[Any]:
        """Return a fact of either city."""
        return self.nodes[name].iloc[self.graph.cities[[self.us, self.them]]].tolist()

    def ids(self, positions: np.ndarray) -> tuple[str, ...]:
        return tuple(self.nodes["id"].iloc[positions])

    def common_of(self, *kinds: str) -> np.ndarray:
        """Return common neighbours of some kinds, those with the fewest neighbours first."""
        found = self.common[self.graph.frame.is_kind(*kinds)[self.common]]
        return np.asarray(found[np.argsort(self.sizes(found), kind="stable")])

    def sizes(self, positions: np.ndarray) -> np.ndarray:
        """Return how many neighbours nodes have."""
        return np.asarray(np.diff(self.graph.adjacency.indptr)[positions])

    def share(self, positions: np.ndarray) -> float:
        """Return what these common neighbours add, by their parts of the Adamic-Adar index."""
        whole, part = ((1 / np.log(self.sizes(at))).sum() for at in (self.common, positions))
        return float(sum(self.added[name] for name in _COMMON) * part / whole)


_Make = Callable[[_Pair], Iterator[Reason]]

# --- what speaks for it ---------------------------------------------------------------------------


def _common(pair: _Pair) -> Iterator[Reason]:
    for key, kinds, added in (
        ("partners", ("city",), 0.0),
        ("networks", ("network",), pair.added["memberships"]),
        ("others", ("programme", "event", "organisation"), 0.0),
    ):
        found = pair.common_of(*kinds)
        if len(found):
            yield Reason(key, pair.ids(found), pair.share(found) + added)


def _chain(pair: _Pair) -> Iterator[Reason]:
    """The chain of three partnerships over the two cities with the fewest others."""
    graph = pair.graph
    ours, theirs = graph.partners_of(pair.us), graph.partners_of(pair.them)
    # Over a common partner a chain of two leads there, which says more.
    ours, theirs = np.setdiff1d(ours, [pair.them]), np.setdiff1d(theirs, [pair.us])
    joined = graph.partners[ours][:, theirs].tocoo()
    if not joined.nnz or len(pair.common_of("city")):
        return
    sizes = np.diff(graph.partners.indptr)
    at = np.argmin(sizes[ours[joined.row]] * sizes[theirs[joined.col]])
    ends = graph.cities[[ours[joined.row[at]], theirs[joined.col[at]]]]
    yield Reason("chain", pair.ids(ends), pair.added["chains"])


def _themes(pair: _Pair) -> Iterator[Reason]:
    graph = pair.graph
    rows = graph.themes[[pair.us, pair.them]].toarray().astype(bool)
    both = np.flatnonzero(rows.all(axis=0))
    if len(both):
        names = tuple(graph.theme_names[at] for at in both)
        yield Reason("themes", names, pair.added["themes"])


def _countries(pair: _Pair) -> Iterator[Reason]:
    here, there = (pair.graph.country[number] for number in (pair.us, pair.them))
    if here < 0 or there < 0:
        return
    ties = int(pair.graph.country_ties[here, there])
    if ties and pair.added["countries"] >= 0:
        yield Reason("countries", (ties, *pair.facts("country")), pair.added["countries"])


def _alike(pair: _Pair) -> Iterator[Reason]:
    if 10 ** -pair.signal["size"] <= SIMILAR:
        yield Reason("size", tuple(pair.facts("population")), pair.added["size"])
    distance = -pair.signal["distance"]
    if distance <= FAR_KM and pair.added["distance"] >= 0:
        yield Reason("distance", (distance,), pair.added["distance"])
    count = int(pair.signal["activity"])
    if count and pair.added["activity"] >= 0:
        yield Reason("activity", (count,), pair.added["activity"])


_REASONS: tuple[_Make, ...] = (_common, _chain, _themes, _countries, _alike)

# --- what speaks against trusting it --------------------------------------------------------------


def _past_tie(pair: _Pair) -> Iterator[Reason]:
    direct = pair.ranking.direct.get(pair.them)
    if direct:
        yield Reason("past", (direct.status, direct.ties[-1]))


def _weak_ground(pair: _Pair) -> Iterator[Reason]:
    if not len(pair.common):
        yield Reason("nothing_common")
    elif len(pair.common) == 1 and len(found := pair.common_of("network")):
        members = int(pair.sizes(found)[0])
        if members > LARGE_NETWORK:
            yield Reason("one_network", (*pair.ids(found), members))
    if not pair.signal["activity"]:
        yield Reason("no_partners")


def _unlike(pair: _Pair) -> Iterator[Reason]:
    if -pair.signal["distance"] > FAR_KM:
        yield Reason("far", (-pair.signal["distance"],))
    if 10 ** -pair.signal["size"] > DIFFERENT:
        yield Reason("sizes", tuple(pair.facts("population")))


def _blanks(pair: _Pair) -> Iterator[Reason]:
    people, places = pair.graph.log_population, pair.graph.places
    if np.isnan(people[pair.them]):
        yield Reason("no_population")
    elif np.isnan(people[pair.us]):
        yield Reason("own_population")
    if np.isnan(places[pair.them]).any():
        yield Reason("no_place")
    elif np.isnan(places[pair.us]).any():
        yield Reason("own_place")


def _sources(pair: _Pair) -> Iterator[Reason]:
    frame = pair.graph.frame
    ties = frame.ties_of(frame.ids[pair.graph.cities[pair.them]])
    known = frame.edges["source_id"].iloc[ties].dropna().unique()
    if len(known) == 1:
        yield Reason("one_source", (str(known[0]), len(ties)))


_WEAK_POINTS: tuple[_Make, ...] = (_past_tie, _weak_ground, _unlike, _blanks, _sources)
