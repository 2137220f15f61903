"""A folder of our own tables: read, checked, written."""

import csv
import datetime
import io
import os
from collections.abc import Collection, Iterator
from pathlib import Path

import pandas as pd

from graph_app.intake.files.guards import MAX_CELL, MAX_LINE, check_size, unreadable
from graph_app.model.csv_text import unescape, write_csv
from graph_app.model.errors import InvalidTablesError, TableError, reason_of
from graph_app.model.findings import Finding, summary_of
from graph_app.model.messages import Message, path_text
from graph_app.model.tables import COLUMNS, LATER_COLUMNS, Tables, table_names
from graph_app.model.validate import validate
from graph_app.runtime.private_files import write_whole

#: Largest file that is read, in bytes.
MAX_BYTES = 200 * 2**20
#: More findings than this are counted, not listed.
MAX_FINDINGS = 10_000

_REQUIRED = ("cities", "relations")


def load_folder(folder: Path | str, required: Collection[str] = _REQUIRED) -> Tables:
    """Read and check the tables in a folder.

    Parameters
    ----------
    folder : path
        With ``cities.csv``, ``relations.csv`` and, as far as they are needed, the others of
        :data:`graph_app.model.tables.COLUMNS`; UTF-8, comma-separated. ``contacts.csv`` contains
        personal data: a city has it only if it wants to.
    required : collection of str
        Tables whose file must be there.

    Raises
    ------
    TableError
        If a file cannot be read at all.
    InvalidTablesError
        If the tables break rules; carries every finding.
    """
    tables, findings = _read_and_check(Path(folder), required=required)
    if findings:
        raise InvalidTablesError(summary_of(findings), findings=findings)
    return tables


def check_folder(folder: Path | str, today: datetime.date | None = None) -> list[Finding]:
    """Return everything that is wrong in a folder of tables; empty when all is well.

    Raises
    ------
    TableError
        If the folder itself cannot be read.
    """
    return _read_and_check(Path(folder), today)[1]


def _read_and_check(
    folder: Path, today: datetime.date | None = None, required: Collection[str] = _REQUIRED
) -> tuple[Tables, list[Finding]]:
    _expect_readable(folder)
    frames: dict[str, pd.DataFrame] = {}
    findings: list[Finding] = []
    for table in COLUMNS:
        path = folder / f"{table}.csv"
        if path.exists():
            frames[table] = _read_table(path, table, findings)
        elif table in required:
            findings.append(
                Finding(path.name, 0, "", Message("no such file"), Message("a table of this name"))
            )
    tables = Tables.from_frames(frames)
    findings = sorted({*findings, *validate(tables, today)})
    return tables, findings[:MAX_FINDINGS]


def _expect_readable(folder: Path) -> None:
    try:
        is_folder = folder.is_dir()
        if is_folder:
            # What may only be searched would look empty.
            next(os.scandir(folder), None)
            os.stat(folder / ".")
    except OSError as error:
        raise TableError(
            "{folder}: cannot be read: {reason}",
            folder=path_text(folder),
            reason=reason_of(error),
        ) from error
    if not is_folder:
        raise TableError(
            "{folder}: no such folder, expected one that holds cities.csv", folder=path_text(folder)
        )


def _read_table(path: Path, table: str, findings: list[Finding]) -> pd.DataFrame:
    rows = _read_rows(path, findings)
    header = next(rows, None)
    if header is None:
        findings.append(Finding(path.name, 0, "", Message("an empty file"), _header_of(table)))
        return pd.DataFrame()
    positions = _check_header(path.name, table, header, findings)
    expected = Message("{n} cells, as in the header", n=len(header))
    cells: list[list[str]] = []
    bound = Message("at most {longest} characters", longest=MAX_CELL)
    for number, row in enumerate(rows, start=2):
        for at, cell in enumerate(row):
            if len(cell) > MAX_CELL:
                column = header[at] if at < len(header) else ""
                found = Message("{n} characters", n=len(cell))
                findings.append(Finding(path.name, number, column, found, bound))
                row[at] = cell[:1]
        if len(row) != len(header):
            found = Message("{n} cells", n=len(row))
            findings.append(Finding(path.name, number, "", found, expected))
        cells.append([unescape(row[at]) if at < len(row) else "" for at in positions.values()])
    frame = pd.DataFrame(cells, columns=list(positions), dtype="str")
    return _with_numbers(path.name, table, frame, findings)


