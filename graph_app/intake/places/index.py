"""What places are looked up in: the gazetteer, and the known cities in it."""

from dataclasses import dataclass, field, replace
from functools import cache, cached_property

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals
from scipy.spatial import cKDTree

from graph_app.intake.places.gazetteer import gazetteer, place_keys, states
from graph_app.model.earth import EARTH_RADIUS_KM
from graph_app.model.tables import among


def points(places: pd.DataFrame) -> np.ndarray:
    """Return places as points in space, in km; their distance is that through the Earth.

    Parameters
    ----------
    places : pandas.DataFrame
        ``latitude`` and ``longitude``, degrees.

    Returns
    -------
    numpy.ndarray of float64, shape (n, 3)
    """
    latitude = np.radians(places["latitude"].to_numpy(dtype=float))
    longitude = np.radians(places["longitude"].to_numpy(dtype=float))
    flat = np.cos(latitude)
    return EARTH_RADIUS_KM * np.column_stack(
        (flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude))
    )


@dataclass(frozen=True, eq=False)
class PlaceIndex:
    """Places and what they are found by. Nobody writes in it: many look in the same one.

    Parameters
    ----------
    places : pandas.DataFrame
        As :func:`graph_app.intake.places.gazetteer.gazetteer` gives them, then the known cities that it
        has not, with blank ``geonames``.
    names : pandas.DataFrame
        ``key``, ``place`` (position in `places`), ``main`` and ``group`` (the state, a category;
        "" where unknown), each (key, place) once.
    geonames : pandas.Index of str
        Ids of the gazetteer's places, in their order.
    known_of : dict of int to str
        Place -> id of the known city.
    by_wikidata, by_geonames : dict of str to int
        Id of a known city -> place.
    own_name : dict of int to str
        Place -> name of the known city.
    unplaced : set of int
        Places of known cities without coordinates.
    """

    places: pd.DataFrame
    names: pd.DataFrame
    geonames: pd.Index
    known_of: dict[int, str] = field(default_factory=dict)
    by_wikidata: dict[str, int] = field(default_factory=dict)
    by_geonames: dict[str, int] = field(default_factory=dict)
    own_name: dict[int, str] = field(default_factory=dict)
    unplaced: set[int] = field(default_factory=set)

    @cached_property
    def ids(self) -> np.ndarray:
        """Ids of each place in Wikidata and in GeoNames; object, shape (n, 2)."""
        ids = np.full((len(self.places), 2), "", dtype=object)
        ids[list(self.by_wikidata.values()), 0] = list(self.by_wikidata)
        ids[:, 1] = self.places["geonames"].to_numpy(dtype=object)
        return ids

    @cached_property
    def _known_keys(self) -> dict[int, set[str]]:
        known = self.names[self.names["place"].isin(list(self.known_of))]
        return {int(str(place)): set(keys) for place, keys in known.groupby("place")["key"]}

    def keys_of(self, place: int) -> set[str]:
        """Return the names under which a known city is found."""
        return self._known_keys.get(place, set())

    def state_of(self, place: int) -> str:
        """Return the code of the state in which a place lies."""
        return str(states(self.places["country"].iloc[[place]]).iloc[0])

    @cached_property
    def located(self) -> tuple[np.ndarray, cKDTree]:
        """Places that have coordinates: their positions, and a tree of their points."""
        some = self.places[["latitude", "longitude"]].dropna()
        return some.index.to_numpy(), cKDTree(points(some))

    def with_known(self, known: pd.DataFrame, found: np.ndarray) -> "PlaceIndex":
        """Return an index that has known cities as well; their names become names of their places.

        Parameters
        ----------
        known : pandas.DataFrame
            ``id``, ``name``, ``country``, ``latitude``, ``longitude``, ``wikidata``, ``geonames``,
            and as far as there are any ``name_fi``, ``name_sv``, ``population``.
        found : numpy.ndarray of int
            Place of each, -1 where it is none of the gazetteer's; of several that are one place the
            first has it.
        """
        at_place = _own_places(found, len(self.places))
        new = at_place >= len(self.places)
        columns = ["name", "country", "latitude", "longitude", "population", "geonames"]
        rows = known.loc[new].reindex(columns=columns)
        rows["geonames"] = rows["geonames"].astype("str").fillna("")
        return replace(
            self,
            places=pd.concat([self.places, rows], ignore_index=True),
            names=_joined(self.names, _names(known, at_place)),
            known_of=dict(zip(at_place.tolist(), known["id"], strict=True)),
            by_wikidata=_first_places(known["wikidata"], at_place),
            by_geonames=_first_places(rows["geonames"], at_place[new]),
            own_name=dict(zip(at_place.tolist(), known["name"], strict=True)),
            unplaced=set(at_place[new & known["latitude"].isna().to_numpy()].tolist()),
        )


@cache
def gazetteer_index() -> PlaceIndex:
    """Return the index of the gazetteer alone, made once: nothing in it depends on the question."""
    places, names = gazetteer()
    groups = states(pd.Series(names["country"].cat.categories, dtype="str"))
    # A country that is not known has the code -1, and with it the last of the groups.
    codes, distinct = pd.factorize(pd.Series([*groups, ""], dtype="str"))
    group = pd.Categorical.from_codes(codes[names["country"].cat.codes], distinct)
    return PlaceIndex(
        places.astype({"country": "str"}),
        names.drop(columns="country").assign(group=group),
        pd.Index(places["geonames"]),
    )


def _first_places(ids: pd.Series, at_place: np.ndarray) -> dict[str, int]:
    """Return the place of each id; of several cities with one id, that of the first."""
    pairs = zip(ids[::-1].tolist(), at_place[::-1].tolist(), strict=True)
    return {one: place for one, place in pairs if one}


def _own_places(found: np.ndarray, count: int) -> np.ndarray:
    """Return each known city a place of its own, a new one where it has none."""
    at_place = found.copy()
    taken: set[int] = set()
    for at, place in enumerate(found):
        if place < 0 or place in taken:
            at_place[at] = count
            count += 1
        taken.add(int(at_place[at]))
    return at_place


def _names(known: pd.DataFrame, at_place: np.ndarray) -> pd.DataFrame:
    group = states(known["country"])
    parts = [
        pd.DataFrame(
            {
                "key": place_keys(known[column].astype("str").fillna("")),
                "place": at_place.astype("int32"),
                "main": column == "name",
                "group": group,
            }
        )
        for column in ("name", "name_fi", "name_sv")
        if column in known
    ]
    joined = pd.concat(parts, ignore_index=True)
    return joined[joined["key"] != ""]


def _joined(names: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """Add the names that a place has not already; only names that are alike are compared."""
    alike = names[among(names["key"], more["key"])]
    both = pd.concat([alike.astype({"group": "str"}), more])
    new = both[~both.duplicated(["key", "place"]).to_numpy()].iloc[len(alike) :]
    columns = ["key", "place", "main"]
    joined = pd.concat([names[columns], new[columns]], ignore_index=True)
    groups = [names["group"].array, pd.Categorical(new["group"])]
    return joined.assign(group=union_categoricals(groups))
