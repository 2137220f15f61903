"""Rows of a CSV file, read in bounded memory, with the defects of public files mended."""

import codecs
import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as pa_csv

from graph_app.intake.files import guards
from graph_app.model.errors import TableError
from graph_app.model.messages import Message, either

_BLOCK = 1 << 20
#: Bytes that are cut into rows in one go.
_CUT = 4 << 20
_LINE = re.compile(r"[^\r]*\r\n?|[^\r]+")
_DELIMITERS = ",;\t"
_ENCODINGS = {"utf-8": "utf-8-sig", "windows-1252": "cp1252"}


@contextmanager
def csv_records(path: Path, form, expected: Message):
    """Open a CSV; see :func:`graph_app.intake.files.readers.open_rows`."""
    head = guards.look_at(path, expected)
    guards.refuse_other_formats(path.name, head, expected)
    encoding = _encoding_of(path, form.encoding)
    with path.open("rb") as file:
        start = file.read(_BLOCK // 4).decode(_ENCODINGS[encoding], "replace")
        delimiter = _delimiter(path.name, form.delimiter, start)
        form = replace(form, encoding=encoding, delimiter=delimiter)
        file.seek(0)
        counts = {} if encoding == "utf-8" else {"files in Windows-1252": 1}
        size = max(1, path.stat().st_size)
        lines = Lines(path.name, file, encoding)
        records = _records(lines, path.name, delimiter, counts)
        yield records, form, counts, lambda: lines.done / size


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

    A file that is no UTF-8 is Windows-1252 if it holds no character of several bytes in UTF-8:
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
            held = decoder.getstate()[0]
            try:
                several |= not decoder.decode(block).isascii()
            except UnicodeDecodeError as error:
                whole = held + block
                before = whole[: error.start]
                several |= encoding == "utf-8" and not before.isascii()
                return (row + before.count(b"\n"), whole[error.start]), several
            row += block.count(b"\n")
    held = decoder.getstate()[0]
    return ((row, held[0]) if held else None), several


class Lines:
    """Lines of bounded length; those of the record that is being read are kept for repair.

    Parameters
    ----------
    name : str
        Of the file, for messages.
    file : binary file
        At its beginning.
    encoding : str
        ``utf-8`` or ``windows-1252``.
    """

    def __init__(self, name: str, file: BinaryIO, encoding: str):
        self._name = name
        self._file = file
        self._codec = "utf-8" if encoding == "utf-8" else "cp1252"
        self._size = 0
        self._held: list[str] = []
        self.recent: list[str] = []
        #: Bytes read.
        self.done = 3 if encoding == "utf-8" and file.read(3) == codecs.BOM_UTF8 else 0
        file.seek(self.done)

    def __iter__(self):
        return self

    def __next__(self) -> str:
        line = self._held.pop() if self._held else self._line()
        if not line:
            raise StopIteration
        self._size += len(line)
        if self._size >= guards.MAX_LINE:
            raise self._too_long()
        self.recent.append(line)
        return line

    def _too_long(self) -> TableError:
        return TableError(
            "{name}: found a row of more than {most:,} characters, expected shorter ones (is "
            "a quotation mark missing?)",
            name=self._name,
            most=guards.MAX_LINE,
        )

    def _line(self) -> str:
        raw = self._file.readline(guards.MAX_LINE)
        if len(raw) >= guards.MAX_LINE:
            raise self._too_long()
        self.done += len(raw)
        text = raw.decode(self._codec, "replace")
        if "\r" not in text[:-2]:
            return text
        # Old Macintosh files end their lines with a carriage return alone.
        first, *rest = _LINE.findall(text)
        self._held = rest[::-1]
        return first

    def begin(self) -> None:
        """Begin a new record."""
        self._size = 0
        self.recent.clear()

    def block(self, delimiter: str, width: int) -> tuple[pa.Table | None, int]:
        """Cut the next lines in one go, where nothing in them is doubtful.

        Returns
        -------
        table : pyarrow.Table or None
            Text in columns. None where the lines must be read one by one; nothing is read then.
        end : int
            Where these lines end, in bytes from the beginning of the file.
        """
        if self._held:
            return None, self.done
        raw = self._file.read(_CUT)
        if len(raw) == _CUT:
            raw = raw[: raw.rfind(b"\n") + 1]
        end = self.done + len(raw)
        table = None
        if raw:
            utf8 = raw if self._codec == "utf-8" else raw.decode(self._codec).encode("utf-8")
            table = _cut(utf8, delimiter, width)
        self.done = end if table is not None else self.done
        self._file.seek(self.done)
        return table, end


def _cut(block: bytes, delimiter: str, width: int) -> pa.Table | None:
    """Cut whole lines into columns; None unless each row has that width and each mark its place."""
    if not _is_plain(block, delimiter):
        return None
    uneven = []

    def skip(row) -> str:
        uneven.append(row)
        return "skip"

    names = [str(at) for at in range(width)]
    try:
        table = pa_csv.read_csv(
            pa.BufferReader(block),
            pa_csv.ReadOptions(use_threads=False, column_names=names, block_size=len(block) + 1),
            pa_csv.ParseOptions(
                delimiter=delimiter,
                quote_char='"' if b'"' in block else False,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=skip,
            ),
            pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    longest = max(pc.max(pc.binary_length(cells)).as_py() or 0 for cells in table.columns)
    return None if uneven or longest > guards.MAX_CELL else table


def _is_plain(block: bytes, delimiter: str) -> bool:
    """Tell whether no line is blank and each quotation mark opens, closes, or is doubled in a cell."""
    if block.startswith((b"\n", b"\r\n")) or b"\n\n" in block:
        return False
    if b"\r" in block and (block.count(b"\r") != block.count(b"\r\n") or b"\n\r\n" in block):
        return False
    marks = block.count(b'"')
    if not marks or marks % 2:
        return not marks
    # The expressions look at what stands before a mark: here, the end of the line before.
    block = b"\n" + block if block.startswith(b'"') else block
    mark = re.escape(delimiter.encode())
    lone = b'"(?<![' + mark + b'\n"]")(?![' + mark + b'\r\n"]|$)'
    doubled = b'""(?<=[' + mark + b'\n]"")(?![' + mark + b'"\r\n]|$)'
    return re.search(lone, block) is None and re.search(doubled, block) is None


def _records(
    lines: Lines, name: str, delimiter: str, counts: dict[str, int]
) -> Iterator[tuple[int, list[str] | pa.Table]]:
    """Return the header, then records one by one, or many in one go where nothing is doubtful."""
    csv.field_size_limit(guards.MAX_CELL)
    number, width, end = 0, 0, 0
    for number, row in _one_by_one(lines, name, delimiter, counts, 0):
        yield number, row
        width = len(row)
        break
    while 1 < width <= guards.MAX_COLUMNS:
        table, end = lines.block(delimiter, width)
        if table is not None:
            yield number + 1, table
            number += table.num_rows
            continue
        at_end = True
        for at, row in _one_by_one(lines, name, delimiter, counts, number):
            number, at_end = at, False
            if row:
                yield number, row
            if lines.done >= end:
                break
        if at_end:
            return
    yield from _one_by_one(lines, name, delimiter, counts, number)


def _one_by_one(
    lines: Lines, name: str, delimiter: str, counts: dict[str, int], number: int
) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        try:
            for row in reader:
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
            reader = csv.reader(lines, delimiter=delimiter, strict=True)


def _repaired(lines: Lines, name: str, number: int, delimiter: str, error) -> list[str]:
    """Read a record that strict rules refuse: a cell that opens with a doubled quotation mark."""
    if "field larger" in str(error):
        most = guards.MAX_CELL
        raise TableError(
            "{name}, row {number}: found a cell of more than {most:,} characters",
            name=name,
            number=number,
            most=most,
        ) from None
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
