"""Names of cities in other languages and of other times, from the gazetteer."""

import numpy as np
import pandas as pd

from graph_app.intake.places.index import gazetteer_index
from graph_app.intake.places.matching import ACCEPT, match_places
from graph_app.model.tables import Tables
from graph_app.runtime.cache import cached_table


def gazetteer_places(cities: pd.DataFrame) -> np.ndarray:
    """Return the position of each city among the places of the gazetteer, -1 where it has none.

    A city is found by its GeoNames id where the table has one, else by what is known of it.

    Parameters
    ----------
    cities : pandas.DataFrame
        ``id``, ``name``, ``country`` and, as far as known, ``latitude``, ``longitude``,
        ``wikidata`` and ``geonames``.
    """
    rows = match_places(cities).rows
    sure = rows["geonames"].where(rows["confidence"] >= ACCEPT, "")
    return np.asarray(gazetteer_index().geonames.get_indexer(pd.Index(sure)))


def other_names(cities: pd.DataFrame) -> pd.DataFrame:
    """Return the names that the gazetteer has for known cities, cached on disk under their facts.

    Parameters
    ----------
    cities : pandas.DataFrame
        As :func:`gazetteer_places` takes them.

    Returns
    -------
    pandas.DataFrame
        ``id`` of the city and ``key`` (see :func:`~graph_app.intake.places.gazetteer.place_keys`),
        each pair once.
    """
    cities = cities.reset_index(drop=True)
    revision = Tables.from_frames({"cities": cities}).revision
    return cached_table(f"other-names/{revision}", lambda: _other_names(cities))


def _other_names(cities: pd.DataFrame) -> pd.DataFrame:
    place = gazetteer_places(cities)
    ids = pd.Series(cities["id"].to_numpy(dtype=object), index=place)
    ids = ids[ids.index >= 0]
    names = gazetteer_index().names
    names = names[names["place"].isin(ids.index)]
    # Two cities of the tables may be one place of the gazetteer.
    rows = names[["place", "key"]].merge(ids.rename("id"), left_on="place", right_index=True)
    rows = rows[["id", "key"]].astype({"id": "str", "key": "str"})
    return rows.drop_duplicates().sort_values(["id", "key"], ignore_index=True)
