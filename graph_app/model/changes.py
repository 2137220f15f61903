"""Changes to rows of the tables: what an edit or an import wants of the store."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

Row = Mapping[str, object]


@dataclass(frozen=True)
class Change:
    """One row to add, change or remove.

    Parameters
    ----------
    table : str
        One of :data:`graph_app.model.tables.COLUMNS`.
    action : str
        ``add``, ``change`` or ``remove``.
    id : str
        Id of the row; never changes.
    values : mapping of str to (str, float or None)
        Column -> new value; for a change, only those that change.
    """

    table: str
    action: str
    id: str
    values: Row = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class ChangeSet:
    """Many changes as frames.

    Parameters
    ----------
    added, changed : mapping of str to pandas.DataFrame
        Table -> whole rows in the columns of the table.
    removed : mapping of str to sequence of str
        Table -> ids.
    """

    added: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    changed: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    removed: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __len__(self) -> int:
        whole = sum(len(frame) for frame in (*self.added.values(), *self.changed.values()))
        return whole + sum(len(ids) for ids in self.removed.values())

    def __iter__(self) -> Iterator[Change]:
        for action, frames in (("add", self.added), ("change", self.changed)):
            for table, frame in frames.items():
                for values in as_rows(frame):
                    yield Change(table, action, str(values.pop("id") or ""), values)
        for table, ids in self.removed.items():
            for id_ in ids:
                yield Change(table, "remove", id_)


def as_rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Return a frame as dicts, with None for what is missing."""
    names = [str(name) for name in frame]
    return [dict(zip(names, values, strict=True)) for values in as_tuples(frame)]


def as_tuples(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Return a frame's rows as tuples of str, float and None; 0 has no sign."""
    columns = (frame[name] for name in frame)
    signless = (column + 0.0 if column.dtype == "float64" else column for column in columns)
    return list(
        zip(*(one.astype(object).where(one.notna(), None) for one in signless), strict=True)
    )
