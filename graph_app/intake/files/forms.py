"""How a file of rows is written, and what opening one gives."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from graph_app.model.messages import Message


@dataclass(frozen=True)
class Form:
    """How a file is written, as its source declares it.

    Parameters
    ----------
    kind : str
        ``csv``, ``xlsx`` or ``json``; by the file's ending when blank.
    delimiter, encoding : str
        Of a CSV; recognised from the file when blank. The encoding is a key of
        :data:`graph_app.intake.files.encodings.ENCODINGS`.
    decimal, thousands : str
        Marks in numbers.
    missing : tuple of str
        Cells that mean that there is no value, beside the usual ones.
    sheet : str
        Of a workbook; recognised when blank: a visible one.
    records : str
        Key of the list in a JSON object; blank when the file is the list, or has one list only.
    header : int
        Number of the row with the names of the columns; recognised when 0.
    """

    kind: str = ""
    delimiter: str = ""
    encoding: str = ""
    decimal: str = "."
    thousands: str = ""
    missing: tuple[str, ...] = ()
    sheet: str = ""
    records: str = ""
    header: int = 0


class Remark(NamedTuple):
    """What reading a file found, before anybody says what its columns mean.

    ``column`` is a place (from 0), a name, or ``""`` for the row or the file as a whole.
    """

    row: int
    column: int | str
    found: str | Message
    expected: Message


#: Remarks of one file beyond this number are counted only.
MOST_REMARKS = 1_000

Records = Iterator[tuple[int, list[str]]]
#: First and last columns of cells that span several.
Spans = Sequence[tuple[int, int]]
#: Says how many columns of a row are those that are looked for.
Likely = Callable[[list[str]], int]


@dataclass(eq=False)
class Opened:
    """An opened file.

    Parameters
    ----------
    records : iterator of (int, list of str)
        Row numbers and cells, the rows above the header included.
    form : Form
        As declared, completed by what was recognised.
    counts : dict of str to int
        What was mended; grows as rows are read.
    remarks : list of Remark
        What is to be said; grows as rows are read.
    share : callable
        Share of the file read so far, between 0 and 1.
    merged : dict of int to sequence of (int, int)
        Row -> first and last column of each cell that spans several columns.
    sheets : dict of str to bool
        Sheet of a workbook -> whether it is visible, in their order.
    """

    records: Records
    form: Form
    counts: dict[str, int] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    share: Callable[[], float] = lambda: 0.5
    merged: Mapping[int, Spans] = field(default_factory=dict)
    sheets: Mapping[str, bool] = field(default_factory=dict)


def remark(remarks: list[Remark], counts: dict[str, int], one: Remark) -> None:
    """Add a remark, or count it where there are many."""
    if len(remarks) < MOST_REMARKS:
        remarks.append(one)
    else:
        counts["findings not listed"] = counts.get("findings not listed", 0) + 1
