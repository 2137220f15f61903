"""Files to rows of text: CSV, Excel and JSON records, portion by portion."""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

import pandas as pd

from graph_app.intake.files import guards
from graph_app.intake.files.cell_texts import has_odd, is_error, plain_cell
from graph_app.intake.files.csv_rows import csv_records
from graph_app.intake.files.forms import Form, Likely, Opened, Remark, remark
from graph_app.intake.files.headers import find_header
from graph_app.intake.files.json_records import cells_of, flat_records
from graph_app.intake.files.spreadsheets import sheet_records
from graph_app.model.errors import GraphAppError, TableError
from graph_app.model.messages import Message
from graph_app.runtime.private_folder import temporary_folder

#: Rows in a portion.
PORTION = 50_000

_EXPECTED = {
    "csv": Message("a table as CSV (comma, semicolon or tab; UTF-8 or Windows-1252)"),
    "xlsx": Message("an Excel workbook (.xlsx)"),
    "json": Message("a list of records as JSON"),
}


@dataclass(eq=False)
class Rows:
    """An opened table.

    Parameters
    ----------
    name : str
        Name of the file.
    header : list of str
        Names of the columns, each once.
    records : iterator of (int, list of str)
        Row number as a spreadsheet shows it (the header is row 1), and its cells. Consumed once.
    form : Form
        As declared, completed by what was recognised.
    counts : dict of str to int
        What was mended while reading; grows as rows are read.
    share : callable
        Share of the file read so far, between 0 and 1.
    remarks : list of Remark
        What is to be said of how the file was read; grows as rows are read.
    sheets : mapping of str to bool
        Sheet of a workbook -> whether it is visible, in their order.
    """

    name: str
    header: list[str]
    records: Iterator[tuple[int, list[str]]]
    form: Form
    counts: dict[str, int] = field(default_factory=dict)
    share: Callable[[], float] = lambda: 0.0
    remarks: list[Remark] = field(default_factory=list)
    sheets: Mapping[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # All readers pass here: whatever looks for something in a cell knows that it is bounded.
        self.records = self._bounded(self.records)

    def _bounded(self, records: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
        for number, cells in records:
            if len(max(cells, key=len, default="")) > guards.MAX_CELL:
                for at, cell in enumerate(cells):
                    column = self.header[at] if at < len(self.header) else f"column {at + 1}"
                    guards.check_cell(self.name, number, column, len(cell))
            yield number, self._plain(number, cells) if has_odd(cells) else cells

    def _plain(self, number: int, cells: list[str]) -> list[str]:
        """Return cells without what nobody sees; errors of formulas are blank and said."""
        plain = []
        for at, cell in enumerate(cells):
            text, changed = plain_cell(cell)
            if changed:
                what = "cells with invisible characters"
                self.counts[what] = self.counts.get(what, 0) + 1
            if is_error(text):
                expected = Message("a value; a formula of the workbook failed here")
                remark(self.remarks, self.counts, Remark(number, at, text, expected))
                text = ""
            plain.append(text)
        return plain

    def take_remarks(self) -> list[tuple[int, str, str | Message, Message]]:
        """Return what is to be said since the last time, with names of columns."""
        taken = self.remarks[:]
        self.remarks.clear()
        return [(one.row, self._named(one.column), one.found, one.expected) for one in taken]

    def _named(self, column: int | str) -> str:
        if isinstance(column, str):
            return column
        return self.header[column] if column < len(self.header) else f"column {column + 1}"

    def portions(self, size: int = PORTION) -> Iterator[tuple[pd.DataFrame, list[tuple[int, int]]]]:
        """Return frames of text, one after the other.

        Yields
        ------
        frame : pandas.DataFrame of str
            Columns as in the header; the index is row numbers.
        uneven : list of (int, int)
            Rows left out because they have another number of cells: row number, number of cells.
        """
        width = len(self.header)
        numbers: list[int] = []
        whole: list[list[str]] = []
        uneven: list[tuple[int, int]] = []
        for number, cells in self.records:
            if len(cells) != width:
                if not any(cell.strip() for cell in cells):
                    continue
                if len(cells) < width or any(cells[width:]):
                    uneven.append((number, len(cells)))
                    continue
                cells = cells[:width]
            numbers.append(number)
            whole.append(cells)
            if len(whole) >= size:
                yield self._frame(whole, numbers), uneven
                numbers, whole, uneven = [], [], []
        if whole or uneven:
            yield self._frame(whole, numbers), uneven

    def _frame(self, rows: list[list[str]], numbers: list[int]) -> pd.DataFrame:
        columns = zip(*rows, strict=True) if rows else ([] for _ in self.header)
        series = {
            name: pd.Series(pd.array(cells, dtype="str"), index=numbers)
            for name, cells in zip(self.header, columns, strict=True)
        }
        return pd.DataFrame(series, index=pd.Index(numbers, dtype="int64"))


@contextmanager
def open_rows(
    path: Path | str, form: Form | None = None, likely: Likely | None = None
) -> Iterator[Rows]:
    """Open a table of rows.

    Parameters
    ----------
    path : path
        A file; its content is checked, not only its ending.
    form : Form, optional
        What the source declares.
    likely : callable, optional
        Says how many cells of a row name a column that is looked for; finds the header and the
        sheet. Without it the first row that is no title is the header.

    Raises
    ------
    TableError
        If it is no such file, damaged, too large, or its header is unusable.
    """
    path, form = Path(path), form or Form()
    kind = form.kind or _kind_of(path)
    declared = form.header
    form = replace(form, kind=kind)
    name, expected = path.name, _EXPECTED[kind]
    with _opened(path, form, expected, likely) as opened:
        header, number, records = find_header(name, opened, likely)
        # Said only where it is not what anybody expects: a form is used for other files too.
        form = replace(opened.form, header=number if number > 1 else declared)
        said = (opened.counts, opened.share, opened.remarks, opened.sheets)
        yield Rows(name, header, records, form, *said)


def _opened(
    path: Path, form: Form, expected: Message, likely: Likely | None
) -> AbstractContextManager[Opened]:
    if form.kind == "xlsx":
        return sheet_records(path, form, expected, likely)
    return (csv_records if form.kind == "csv" else _json_records)(path, form, expected)


def _kind_of(path: Path) -> str:
    ending = path.suffix.lower()
    if ending in (".xlsm", ".xltm", ".xlsb", ".xls", ".ods"):
        raise TableError(
            "{name}: found a {ending} file, expected a workbook without macros (.xlsx) or CSV",
            name=path.name,
            ending=ending,
        )
    return {".xlsx": "xlsx", ".json": "json"}.get(ending, "csv")


@contextmanager
def _json_records(path: Path, form: Form, expected: Message) -> Iterator[Opened]:
    raw = guards.read_whole(path, expected)
    guards.refuse_other_formats(path.name, raw[:4096], expected)
    data = parse_json(path.name, guards.decode_utf8(path.name, raw))
    listed = _the_list(path.name, data, form.records)
    rows, unpaired = flat_records(listed)
    columns = list(dict.fromkeys(key for row in rows for key in row))
    if not columns:
        raise TableError(
            "{name}: found no records, expected {expected}", name=path.name, expected=expected
        )

    def records() -> Iterator[tuple[int, list[str]]]:
        yield 1, columns
        yield from cells_of(rows, columns, form.decimal)

    counts = {"lists of different lengths left out": unpaired} if unpaired else {}
    yield Opened(records(), replace(form, header=1), counts)


def parse_json(name: str, text: str) -> object:
    """Return the value of a JSON text.

    Raises
    ------
    TableError
        If it is no JSON, or nested too deeply.
    """
    try:
        data = json.loads(text)
    except RecursionError:
        raise TableError(
            "{name}: found JSON nested too deeply, expected a few levels", name=name
        ) from None
    except ValueError as error:
        reason: object = error
        if isinstance(error, json.JSONDecodeError):
            reason = Message("{reason} in row {row}", reason=error.msg, row=error.lineno)
        raise TableError(
            "{name}: found no valid JSON ({reason})", name=name, reason=reason
        ) from None
    if guards.has_half_characters(text, data):
        raise TableError(
            "{name}: found half a character (a lone surrogate), expected text", name=name
        )
    return data


def _the_list(name: str, data: object, key: str) -> list[dict[str, object]]:
    if isinstance(data, dict):
        lists = {k: v for k, v in data.items() if isinstance(v, list)}
        tables = [k for k, v in lists.items() if v and all(isinstance(row, dict) for row in v)]
        key = key or (tables[0] if len(tables) == 1 else "")
        if key not in lists:
            known = sorted(lists)[:8] or Message("no list")
            wanted = Message("the list {key!r}", key=key) if key else Message("one list of records")
            raise TableError(
                "{name}: found {known}, expected {wanted}", name=name, known=known, wanted=wanted
            )
        data = lists[key]
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise TableError(
            "{name}: found no list of records, expected {expected}",
            name=name,
            expected=_EXPECTED["json"],
        )
    return data


@contextmanager
def unpacked(paths: Iterable[Path | str]) -> Iterator[list[Path]]:
    """Return files, with each zip replaced by the files in it, unpacked into a temporary folder.

    Parameters
    ----------
    paths : iterable of path
        Files and zips. A folder is read as the files in it.

    Raises
    ------
    TableError
        If a zip leads out of itself, is a bomb, or is damaged.
    """
    with temporary_folder() as scratch:
        found: list[Path] = []
        for at, path in enumerate(map(Path, paths)):
            if path.is_dir():
                found += sorted(file for file in path.iterdir() if file.is_file())
            elif path.suffix.lower() == ".zip":
                found += _unpack(path, Path(scratch) / str(at))
            else:
                found.append(path)
        yield found


def _unpack(path: Path, folder: Path) -> list[Path]:
    folder.mkdir()
    files = []
    with guards.open_zip(path, Message("a zip of tables")) as archive:
        for entry in archive.infolist():
            name = PurePosixPath(entry.filename.replace("\\", "/")).name
            if entry.is_dir() or name.startswith(".") or "__MACOSX" in entry.filename:
                continue
            target = folder / os.fsencode(name).decode("utf-8", "replace").replace("\0", "_")[-120:]
            if target.exists():
                raise TableError(
                    "{name}: found two files {entry!r}, expected one",
                    name=path.name,
                    entry=name[:80],
                )
            with target.open("wb") as out:
                for block in guards.entry_blocks(archive, entry):
                    out.write(block)
            files.append(target)
    if not files:
        raise TableError("{name}: found an empty zip, expected a zip of tables", name=path.name)
    return files


def named_error(name: str, what: str | Message, error: Exception) -> GraphAppError:
    """Return the named error for whatever a foreign parser raised."""
    if isinstance(error, GraphAppError):
        return error
    return TableError(
        "{name}: cannot be read as {what} ({reason})",
        name=name,
        what=what,
        reason=guards.reason_in_brief(error),
    )
