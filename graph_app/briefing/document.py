"""What a briefing note is made of; the writers of Word and web pages put it on paper."""

import datetime
import re
from dataclasses import dataclass, field

from graph_app.briefing.strokes import Drawing
from graph_app.wording.text import shorten

# Marks that turn the direction of the text after them, beyond the name that holds them.
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")

_NUMBER = re.compile(r"[\d\s.,%–−]+")


def tidy(text: object, longest: int = 120) -> str:
    """Return text from a table as one line that neither breaks a document nor turns its text."""
    return shorten(_TURNING.sub("", str(text)), longest)


@dataclass(frozen=True)
class Line:
    """One statement.

    Parameters
    ----------
    text : str
        The statement.
    lead : str
        Words in bold before it.
    small : str
        Words in grey after it: dates, status.
    cites : tuple of int
        Numbers of the sources that say so.
    """

    text: str
    lead: str = ""
    small: str = ""
    cites: tuple[int, ...] = ()


@dataclass(frozen=True)
class Heading:
    """A heading of the first level below the title."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a strong one says what matters most."""

    line: Line
    strong: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Figures:
    """Key figures side by side: value and label."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FactTable:
    """A table whose first column heads its rows.

    Parameters
    ----------
    rows : tuple of tuple of str
        Cells, all rows of one length.
    head : tuple of str
        Labels of the columns; empty for a list of facts.
    label : str
        What the table holds, for screen readers.
    """

    rows: tuple[tuple[str, ...], ...]
    head: tuple[str, ...] = ()
    label: str = ""

    @property
    def numeric(self) -> tuple[bool, ...]:
        """Tell which columns hold numbers only, and stand at the right; never the first."""
        columns = list(zip(*self.rows, strict=True))[1:] if self.head else []
        return (False, *(all(map(_NUMBER.fullmatch, column)) for column in columns))


@dataclass(frozen=True, eq=False)
class Picture:
    """A drawing, what it shows for those who do not see it, and the words beneath it."""

    drawing: Drawing
    alt: str
    caption: str


@dataclass(frozen=True)
class Pictures:
    """One picture, or two side by side."""

    items: tuple[Picture, ...]


@dataclass(frozen=True)
class Source:
    """One source: its number in the text, title, address (empty where there is none), details."""

    number: int
    title: str
    url: str
    detail: str


@dataclass(frozen=True)
class Sources:
    """The sources that the text cites."""

    items: tuple[Source, ...]


Block = Heading | Paragraph | Bullets | Figures | FactTable | Pictures | Sources


@dataclass(frozen=True, eq=False)
class Note:
    """A briefing note.

    Parameters
    ----------
    title, subtitle : str
        What it is about, and for whom, of which day.
    language : str
        ``en``, ``fi`` or ``sv``.
    author : str
        Who made it: the title in the settings.
    date : datetime.date
        Day of the note.
    blocks : tuple of Block
        From top to bottom.
    footer : str
        Revision, date and credits, at the foot of every page.
    stem : str
        File name without its ending.
    """

    title: str
    subtitle: str
    language: str
    author: str
    date: datetime.date
    blocks: tuple[Block, ...] = field(default_factory=tuple)
    footer: str = ""
    stem: str = "briefing"
