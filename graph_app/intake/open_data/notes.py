"""What an import of open data finds wrong, in bounded number."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from graph_app.intake.files.collecting import Collector
from graph_app.intake.merging.draft import Draft
from graph_app.model.errors import TableError
from graph_app.model.findings import Finding
from graph_app.model.messages import Message

#: Which rows.
Mask = np.ndarray | pd.Series
#: More findings than this are counted, not listed.
MOST = 2_000


class Notes(Collector):
    """Findings and counts of one import.

    Attributes
    ----------
    read, rejected : int
        Rows.
    columns : dict of (str, str) to str
        What a file calls a field of ours: ``(file, field)`` -> name of its column.
    """

    def __init__(self) -> None:
        super().__init__(MOST)
        self.read = 0
        self.rejected = 0
        self.columns: dict[tuple[str, str], str] = {}

    def draft(self, frames: Mapping[str, pd.DataFrame]) -> Draft:
        """Return the draft of what was read, with the findings and counts."""
        counts = dict(self.counts)
        return Draft(frames, tuple(self.findings), self.read, self.rejected, counts, keys_only=True)

    def column_of(self, file: str, field: str) -> str:
        """Return the name that a file has for a field; the field's own where it has none."""
        return self.columns.get((file, field), field)

    def doubts(self, rows: pd.DataFrame, wrong: Mask, column: str, expected: Message) -> None:
        """Report a column's wrong cells.

        Parameters
        ----------
        rows : pandas.DataFrame
            With row numbers as index, the column ``file``, and ``column``.
        wrong : array or pandas.Series of bool
            Which rows.
        column : str
            Name of our field; the finding shows the file's name for it.
        expected : Message
            What would be right.
        """
        for name, some in rows[np.asarray(wrong, dtype=bool)].groupby("file", sort=False):
            file, every = str(name), np.ones(len(some), dtype=bool)
            shown = self.column_of(file, column)
            self.add_rows(file, every, some.index, shown, some[column], expected)

    def refuse(self, rows: pd.DataFrame, wrong: Mask, column: str, expected: Message) -> None:
        """Refuse a file for the first wrong cell of a column; see :meth:`doubts`.

        Raises
        ------
        TableError
            Names the file, the row, the column, what was found and what was expected.
        """
        first = rows[np.asarray(wrong, dtype=bool)].head(1)
        for row, file, found in zip(first.index, first["file"], first[column], strict=True):
            finding = Finding(file, row, self.column_of(file, column), found, expected)
            raise TableError(finding.message)

    def reject(
        self, rows: pd.DataFrame, wrong: Mask, column: str, expected: Message
    ) -> pd.DataFrame:
        """Report rows that cannot be used and return the others."""
        wrong = np.asarray(wrong, dtype=bool)
        self.doubts(rows, wrong, column, expected)
        self.rejected += int(wrong.sum())
        return rows[~wrong] if wrong.any() else rows

    def reject_uneven(self, file: str, uneven: Iterable[tuple[int, int]], width: int) -> None:
        """Report rows that have another number of cells than the header."""
        for row, cells in uneven:
            self.read += 1
            self.rejected += 1
            expected = Message("{n} cells, as in the header", n=width)
            self.add(file, row, "", Message("{n} cells", n=cells), expected)
