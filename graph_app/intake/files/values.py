"""Cells to numbers and dates, in the format that the source declares; never a guess."""

import datetime
import json
import math
import re

import numpy as np
import pandas as pd

from graph_app.model.dates import is_partial_date
from graph_app.model.texts import by_distinct

#: Cells that mean that there is no value, whatever the source; in whatever case.
MISSING = ("na", "n/a", "n.a.", "n.a", "nan", "null", "none", "nil", "-", "--", "?", "unknown")

#: Date formats that a source may declare -> pattern with the groups y, m, d; None: see `dates`.
DATE_FORMS: dict[str, str | None] = {
    "iso": None,
    "year": r"(?P<y>\d{4})",
    "year-in-text": r"(?s)\D*?(?<!\d)(?P<y>1\d{3}|20\d{2})(?!\d).*",
    "d.m.y": r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})",
    "d/m/y": r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})",
    "m/d/y": r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})",
    "d-m-y": r"(?P<d>\d{1,2})-(?P<m>\d{1,2})-(?P<y>\d{4})",
    "y/m/d": r"(?P<y>\d{4})/(?P<m>\d{1,2})/(?P<d>\d{1,2})",
}

#: Spaces between groups of digits: whichever is declared, a file has others.
_SPACES = (" ", "\u00a0", "\u202f", "\u2009")
_ANY_SPACE = "[ \u00a0\u202f\u2009]"
_PLACEHOLDER = r"(?i)x{3,}|n\.?a\.?"
# A year beside blanks, as programs write it that know no whole numbers with gaps.
_YEAR = r"(\d{4})[.,]0{1,6}"
_ISO_TIME = r"[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$"


def as_text(value: object, decimal: str = ".") -> str:
    """Return a typed value as it would be written in a CSV.

    Parameters
    ----------
    value : object
        A cell of a workbook or a value of JSON.
    decimal : str
        The mark that the source declares, so that its numbers are read back.
    """
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < 1e15
        return str(int(value)) if whole else repr(value).replace(".", decimal)
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False, default=str).strip('"')
    except ValueError:  # an integer of more digits than Python writes
        return ""


def blanked(cells: pd.Series, missing: tuple[str, ...] = MISSING) -> pd.Series:
    """Strip cells and blank those that mean that there is no value.

    Parameters
    ----------
    cells : pandas.Series of str
        As read.
    missing : tuple of str
        Lower-case markers of a missing value.

    Returns
    -------
    pandas.Series of str
        Same index; ``""`` where there is nothing.
    """
    bare = cells.str.strip()
    return bare.mask(bare.str.lower().isin(missing), "")


def numbers(
    cells: pd.Series, decimal: str = ".", thousands: str = ""
) -> tuple[pd.Series, np.ndarray]:
    """Read numbers with the declared marks.

    Parameters
    ----------
    cells : pandas.Series of str
        Stripped cells; ``""`` where there is nothing.
    decimal : str
        ``.`` or ``,``.
    thousands : str
        Mark between groups of three digits, or nothing.

    Returns
    -------
    values : pandas.Series of float64
        NaN where there is nothing or no number.
    wrong : numpy.ndarray of bool
        Cells that are neither blank nor a number.
    """
    if thousands in _SPACES:
        cells = cells.str.replace(_ANY_SPACE, thousands, regex=True)
    fits = cells.str.fullmatch(_number_form(decimal, thousands))
    text = cells.where(fits.to_numpy(dtype=bool))
    if thousands:
        text = text.str.replace(thousands, "", regex=False)
    if decimal != ".":
        text = text.str.replace(decimal, ".", regex=False)
    values = pd.to_numeric(text, errors="coerce").astype("float64")
    values = values.mask(~np.isfinite(values))
    wrong = (cells != "").to_numpy(dtype=bool) & values.isna().to_numpy()
    return values, wrong


def _number_form(decimal: str, thousands: str) -> str:
    groups = rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+|" if thousands else ""
    return rf"[+-]?(?:{groups}\d+)(?:{re.escape(decimal)}\d+)?(?:[eE][+-]?\d{{1,3}})?"


def id_cells(cells: pd.Series, pattern: str) -> pd.Series:
    """Return ids of the form of a pattern, ``""`` for others.

    Beside blanks an id of digits is written as a number, by programs that know no whole numbers
    with gaps: ``649360.0``.
    """
    bare = cells.str.strip().str.replace(r"^([0-9]+)\.0+$", r"\1", regex=True)
    return bare.where(bare.str.fullmatch(pattern).to_numpy(dtype=bool), "")


def is_placeholder(cells: pd.Series) -> np.ndarray:
    """Return which cells are a placeholder such as ``xxxxxxx`` in place of a number."""
    return cells.str.fullmatch(_PLACEHOLDER).to_numpy(dtype=bool)


def dates(cells: pd.Series, form: str = "iso") -> tuple[pd.Series, np.ndarray]:
    """Read dates in the declared form.

    Parameters
    ----------
    cells : pandas.Series of str
        Stripped cells; ``""`` where there is nothing.
    form : str
        A key of :data:`DATE_FORMS`. ``iso`` takes a year, a month or a day, and cuts off a time.

    Returns
    -------
    dates : pandas.Series of str
        Partial ISO 8601 dates; ``""`` where there is nothing or no date.
    wrong : numpy.ndarray of bool
        Cells that are neither blank nor a date in this form, or a day that does not exist.
    """
    values = by_distinct(cells, lambda text: _date(text, form))
    wrong = ((values == "") & (cells != "")).to_numpy(dtype=bool)
    return values, wrong


def _date(text: str, form: str) -> str:
    pattern = DATE_FORMS[form]
    if pattern is None:
        year = re.fullmatch(_YEAR, text, re.ASCII)
        iso = year[1] if year else re.sub(_ISO_TIME, "", text)
        return iso if iso.isascii() and is_partial_date(iso) else ""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):  # a date cell of a workbook
        return text if is_partial_date(text) else ""
    year = re.fullmatch(_YEAR, text, re.ASCII)
    if year:
        return year[1]
    match = re.fullmatch(pattern, text, re.ASCII)
    if match is None:
        return ""
    iso = "-".join(match[name].zfill(2) for name in "ymd" if name in match.groupdict())
    return iso if is_partial_date(iso) else ""
