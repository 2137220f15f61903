"""What a filter can be set to: typed and bounded values, read from text and written as text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph_app.model.errors import FilterError
from graph_app.model.messages import Message

#: First and last year that a filter takes.
YEARS = (1000, 2999)


@dataclass(frozen=True)
class Kind:
    """Any text. A kind that takes less, or something else, is a subclass."""

    #: Placeholder of the value in the help of the command line.
    metavar = "TEXT"


@dataclass(frozen=True)
class Choice(Kind):
    """One word of a vocabulary; `labels` are messages to translate."""

    labels: Mapping[str, str]
    metavar = "WORD"


@dataclass(frozen=True)
class Choices(Kind):
    """Several words of a vocabulary; `says` is the method of a translator that gives a label."""

    known: tuple[str, ...]
    says: str
    by_label: bool = False
    metavar = "A,B"


class Countries(Choices):
    """Several ISO 3166-1 alpha-2 countries; those of the data are offered."""


@dataclass(frozen=True)
class Number(Kind):
    """A whole number within bounds."""

    low: int
    high: int
    metavar = "N"


class Scale(Number):
    """A number on a scale so short that each step is offered, and after them no limit."""


class Year(Number):
    """A calendar year; those since the first tie are offered."""

    metavar = "YEAR"


@dataclass(frozen=True)
class Text(Kind):
    """Text of at most `most` characters."""

    most: int


class Node(Kind):
    """The id of a node; whether the graph has it is seen when the filter is applied."""

    metavar = "NODE"


@dataclass(frozen=True)
class Flag(Kind):
    """Yes or no; `said` is the message for a value that is not its default."""

    said: str = ""


def check(kind: Kind, name: str, value: Any) -> None:
    """Raise a FilterError if a value is unknown or out of range."""
    match kind:
        case Countries():
            check_countries(value)
        case Choices(known) | Choice(known):
            for one in value if isinstance(kind, Choices) else (value,):
                if one not in known:
                    raise FilterError.one_of(name, one, sorted(known))
        case Number(low, high) if not low <= value <= high:
            raise FilterError.wrong(name, value, Message("{low} to {high}", low=low, high=high))
        case Text(most) if len(value) > most:
            raise FilterError(
                "{name}: found {n} characters, at most {most}", name=name, n=len(value), most=most
            )


def check_countries(codes: Iterable[str]) -> None:
    """Raise a FilterError if one does not have the form of an ISO 3166-1 alpha-2 code."""
    for code in codes:
        if not (len(code) == 2 and code.isascii() and code.isupper()):
            raise FilterError.wrong(Message("country"), code, Message("a code such as FI"))


def read(kind: Kind, key: str, text: str) -> Any:
    """Return the value of a text; None if it means nothing, a FilterError if it is no number."""
    match kind:
        case Choices():
            return tuple(dict.fromkeys(part for part in text.split(",") if part))
        case Number():
            if not (text.isascii() and text.isdigit() and len(text) < 8):
                raise FilterError.wrong(key, text, Message("a whole number"))
            return int(text)
        case Flag():
            return {"0": False, "1": True}.get(text)
    return text


def write(value: tuple[str, ...] | bool | int | str) -> str:
    """Return the text that :func:`read` reads.

    Examples
    --------
    >>> write(("city", "event")), write(True), write(1995)
    ('city,event', '1', '1995')
    """
    if isinstance(value, tuple):
        return ",".join(value)
    return str(int(value) if isinstance(value, bool) else value)
