"""What if the city left a network, joined one, or founded one with others: before and after.

A what-if is a changed copy of the columns. The facts are never touched, so to undo it is to go back
to them; a join that is left again gives the very same columns.
"""

import datetime
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import dijkstra

from graph_app.analysis.measures.centrality import compute
from graph_app.analysis.memberships.value import member_cities, networks_of
from graph_app.analysis.paths.best_paths import strength_graph
from graph_app.analysis.strength import HANDOVER
from graph_app.graph.ego import within_steps
from graph_app.graph.frames import GraphFrame
from graph_app.model.errors import FilterError
from graph_app.model.messages import Message
from graph_app.model.relations import RELATION_TYPES

#: Begins the id of every tie and network that a what-if makes up.
MADE_UP = "what-if:"
#: Id of the network that a typed list of cities makes up.
MADE_UP_NETWORK = f"network:{MADE_UP}new"
#: Within so many steps a city counts as near.
NEAR = 2

#: Measures of the city before and after.
CENTRALITIES = ("degree", "betweenness", "closeness", "harmonic", "pagerank")
#: Up to this many nodes betweenness is exact, above it is sampled from :data:`PIVOTS` nodes.
EXACT_NODES = 3000
PIVOTS = 300


@dataclass(frozen=True)
class Change:
    """What the city does.

    Parameters
    ----------
    leave, join : tuple of str
        Ids of networks.
    invite : tuple of str
        Ids of cities with which it founds a network of their own.
    """

    leave: tuple[str, ...] = ()
    join: tuple[str, ...] = ()
    invite: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.leave or self.join or self.invite)


@dataclass(frozen=True, eq=False)
class WhatIf:
    """A change and what follows from it.

    Parameters
    ----------
    changed : GraphFrame
        The graph after the change.
    reach : pandas.DataFrame
        Index ``networks``, ``cities``, ``countries``, ``near`` (nodes of any kind within two steps);
        columns ``before`` and ``after``.
    gained, lost : tuple of str
        Ids of the cities that the city's networks reach only after, or only before.
    gained_countries, lost_countries : tuple of str
        Countries likewise.
    paths : pandas.DataFrame
        One row a country asked for: ``country``; ``cities`` (in the tables); ``near_before``,
        ``near_after`` (how many of them within two steps); ``strength_before``, ``strength_after``
        (of the strongest path to any of them, in [0, 1]; 0 where none leads there); ``city_before``,
        ``city_after`` (id of the city that it leads to, None without one).
    """

    changed: GraphFrame
    reach: pd.DataFrame
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    gained_countries: tuple[str, ...]
    lost_countries: tuple[str, ...]
    paths: pd.DataFrame


# --- the change -----------------------------------------------------------------------------------


def change(
    graph: GraphFrame, home: str, wanted: Change, name: str = "What-if network"
) -> GraphFrame:
    """Return the graph as it would be.

    Parameters
    ----------
    graph : GraphFrame
        The graph; not changed.
    home : str
        Node id of the city.
    wanted : Change
        What it does. To leave a network drops every membership between the two; to leave a made-up
        network drops the network.
    name : str
        Name of the network that ``wanted.invite`` founds.

    Returns
    -------
    GraphFrame
        Ties that stay keep their order, made-up ones (ids begin with :data:`MADE_UP`) follow; the
        revision is that of the tables, so results must be cached under the change as well.

    Raises
    ------
    FilterError
        If the city leaves what it is no member of, joins what it is a member of or what is no
        network, or invites what is no city.
    """
    _check(graph, home, wanted)
    changed = _left(graph, home, wanted.leave)
    invited = tuple(city for city in dict.fromkeys(wanted.invite) if city != home)
    pairs = [(home, network) for network in dict.fromkeys(wanted.join)]
    if invited:
        changed = _with_network(changed, name)
        pairs += [(city, MADE_UP_NETWORK) for city in (home, *invited)]
    return _joined(changed, pairs) if pairs else changed


