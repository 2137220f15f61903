"""Coordinates that cannot be: the place is kept without them."""

import numpy as np
import pandas as pd

from graph_app.intake.files.values import numbers
from graph_app.intake.open_data.keys import keys_of
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
        Told of cells that hold no two numbers with decimal points.
    """
    parts = rows[column].str.extract(r"^\(?([^,()]+),([^,()]+)\)?$").fillna("").astype("str")
    latitude, no_latitude = numbers(parts[0].str.strip())
    longitude, no_longitude = numbers(parts[1].str.strip())
    neither = (latitude.isna() | longitude.isna()).to_numpy(dtype=bool)
    wrong = ((rows[column] != "").to_numpy(dtype=bool) & neither) | no_latitude | no_longitude
    notes.doubts(rows, wrong, column, Message("latitude,longitude with decimal points, or nothing"))
    return latitude.mask(wrong), longitude.mask(wrong)


def wrong_places(rows: pd.DataFrame) -> np.ndarray:
    """Tell which coordinates are out of range, at 0, 0, half given, or outside the country's box.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns ``latitude`` and ``longitude`` (degrees, NaN where unknown) and ``country``.
    """
    latitude, longitude = rows["latitude"], rows["longitude"]
    either = latitude.notna() | longitude.notna()
    possible = latitude.between(-90, 90) & longitude.between(-180, 180)
    null_island = latitude.eq(0) & longitude.eq(0)
    wrong = (either & (~possible | null_island)).to_numpy(dtype=bool)
    return wrong | outside_country(rows.reset_index(drop=True))


def doubt_places(rows: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """Report impossible coordinates and give the other rows.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns of :func:`wrong_places` and ``file``; row numbers as index.
    notes : Notes
        Told of each.
    """
    wrong = wrong_places(rows)
    if wrong.any():
        some = rows[wrong]
        found = some["latitude"].map("{:g}".format) + ", " + some["longitude"].map("{:g}".format)
        shown = some.assign(coordinates=found)
        everywhere = np.ones(len(shown), dtype=bool)
        notes.doubts(
            shown, everywhere, "coordinates", Message("a place inside its country; left out")
        )
        notes.count("coordinates left out", len(shown))
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
    suffix = ("-" + rows["country"].str.lower()).where(rows["country"] != "", "")
    key = keys_of(rows["name"])
    ids = ("city:" + key + suffix).where(key != "", "").astype("str")
    rest = rows.assign(id=ids)[(ids != "").to_numpy() & rows["latitude"].notna().to_numpy()]
    for number in range(2, _MOST_NAMESAKES + 1):
        first = rest.groupby("id")[_PLACE].transform("first")
        away = great_circle_km(rest[_PLACE].to_numpy(dtype=float), first.to_numpy(dtype=float))
        rest = rest[away > NAMESAKES_KM]
        if rest.empty:
            break
        ids[rest.index] = rest["id"] + f"-{number}"
    return ids


def cities_of(rows: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """Return the table of cities: each id once, with the first possible coordinates.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``id``, ``name``, ``country``, ``latitude``, ``longitude``, ``file`` and any further columns
        of the table; row numbers as index.
    notes : Notes
        Told of impossible coordinates.
    """
    rows = rows[rows["id"] != ""]
    further = [c for c in rows.columns if c not in ("latitude", "longitude", "file")]
    cities = rows.drop_duplicates("id")[further].reset_index(drop=True)
    placed = rows[rows["latitude"].notna() | rows["longitude"].notna()]
    placed = doubt_places(placed.drop_duplicates(["id", "latitude", "longitude"]), notes)
    places = placed.drop_duplicates("id").set_index("id")[_PLACE]
    places = places.reindex(cities["id"]).astype("float64").reset_index(drop=True)
    return cities.assign(**places)
