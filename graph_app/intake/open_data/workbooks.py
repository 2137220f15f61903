"""Every sheet of a workbook, as an opened table."""

from collections.abc import Iterator
from pathlib import Path

from openpyxl import load_workbook

from graph_app.intake.files import guards
from graph_app.intake.files.readers import Form, Rows, named_error, open_rows
from graph_app.model.errors import TableError
from graph_app.model.messages import Message

#: Most sheets of a workbook that are looked at.
MOST_SHEETS = 50


def open_sheets(path: Path) -> Iterator[Rows]:
    """Open the sheets of a workbook one after the other; a CSV counts as one sheet.

    Parameters
    ----------
    path : Path
        A workbook or CSV. Each table is closed when the next one is asked for.

    Raises
    ------
    TableError
        If the file cannot be read or every sheet is empty.
    """
    if path.suffix.lower() != ".xlsx":
        with open_rows(path) as rows:
            yield rows
        return
    titles = _titles(path)
    failures = []
    for title in titles:
        opened = open_rows(path, Form(kind="xlsx", sheet=title))
        try:
            rows = opened.__enter__()
        except TableError as error:
            failures.append(error)
            continue
        try:
            rows.name = f"{path.name} [{title}]"
            yield rows
        finally:
            opened.__exit__(None, None, None)
    if failures and len(failures) == len(titles):
        raise failures[0]


def _titles(path: Path) -> list[str]:
    guards.check_workbook(path)
    try:
        book = load_workbook(path, read_only=True, keep_links=False)
        titles = [sheet.title for sheet in book.worksheets]
        book.close()
    except Exception as error:
        # openpyxl raises whatever its parts raise: KeyError, TypeError, zlib.error ...
        raise named_error(path.name, Message("an Excel workbook"), error) from None
    if len(titles) > MOST_SHEETS:
        raise TableError(
            "{name}: found {n} sheets, expected at most {most}",
            name=path.name,
            n=len(titles),
            most=MOST_SHEETS,
        )
    return titles
