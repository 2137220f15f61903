"""Records of JSON to rows of cells, one row for each partner where a record lists several."""

from collections.abc import Iterator
from typing import Any

from graph_app.intake.files.values import as_text

Record = dict[str, Any]


def flat_records(records: list[Record]) -> tuple[list[Record], int]:
    """Return the rows of all records, and how many have lists that could not be paired.

    A list of one length in every listed column of a record is a row for each of its pieces:
    ``{"city": "Kotka", "partner": ["Pécs", "Suhl"]}`` is two rows. A list of objects gives columns
    named ``partners.name``. Lists of different lengths belong to nobody: they are left blank.

    Parameters
    ----------
    records : list of dict
        As the file lists them.

    Returns
    -------
    rows : list of dict
        One after the other: what is read from them is numbered by row.
    unpaired : int
        Records with lists of different lengths.
    """
    rows: list[Record] = []
    unpaired = 0
    for record in records:
        lists = {key: value for key, value in record.items() if isinstance(value, list) and value}
        lengths = {len(value) for value in lists.values()}
        if len(lengths) > 1:
            unpaired += 1
            record, lists, lengths = record | dict.fromkeys(lists, ""), {}, set()
        n = lengths.pop() if lengths else 1
        rows += [_row(record, lists, at) for at in range(n)]
    return rows, unpaired


def _row(record: Record, lists: dict[str, list[Any]], at: int) -> Record:
    row: Record = {}
    for key, value in record.items():
        piece = lists[key][at] if key in lists else value
        if key in lists and isinstance(piece, dict):
            row |= {f"{key}.{name}": inner for name, inner in piece.items()}
        else:
            row[key] = None if value == [] else piece
    return row


def cells_of(
    rows: list[Record], columns: list[str], decimal: str
) -> Iterator[tuple[int, list[str]]]:
    """Yield row numbers, the header being row 1, and cells in the order of the columns."""
    for number, row in enumerate(rows, start=2):
        yield number, [as_text(row.get(column), decimal) for column in columns]
