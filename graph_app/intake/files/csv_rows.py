"""Rows of a CSV file, read in bounded memory, with the defects of public files mended."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TextIO

from graph_app.intake.files import guards
from graph_app.intake.files.forms import Form, Opened
from graph_app.model.errors import TableError
from graph_app.model.messages import Message, either

_BLOCK = 1 << 20
_DELIMITERS = ",;\t"
_ENCODINGS = {"utf-8": "utf-8-sig", "windows-1252": "cp1252"}


@contextmanager
def csv_records(path: Path, form: Form, expected: Message) -> Iterator[Opened]:
    """Open a CSV; see :func:`graph_app.intake.files.readers.open_rows`."""
    head = guards.look_at(path, expected)
    guards.refuse_other_formats(path.name, head, expected)
    encoding = _encoding_of(path, form.encoding)
    with (
        path.open("rb") as raw,
        io.TextIOWrapper(raw, _ENCODINGS[encoding], "replace", newline="") as file,
    ):
        delimiter = _delimiter(path.name, form.delimiter, file.read(_BLOCK // 4))
        form = replace(form, encoding=encoding, delimiter=delimiter)
        file.seek(0)
        counts = {} if encoding == "utf-8" else {"files in Windows-1252": 1}
        size = max(1, path.stat().st_size)
        records = _records(Lines(path.name, file), path.name, delimiter, counts)
        yield records, form, counts, lambda: raw.tell() / size


def _delimiter(name: str, declared: str, start: str) -> str:
    found = sniff_delimiter(start)
    first = start.partition("\n")[0]
    if declared and declared not in first and found in first:
        raise TableError(
            "{name}, row 1: found the delimiter {found!r}, expected {declared!r}",
            name=name,
            found=found,
            declared=declared,
        )
    return declared or found


def sniff_delimiter(start: str) -> str:
    """Return the delimiter that cuts the first rows of a text into the most equal columns."""
    best, most = ",", 1.0
    for delimiter in _DELIMITERS:
        lines = start.splitlines(keepends=True)[:30]
        try:
            rows = [row for row in csv.reader(lines, delimiter=delimiter) if row][:20]
        except csv.Error:
            continue
        width = len(rows[0]) if rows else 0
        equal = sum(len(row) == width for row in rows) / max(1, len(rows))
        if width > 1 and width * (0.1 + equal) > most:
            best, most = delimiter, width * (0.1 + equal)
    return best


def _encoding_of(path: Path, declared: str) -> str:
    """Return the encoding of a whole file; text that fits none is refused with its row.

    A file that is no UTF-8 is Windows-1252 if it contains no character of several bytes in UTF-8:
    one that mixes both is damaged.
    """
    if declared and declared not in _ENCODINGS:
        raise TableError.wrong(Message("encoding"), declared, either(_ENCODINGS))
    wrong, several = _scan(path, declared or "utf-8")
    if wrong is None:
        return declared or "utf-8"
    if not declared and not several and _scan(path, "windows-1252")[0] is None:
        return "windows-1252"
    row, byte = wrong
    raise TableError(
        "{name}: found byte 0x{byte:02x} in row {row}, expected text in {wanted}",
        name=path.name,
        byte=byte,
        row=row,
        wanted=(declared or "utf-8").upper(),
    )


def _scan(path: Path, encoding: str) -> tuple[tuple[int, int] | None, bool]:
    """Return the row and value of the first byte that does not decode, and whether others do."""
    decoder = codecs.getincrementaldecoder("utf-8" if encoding == "utf-8" else "cp1252")()
    row, several = 1, False
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if b"\0" in block:
                row += block.count(b"\n", 0, block.index(b"\0"))
                raise TableError(
                    "{name}: found a NUL byte in row {row}, expected text", name=path.name, row=row
                )
            begun = decoder.getstate()[0]
            try:
                several |= not decoder.decode(block).isascii()
            except UnicodeDecodeError as error:
                whole = begun + block
                before = whole[: error.start]
                several |= encoding == "utf-8" and not before.isascii()
                return (row + before.count(b"\n"), whole[error.start]), several
            row += block.count(b"\n")
    rest = decoder.getstate()[0]
    return ((row, rest[0]) if rest else None), several


class Lines:
    """Lines of bounded length, and those of the record that is being read, for repair.

    Parameters
    ----------
    name : str
        Of the file, for messages.
    file : text file
        At its beginning, with its ends of lines as they are written.
    """

    def __init__(self, name: str, file: TextIO):
        self._name = name
        self._file = file
        self._size = 0
        self.recent: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._file.readline(guards.MAX_LINE)
        if not line:
            raise StopIteration
        self._size += len(line)
        if self._size >= guards.MAX_LINE:
            raise TableError(
                "{name}: found a row of more than {most:,} characters, expected shorter ones (is "
                "a quotation mark missing?)",
                name=self._name,
                most=guards.MAX_LINE,
            )
        self.recent.append(line)
        return line

    def begin(self) -> None:
        """Begin a new record."""
        self._size = 0
        self.recent.clear()


def _records(
    lines: Lines, name: str, delimiter: str, counts: dict[str, int]
) -> Iterator[tuple[int, list[str]]]:
    # A longer cell is refused with its column, see `guards.check_cell`; a line is bounded here.
    csv.field_size_limit(guards.MAX_LINE)
    number = 0
    while True:
        try:
            for row in csv.reader(lines, delimiter=delimiter, strict=True):
                lines.begin()
                number += 1
                yield number, row
            return
        except csv.Error as error:
            number += 1
            row = _repaired(lines, name, number, delimiter, error)
            counts["repaired quotes"] = counts.get("repaired quotes", 0) + 1
            lines.begin()
            yield number, row


def _repaired(lines: Lines, name: str, number: int, delimiter: str, error: csv.Error) -> list[str]:
    """Read a record that strict rules refuse: a cell that opens with a doubled quotation mark."""
    if "unexpected end" in str(error):
        raise TableError(
            "{name}, row {number}: found the end of the file inside quotation marks, "
            "expected a whole file",
            name=name,
            number=number,
        ) from None
    mark = re.escape(delimiter)
    opened = re.sub(rf'(^|{mark})""(?=[^"{mark}\r\n])', r'\1"""', "".join(lines.recent))
    closing = re.compile(rf'(?<=[^"{mark}])""(?={mark}|[\r\n]|$)')
    record = chain(opened.splitlines(keepends=True), lines)
    again = csv.reader((closing.sub('"""', line) for line in record), delimiter=delimiter)
    try:
        return next(again)
    except csv.Error as second:
        raise TableError(
            "{name}, row {number}: found no readable row ({reason})",
            name=name,
            number=number,
            reason=second,
        ) from None
