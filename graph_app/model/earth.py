"""Distances on the earth."""

import numpy as np

#: Mean radius of the earth, in kilometres (IUGG).
EARTH_RADIUS_KM = 6371.0088


def great_circle_km(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the distance between places on a sphere with the mean radius of the earth.

    Parameters
    ----------
    one, other : numpy.ndarray of float, shape (..., 2)
        Latitude and longitude in degrees; the shapes are broadcast against each other.

    Returns
    -------
    numpy.ndarray of float64, shape (...)
        Kilometres; NaN where a place is not known.

    References
    ----------
    R. W. Sinnott (1984), Virtues of the Haversine, Sky and Telescope 68, 159.
    """
    (lat1, lon1), (lat2, lon2) = (np.moveaxis(np.radians(p), -1, 0) for p in (one, other))
    half = np.sin((lat2 - lat1) / 2) ** 2
    half = half + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    apart: np.ndarray = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return apart
