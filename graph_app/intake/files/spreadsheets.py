"""Rows of an Excel workbook, read without running or trusting anything in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from graph_app.intake.files import guards
from graph_app.intake.files.forms import Form, Likely, Opened, Records, Remark
from graph_app.intake.files.headers import LOOKED
from graph_app.intake.files.sheet_parts import Merges, look_at_sheet, transitional
from graph_app.intake.files.values import as_text
from graph_app.model.errors import GraphAppError, TableError
from graph_app.model.messages import Message

#: Sheets that are looked at to find the one with the table.
_MOST_LOOKED = 50


@contextmanager
def sheet_records(
    path: Path, form: Form, expected: Message, likely: Likely | None = None
) -> Iterator[Opened]:
    """Open a sheet; see :func:`graph_app.intake.files.readers.open_rows`."""
    guards.check_workbook(path)
    with transitional(path) as usable:
        with _named_errors(path.name, expected):
            book = load_workbook(usable, read_only=True, data_only=True, keep_links=False)
        try:
            yield _opened(book, path.name, form, expected, likely)
        finally:
            book.close()


def _opened(
    book: Workbook, name: str, form: Form, expected: Message, likely: Likely | None
) -> Opened:
    titles = [sheet.title for sheet in book.worksheets]
    if not titles or (form.sheet and form.sheet not in titles):
        raise TableError(
            "{name}: found the sheets {known}, expected {wanted}",
            name=name,
            known=titles or Message("none"),
            wanted=form.sheet or Message("one sheet"),
        )
    with _named_errors(name, expected):
        title = form.sheet or _likely_sheet(book, name, form, likely)
        sheet = book[title]
        merges, without = look_at_sheet(book, sheet)
    # Said only where there is a choice: a form is used for other files too.
    form = replace(form, sheet=form.sheet or (title if len(titles) > 1 else ""))
    sheets = {one.title: one.sheet_state == "visible" for one in book.worksheets}
    opened = Opened(iter(()), form, merged=merges.across, sheets=sheets)
    if form.sheet and len(titles) > 1:
        _say_others(book, title, opened)
    if without:
        wanted = Message("results of formulas; open the workbook in Excel and save it")
        opened.remarks.append(
            Remark(0, "", Message("{n} formulas without a result", n=without), wanted)
        )
    opened.records = _named_records(sheet, name, form, expected, opened, merges)
    return opened


def _likely_sheet(book: Workbook, name: str, form: Form, likely: Likely | None) -> str:
    """Return the visible sheet that names most columns, else the first with rows."""
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    sheets = (visible or book.worksheets)[:_MOST_LOOKED]
    if len(sheets) == 1:
        return str(sheets[0].title)
    scores = []
    for sheet in sheets:
        first = [cells for _, cells in islice(_records(sheet, name, form, Merges(())), LOOKED)]
        best = max(map(likely, first), default=0) if likely else 0
        scores.append((best if best > 1 else 0, min(len(first), 1)))
    return str(sheets[scores.index(max(scores))].title)


def _say_others(book: Workbook, title: str, opened: Opened) -> None:
    for sheet in book.worksheets:
        if sheet.title == title:
            continue
        shown = sheet.title[:80]
        found = Message("the sheet {title}", title=shown)
        if sheet.sheet_state != "visible":
            found = Message("the hidden sheet {title}", title=shown)
        expected = Message("one sheet; only {title} was read", title=title[:80])
        opened.remarks.append(Remark(0, "", found, expected))


def _named_records(
    sheet: ReadOnlyWorksheet,
    name: str,
    form: Form,
    expected: Message,
    opened: Opened,
    merges: Merges,
) -> Records:
    with _named_errors(name, expected):
        width = 0
        for number, cells in _records(sheet, name, form, merges):
            # A workbook leaves out blank cells at the end of a row.
            filled = max(at for at, cell in enumerate(cells, start=1) if cell)
            # Above the header there are titles, narrower than the table.
            width = max(width, filled) if number <= LOOKED else width or filled
            if merges.filled:
                opened.counts["merged cells filled"] = merges.filled
            yield number, cells[:width] + [""] * (width - len(cells)) + cells[width:]


def _records(sheet: ReadOnlyWorksheet, name: str, form: Form, merges: Merges) -> Records:
    most = guards.MAX_COLUMNS
    # The size that a file states for its sheet may be a lie, and would be filled up.
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if len(row) > most and any(row[most:]):
            raise TableError(
                "{name}, row {number}: found {n:,} columns, expected at most {most:,}",
                name=name,
                number=number,
                n=len(row),
                most=most,
            )
        cells = merges.fill(number, [as_text(value, form.decimal) for value in row[:most]])
        if any(cells):
            yield number, cells


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
