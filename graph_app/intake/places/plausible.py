"""Whether cities lie where the gazetteer has their name and their id, and are of its size.

References
----------
GeoNames (CC BY 4.0), see :mod:`graph_app.intake.places.gazetteer`.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from graph_app.intake.places.gazetteer import bare_names, gazetteer, place_keys, states
from graph_app.model.earth import great_circle_km
from graph_app.model.findings import Finding
from graph_app.model.messages import Message
from graph_app.model.tables import among

#: How far, in km, a city may lie from the gazetteer's place.
FARTHEST = 25.0
#: How small and how large a share of the gazetteer's population a city's may be.
LEAST, MOST = 0.02, 50.0
# Where all places of a name are smaller than this, a town district of the name may lie elsewhere.
_TELLING = 15_000


def place_doubts(cities: pd.DataFrame) -> list[Finding]:
    """Return cities far from every place of their name, of quite another size, or of another's id.

    Parameters
    ----------
    cities : pandas.DataFrame
        ``name``, ``name_fi``, ``name_sv``, ``country``, ``latitude``, ``longitude`` (degrees),
        ``population`` and, if there are any, ``geonames``.

    Returns
    -------
    list of Finding
        The size is compared with the largest place of the name in the country: a city that was
        taken for a village of its name lies where the village lies.
    """
    found = [*_ids_of_others(cities)] if "geonames" in cities else []
    for at, places in _namesakes(cities).groupby("city"):
        city = cities.iloc[int(str(at))]
        found += _misplaced(int(str(at)), city, places)
        found += _of_other_size(int(str(at)), city, places)
    return sorted(found)


def _namesakes(cities: pd.DataFrame) -> pd.DataFrame:
    """Return the places of the gazetteer that have a name of a city, in its state."""
    known = cities.reset_index(drop=True)
    columns = [known[name].dropna() for name in ("name", "name_fi", "name_sv")]
    written = pd.concat(columns)
    wanted = pd.DataFrame({"key": place_keys(written), "city": written.index})
    wanted["state"] = states(known["country"]).loc[wanted["city"]].to_numpy()
    places, names = gazetteer()
    names = names.loc[among(names["key"], wanted["key"]), ["key", "place"]]
    pairs = wanted.merge(names, on="key").drop_duplicates(["city", "place"])
    pairs = pairs.join(places, on="place")
    at_home = states(pairs["country"]).to_numpy() == pairs["state"].to_numpy()
    namesakes: pd.DataFrame = pairs.loc[at_home]
    return namesakes


def _ids_of_others(cities: pd.DataFrame) -> Iterator[Finding]:
    """Ids of a place that has no name of the city, or lies far from it."""
    known = cities.reset_index(drop=True)
    places, names = gazetteer()
    at_place = pd.Index(places["geonames"]).get_indexer(pd.Index(known["geonames"]))
    listed = np.flatnonzero(at_place >= 0)
    here, there = (
        side[["latitude", "longitude"]].to_numpy(dtype=float) for side in (known, places)
    )
    away = great_circle_km(here[listed], there[at_place[listed]])
    names = names[names["place"].isin(at_place[listed])]
    spelt = set(zip(names["place"], names["key"], strict=True))
    for at, place, km in zip(listed.tolist(), at_place[listed].tolist(), away, strict=True):
        keys = place_keys(pd.Series(_spellings(known.iloc[at]), dtype="str"))
        if km > FARTHEST or not any((place, key) in spelt for key in keys):
            expected = Message(
                "an id of its own: this one belongs to {name}", name=places["name"][place]
            )
            yield Finding("cities.csv", at + 2, "geonames", known["geonames"][at], expected)


def _spellings(city: pd.Series) -> list[str]:
    names = [city[name] for name in ("name", "name_fi", "name_sv") if isinstance(city[name], str)]
    return [form for name in names for form in bare_names(name)]


def _misplaced(at: int, city: pd.Series, places: pd.DataFrame) -> Iterator[Finding]:
    here = city[["latitude", "longitude"]].to_numpy(dtype=float)
    away = great_circle_km(here, places[["latitude", "longitude"]].to_numpy(dtype=float))
    if np.isnan(here).any() or away.min() <= FARTHEST:
        return
    if len(places) > 1 and places["population"].max() < _TELLING:
        return
    nearest = places.iloc[int(away.argmin())]
    expected = Message(
        "a place at most {farthest:g} km from {name} at {latitude:g}, {longitude:g}",
        farthest=FARTHEST,
        name=nearest["name"],
        latitude=nearest["latitude"],
        longitude=nearest["longitude"],
    )
    yield Finding("cities.csv", at + 2, "latitude", f"{here[0]:g}, {here[1]:g}", expected)


def _of_other_size(at: int, city: pd.Series, places: pd.DataFrame) -> Iterator[Finding]:
    largest = places.iloc[int(places["population"].to_numpy().argmax())]
    people, of_place = city["population"], largest["population"]
    # Of a place without a population the gazetteer has 0; a blank is not compared.
    if of_place == 0 or not (people < LEAST * of_place or people > MOST * of_place):
        return
    expected = Message(
        "a population nearer to the {people} of {name}, the largest place of the name",
        people=int(of_place),
        name=largest["name"],
    )
    yield Finding("cities.csv", at + 2, "population", f"{people:g}", expected)
