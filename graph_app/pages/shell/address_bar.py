"""The address of a page: what others wrote into it is bounded here, before any screen reads it."""

import datetime
from collections.abc import Mapping

import streamlit as st

from graph_app.i18n import Translator
from graph_app.model.errors import FilterError
from graph_app.model.messages import Message
from graph_app.pages.parts.elements import warning
from graph_app.wording.data import MOST_WORDS

#: Most parts of an address; characters of a part, of a list and of an entry in it; its entries.
MOST_PARTS = 60
LONGEST, LONGEST_LIST = 300, 8_000
MOST_ENTRIES = 300
_LISTS = {
    *("kind", "country", "type", "theme", "status", "nodes", "leave", "join", "cities"),
    *("countries", "not", "only", "past", "without", "within"),
}
#: What no screen checks by itself.
_NUMBERS = {"k", "revision", "form", "community"}
_DAYS = {"day"}
_MOST_DIGITS = 7


def get(key: str, default: str = "") -> str:
    """Return a part of the address; the default where it is not there or cannot be used."""
    return usable().get(key, default)


def usable() -> dict[str, str]:
    """Return the parts of the address that are within bounds."""
    return _parts()[0]


def write(values: Mapping[str, str]) -> None:
    """Make the address consist of these parts."""
    if st.query_params.to_dict() != dict(values):
        st.query_params.from_dict(dict(values))


def put(key: str, value: str) -> None:
    """Set one part of the address."""
    st.query_params[key] = value


def drop(key: str) -> None:
    """Take a part out of the address."""
    st.query_params.pop(key, None)


def warn_of_unusable(tr: Translator) -> None:
    """Say in one sentence what in the address is not used, and why."""
    for error in _parts()[1][:1]:
        warning(
            tr("The address holds something that cannot be used: {error}", error=tr.error(error))
        )


def _parts() -> tuple[dict[str, str], list[FilterError]]:
    given = st.query_params.to_dict()
    if len(given) > MOST_PARTS:
        return {}, [_too_many(Message("parts"), len(given), MOST_PARTS)]
    found, wrong = {}, []
    for key, value in given.items():
        try:
            check(key[:LONGEST], value)
            found[key] = value
        except FilterError as error:
            wrong.append(error)
    return found, wrong


def check(key: str, value: str) -> None:
    """Check one part of an address.

    Raises
    ------
    FilterError
        If it is too long, has too many entries or words, or is no number or day where one belongs.
    """
    most = LONGEST_LIST if key in _LISTS else LONGEST
    if len(value) > most:
        raise FilterError(
            "{name}: found {n} characters, at most {most}", name=key, n=len(value), most=most
        )
    entries = value.split(",") if key in _LISTS else []
    if len(entries) > MOST_ENTRIES:
        raise _too_many(key, len(entries), MOST_ENTRIES)
    if any(len(entry) > LONGEST for entry in entries):
        raise FilterError.wrong(key, max(entries, key=len), Message("shorter entries"))
    if key == "q" and len(value.split()) > MOST_WORDS:
        raise _too_many(key, len(value.split()), MOST_WORDS)
    if key in _NUMBERS and value:
        _check_number(key, value)
    if key in _DAYS and value:
        as_day(key, value)


def as_day(key: str, text: str) -> datetime.date:
    """Return the day that a part of the address names.

    Raises
    ------
    FilterError
        If there is no such day, or none after it that could be compared with.
    """
    try:
        day = datetime.date.fromisoformat(text) if text.isascii() and len(text) == 10 else None
    except ValueError:
        day = None
    if day is None or day == datetime.date.max:
        raise FilterError.wrong(key, text, Message("a day as YYYY-MM-DD"))
    return day


def _check_number(key: str, text: str) -> None:
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise FilterError.wrong(key, text, Message("a whole number"))


def _too_many(name: str | Message, n: int, most: int) -> FilterError:
    return FilterError("{name}: found {n} entries, at most {most}", name=name, n=n, most=most)
