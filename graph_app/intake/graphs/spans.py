"""Times in graph files: partial dates, spells and values that change with time.

References
----------
GEXF Working Group, GEXF 1.2draft Primer, section Dynamics; GEXF 1.3 Schema (``timeformat``,
``timerepresentation``).
"""

import datetime
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph_app.model.dates import first_day, is_partial_date, last_day

_YEARS = range(1000, 3000)
_ZONED = re.compile(r"(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:Z|[+-]\d{2}:\d{2})?", re.ASCII)
_CLOCK = re.compile(r"\d{2}:\d{2}", re.ASCII)
_OPEN = frozenset(("", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity", "null", "nan"))
_YES = frozenset(("true", "1"))


class TimeError(ValueError):
    """A time that is neither a year nor a date."""


def day_of(text: str) -> str:
    """Return a time as a partial date, ``""`` where it is open.

    Years are numbers from 1000 to 2999, with or without a fraction, which is cut off. Other numbers
    (milliseconds, steps) are no dates: what they count is not said.

    Raises
    ------
    TimeError
        If it is something else.

    Examples
    --------
    >>> day_of("1940.0"), day_of("1988-05-01T00:00:00.000Z"), day_of("-Infinity")
    ('1940', '1988-05-01', '')
    """
    text = text.strip()
    if text.lower() in _OPEN:
        return ""
    date, mark, clock = text.replace(" ", "T", 1).partition("T")
    if not mark or _CLOCK.match(clock):
        zoned = _ZONED.fullmatch(date)
        if zoned and is_partial_date(zoned[1]) and zoned[1] >= "1000":
            return zoned[1]
    try:
        number = float(text) if text.isascii() and "_" not in text else math.nan
    except ValueError:
        number = math.nan
    if math.isfinite(number) and int(number) in _YEARS:
        return str(int(number))
    raise TimeError(text)


def before(date: str) -> str:
    """Return the last year, month or day before a partial date, as exact as it is.

    Examples
    --------
    >>> before("2003"), before("2003-01"), before("2003-03-01")
    ('2002', '2002-12', '2003-02-28')
    """
    day = first_day(date) - datetime.timedelta(days=1)
    return day.isoformat()[: len(date)]


@dataclass(frozen=True)
class Span:
    """A period between two partial dates; ``""`` is open or unknown.

    Parameters
    ----------
    start, end : str
        Partial dates.
    """

    start: str = ""
    end: str = ""

    def __str__(self) -> str:
        if self.start == self.end:
            return self.start
        return f"{self.start}–{self.end}"

    def order(self, today: datetime.date) -> tuple[bool, datetime.date, datetime.date]:
        """Return what sorts the period that covers a day, and else the latest, to the end."""
        first = first_day(self.start) if self.start else datetime.date.min
        last = last_day(self.end) if self.end else datetime.date.max
        return first <= today <= last, last, first


def span_of(cells: Mapping[str, str]) -> Span:
    """Return the period that an element states in its attributes.

    ``start`` and ``end`` are within it. ``startopen`` and ``endopen`` are an end outside it (GEXF
    1.2), or ``true`` beside one.

    Raises
    ------
    TimeError
        If a time is none.
    """
    start, end = day_of(cells.get("start", "")), day_of(cells.get("end", ""))
    begins, ends = cells.get("startopen", ""), cells.get("endopen", "")
    if begins.lower() not in (*_YES, "false", "0"):
        start = start or day_of(begins)
    if ends.lower() in _YES:
        end = before(end) if end else ""
    elif not end and ends.lower() not in ("false", "0"):
        last = day_of(ends)
        end = before(last) if last else ""
    return Span(start, end)


def whole(spans: Iterable[Span]) -> Span:
    """Return the period from the first start to the last end; open where one of them is open."""
    spans = list(spans)
    starts = [span.start for span in spans]
    ends = [span.end for span in spans]
    start = "" if "" in starts else min(starts, key=first_day)
    end = "" if "" in ends else max(ends, key=last_day)
    return Span(start, end)


def _series(text: str) -> list[tuple[list[str], bool]]:
    """Return the pieces of a series and whether each is open at its end; none if it is none."""
    text = text.strip()
    if text[:2] not in ("<[", "<(") or text[-1] != ">":
        return []
    pieces = [piece.strip() for piece in text[1:-1].split(";")]
    if any(len(p) < 2 or p[0] not in "[(" or p[-1] not in "])" for p in pieces):
        return []
    return [
        ([cell.strip().strip('"') for cell in piece[1:-1].split(",", 2)], piece[-1] == ")")
        for piece in pieces
    ]


def series_spans(text: str) -> list[Span]:
    """Return the periods of a series as Gephi writes it, ``<[1940, 1950]; [1990, Infinity)>``.

    None if the text is no such series.

    Raises
    ------
    TimeError
        If a time is none.
    """
    pieces = _series(text)
    if any(len(cells) < 2 for cells, _ in pieces):
        return []
    return [_span(cells, is_open) for cells, is_open in pieces]


def series_values(text: str) -> list[tuple[str, Span]]:
    """Return the values of a series, ``<[1988, 2000, 56000]; [2000, 2024, 36000]>``.

    None if the text is no such series.
    """
    pieces = _series(text)
    if any(len(cells) != 3 for cells, _ in pieces):
        return []
    try:
        return [(cells[2], _span(cells, is_open)) for cells, is_open in pieces]
    except TimeError:
        return []


def _span(cells: list[str], is_open: bool) -> Span:
    more = {"endopen": "true"} if is_open else {}
    return span_of({"start": cells[0], "end": cells[1], **more})


def value_in_force(values: list[tuple[str, Span]], today: datetime.date) -> str:
    """Return the value whose period covers a day, else the latest; of several the last written."""
    return max(enumerate(values), key=lambda item: (*item[1][1].order(today), item[0]))[1][0]
