"""Country outlines behind the geographic layout.

Made from Natural Earth (public domain), simplified to a tenth of a degree; no tiles are asked for.
"""

import json
from functools import cache

import numpy as np
import pandas as pd

from graph_app.analysis.layout import map_places
from graph_app.view.vendor import ASSETS


@cache
def country_shapes() -> dict:
    """Return the outlines as a GeoJSON feature collection; ``properties.iso`` names the country."""
    return json.loads((ASSETS / "countries.json").read_text(encoding="utf-8"))


@cache
def outlines() -> list[list[float]]:
    """Return the outer rings in the pixels of the geographic layout, each a flat list of x and y."""
    rings = []
    for feature in country_shapes()["features"]:
        for polygon in feature["geometry"]["coordinates"]:
            ring = pd.DataFrame(polygon[0], columns=["longitude", "latitude"])
            ring["latitude"] = ring["latitude"].clip(-85, 85)
            # A ring that crosses the date line goes on beyond it instead of back around the world.
            ring["longitude"] = np.unwrap(ring["longitude"], period=360)
            places = map_places(ring["longitude"], ring["latitude"])
            rings.append(places.round(0).ravel().tolist())
    return rings
