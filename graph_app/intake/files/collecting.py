"""Findings gathered while rows stream by: bounded, the rest counted."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from graph_app.intake.project.folder import MAX_FINDINGS
from graph_app.model.findings import Finding
from graph_app.model.messages import Message


class Collector:
    """Findings and counts of an import.

    Parameters
    ----------
    most : int
        Findings beyond this number are counted under ``"findings not listed"``.
    """

    def __init__(self, most: int = MAX_FINDINGS):
        self._most = most
        self.findings: list[Finding] = []
        self.counts: dict[str, int] = {}

    def count(self, what: str, n: int = 1) -> None:
        """Add to a count; zero adds nothing."""
        if n:
            self.counts[what] = self.counts.get(what, 0) + int(n)

    def add(self, file: str, row: int, column: str, found: object, expected: str | Message) -> None:
        """Add one finding."""
        if len(self.findings) < self._most:
            text = (
                found if isinstance(found, str | Message) else str(getattr(found, "message", found))
            )
            self.findings.append(Finding(file, int(row), column, text, expected))
        else:
            self.count("findings not listed")

    def add_rows(
        self,
        file: str,
        mask: np.ndarray | Sequence[bool] | pd.Series,
        rows: np.ndarray | pd.Index | pd.Series | Sequence[int],
        column: str,
        found: pd.Series | Iterable[object],
        expected: Message,
    ) -> int:
        """Add a finding for each row where the mask is set.

        Returns
        -------
        int
            How many rows.
        """
        at = np.flatnonzero(np.asarray(mask, dtype=bool))
        room = max(0, self._most - len(self.findings))
        cells = found.iloc[at[:room]] if isinstance(found, pd.Series) else list(found)
        for row, cell in zip(np.asarray(rows)[at[:room]], cells, strict=False):
            self.add(file, row, column, cell, expected)
        self.count("findings not listed", len(at) - min(len(at), room))
        return len(at)
