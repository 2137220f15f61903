"""Which row of a table names its columns, and how the columns are called."""

import re
from collections import Counter
from itertools import chain, islice

from graph_app.intake.files import guards
from graph_app.intake.files.cell_texts import plain_cell
from graph_app.intake.files.forms import Likely, Opened, Records, Remark, Spans
from graph_app.model.errors import TableError
from graph_app.model.messages import Message
from graph_app.model.words import fold

#: Rows among which the header is looked for.
LOOKED = 40
_NUMERIC = re.compile(r"[\d\s.,:/+\-%€$]{1,40}")


def find_header(
    name: str, opened: Opened, likely: Likely | None = None
) -> tuple[list[str], int, Records]:
    """Return the names of the columns, the number of their row, and the records below it.

    Parameters
    ----------
    name : str
        Of the file, for messages.
    opened : Opened
        The file; what stands above the header is added to its remarks.
    likely : callable, optional
        Says how many cells of a row name a column that is looked for.

    Raises
    ------
    TableError
        If no row names columns.
    """
    first = list(islice(opened.records, LOOKED + 1))
    if not any(any(cell.strip() for cell in cells) for _, cells in first):
        if not first:
            raise TableError("{name}: found no rows, expected {expected}", name=name,
                             expected=Message("the names of the columns and rows"))  # fmt: skip
        return usable_header(name, *first[0][::-1], opened), first[0][0], opened.records
    row = opened.form.header
    at = _declared(name, first, row) if row else _position(first, likely)
    if at and _names_below(first[at - 1][1], first[at][1], opened.merged.get(first[at - 1][0], ())):
        at -= 1
    for number, cells in first[:at]:
        text = " ".join(cell.strip() for cell in cells if cell.strip())
        if text:
            expected = Message("the names of the columns; they were taken from row {row}",
                               row=first[at][0])  # fmt: skip
            opened.remarks.append(Remark(number, "", text[:80], expected))
    number, cells = first[at]
    below = first[at + 1 :]
    spans = opened.merged.get(number, ())
    if below and _names_below(cells, below[0][1], spans):
        cells, below = _two_rows(cells, below[0][1], spans), below[1:]
        expected = Message("one row of names; the two rows were joined")
        opened.remarks.append(Remark(number, "", " | ".join(filter(None, cells))[:80], expected))
    header = usable_header(name, cells, number, opened)
    return header, number, _without_repeats(chain(below, opened.records), cells, opened)


def _declared(name: str, first: list[tuple[int, list[str]]], row: int) -> int:
    """Return the place of the declared row."""
    for at, (number, cells) in enumerate(first):
        if number == row and any(cell.strip() for cell in cells):
            return at
    raise TableError(
        "{name}, row {row}: found no names, expected the names of the columns", name=name, row=row
    )


def _position(first: list[tuple[int, list[str]]], likely: Likely | None) -> int:
    """Return the place of the header: the row that names most, or the first that is no title."""
    rows = [[cell.strip() for cell in cells] for _, cells in first]
    if likely is not None:
        scores = [likely(cells) for cells in rows]
        best = max(scores)
        if best > 1 or (best == 1 and scores[0] == 1):
            return scores.index(best)
    filled = [sum(map(bool, cells)) for cells in rows]
    often = [n for n, count in Counter(filled).items() if count > 1]
    widest = max(often, default=0) or max(filled)
    for at, cells in enumerate(rows):
        # A title, or a label and a date beside it, above a wider table.
        if filled[at] == 0 or (filled[at] == 1 < widest) or (filled[at] == 2 and widest > 3):
            continue
        numeric = sum(_is_number(cell) for cell in cells if cell)
        return at if numeric * 2 <= filled[at] else 0
    return 0


def _is_number(cell: str) -> bool:
    return _NUMERIC.fullmatch(cell) is not None and any(map(str.isdigit, cell))


def _names_below(above: list[str], below: list[str], spans: Spans) -> bool:
    """Tell whether a row names the parts of the cells that span several columns of that above."""
    across = {at for first, last in spans for at in range(first, last + 1)}
    if not across or not all(below[at : at + 1] and below[at].strip() for at in across):
        return False
    rest = [at for at in range(len(below)) if at not in across and below[at].strip()]
    # A file leaves out blank cells at the end of a row: the upper one may be the shorter.
    fits = (not above[at : at + 1] or above[at] in ("", below[at]) for at in rest)
    return len(across) < len(below) and all(fits)


def _two_rows(above: list[str], below: list[str], spans: Spans) -> list[str]:
    """Join a header of two rows: a cell that spans several columns names each of them."""
    width = max(len(above), len(below))
    above, below = (row + [""] * (width - len(row)) for row in (above, below))
    for first, last in spans:
        above[first : last + 1] = [above[first]] * (last + 1 - first)
    return [
        " ".join(dict.fromkeys(filter(None, map(str.strip, pair))))
        for pair in zip(above, below, strict=True)
    ]


def _without_repeats(records: Records, header: list[str], opened: Opened) -> Records:
    """Leave out rows that repeat the header above another block of rows."""
    names = [" ".join(fold(cell).split()) for cell in header]
    several, width = len(set(names) - {""}) > 1, len(names)
    begin = header[0].strip()[:1].lower()
    for number, cells in records:
        if several and len(cells) >= width and cells[0].strip()[:1].lower() == begin:
            folded = [" ".join(fold(cell).split()) for cell in cells[:width]]
            if folded == names:
                opened.counts["repeated headers"] = opened.counts.get("repeated headers", 0) + 1
                continue
        yield number, cells


def usable_header(
    name: str, header: list[str], row: int = 1, opened: Opened | None = None
) -> list[str]:
    """Return the names of the columns, stripped, each once.

    Columns without a name are named by their place; of several with one name the second is
    numbered 2.

    Raises
    ------
    TableError
        If there are too many, or there is no name.
    """
    n, most = len(header), guards.MAX_COLUMNS
    if n > most:
        raise TableError(
            "{name}: found {n:,} columns, expected at most {most:,}", name=name, n=n, most=most
        )
    for at, cell in enumerate(header, start=1):
        guards.check_cell(name, row, f"column {at}", len(cell))
    names = [" ".join(plain_cell(cell)[0].split()) for cell in header]
    if not any(names):
        raise TableError(
            "{name}, row {row}: found no names, expected the names of the columns",
            name=name,
            row=row,
        )
    taken: set[str] = {column for column in names if column}
    seen: set[str] = set()
    for at, column in enumerate(names):
        names[at] = column or f"column {at + 1}"
        if names[at] in seen:
            names[at] = _numbered(names[at], seen | taken)
            if opened is not None:
                expected = Message(
                    "each name once; this column is called {new}", new=names[at][:80]
                )
                opened.remarks.append(Remark(row, at, column[:80], expected))
        seen.add(names[at])
    return names


def _numbered(column: str, taken: set[str]) -> str:
    at = 2
    while f"{column} {at}" in taken:
        at += 1
    return f"{column} {at}"
