"""Dates and periods as people write them in a list: ``31.5.1998``, ``5/2021``, ``May 1998``, ``1998–``.

Days come before months. A text that can be read in two ways is read in none.
"""

import re
from collections import defaultdict
from functools import cache
from typing import NamedTuple

from babel import Locale

from graph_app.intake.files.values import DATE_FORMS
from graph_app.model.dates import first_day, is_partial_date, last_day
from graph_app.model.words import fold

#: Form of a column in which dates are written in several ways.
WRITTEN = "written"
#: Forms that the dates of a tie may be declared in.
TIE_DATE_FORMS = (*DATE_FORMS, WRITTEN)

#: Longest text in which a date is looked for.
_LONGEST = 200
_LANGUAGES = ("fi", "sv", "en", "de", "et", "lv", "lt", "pl", "fr", "es", "no", "da", "hu", "nl")
_YEAR = r"(?P<y>1\d{3}|20\d{2})"
_FORMS = [
    re.compile(form, re.ASCII)
    for form in (
        rf"{_YEAR}(?:[.,]0{{1,6}})?",
        rf"{_YEAR}-(?P<m>\d{{1,2}})(?:-(?P<d>\d{{1,2}}))?",
        rf"{_YEAR}/(?P<m>\d{{1,2}})/(?P<d>\d{{1,2}})",
        *(
            rf"(?P<d>\d{{1,2}}) ?{mark} ?(?P<m>\d{{1,2}}) ?{mark} ?{_YEAR}"
            for mark in (r"\.", "/", "-")
        ),
        rf"(?P<m>\d{{1,2}}) ?[./] ?{_YEAR}",
    )
]
_NAMED = re.compile(r"(?:(?P<d>\d{1,2})\.? )?(?P<m>[^\W\d_]{3,20})\.?,? (?P<y>1\d{3}|20\d{2})")
_DASH = re.compile(r"[–—]| - |\.{2,3}| (?:to|until|till(?: och med)?) ")
_HYPHEN = re.compile(r"-")
_ONE_YEAR = re.compile(r"(?<![\d.])(?:1\d{3}|20\d{2})(?!\d)")
_GAP = re.compile(r"[ ,(]+")


class Written(NamedTuple):
    """What a text says of a period; ``rough`` where more is written than its dates."""

    start: str = ""
    end: str = ""
    rough: bool = False


def written_period(text: str) -> Written | None:
    """Return the period that a text writes; None where it is none, or could be several.

    Examples
    --------
    >>> written_period("toukokuu 1998"), written_period("2015-2020")
    (Written(start='1998-05', end='', rough=False), Written(start='2015', end='2020', rough=False))
    >>> written_period("3/4/98") is None
    True
    """
    if len(text) > _LONGEST:
        return None
    text = " ".join(text.split())
    day = written_date(text)
    if day:
        return Written(day)
    for mark in (_DASH, _HYPHEN):
        parts = mark.split(text)
        if len(parts) == 2 and any(parts):
            start, end = map(written_date, parts)
            if [bool(start), bool(end)] == [bool(part) for part in parts]:
                backwards = start and end and last_day(end) < first_day(start)
                return None if backwards else Written(start, end)
    years = set(_ONE_YEAR.findall(text))
    # Digits beside the year may be a day that was not understood: then nothing is known for sure.
    others = re.sub(_ONE_YEAR, "", text)
    return (
        Written(years.pop(), rough=True)
        if len(years) == 1 and not re.search(r"\d", others)
        else None
    )


def written_date(text: str) -> str:
    """Return one date as a partial ISO date; blank where the text is none."""
    text = text.strip()
    for form in _FORMS:
        match = form.fullmatch(text)
        if match is not None:
            return _iso(match.groupdict())
    named = _NAMED.fullmatch(text)
    month = _month(named["m"]) if named is not None else 0
    return _iso({**named.groupdict(), "m": str(month)}) if named is not None and month else ""


def _iso(parts: dict[str, str | None]) -> str:
    iso = "-".join(parts[name].zfill(2) for name in "ymd" if parts.get(name))  # type: ignore[union-attr]
    return iso if is_partial_date(iso) else ""


def without_date(text: str) -> tuple[str, str]:
    """Return a text without the date at its end, and the date; as it is where there is none.

    Examples
    --------
    >>> without_date("irtisanottu 2015")
    ('irtisanottu', '2015')
    """
    if len(text) > _LONGEST:
        return text.strip(), ""
    bare = " ".join(text.split()).removesuffix(")")
    # A date has three words at most: "31. toukokuuta 2015".
    for gap in list(_GAP.finditer(bare))[-3:]:
        day = written_date(bare[gap.end() :])
        if day:
            return bare[: gap.start()].rstrip(" ,(:"), day
    return text.strip(), ""


def _month(word: str) -> int:
    """Return the number of a month by its name, also with an ending of Finnish; 0 if none."""
    name, known = fold(word), _months()
    base = name[: name.rfind("kuu") + len("kuu")] if "kuu" in name else ""
    return known.get(name) or known.get(base, 0)


@cache
def _months() -> dict[str, int]:
    found: dict[str, set[int]] = defaultdict(set)
    for language in _LANGUAGES:
        for forms in Locale.parse(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in forms[width].items():
                    found[fold(name).rstrip(".")].add(number)
    # A name that means different months in two languages says nothing.
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1}
