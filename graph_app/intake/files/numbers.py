"""The forms of numbers and dates that public files declare; nothing is guessed from the data.

``1,234`` is 1234 in one file and 1.234 in another, ``10/9/2014`` is in October or in September:
only the publisher knows. Each importer therefore names the form of its files, and a cell in another
form is missing and reported. The reading itself is that of :mod:`graph_app.intake.files.values`.
"""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from graph_app.intake.files.values import DATE_FORMS, MISSING, blanked, dates, numbers
from graph_app.model.messages import Message, either


@dataclass(frozen=True)
class NumberFormat:
    """How a source writes numbers.

    Parameters
    ----------
    decimal : str
        The decimal sign, ``"."`` or ``","``.
    thousands : str
        The sign between groups of three digits; empty where there is none. Numbers without it are
        accepted as well.
    missing : tuple of str
        Texts that mean that there is no value, in lower case.
    """

    decimal: str = "."
    thousands: str = ""
    missing: tuple[str, ...] = MISSING

    def __post_init__(self) -> None:
        if self.decimal not in (".", ",") or self.thousands == self.decimal:
            raise ValueError(f"decimal {self.decimal!r} with thousands {self.thousands!r}")

    @property
    def expected(self) -> Message:
        """What its cells look like."""
        example = f"1{self.thousands}234{self.decimal}5"
        return Message("a number such as {example}, or nothing", example=example)


#: ``2073781.25``, as most files of the EU institutions write it.
POINT = NumberFormat()
#: ``2073781,25``.
COMMA = NumberFormat(decimal=",")
#: ``892,228.58`` beside ``758394.29``.
POINT_GROUPED = NumberFormat(thousands=",")


def read_numbers(texts: pd.Series, form: NumberFormat) -> tuple[pd.Series, np.ndarray]:
    """Read a column of numbers.

    Parameters
    ----------
    texts : pandas.Series of str
        The cells; missing cells count as nothing.
    form : NumberFormat
        The form that the source declares.

    Returns
    -------
    values : pandas.Series of float64
        The numbers; NaN where there is nothing or no number.
    wrong : numpy.ndarray of bool
        True where a cell is not blank and no number in this form.

    Examples
    --------
    >>> values, wrong = read_numbers(pd.Series(["60,98", "null", "xx"]), COMMA)
    >>> values.tolist(), wrong.tolist()
    ([60.98, nan, nan], [False, False, True])
    """
    return numbers(_bare(texts, form.missing), form.decimal, form.thousands)


@dataclass(frozen=True)
class DateFormat:
    """How a source writes dates.

    Parameters
    ----------
    forms : tuple of str
        Keys of :data:`graph_app.intake.files.values.DATE_FORMS`; no text may fit two of them.
    century : int or None
        The first two digits of a year that a slashed date writes with two, as ``10/9/14``; None
        refuses such years.
    missing : tuple of str
        Texts that mean that there is no value, in lower case.
    """

    forms: tuple[str, ...] = ("iso",)
    century: int | None = None
    missing: tuple[str, ...] = MISSING

    def __post_init__(self) -> None:
        if not self.forms or not set(self.forms) <= set(DATE_FORMS):
            raise ValueError(f"forms {self.forms}, expected some of {', '.join(DATE_FORMS)}")

    @property
    def expected(self) -> Message:
        """What its cells look like."""
        text = Message("a text with a year")
        shown = {"iso": "YYYY-MM-DD", "year": "YYYY", "year-in-text": text}
        forms = either(shown.get(form, form) for form in self.forms)
        return Message("a date as {forms}, or nothing", forms=forms)


#: ``2018-11-01``, ``2018-11`` or ``2018``.
ISO_DATE = DateFormat()

_SHORT_YEAR = re.compile(r"(\d{1,2}/\d{1,2}/)(\d{2})", re.ASCII)


def read_dates(texts: pd.Series, form: DateFormat) -> tuple[pd.Series, np.ndarray]:
    """Read a column of dates.

    Parameters
    ----------
    texts : pandas.Series of str
        The cells; missing cells count as nothing.
    form : DateFormat
        The form that the source declares.

    Returns
    -------
    days : pandas.Series of str
        Partial ISO 8601; ``""`` where there is nothing or no date.
    wrong : numpy.ndarray of bool
        True where a cell is not blank and no date in this form.
    """
    bare = _bare(texts, form.missing)
    if form.century is not None:
        full = bare.str.fullmatch(_SHORT_YEAR).to_numpy(dtype=bool)
        long = bare.str.replace(_SHORT_YEAR, rf"\g<1>{form.century}\g<2>", regex=True)
        bare = long.where(full, bare)
    days = pd.Series("", index=bare.index, dtype="str")
    for name in form.forms:
        read, _ = dates(bare, name)
        days = days.mask(days == "", read)
    return days, ((days == "") & (bare != "")).to_numpy(dtype=bool)


def _bare(texts: pd.Series, missing: tuple[str, ...]) -> pd.Series:
    return blanked(texts.astype("str").fillna(""), missing)
