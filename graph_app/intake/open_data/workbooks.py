"""Every sheet of a workbook, as an opened table."""

from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

from openpyxl import load_workbook

from graph_app.intake.files import guards
from graph_app.intake.files.readers import Form, Rows, named_error, open_rows
from graph_app.model.errors import TableError
from graph_app.model.messages import Message

#: Most sheets of a workbook that are looked at.
MOST_SHEETS = 50


def open_sheets(path: Path, _others: bool = False) -> Generator[Rows, None, None]:
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
        with ExitStack() as stack:
            try:
                rows = stack.enter_context(open_rows(path, Form(kind="xlsx", sheet=title)))
            except TableError as error:
                failures.append(error)
                continue
            rows.name = f"{path.name} [{title}]"
            yield rows
    if failures and len(failures) == len(titles):
        raise failures[0]


def _titles(path: Path) -> list[str]:
    guards.check_workbook(path)
    try:
        book = load_workbook(path, read_only=True, keep_links=False)
        titles = [sheet.title for sheet in book.worksheets]
        book.close()
    except MemoryError:
        raise
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
