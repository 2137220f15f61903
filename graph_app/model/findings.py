"""What is wrong in a table, and where."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graph_app.model.messages import Message
from graph_app.model.words import on_one_line

_LONGEST = 80


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong in a file.

    Parameters
    ----------
    file : str
        Name of the file, e.g. ``relations.csv``.
    row : int
        Row as a spreadsheet shows it: the header is row 1. 0 is the whole file.
    column : str
        Name of the column; empty for the whole row or file.
    found : str or Message
        What is written there, at most 80 characters of it, or what is wrong there. An error counts
        as its message, anything else as its text.
    expected : str or Message
        What would be right.
    """

    file: str
    row: int
    column: str
    found: str | Message
    expected: str | Message

    def __post_init__(self) -> None:
        found = getattr(self.found, "message", self.found)
        if not isinstance(found, Message):
            flat = on_one_line(str(found))
            found = flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1] + "…"
        object.__setattr__(self, "found", found)

    @property
    def message(self) -> Message:
        """The finding in one line."""
        return Message(
            '{place}: found "{found}", expected {expected}',
            place=self._place(),
            found=self.found,
            expected=self.expected,
        )

    def _place(self) -> list[str | Message]:
        row = Message("row {row}", row=self.row) if self.row else ""
        return [part for part in (self.file, row, self.column) if part]

    def cells(self, say: Callable[[object], str] = str) -> dict[str, object]:
        """Return the fields as text and numbers.

        Parameters
        ----------
        say : callable
            Puts a message into words.
        """
        return {**vars(self), "found": say(self.found), "expected": say(self.expected)}

    def __str__(self) -> str:
        return str(self.message)


def summary_of(findings: Sequence[Finding]) -> Message:
    """Return the first finding, and how many there are."""
    first, n = findings[0], len(findings)
    if n == 1:
        return first.message
    return Message("{first} (the first of {n} findings)", first=first, n=n)
