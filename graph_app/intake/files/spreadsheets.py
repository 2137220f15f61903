"""Rows of an Excel workbook, read without running or trusting anything in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from openpyxl import Workbook, load_workbook

from graph_app.intake.files import guards
from graph_app.intake.files.forms import Form, Opened
from graph_app.intake.files.values import as_text
from graph_app.model.errors import GraphAppError, TableError
from graph_app.model.messages import Message


@contextmanager
def sheet_records(path: Path, form: Form, expected: Message) -> Iterator[Opened]:
    """Open a sheet; see :func:`graph_app.intake.files.readers.open_rows`."""
    guards.check_workbook(path)
    with _named_errors(path.name, expected):
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        yield _records(book, path.name, form, expected), form, {}, lambda: 0.5
    finally:
        book.close()


def _records(
    book: Workbook, name: str, form: Form, expected: Message
) -> Iterator[tuple[int, list[str]]]:
    titles = [sheet.title for sheet in book.worksheets]
    if not titles or (form.sheet and form.sheet not in titles):
        raise TableError(
            "{name}: found the sheets {known}, expected {wanted}",
            name=name,
            known=titles or Message("none"),
            wanted=form.sheet or Message("one sheet"),
        )
    sheet, most = book[form.sheet or titles[0]], guards.MAX_COLUMNS
    with _named_errors(name, expected):
        # The size that a file states for its sheet may be a lie, and would be filled up.
        sheet.reset_dimensions()
        width = 0
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            if len(row) > most and any(row[most:]):
                raise TableError(
                    "{name}, row {number}: found {n:,} columns, expected at most {most:,}",
                    name=name,
                    number=number,
                    n=len(row),
                    most=most,
                )
            cells = [as_text(value, form.decimal) for value in row[:most]]
            if not any(cells):
                continue
            # A workbook leaves out blank cells at the end of a row.
            width = width or max(at for at, cell in enumerate(cells, start=1) if cell)
            yield number, cells[:width] + [""] * (width - len(cells)) + cells[width:]


@contextmanager
def _named_errors(name: str, expected: Message) -> Iterator[None]:
    """Name whatever openpyxl raises, which is what its parts raise: KeyError, zlib.error ..."""
    try:
        yield
    except (GraphAppError, MemoryError):
        raise
    except Exception as error:
        raise TableError(
            "{name}: found a damaged workbook ({reason}), expected {expected}",
            name=name,
            reason=guards.reason_in_brief(error),
            expected=expected,
        ) from None
