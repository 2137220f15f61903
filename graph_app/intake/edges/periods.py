"""When a tie begins and ends: dates in the form that a mapping declares, and periods as written."""

import datetime

import numpy as np
import pandas as pd

from graph_app.intake.edges.written_dates import WRITTEN, Written, without_date, written_period
from graph_app.intake.files.values import dates
from graph_app.model.dates import first_day, last_day
from graph_app.model.messages import Message
from graph_app.model.texts import by_distinct, same_text

_NONE = Written()


def read_dates(cells: pd.Series, form: str) -> tuple[pd.DataFrame, np.ndarray]:
    """Read the dates of a column, or the periods where the form says that people wrote them.

    Parameters
    ----------
    cells : pandas.Series of str
        Stripped cells; ``""`` where there is nothing.
    form : str
        One of :data:`graph_app.intake.edges.written_dates.TIE_DATE_FORMS`.

    Returns
    -------
    read : pandas.DataFrame of str
        ``start`` and ``end`` of a period, a single date as ``start``; ``text`` of cells that say
        more than their dates.
    wrong : numpy.ndarray of bool
        Cells that are neither blank nor a date.
    """
    blank = same_text("", cells.index)
    if form != WRITTEN:
        read, wrong = dates(cells, form)
        more = (form == "year-in-text") & (read != "") & (read != cells)
        return pd.DataFrame({"start": read, "end": blank, "text": cells.where(more, "")}), wrong
    found = {text: written_period(text) or _NONE for text in cells.unique() if text}
    starts = by_distinct(cells, lambda text: found[text].start if text else "")
    ends = by_distinct(cells, lambda text: found[text].end if text else "")
    rough = cells.isin([text for text, one in found.items() if one.rough])
    unread = cells.isin([text for text, one in found.items() if one == _NONE])
    periods = pd.DataFrame({"start": starts, "end": ends, "text": cells.where(rough, "")})
    return periods, unread.to_numpy(dtype=bool)


def both_dates(read: dict[str, pd.DataFrame], index: pd.Index) -> dict[str, pd.Series]:
    """Return the start and end of ties from what the columns of both say.

    A period in the one column says the other date too, unless that has a column that says it.
    """
    blank = same_text("", index)
    empty = pd.DataFrame({"start": blank, "end": blank})
    first, last = read.get("start", empty), read.get("end", empty)
    # A single date in the column of the end is the end.
    period = last["end"] != ""
    end = last["end"].mask(~period, last["start"])
    start = first["start"].mask(first["start"] == "", last["start"].where(period, ""))
    return {"start": start, "end": end.mask(end == "", first["end"])}


def date_expected(form: str) -> Message:
    """Return what a cell should be that is no date in a form."""
    if form == WRITTEN:
        return Message("a date such as 31.5.1998, 5/1998, 1998 or 1998–2005")
    return Message("a date in the form {form}, as declared", form=form)


def undated(cells: pd.Series, known: set[str]) -> tuple[pd.Series, pd.Series]:
    """Return words without the dates behind them, and the dates; words that are known stay."""
    parts = {text: (text, "") if text in known else without_date(text) for text in cells.unique()}
    return by_distinct(cells, lambda text: parts[text][0]), by_distinct(
        cells, lambda text: parts[text][1]
    )


def later_than(dates: pd.Series, today: datetime.date) -> np.ndarray:
    """Return which partial dates begin after a day."""
    codes, distinct = pd.factorize(dates)
    late = [text != "" and first_day(text) > today for text in distinct]
    return np.array(late, dtype=bool)[codes]


def ends_before(start: pd.Series, end: pd.Series) -> np.ndarray:
    """Return which periods end before they begin."""
    codes, distinct = pd.factorize(start.str.cat(end, sep="/"))
    pairs = [pair.split("/") for pair in distinct]
    back = [bool(a and b) and last_day(b) < first_day(a) for a, b in pairs]
    return np.array(back, dtype=bool)[codes]