def _check(graph: GraphFrame, home: str, wanted: Change) -> None:
    own = {*graph.ids[networks_of(graph, home)]}
    others = {*graph.ids[graph.is_kind("network")]} - own
    cities = {*graph.ids[graph.is_kind("city")]}
    for what, chosen, known, right in (
        (Message("leave"), wanted.leave, own, Message("a network of {home}", home=home)),
        (
            Message("join"),
            wanted.join,
            others,
            Message("a network of which {home} is no member", home=home),
        ),
        (Message("invite"), wanted.invite, cities, Message("the id of a city")),
    ):
        for node in chosen:
            if node not in known:
                raise FilterError.wrong(what, node, right)
    if wanted.invite and MADE_UP_NETWORK in graph.position:
        raise FilterError("invite: found a made-up network already, expected to leave it first")


def _left(graph: GraphFrame, home: str, networks: Sequence[str]) -> GraphFrame:
    if not networks:
        return graph
    left = graph.is_type("membership") & (graph.source == graph.position[home])
    left &= np.isin(graph.target, [graph.position[network] for network in networks])
    made_up = MADE_UP_NETWORK in networks
    return graph.select(~((graph.ids == MADE_UP_NETWORK) & made_up), ~left)


def _with_network(graph: GraphFrame, name: str) -> GraphFrame:
    row = pd.DataFrame([{"id": MADE_UP_NETWORK, "kind": "network", "name": name}])
    row = row.reindex(columns=graph.nodes.columns).astype(graph.nodes.dtypes.to_dict())
    return replace(graph, nodes=pd.concat([graph.nodes, row], ignore_index=True))


def _joined(graph: GraphFrame, pairs: Sequence[tuple[str, str]]) -> GraphFrame:
    rows = pd.DataFrame(pairs, columns=["source", "target"]).assign(
        id=_made_up_ids(graph, len(pairs)),
        type="membership",
        status="active",
        weight=RELATION_TYPES["membership"].weight,
    )
    rows = rows.reindex(columns=graph.edges.columns).astype(graph.edges.dtypes.to_dict())
    ends = np.array([[graph.position[end] for end in pair] for pair in pairs], dtype=np.int32)
    return replace(
        graph,
        edges=pd.concat([graph.edges, rows], ignore_index=True),
        source=np.concatenate([graph.source, ends[:, 0]]),
        target=np.concatenate([graph.target, ends[:, 1]]),
    )


def _made_up_ids(graph: GraphFrame, count: int) -> list[str]:
    """Return ids of ties that no tie has."""
    taken = set(graph.edges["id"])
    fresh = (f"{MADE_UP}{at}" for at in itertools.count(1))
    return list(itertools.islice((one for one in fresh if one not in taken), count))


# --- what follows ---------------------------------------------------------------------------------


def what_if(
    frame: GraphFrame,
    home: str,
    wanted: Change,
    countries: Sequence[str],
    today: datetime.date,
    name: str = "What-if network",
    past: bool = False,
) -> WhatIf:
    """Return what a change would do to the reach of a city and to its paths.

    Parameters
    ----------
    frame : GraphFrame
        The graph; memberships that have ended should be left out, see
        :func:`graph_app.analysis.memberships.value.standing`.
    home : str
        Node id of the city.
    wanted : Change
        What it does.
    countries : sequence of str
        ISO 3166-1 alpha-2 codes of the countries to which paths are looked for.
    today : datetime.date
        Day from which the age of a check counts.
    name : str
        Name of a network that it founds.
    past : bool
        Whether `frame` shows an earlier year.

    Raises
    ------
    FilterError
        As :func:`change`.
    """
    changed = change(frame, home, wanted, name)
    before, after = (_reached(graph, home) for graph in (frame, changed))
    figures = {"before": _figures(frame, home, before), "after": _figures(changed, home, after)}
    lands = [set(cities["country"].dropna()) for cities in (before, after)]
    ways = [_paths(graph, home, countries, today, past) for graph in (frame, changed)]
    paths = ways[0].merge(ways[1], on=["country", "cities"], suffixes=("_before", "_after"))
    return WhatIf(
        changed,
        pd.DataFrame(figures).rename_axis("figure"),
        _only_in(after, before),
        _only_in(before, after),
        tuple(sorted(lands[1] - lands[0])),
        tuple(sorted(lands[0] - lands[1])),
        paths,
    )


