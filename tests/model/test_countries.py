import pandas as pd

from graph_app.model.countries import country_codes, outside_country

PLACES = [
    ("FI", 60.98, 25.66, False),
    ("FI", 60.10, 19.93, False),
    ("FI", -60.98, 25.66, True),
    ("FI", 25.66, 60.98, True),
    ("FR", 48.9, 2.4, False),
    ("FR", -21.1, 55.5, False),
    ("RE", 48.9384, 2.3628, True),
    ("GB", -31.9558, 115.8597, True),
    ("US", 64.8, -147.7, False),
    ("NZ", -37.8, 175.3, False),
    ("UA", 44.5, 34.17, False),
    ("XX", 0.0, 0.0, False),
    ("FI", None, None, False),
]


def test_places_outside_their_country():
    names = ["country", "latitude", "longitude", "outside"]
    places = pd.DataFrame(PLACES, columns=names).astype({"latitude": float, "longitude": float})
    assert outside_country(places).tolist() == places["outside"].tolist()


def test_codes():
    assert {"FI", "XK", "AX", "BV"} <= country_codes()
    assert not {"EL", "UK"} & country_codes()
