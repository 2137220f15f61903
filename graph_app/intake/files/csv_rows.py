"""Rows of a CSV file, read in bounded memory, with the defects of public files mended."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TextIO

from graph_app.intake.files import guards
from graph_app.intake.files.encodings import ENCODINGS, TRIED, Guess, propose
from graph_app.intake.files.forms import Form, Opened, Remark
from graph_app.model.errors import TableError
from graph_app.model.messages import Message, either

_BLOCK = 1 << 20
_DELIMITERS = ",;\t|"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
#: How much of a file is looked at to recognise its encoding.
_LOOKED = 1 << 18


@contextmanager
def csv_records(path: Path, form: Form, expected: Message) -> Iterator[Opened]:
    """Open a CSV; see :func:`graph_app.intake.files.readers.open_rows`."""
    head = guards.look_at(path, expected)
    if not head.startswith(_UTF16):
        guards.refuse_other_formats(path.name, head, expected)
    counts: dict[str, int] = {}
    remarks: list[Remark] = []
    encoding = _encoding_of(path, form.encoding, head, counts, remarks)
    with (
        path.open("rb") as raw,
        io.TextIOWrapper(raw, ENCODINGS[encoding], "replace", newline="") as file,
    ):
        size = max(1, path.stat().st_size)
        opened = Opened(iter(()), form, counts, remarks, share=lambda: raw.tell() / size)
        style = _style(path.name, form.delimiter, file.read(_BLOCK // 4), opened)
        opened.form = replace(form, encoding=encoding, delimiter=style.delimiter)
        file.seek(0)
        opened.records = _records(Lines(path.name, file), path.name, style, counts)
        yield opened


@dataclass(frozen=True)
class Style:
    """How the rows of a CSV are written.

    Parameters
    ----------
    delimiter : str
        Between cells.
    spaced : bool
        Whether a space stands between a delimiter and a quotation mark.
    escaped : bool
        Whether a quotation mark within a cell has a backslash before it.
    named : bool
        Whether the first row names the delimiter (``sep=;``) and nothing else.
    """

    delimiter: str
    spaced: bool = False
    escaped: bool = False
    named: bool = False

    def reader(self, lines: Iterable[str], strict: bool = False) -> Iterator[list[str]]:
        """Return a reader of lines."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            skipinitialspace=self.spaced,
            escapechar="\\" if self.escaped else None,
            strict=strict,
        )


_SEP = re.compile(r"\ufeff?\"?sep=([^\r\n\"]?)\"?[,;\t ]{0,50}[\r\n]{0,2}", re.IGNORECASE)


def _style(name: str, declared: str, start: str, opened: Opened) -> Style:
    """Recognise how rows are written from the beginning of a file."""
    first = next(iter(start[:200].splitlines(keepends=True)), "")
    named = _SEP.fullmatch(first)
    if named:
        start = start[len(first) :]
        declared = declared or named[1]
    delimiter = _delimiter(name, declared, start)
    mark = re.escape(delimiter)
    # In a regular file a quotation mark in a cell is doubled, or ends it before a delimiter.
    spaced = re.search(rf'{mark} +"[^"\r\n{mark}]', start) is not None
    escaped = re.search(rf'\\"[^"\r\n{mark}]', start) is not None
    if spaced:
        found, expected = (
            Message("a space before a quotation mark"),
            Message("none; it was left out"),
        )
        opened.remarks.append(Remark(1, "", found, expected))
    if escaped:
        found = Message("quotation marks with a backslash before them")
        opened.remarks.append(
            Remark(1, "", found, Message("doubled ones; they were read as marks within a cell"))
        )
    return Style(delimiter, spaced, escaped, named is not None)


def _delimiter(name: str, declared: str, start: str) -> str:
    found = sniff_delimiter(start)
    lines = start.split("\n", 30)[:30]
    # Above the names of the columns there may be a title, without any delimiter.
    first = next((line for line in lines if found in line), lines[0])
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
        # A title above the table has one cell.
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, n = max(widths.items(), key=lambda item: item[1] * (0.5 + item[0]), default=(0, 0))
        equal = n / max(1, len(rows))
        if width > 1 and width * (0.1 + equal) > most:
            best, most = delimiter, width * (0.1 + equal)
    return best


def _encoding_of(
    path: Path, declared: str, head: bytes, counts: dict[str, int], remarks: list[Remark]
) -> str:
    """Return the encoding of a whole file; text that fits none is refused with its row.

    A file that is no UTF-8 is in an encoding of one byte if it contains no character of several
    bytes in UTF-8: one that mixes both is damaged.
    """
    if declared and declared not in ENCODINGS:
        raise TableError.wrong(Message("encoding"), declared, either(ENCODINGS))
    first = declared if declared not in ("", "utf-16") else _utf16(head) or declared or "utf-8"
    wrong, several = _scan(path, first)
    if wrong is None:
        return first
    guess = None
    if first == "utf-8" and not declared and not several:
        guess = _proposed(path)
    if guess is None:
        row, byte = wrong
        raise TableError(
            "{name}: found byte 0x{byte:02x} in row {row}, expected text in {wanted}",
            name=path.name,
            byte=byte,
            row=row,
            wanted=first.upper(),
        )
    if guess.encoding == "windows-1252":
        counts["files in Windows-1252"] = 1
    if guess.encoding != "windows-1252" or guess.other:
        _say(guess, remarks)
    return guess.encoding


