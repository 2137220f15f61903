"""How a file of rows is written, and what opening one gives."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Form:
    """How a file is written, as its source declares it.

    Parameters
    ----------
    kind : str
        ``csv``, ``xlsx`` or ``json``; by the file's ending when blank.
    delimiter, encoding : str
        Of a CSV; recognised from the file when blank (``utf-8`` or ``windows-1252``).
    decimal, thousands : str
        Marks in numbers.
    missing : tuple of str
        Cells that mean that there is no value, beside the usual ones.
    sheet : str
        Of a workbook; the first when blank.
    records : str
        Key of the list in a JSON object; blank when the file is the list, or has one list only.
    """

    kind: str = ""
    delimiter: str = ""
    encoding: str = ""
    decimal: str = "."
    thousands: str = ""
    missing: tuple[str, ...] = ()
    sheet: str = ""
    records: str = ""


#: Records, the form as recognised, counts of what was mended, and the share of the file read.
Opened = tuple[Iterator[tuple[int, list[str]]], Form, dict[str, int], Callable[[], float]]
