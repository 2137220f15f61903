"""What if the city left a network, joined one, or founded one with others: before and after.

A what-if is a changed copy of the columns. The facts are never touched, so to undo it is to go back
to them; a join that is left again gives the very same columns.
"""

import datetime
import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import dijkstra

from graph_app.analysis.measures.centrality import compute
from graph_app.analysis.memberships.value import member_cities, networks_of
from graph_app.analysis.paths.best_paths import warm_graph
from graph_app.analysis.strength import HANDOVER
from graph_app.graph.ego import within_steps
from graph_app.graph.frames import Columns
from graph_app.graph.names import find_node
from graph_app.model.errors import FilterError
from graph_app.model.relations import RELATION_TYPES

#: Begins the id of every tie and network that a what-if makes up.
MADE_UP = "what-if:"
#: Id of the network that a typed list of cities makes up.
MADE_UP_NETWORK = f"network:{MADE_UP}new"
#: Within so many steps a city counts as near.
NEAR = 2
#: Most names that a typed list may hold.
MOST_TYPED = 500

#: Measures of the city before and after.
CENTRALITIES = ("degree", "betweenness", "closeness", "harmonic", "pagerank")
#: Up to this many nodes betweenness is exact, above it is sampled from :data:`PIVOTS` nodes.
EXACT_NODES = 3000
PIVOTS = 300

_BREAKS = re.compile(r"[,;\n]")


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