def _utf16(head: bytes) -> str:
    """Return the form of UTF-16 of a file, by its mark or by where its NULs are; blank for others."""
    if head.startswith(_UTF16):
        return "utf-16"
    for name, at in (("utf-16-le", 1), ("utf-16-be", 0)):
        zeros, letters = head[at:1000:2], head[1 - at : 1000 : 2]
        if len(zeros) > 3 and zeros.count(0) * 4 > len(zeros) * 3 and 0 not in letters:
            return name
    return ""


def _proposed(path: Path) -> Guess | None:
    """Return the likely encoding of one byte a character, or none."""
    possible = [name for name in TRIED if _scan(path, name)[0] is None]
    guess = propose(_odd_lines(path), possible) if possible else None
    if guess is not None and guess.encoding != "windows-1252" and not guess.known:
        # Nothing speaks for it: bytes of whatever kind can be read as something.
        usual = "windows-1252" if "windows-1252" in possible else ""
        return replace(guess, encoding=usual, other="") if usual else None
    return guess


def _odd_lines(path: Path) -> bytes:
    """Return the first lines that are not ASCII, up to a bound."""
    found, size = [], 0
    with path.open("rb") as file:
        while size < _LOOKED and (line := file.readline(guards.MAX_LINE)):
            if not line.isascii():
                found.append(line)
                size += len(line)
    return b"".join(found)


def _say(guess: Guess, remarks: list[Remark]) -> None:
    words = ", ".join(guess.words)
    found = Message("text in {encoding}: {words}", encoding=guess.encoding, words=words)
    expected = Message("UTF-8; declare the encoding if these words are wrong")
    if guess.other:
        expected = Message(
            "UTF-8; declare the encoding if these words are wrong: {other} is nearly as likely",
            other=guess.other,
        )
    remarks.append(Remark(0, "", found, expected))


def _scan(path: Path, encoding: str) -> tuple[tuple[int, int] | None, bool]:
    """Return the row and value of the first byte that does not decode, and whether others do."""
    name = "utf-8" if encoding == "utf-8" else ENCODINGS[encoding]
    decoder = codecs.getincrementaldecoder(name)()
    row, several = 1, False
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            begun = decoder.getstate()[0]
            try:
                text = decoder.decode(block)
            except UnicodeDecodeError as error:
                whole = begun + block
                before = whole[: error.start]
                _refuse_nul(path.name, row, before if not encoding.startswith("utf-16") else b"")
                several |= encoding == "utf-8" and not before.isascii()
                return (row + before.count(b"\n"), whole[error.start]), several
            _refuse_nul(path.name, row, text)
            several |= not text.isascii()
            row += text.count("\n")
    rest = decoder.getstate()[0]
    return ((row, rest[0]) if rest else None), several


def _refuse_nul(name: str, row: int, text: str | bytes) -> None:
    nul, end = ("\0", "\n") if isinstance(text, str) else (b"\0", b"\n")
    if nul in text:  # type: ignore[operator]
        row += text.count(end, 0, text.index(nul))  # type: ignore[arg-type]
        raise TableError("{name}: found a NUL byte in row {row}, expected text", name=name, row=row)


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
    lines: Lines, name: str, style: Style, counts: dict[str, int]
) -> Iterator[tuple[int, list[str]]]:
    # A longer cell is refused with its column, see `guards.check_cell`; a line is bounded here.
    csv.field_size_limit(guards.MAX_LINE)
    number = 0
    if style.named:
        next(lines)
        lines.begin()
        number = 1
    while True:
        try:
            for row in style.reader(lines, strict=True):
                lines.begin()
                number += 1
                yield number, row
            return
        except csv.Error as error:
            number += 1
            row = _repaired(lines, name, number, style, error)
            counts["repaired quotes"] = counts.get("repaired quotes", 0) + 1
            lines.begin()
            yield number, row


def _repaired(lines: Lines, name: str, number: int, style: Style, error: csv.Error) -> list[str]:
    """Read a record that strict rules refuse: a cell that opens with a doubled quotation mark."""
    if "unexpected end" in str(error):
        raise TableError(
            "{name}, row {number}: found the end of the file inside quotation marks, "
            "expected a whole file",
            name=name,
            number=number,
        ) from None
    mark = re.escape(style.delimiter)
    if not style.escaped and re.search(rf'\\"[^"\r\n{mark}]', "".join(lines.recent)):
        style = replace(style, escaped=True)
        record = chain(lines.recent[:], lines)
        return _one(style.reader(record), name, number)
    opened = re.sub(rf'(^|{mark})""(?=[^"{mark}\r\n])', r'\1"""', "".join(lines.recent))
    closing = re.compile(rf'(?<=[^"{mark}])""(?={mark}|[\r\n]|$)')
    record = chain(opened.splitlines(keepends=True), lines)
    return _one(style.reader(closing.sub('"""', line) for line in record), name, number)


def _one(again: Iterator[list[str]], name: str, number: int) -> list[str]:
    try:
        return next(again)
    except csv.Error as second:
        raise TableError(
            "{name}, row {number}: found no readable row ({reason})",
            name=name,
            number=number,
            reason=second,
        ) from None