def _read_rows(path: Path, findings: list[Finding]) -> Iterator[list[str]]:
    text = _decode(path, findings)
    csv.field_size_limit(MAX_LINE)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        yield from reader
    except csv.Error as error:
        expected = Message("comma-separated cells")
        findings.append(Finding(path.name, reader.line_num, "", str(error), expected))


def _decode(path: Path, findings: list[Finding]) -> str:
    try:
        check_size(path.name, path.stat().st_size, MAX_BYTES)
        raw = path.read_bytes()
    except OSError as error:
        raise unreadable(path.name, error) from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        byte, at = raw[error.start], error.start
        found = Message("byte 0x{byte:02x} at position {at}", byte=byte, at=at)
        findings.append(Finding(path.name, row, "", found, Message("text in UTF-8")))
        return raw.decode("utf-8-sig", errors="replace")


def _header_of(table: str) -> Message:
    return Message("the header {header}", header=",".join(COLUMNS[table]))


def _check_header(
    name: str, table: str, header: list[str], findings: list[Finding]
) -> dict[str, int]:
    """Return the position of each known column; report what is missing, unknown or doubled."""
    expected, once = _header_of(table), Message("each column once")
    positions: dict[str, int] = {}
    for at, column in enumerate(header):
        if column not in COLUMNS[table]:
            findings.append(Finding(name, 1, column, Message("an unknown column"), expected))
        elif column in positions:
            findings.append(Finding(name, 1, column, Message("the column twice"), once))
        else:
            positions[column] = at
    for column in COLUMNS[table]:
        if column not in positions and (table, column) not in LATER_COLUMNS:
            findings.append(Finding(name, 1, column, Message("no such column"), expected))
    return positions


def _with_numbers(
    name: str, table: str, frame: pd.DataFrame, findings: list[Finding]
) -> pd.DataFrame:
    for column, dtype in COLUMNS[table].items():
        if dtype != "float64" or column not in frame:
            continue
        text = frame[column].str.strip()
        # pandas reads "inf", "nan" and "1_000" as numbers; in these tables they are mistakes.
        plain = text.str.fullmatch(r"-?\d+(?:\.\d+)?")
        expected = Message("a number with a decimal point, or nothing")
        for at, found in frame[column][(text != "") & ~plain].items():
            findings.append(Finding(name, int(str(at)) + 2, column, found, expected))
        frame[column] = pd.to_numeric(text.where(plain), errors="coerce")
    return frame


def expect_empty(folder: Path) -> None:
    """Refuse a folder that is not empty, for what is written anew.

    Raises
    ------
    TableError
        If there are files in it, or if it is a file itself.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise TableError(
            "{folder}: holds files already, expected a new or empty folder", folder=folder
        )


def write_tables(tables: Tables, folder: Path | str, *, personal: bool = False) -> None:
    """Write tables as a folder of CSV files, each replaced in one step.

    Parameters
    ----------
    tables : Tables
        The facts.
    folder : path
        Made if it does not exist.
    personal : bool
        Also those of :data:`graph_app.model.tables.PERSONAL_TABLES`. By default such a file, if
        there is one, stays as it is.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for table in table_names(personal):
        text = io.StringIO(newline="")
        write_csv(_whole_numbers(getattr(tables, table)), text)
        write_whole(folder / f"{table}.csv", text.getvalue().encode("utf-8"))


def _whole_numbers(frame: pd.DataFrame) -> pd.DataFrame:
    """Populations are counts: written 120000, not 120000.0."""
    whole = [
        name
        for name in frame.select_dtypes("float64")
        if name not in ("latitude", "longitude") and (frame[name].dropna() % 1 == 0).all()
    ]
    return frame.astype(dict.fromkeys(whole, "Int64"))
