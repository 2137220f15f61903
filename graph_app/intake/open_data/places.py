"""Cities by name and country, and coordinates that cannot be: a city is entered without them."""

import numpy as np
import pandas as pd

from graph_app.intake.files.values import numbers
from graph_app.intake.open_data.keys import place_keys
from graph_app.intake.open_data.notes import Notes
from graph_app.model.countries import outside_country
from graph_app.model.earth import great_circle_km
from graph_app.model.messages import Message

_PLACE = ["latitude", "longitude"]


def lat_lng(rows: pd.DataFrame, column: str, notes: Notes) -> tuple[pd.Series, pd.Series]:
    """Return latitudes and longitudes of cells such as ``60.98,25.66``; others are reported.

    Parameters
    ----------
    rows : pandas.DataFrame
        The column, and ``file``; row numbers as index.
    column : str
        Its name.
    notes : Notes
        Takes the cells that are no two numbers with decimal points.
    """
    parts = rows[column].str.extract(r"^\(?([^,()]+),([^,()]+)\)?$").fillna("").astype("str")
    latitude, longitude = (numbers(parts[at].str.strip())[0] for at in (0, 1))
    wrong = (rows[column] != "") & (latitude.isna() | longitude.isna())
    notes.doubts(rows, wrong, column, Message("latitude,longitude with decimal points, or nothing"))
    return latitude.mask(wrong), longitude.mask(wrong)


def wrong_places(rows: pd.DataFrame) -> np.ndarray:
    """Return which coordinates are out of range, at 0, 0, half given, or outside the country's box.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns ``latitude`` and ``longitude`` (degrees, NaN where unknown) and ``country``.
    """
    latitude, longitude = rows["latitude"], rows["longitude"]
    either = latitude.notna() | longitude.notna()
    possible = latitude.between(-90, 90) & longitude.between(-180, 180)
    null_island = latitude.eq(0) & longitude.eq(0)
    outside = outside_country(rows.reset_index(drop=True))
    return np.asarray((either & (~possible | null_island)) | outside, dtype=bool)


def doubt_places(rows: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """Report impossible coordinates and return the other rows.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns of :func:`wrong_places` and ``file``; row numbers as index.
    notes : Notes
        Takes each.
    """
    wrong = wrong_places(rows)
    some = rows[wrong]
    latitude, longitude = (some[name].map("{:g}".format).astype("str") for name in _PLACE)
    shown = some.assign(coordinates=latitude + ", " + longitude)
    expected = Message("a place inside its country; left out")
    notes.doubts(shown, np.ones(len(some)), "coordinates", expected)
    notes.count("coordinates left out", len(some))
    return rows[~wrong]


#: Two places of one name and country are one if they are nearer than this, in kilometres.
NAMESAKES_KM = 50.0
_MOST_NAMESAKES = 12


def city_ids(rows: pd.DataFrame) -> pd.Series:
    """Return an id for each place by name and country; namesakes far apart are different places.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``name``, ``country`` (code or blank), ``latitude``, ``longitude`` (NaN where unknown);
        each label of the index once.

    Returns
    -------
    pandas.Series of str
        Such as ``city:lahti-fi``, the second namesake ``city:portsmouth-us-2``; blank for no name.
    """
    ids = ("city:" + place_keys(rows["name"], rows["country"])).where(rows["name"] != "", "")
    rest = rows.assign(id=ids)[(ids != "").to_numpy() & rows["latitude"].notna().to_numpy()]
    for number in range(2, _MOST_NAMESAKES + 1):
        first = rest.groupby("id")[_PLACE].transform("first")
        away = great_circle_km(rest[_PLACE].to_numpy(dtype=float), first.to_numpy(dtype=float))
        rest = rest[away > NAMESAKES_KM]
        if rest.empty:
            break
        ids[rest.index] = rest["id"] + f"-{number}"
    return ids


def cities_of(rows: pd.DataFrame, notes: Notes, every_row: bool = False) -> pd.DataFrame:
    """Return the table of cities: each id once, with the first possible coordinates.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``id``, ``name``, ``country``, ``latitude``, ``longitude``, ``file`` and any further columns
        of the table; row numbers as index.
    notes : Notes
        Takes impossible coordinates.
    every_row : bool
        Report impossible coordinates for each row, not once for each city.
    """
    rows = rows[rows["id"] != ""]
    further = [c for c in rows.columns if c not in (*_PLACE, "file")]
    cities = rows.drop_duplicates("id")[further].reset_index(drop=True)
    placed = rows[rows["latitude"].notna() | rows["longitude"].notna()]
    if not every_row:
        placed = placed.drop_duplicates(["id", *_PLACE])
    places = doubt_places(placed, notes).drop_duplicates("id").set_index("id")[_PLACE]
    places = places.reindex(cities["id"]).astype("float64").reset_index(drop=True)
    return cities.assign(**places)
