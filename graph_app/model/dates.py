"""Partial ISO 8601 dates: a year, a month or a day, as the source knows it."""

import calendar
import datetime
import re

import numpy as np
import pandas as pd

_FORM = re.compile(r"\d{4}(-\d{2}){0,2}")


def is_partial_date(text: str) -> bool:
    """Return whether text is ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` and such a day exists."""
    try:
        return _FORM.fullmatch(text) is not None and first_day(text) is not None
    except ValueError:
        return False


def first_day(text: str) -> datetime.date:
    """Return the first day that a partial date covers (``2018`` -> 2018-01-01)."""
    year, month, day = (*(int(part) for part in text.split("-")), 1, 1)[:3]
    return datetime.date(year, month, day)


def last_day(text: str) -> datetime.date:
    """Return the last day that a partial date covers (``2018-02`` -> 2018-02-28)."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return datetime.date(*parts)
    year, month = (*parts, 12)[:2]
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def years(dates: pd.Series) -> np.ndarray:
    """Return the year of each partial date.

    Parameters
    ----------
    dates : pandas.Series of str
        Partial dates; missing where unknown.

    Returns
    -------
    numpy.ndarray of float64
        The years; NaN where unknown or not a number.
    """
    return pd.to_numeric(dates.str.slice(0, 4), errors="coerce").to_numpy(dtype=float)
