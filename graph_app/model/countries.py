"""Countries and the boxes in which their coordinates lie.

``country_boxes.csv`` lists, for each ISO 3166-1 alpha-2 code (and XK), the bounding boxes of its
groups of islands and mainlands, in degrees, a quarter of a degree wider than Natural Earth's
1:10m outlines. A code with a blank box is known and not checked.

References
----------
Natural Earth, https://www.naturalearthdata.com/ (public domain), Admin 0 countries 1:10m.
"""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

_FILE = Path(__file__).with_name("country_boxes.csv")


@cache
def _boxes() -> pd.DataFrame:
    return pd.read_csv(_FILE, keep_default_na=False, na_values={"south": "", "north": ""})


@cache
def country_codes() -> frozenset[str]:
    """Return every country code that tables may use."""
    return frozenset(_boxes()["country"])


def outside_country(places: pd.DataFrame) -> np.ndarray:
    """Return which places lie outside every box of their country.

    Parameters
    ----------
    places : pandas.DataFrame
        Columns ``country``, ``latitude`` and ``longitude`` (degrees).

    Returns
    -------
    numpy.ndarray of bool, shape (n,)
        False where the place, the country or its boxes are unknown.
    """
    boxes = _boxes().dropna(subset=["south", "north"])
    boxes = boxes.astype({"south": float, "west": float, "north": float, "east": float})
    known = places[["latitude", "longitude"]].notna().all(axis=1)
    rows = places.loc[known, ["country", "latitude", "longitude"]]
    rows = rows.assign(place=np.flatnonzero(known)).merge(boxes, on="country")
    inside = rows["latitude"].between(rows["south"], rows["north"]) & rows["longitude"].between(
        rows["west"], rows["east"]
    )
    outside = np.zeros(len(places), dtype=bool)
    outside[rows["place"]] = True
    outside[rows.loc[inside, "place"]] = False
    return outside
