"""Made-up tables of a given size, for tests and benches: hubs, clusters, real countries."""

import string

import numpy as np
import pandas as pd

from graph_app.model.tables import Tables

#: Country -> middle of a box that lies well inside it (latitude, longitude).
_COUNTRIES = {
    "FI": (62.5, 26.0),
    "SE": (60.5, 15.5),
    "PL": (52.0, 19.5),
    "DE": (51.0, 10.0),
    "FR": (47.0, 2.5),
    "ES": (40.0, -4.0),
    "RO": (46.0, 25.0),
    "UA": (49.5, 31.5),
    "US": (40.0, -98.0),
    "BR": (-10.0, -52.0),
    "IN": (22.0, 79.0),
    "CN": (33.0, 108.0),
}
_SPREAD = 1.4
_MEMBERS_SHARE = 0.25


def synthetic_tables(nodes: int, edges: int, seed: int = 0) -> Tables:
    """Make valid tables of made-up cities, networks and ties.

    Sister cities follow preferential attachment with closed triangles (Holme and Kim 2002), so that
    degrees are scale-free and neighbours know each other; a quarter of the ties are memberships.

    Parameters
    ----------
    nodes, edges : int
        Number of nodes, at least 10, and of ties, at least as many as nodes.
    seed : int
        Same seed, same tables.

    References
    ----------
    P. Holme, B. J. Kim (2002), Growing scale-free networks with tunable clustering, Physical
    Review E 65, 026107.
    """
    random = np.random.default_rng(seed)
    networks = max(1, nodes // 200)
    cities = nodes - networks
    members = int(edges * _MEMBERS_SHARE)
    pairs = _clustered_pairs(cities, edges - members, random)
    joined = _memberships(cities, networks, members, random)
    frames = {
        "cities": _cities(cities, random),
        "networks": pd.DataFrame(
            [(f"network:n{at}", f"Network {at}") for at in range(networks)], columns=["id", "name"]
        ),
        "relations": _relations(pairs, joined, random),
        "sources": pd.DataFrame({"id": ["source:made-up"], "title": ["Made up for tests"]}),
    }
    return Tables.from_frames(frames)


def _clustered_pairs(n: int, m: int, random: np.random.Generator) -> np.ndarray:
    """Return m distinct pairs of n cities; each of the first n - 1 ties brings a new city."""
    seen: set[tuple[int, int]] = set()
    ends: list[int] = [0]
    pairs: list[tuple[int, int]] = []
    near: list[list[int]] = [[] for _ in range(n)]
    fresh = 1
    while len(pairs) < m:
        grow = fresh < n
        one = fresh if grow else ends[random.integers(len(ends))]
        other = ends[random.integers(len(ends))]
        if not grow and near[other] and random.random() < 0.6:
            other = near[other][random.integers(len(near[other]))]
        pair = (min(one, other), max(one, other))
        if one == other or pair in seen:
            continue
        fresh += grow
        seen.add(pair)
        pairs.append(pair)
        ends += pair
        near[one].append(other)
        near[other].append(one)
    return np.array(pairs)


def _memberships(cities: int, networks: int, m: int, random: np.random.Generator) -> np.ndarray:
    """Return m distinct (city, network) pairs; a few networks are large, most are small."""
    share = 1 / np.arange(1, networks + 1)
    most = min(m, cities * networks)
    found: set[tuple[int, int]] = set()
    while len(found) < most:
        joined = random.choice(networks, size=m, p=share / share.sum())
        found |= set(zip(random.integers(0, cities, m).tolist(), joined.tolist(), strict=True))
    return np.array(sorted(found))[random.permutation(len(found))[:most]]


def _cities(n: int, random: np.random.Generator) -> pd.DataFrame:
    codes = random.choice(list(_COUNTRIES), size=n)
    middle = np.array([_COUNTRIES[code] for code in codes])
    place = np.round(middle + random.uniform(-_SPREAD, _SPREAD, (n, 2)), 4)
    letters = np.array(list(string.ascii_lowercase))
    names = ["".join(row).capitalize() for row in letters[random.integers(0, 26, (n, 7))]]
    return pd.DataFrame(
        {
            "id": [f"city:c{at}" for at in range(n)],
            "name": names,
            "country": codes,
            "latitude": place[:, 0],
            "longitude": place[:, 1],
            "population": np.round(random.lognormal(10.5, 1.2, n)),
        }
    )


def _relations(pairs: np.ndarray, joined: np.ndarray, random: np.random.Generator) -> pd.DataFrame:
    rows = pd.DataFrame(
        [
            *((f"city:c{one}", f"city:c{other}", "sister_city") for one, other in pairs),
            *((f"city:c{city}", f"network:n{network}", "membership") for city, network in joined),
        ],
        columns=["source", "target", "type"],
    )
    years = random.integers(1946, 2026, len(rows)).astype(str)
    return rows.assign(
        id=[f"r{at}" for at in range(len(rows))],
        start=pd.Series(years).where(random.random(len(rows)) < 0.7),
        status="active",
        source_id="source:made-up",
    )
