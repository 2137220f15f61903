"""Rows of an Excel workbook, read without running or trusting anything in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from openpyxl import load_workbook

from graph_app.intake.files import guards
from graph_app.intake.files.values import as_text
from graph_app.model.errors import GraphAppError, TableError
from graph_app.model.messages import Message


@contextmanager
def sheet_records(path: Path, form, expected: Message):
    """Open a sheet; see :func:`graph_app.intake.files.readers.open_rows`."""
    guards.check_workbook(path)
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception as error:
        # openpyxl raises whatever its parts raise: KeyError, TypeError, zlib.error ...
        raise _as_named(path, error, expected) from None
    try:
        sheet = _sheet(book, path.name, form.sheet)
        yield _records(sheet, path, form.decimal, expected), form, {}, lambda: 0.5
    finally:
        book.close()


def _sheet(book, name: str, wanted: str):
    titles = [sheet.title for sheet in book.worksheets]
    if not titles or (wanted and wanted not in titles):
        raise TableError(
            "{name}: found the sheets {known}, expected {wanted}",
            name=name,
            known=titles or Message("none"),
            wanted=wanted or Message("one sheet"),
        )
    return book[wanted or titles[0]]


def _records(sheet, path: Path, decimal: str, expected: Message) -> Iterator[tuple[int, list[str]]]:
    try:
        # The size that a file states for its sheet may be a lie, and would be filled up.
        sheet.reset_dimensions()
        width = 0
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            if len(row) > guards.MAX_COLUMNS and any(row[guards.MAX_COLUMNS :]):
                raise TableError(
                    "{name}, row {number}: found {n:,} columns, expected at most {most:,}",
                    name=path.name,
                    number=number,
                    n=len(row),
                    most=guards.MAX_COLUMNS,
                )
            cells = [as_text(value, decimal) for value in row[: guards.MAX_COLUMNS]]
            if not any(cells):
                continue
            # A workbook leaves out blank cells at the end of a row.
            width = width or max(at for at, cell in enumerate(cells, start=1) if cell)
            yield number, cells[:width] + [""] * (width - len(cells)) + cells[width:]
    except Exception as error:
        raise _as_named(path, error, expected) from None


def _as_named(path: Path, error: Exception, expected: Message) -> GraphAppError:
    if isinstance(error, GraphAppError):
        return error
    reason = " ".join(str(error).split())[:200] or type(error).__name__
    return TableError(
        "{name}: found a damaged workbook ({reason}), expected {expected}",
        name=path.name,
        reason=reason,
        expected=expected,
    )
