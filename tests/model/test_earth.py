import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.model.earth import EARTH_RADIUS_KM, great_circle_km


def test_great_circle_of_known_distances():
    london, paris = np.array([51.5074, -0.1278]), np.array([48.8566, 2.3522])
    assert great_circle_km(london, paris) == pytest.approx(343.6, abs=0.5)
    pole, equator = np.array([90.0, 0.0]), np.array([0.0, 77.0])
    assert great_circle_km(pole, equator) == pytest.approx(np.pi / 2 * EARTH_RADIUS_KM)


place = st.tuples(st.floats(-90, 90), st.floats(-180, 180)).map(np.array)


@given(place, place)
def test_great_circle_is_a_distance(one, other):
    there = great_circle_km(one, other)
    assert 0 <= there <= np.pi * EARTH_RADIUS_KM + 1e-6
    assert there == pytest.approx(great_circle_km(other, one), abs=1e-6)
    assert great_circle_km(one, one) == 0


def test_shapes_are_broadcast_and_blanks_stay_blank():
    places = np.array([[60.98, 25.66], [59.61, 16.54], [np.nan, np.nan]])
    apart = great_circle_km(places[:, None], places[None])
    assert apart.shape == (3, 3)
    assert np.isnan(apart[2]).all()
    assert apart[0, 1] == pytest.approx(524, abs=1)
