import numpy as np

from graph_app.view.backdrop import country_shapes, outlines


def test_outlines_do_not_run_back_around_the_world():
    for ring in outlines():
        x = np.array(ring[::2])
        assert np.abs(np.diff(x)).max(initial=0) < 1900 * np.pi


def test_countries_have_codes():
    codes = {feature["properties"]["iso"] for feature in country_shapes()["features"]}
    assert {"FI", "SE", "NO", "FR", "XK"} <= codes