def _reached(graph: GraphFrame, home: str) -> pd.DataFrame:
    """Return the nodes of the cities in the networks of the city."""
    found = member_cities(graph, networks_of(graph, home), home)
    return graph.nodes.iloc[np.unique(found.indices)]


def _only_in(one: pd.DataFrame, other: pd.DataFrame) -> tuple[str, ...]:
    return tuple(one["id"][~one["id"].isin(other["id"])])


def _figures(graph: GraphFrame, home: str, cities: pd.DataFrame) -> dict[str, int]:
    near = within_steps(graph, graph.position[home], NEAR)
    return {
        "networks": len(networks_of(graph, home)),
        "cities": len(cities),
        "countries": cities["country"].nunique(),
        "near": int(near.sum()) - 1,
    }


def _paths(
    graph: GraphFrame, home: str, countries: Sequence[str], today: datetime.date, past: bool
) -> pd.DataFrame:
    start = graph.position[home]
    near = within_steps(graph, start, NEAR)
    strength = path_strengths(graph, home, today, past)
    city = graph.is_kind("city") & (np.arange(len(graph)) != start)
    rows = []
    for country in dict.fromkeys(countries):
        there = np.flatnonzero(city & graph.nodes["country"].eq(country).to_numpy())
        best = there[np.argmax(strength[there])] if len(there) else None
        found = best is not None and strength[best] > 0
        rows.append(
            {
                "country": country,
                "cities": len(there),
                "near": int(near[there].sum()),
                "strength": float(strength[best]) if found else 0.0,
                "city": graph.ids[best] if found else None,
            }
        )
    return pd.DataFrame(rows, columns=["country", "cities", "near", "strength", "city"])


def path_strengths(
    graph: GraphFrame, home: str, today: datetime.date, past: bool = False
) -> np.ndarray:
    """Return the strength of the strongest path from a node to every other.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    home : str
        Node id.
    today, past
        As for :func:`graph_app.analysis.paths.best_paths.strength_graph`.

    Returns
    -------
    numpy.ndarray of float64, shape (n,)
        In [0, 1]: 1 for the node itself, 0 where no path leads.

    References
    ----------
    E. W. Dijkstra (1959), A note on two problems in connexion with graphs, on -log of the strength.
    """
    start = graph.position[home]
    total = dijkstra(strength_graph(graph, today, past=past).cost, indices=start)
    return np.where(np.arange(len(graph)) == start, 1.0, np.exp(-total) / HANDOVER)


def centralities(
    graph: GraphFrame, home: str, progress: Callable[[float, str], None] | None = None
) -> pd.DataFrame:
    """Return the centralities of a city and its rank among all nodes.

    Parameters
    ----------
    graph : GraphFrame
        The graph. Over :data:`EXACT_NODES` nodes betweenness is sampled from :data:`PIVOTS` pivots,
        the same ones each time.
    home : str
        Node id of the city.
    progress : callable, optional
        Called with ``(share done of this measure, its name)``.

    Returns
    -------
    pandas.DataFrame
        Index measure (:data:`CENTRALITIES`); columns ``value`` (float), ``rank`` (int; 1 is the
        highest, equals share it) and ``of`` (int, number of nodes).
    """
    pivots = PIVOTS if len(graph) > EXACT_NODES else None
    table = compute(graph, CENTRALITIES, pivots=pivots, progress=progress).table
    own = table.loc[home]
    rank = (table > own).sum() + 1
    return pd.DataFrame(
        {"value": own.astype(float), "rank": rank.astype(int), "of": len(table)}
    ).rename_axis("measure")
