"""What an import did, for a person to read, store and act upon."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from graph_app.intake.merging.joins import JOIN_COLUMNS
from graph_app.model.csv_text import csv_file
from graph_app.model.findings import Finding
from graph_app.model.messages import Message

_COLUMNS = ("file", "row", "column", "found", "expected")


@dataclass(frozen=True, eq=False)
class ImportReport:
    """The outcome of one import.

    Parameters
    ----------
    read : int
        Rows read.
    accepted : int
        Ties that are new.
    known : int
        Ties that the tables, or an earlier row, state already.
    changed : int
        Cells that were mended or left out, the rest of their row taken.
    rejected : int
        Rows that were not taken.
    added : mapping of str to int
        Table -> new rows.
    findings : tuple of Finding
        What was changed or rejected, row by row.
    counts : mapping of str to int
        What was mended, joined and doubted, by sort.
    doubtful : pandas.DataFrame
        Places that wait for a yes or no: ``id``, ``name``, ``country``, ``candidate``,
        ``candidate_name``, ``candidate_country``, ``distance`` (km), ``confidence``, ``how``,
        ``file``, ``row``.
    joins : pandas.DataFrame
        Places that were taken for a city, and on which ground: ``place``, ``known``, ``name``,
        ``country``, ``ground``, ``confidence``, ``distance`` (km), ``draft`` (id in the draft).
    ties : pandas.DataFrame
        Every usable tie of the draft under its final ends: ``draft`` (its id there), ``id`` (the
        final one; blank where it is not new), ``repeats`` (the id of the tie that states it
        already, known or of the draft), ``source_place`` and ``target_place`` (draft ids of its
        ends), and its cells; ``file`` and ``row`` where the source has them.
    nodes : mapping of str to str
        Draft id of a node -> its id, ``""`` for one that was refused.
    """

    read: int
    accepted: int
    known: int
    changed: int
    rejected: int
    added: Mapping[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    doubtful: pd.DataFrame = field(default_factory=pd.DataFrame)
    joins: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(JOIN_COLUMNS)))
    ties: pd.DataFrame = field(default_factory=pd.DataFrame)
    nodes: Mapping[str, str] = field(default_factory=dict)

    def rows(self) -> pd.DataFrame:
        """Return every finding and every open question: file, row, column, found, expected."""
        listed = [tuple(getattr(item, name) for name in _COLUMNS) for item in self.findings]
        asked = [_question(row) for row in self.doubtful.to_dict("records")]
        return pd.DataFrame(listed + asked, columns=list(_COLUMNS))

    def to_csv(self, say: Callable[[object], str] = str) -> bytes:
        """Return the rows as CSV in UTF-8 with a byte order mark; no cell runs as a formula.

        Parameters
        ----------
        say : callable
            Translates a cell into the language of the reader.
        """
        return csv_file(self.rows().map(say))

    def doubtful_csv(self) -> bytes:
        """Return the open questions as CSV with a column ``same`` to be filled with yes or no."""
        return csv_file(self.doubtful.assign(same=""))

    def summary(self) -> str:
        """Return one line of figures."""
        parts = [
            f"{self.read:,} rows read",
            f"{self.accepted:,} ties new",
            f"{self.known:,} stated already",
            f"{self.changed:,} cells changed",
            f"{self.rejected:,} rows rejected",
            f"{len(self.doubtful):,} places doubtful",
        ]
        return ", ".join(parts)


def _question(row: dict[Hashable, Any]) -> tuple[object, ...]:
    place = [row["candidate_country"]]
    if not pd.isna(row["distance"]):
        place.append(Message("{distance:g} km away", distance=row["distance"]))
    expected = Message(
        "a person's word whether it is {name} ({place}); confidence {confidence:.2f}",
        name=row["candidate_name"],
        place=place,
        confidence=row["confidence"],
    )
    return row.get("file", ""), row.get("row", 0), "name", row["name"], expected
