"""What is wrong in a table, and where."""

from dataclasses import dataclass

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
        Row as a spreadsheet shows it: the header is row 1. 0 stands for the whole file.
    column : str
        Name of the column; empty for the whole row or file.
    found : str
        What stands there, at most 80 characters of it.
    expected : str
        What would be right.
    """

    file: str
    row: int
    column: str
    found: str
    expected: str

    def __post_init__(self):
        flat = on_one_line(str(self.found))
        short = flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1] + "…"
        object.__setattr__(self, "found", short)

    def __str__(self) -> str:
        place = f"{self.file}, row {self.row}" if self.row else self.file
        column = f", {self.column}" if self.column else ""
        return f'{place}{column}: found "{self.found}", expected {self.expected}'
