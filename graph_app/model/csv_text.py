"""CSV as it leaves the product and comes back: the one place that writes it.

Excel, LibreOffice and Google Sheets run a cell that begins like a formula. Such a cell is written
with an apostrophe before it, the spreadsheets' own mark for text, and the rule can be undone:

- *Writing* puts one apostrophe before a text that begins with ``=``, ``+``, ``-`` or ``@`` (also
  in their wide forms) or with a tab or a new line. Apostrophes, quotation marks, spaces and
  invisible characters before that sign count for nothing. A negative number, such as ``-12.5``,
  stays a number.
- *Reading our own tables* takes one apostrophe away where the rest is such a text.

A text that has an apostrophe of its own there is given a second one, so every text comes back as
it was. The same holds after each ``;``, tab and new line inside a text: a spreadsheet set to
Finnish or Swedish cuts a file at semicolons and would find a cell of its own there.

References
----------
OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection
"""

import io
import re
from typing import TextIO

import pandas as pd

# What a spreadsheet may cut a line at, besides the comma that we write.
_CUTS = r"[;\t\r\n]"
# Quotation marks, controls, spaces and what is invisible.
_IGNORED = (
    r"['\"\x00-\x08\x0b\x0c\x0e-\x20\x7f-\xa0\xad\u1680\u180e\u2000-\u200f"
    r"\u2028-\u202f\u205f-\u2064\u3000\ufeff]*"
)
_SIGN = r"[=+\-@＝＋－＠﹦﹢﹣﹫]"
_NUMBER = r"-\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?\Z"
_CELL = rf"{_IGNORED}{_SIGN}"
_FIRST = rf"(?!{_NUMBER})(?:{_CELL}|{_IGNORED}[\t\r\n])"
_RISKY = re.compile(rf"\A(?={_FIRST})|(?<={_CUTS})(?={_CELL})", re.ASCII)
_MARKED = re.compile(rf"\A'(?={_FIRST})|(?<={_CUTS})'(?={_CELL})", re.ASCII)


def escape(text: str) -> str:
    """Put an apostrophe wherever a spreadsheet would begin a formula.

    Examples
    --------
    >>> escape("=1+1"), escape("-12.5"), escape("'@home"), escape("a;+b")
    ("'=1+1", '-12.5', "''@home", "a;'+b")
    """
    return _RISKY.sub("'", text)


def unescape(text: str) -> str:
    """Undo :func:`escape`.

    Examples
    --------
    >>> unescape(escape("'=1")), unescape("'t Gooi")
    ("'=1", "'t Gooi")
    """
    return _MARKED.sub("", text) if "'" in text else text


def escape_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with no formula in any text or heading; numbers and blanks stay as they are."""
    columns = [_escape_column(rows.iloc[:, at]) for at in range(rows.shape[1])]
    escaped = pd.concat(columns, axis=1) if columns else rows.copy()
    return escaped.set_axis([escape(str(name)) for name in rows], axis=1)


def _escape_column(column: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
        return column
    return column.astype(object).map(_escape_value)


def _escape_value(value: object) -> object:
    if value is None or isinstance(value, bool | int | float) or value is pd.NA or value is pd.NaT:
        return value
    return escape(str(value))


class _Ends:
    """Ends lines as asked; only a writer that ends them with both marks quotes both in cells."""

    def __init__(self, file: TextIO, end: str) -> None:
        self._file, self._end = file, end

    def write(self, line: str) -> int:
        """Write a line that ends with a carriage return and a line feed."""
        return self._file.write(line.removesuffix("\r\n") + self._end)


def write_csv(rows: pd.DataFrame, file: TextIO, end: str = "\n") -> None:
    """Write rows, without their index, so that no cell runs as a formula.

    Parameters
    ----------
    rows : pandas.DataFrame
        The cells.
    file : text file
        Opened with ``newline=""``, or standard output.
    end : str
        End of a line.
    """
    escape_table(rows).to_csv(_Ends(file, end), index=False, lineterminator="\r\n")  # type: ignore[call-overload]


def csv_file(rows: pd.DataFrame) -> bytes:
    """Return rows as a file that spreadsheets open: UTF-8 with a byte order mark."""
    out = io.StringIO(newline="")
    write_csv(rows, out, "\r\n")
    return out.getvalue().encode("utf-8-sig", "replace")
