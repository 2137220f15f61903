"""Own exports as tables: a workbook, or CSV files in a zip or beside each other."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from graph_app.intake.files import guards
from graph_app.intake.files.cell_texts import without_escapes
from graph_app.intake.files.forms import Form
from graph_app.intake.files.readers import open_rows, unpacked
from graph_app.intake.files.spreadsheets import sheet_records
from graph_app.intake.graphs.found import Notes
from graph_app.intake.merging.draft import Draft, Progress, added_up, join_drafts
from graph_app.intake.own_exports.rows import OwnRows, Row, draft_of, report_extra
from graph_app.model.csv_text import unescape
from graph_app.model.errors import TableError
from graph_app.model.messages import Message

#: Table of an export -> columns by which it is known.
_NEEDED = {
    "nodes": {"id", "kind", "name"},
    "ties": {"id", "source", "target", "type", "source_id"},
}
_TABLES = (*_NEEDED, "sources")
_EXPECTED = Message("a table as CSV (comma, semicolon or tab; UTF-8 or Windows-1252)")
_WORKBOOK = Message("an Excel workbook (.xlsx)")

_Rows = list[tuple[int, Row]]
_Open = Callable[[str], _Rows]


def read_own_export(paths: Sequence[Path | str], progress: Progress | None = None) -> Draft | None:
    """Read workbooks and zips that this product exported; None if there is another file among them.

    Parameters
    ----------
    paths : sequence of path
        Workbooks, zips, or the CSV files of one zip.
    progress : Progress, optional
        Called after each.

    Raises
    ------
    TableError
        If such a file is damaged or too large.
    """
    listed = list(map(Path, paths))
    if {path.name for path in listed} >= {f"{table}.csv" for table in _NEEDED}:
        own = [_own_files(listed)]
    else:
        own = []
        for path in listed:
            own.append(_own_file(path))
            if own[-1] is None:
                return None
    drafts = [draft for draft in own if draft is not None]
    if not drafts:
        return None
    joined = join_drafts(drafts)
    if progress is not None:
        progress.step(1.0, joined.read)
    return joined


def _own_file(path: Path) -> Draft | None:
    ending = path.suffix.lower()
    if ending == ".xlsx" and path.is_file():
        return _draft(path.name, lambda table: _sheet_rows(path, table.capitalize()))
    if ending == ".zip" and path.is_file() and _is_own_zip(path):
        with unpacked([path]) as files:
            return _own_files(files, path.name)
    return None


def _is_own_zip(path: Path) -> bool:
    with guards.open_zip(path, Message("a zip of tables")) as archive:
        return {f"{table}.csv" for table in _NEEDED} <= set(archive.namelist())


def _own_files(files: Iterable[Path], name: str = "") -> Draft | None:
    by_name = {file.name: file for file in files}
    return _draft(name or "nodes.csv", lambda table: _csv_rows(by_name.get(f"{table}.csv")))


def _draft(name: str, rows_of: _Open) -> Draft | None:
    rows: dict[str, _Rows] = {}
    for table in _TABLES:
        rows[table] = rows_of(table)
        needed = _NEEDED.get(table, set())
        if rows[table] and not needed <= set(rows[table][0][1]):
            return None
    if not rows["nodes"]:
        return None
    notes = Notes(name)
    for table, element in (("nodes", "node"), ("ties", "edge")):
        for number, row in rows[table]:
            report_extra(row, element, number, notes)
    draft, said = (
        draft_of(OwnRows(name, rows["nodes"], rows["ties"], rows["sources"])),
        notes.collected(),
    )
    findings, counts = (*draft.findings, *said.findings), added_up([draft.counts, said.counts])
    return replace(draft, findings=findings, counts=counts)


def _sheet_rows(path: Path, sheet: str) -> _Rows:
    """Return the rows of a sheet, none where there is no such sheet."""
    form = Form(kind="xlsx", sheet=sheet)
    try:
        with sheet_records(path, form, _WORKBOOK) as opened:
            return _as_rows(
                (number, [unescape(without_escapes(cell)) for cell in cells])
                for number, cells in opened.records
            )
    except TableError:
        # Another workbook: whoever reads it then says what is wrong with it.
        return []


def _csv_rows(path: Path | None) -> _Rows:
    """Return the rows of a CSV, letter by letter as it was written; another program's as usual."""
    if path is None:
        return []
    raw = guards.read_whole(path, _EXPECTED)
    try:
        listed = _as_rows(_rows_as_written(raw))
    except (UnicodeDecodeError, csv.Error):
        listed = []
    if listed and "id" in listed[0][1]:
        return listed
    with open_rows(path) as opened:
        records = [(number, [unescape(cell) for cell in cells]) for number, cells in opened.records]
        return _as_rows([(1, opened.header), *records])


def _rows_as_written(raw: bytes) -> Iterator[tuple[int, list[str]]]:
    text = raw.decode("utf-8-sig")
    csv.field_size_limit(guards.MAX_LINE)
    reader = csv.reader(io.StringIO(text, newline=""))
    yield from ((number, list(map(unescape, cells))) for number, cells in enumerate(reader, 1))


def _as_rows(records: Iterable[tuple[int, list[str]]]) -> _Rows:
    header: list[str] = []
    rows: _Rows = []
    for number, cells in records:
        if not header:
            header = cells
        elif any(cells):
            rows.append((number, dict(zip(header, cells, strict=False))))
    return rows