@dataclass(frozen=True)
class TypedCities:
    """A typed list of cities.

    Parameters
    ----------
    ids : tuple of str
        The cities found, each once, in the order typed.
    unknown : tuple of str
        Names that no city has, or several have.
    """

    ids: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class WhatIf:
    """A change and what follows from it.

    Parameters
    ----------
    changed : Columns
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

    changed: Columns
    reach: pd.DataFrame
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    gained_countries: tuple[str, ...]
    lost_countries: tuple[str, ...]
    paths: pd.DataFrame


def typed_cities(columns: Columns, text: str) -> TypedCities:
    """Read a typed list of cities, one a line or separated by commas.

    Parameters
    ----------
    columns : Columns
        The graph.
    text : str
        Names in any language, compared without accents and case, or ids.

    Raises
    ------
    FilterError
        If there are more than :data:`MOST_TYPED` names.
    """
    names = list(dict.fromkeys(part.strip() for part in _BREAKS.split(text) if part.strip()))
    if len(names) > MOST_TYPED:
        raise FilterError(f"cities: found {len(names)} names, expected at most {MOST_TYPED}")
    cities = columns.select(columns.nodes["kind"].eq("city").to_numpy()) if names else columns
    found: dict[str, None] = {}
    unknown = []
    for name in names:
        try:
            found[find_node(cities, name)] = None
        except FilterError:
            unknown.append(name)
    return TypedCities(tuple(found), tuple(unknown))


# --- the change -----------------------------------------------------------------------------------


def change(columns: Columns, home: str, wanted: Change, name: str = "What-if network") -> Columns:
    """Give the graph as it would be.

    Parameters
    ----------
    columns : Columns
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
    Columns
        Ties that stay keep their order, made-up ones (ids begin with :data:`MADE_UP`) follow; the
        revision is that of the tables, so results must be cached under the change as well.

    Raises
    ------
    FilterError
        If the city leaves what it is no member of, joins what it is a member of or what is no
        network, or invites what is no city.
    """
    own = set(columns.nodes["id"].iloc[networks_of(columns, home)])
    _check(columns, home, wanted, own)
    changed = _left(columns, home, wanted.leave)
    invited = tuple(city for city in dict.fromkeys(wanted.invite) if city != home)
    pairs = [(home, network) for network in dict.fromkeys(wanted.join)]
    if invited:
        changed = _with_network(changed, name)
        pairs += [(city, MADE_UP_NETWORK) for city in (home, *invited)]
    return _joined(changed, pairs) if pairs else changed


def _check(columns: Columns, home: str, wanted: Change, own: set[str]) -> None:
    kinds = dict(zip(columns.nodes["id"], columns.nodes["kind"], strict=True))
    for network in wanted.leave:
        if network not in own:
            raise FilterError(f"leave: found {network[:80]!r}, expected a network of {home}")
    for network in wanted.join:
        if kinds.get(network) != "network" or network in own:
            raise FilterError(
                f"join: found {network[:80]!r}, expected a network of which {home} is no member"
            )
    for city in wanted.invite:
        if kinds.get(city) != "city":
            raise FilterError(f"invite: found {city[:80]!r}, expected the id of a city")
    if wanted.invite and MADE_UP_NETWORK in kinds:
        raise FilterError("invite: found a made-up network already, expected to leave it first")


def _left(columns: Columns, home: str, networks: Sequence[str]) -> Columns:
    if not networks:
        return columns
    edges = columns.edges
    gone = edges["type"].eq("membership") & edges["source"].eq(home)
    gone &= edges["target"].isin(networks)
    keep = ~columns.nodes["id"].isin([n for n in networks if n == MADE_UP_NETWORK]).to_numpy()
    return columns.select(keep, ~gone.to_numpy())


def _with_network(columns: Columns, name: str) -> Columns:
    row = pd.DataFrame([{"id": MADE_UP_NETWORK, "kind": "network", "name": name}])
    row = row.reindex(columns=columns.nodes.columns).astype(columns.nodes.dtypes.to_dict())
    nodes = pd.concat([columns.nodes, row], ignore_index=True)
    return Columns(nodes, columns.edges, columns.source, columns.target, columns.revision)


def _joined(columns: Columns, pairs: Sequence[tuple[str, str]]) -> Columns:
    rows = pd.DataFrame(pairs, columns=["source", "target"]).assign(
        id=_made_up_ids(columns, len(pairs)),
        type="membership",
        status="active",
        weight=RELATION_TYPES["membership"].weight,
    )
    rows = rows.reindex(columns=columns.edges.columns).astype(columns.edges.dtypes.to_dict())
    place = columns.position
    ends = np.array([[place[one], place[other]] for one, other in pairs], dtype=np.int32)
    return Columns(
        columns.nodes,
        pd.concat([columns.edges, rows], ignore_index=True),
        np.concatenate([columns.source, ends[:, 0]]),
        np.concatenate([columns.target, ends[:, 1]]),
        columns.revision,
    )


def _made_up_ids(columns: Columns, count: int) -> list[str]:
    """Give ids of ties that no tie has."""
    ids = columns.edges["id"]
    taken = set(ids[ids.str.startswith(MADE_UP)])
    fresh = (f"{MADE_UP}{at}" for at in itertools.count(1))
    return list(itertools.islice((one for one in fresh if one not in taken), count))


# --- what follows ---------------------------------------------------------------------------------


def what_if(
    columns: Columns,
    home: str,
    wanted: Change,
    countries: Sequence[str],
    today: datetime.date,
    name: str = "What-if network",
    past: bool = False,
) -> WhatIf:
    """Say what a change would do to the reach of a city and to its paths.

    Parameters
    ----------
    columns : Columns
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
        Whether `columns` shows an earlier year.

    Raises
    ------
    FilterError
        As :func:`change`.
    """
    changed = change(columns, home, wanted, name)
    before, after = (_reached(graph, home) for graph in (columns, changed))
    figures = {"before": _figures(columns, home, before), "after": _figures(changed, home, after)}
    lands = [set(cities["country"].dropna()) for cities in (before, after)]
    ways = [_paths(graph, home, countries, today, past) for graph in (columns, changed)]
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


def _reached(columns: Columns, home: str) -> pd.DataFrame:
    """Give the nodes that are cities in the networks of the city."""
    found = member_cities(columns, networks_of(columns, home), home)
    return columns.nodes.iloc[np.unique(found.indices)]


def _only_in(one: pd.DataFrame, other: pd.DataFrame) -> tuple[str, ...]:
    return tuple(one["id"][~one["id"].isin(other["id"])])


def _figures(columns: Columns, home: str, cities: pd.DataFrame) -> dict[str, int]:
    near = within_steps(columns, columns.position[home], NEAR)
    return {
        "networks": len(networks_of(columns, home)),
        "cities": len(cities),
        "countries": cities["country"].nunique(),
        "near": int(near.sum()) - 1,
    }


def _paths(
    columns: Columns, home: str, countries: Sequence[str], today: datetime.date, past: bool
) -> pd.DataFrame:
    start = columns.position[home]
    near = within_steps(columns, start, NEAR)
    strength = path_strengths(columns, home, today, past)
    city = columns.nodes["kind"].eq("city").to_numpy(copy=True)
    city[start] = False
    rows = []
    for country in dict.fromkeys(countries):
        there = np.flatnonzero(city & columns.nodes["country"].eq(country).to_numpy())
        best = there[np.argmax(strength[there])] if len(there) else None
        found = best is not None and strength[best] > 0
        rows.append(
            {
                "country": country,
                "cities": len(there),
                "near": int(near[there].sum()),
                "strength": float(strength[best]) if found else 0.0,
                "city": columns.nodes["id"].iloc[best] if found else None,
            }
        )
    return pd.DataFrame(rows, columns=["country", "cities", "near", "strength", "city"])


def path_strengths(
    columns: Columns, home: str, today: datetime.date, past: bool = False
) -> np.ndarray:
    """Give the strength of the strongest path from a node to every other.

    Parameters
    ----------
    columns : Columns
        The graph.
    home : str
        Node id.
    today, past
        As for :func:`graph_app.analysis.paths.best_paths.warm_graph`, which says what a strength is.

    Returns
    -------
    numpy.ndarray of float64, shape (n,)
        In [0, 1]: 1 for the node itself, 0 where no path leads.

    References
    ----------
    E. W. Dijkstra (1959), A note on two problems in connexion with graphs, on -log of the strength.
    """
    start = columns.position[home]
    total = dijkstra(warm_graph(columns, today, past=past).cost, indices=start)
    found = np.exp(-total) / HANDOVER
    found[start] = 1.0
    return found


def centralities(
    columns: Columns, home: str, progress: Callable[[float, str], None] | None = None
) -> pd.DataFrame:
    """Give the centralities of a city and its rank among all nodes.

    Parameters
    ----------
    columns : Columns
        The graph. Over :data:`EXACT_NODES` nodes betweenness is sampled from :data:`PIVOTS` pivots,
        the same ones each time.
    home : str
        Node id of the city.
    progress : callable, optional
        Told ``(share done of this measure, its name)``.

    Returns
    -------
    pandas.DataFrame
        Index measure (:data:`CENTRALITIES`); columns ``value`` (float), ``rank`` (int; 1 is the
        highest, equals share it) and ``of`` (int, number of nodes).
    """
    pivots = PIVOTS if len(columns) > EXACT_NODES else None
    table = compute(columns, CENTRALITIES, pivots=pivots, progress=progress).table
    own = table.loc[home]
    rank = (table > own).sum() + 1
    return pd.DataFrame(
        {"value": own.astype(float), "rank": rank.astype(int), "of": len(table)}
    ).rename_axis("measure")
