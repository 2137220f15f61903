"""Rows that a person writes: their ids, the changes they make, and conflicts settled."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from graph_app.intake.merging.nodes import free_id
from graph_app.intake.project.contacts import new_contact_id
from graph_app.intake.project.folder import write_tables
from graph_app.model.changes import Row
from graph_app.model.kinds import KINDS, kind_of
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.tables import COLUMNS, NODE_TABLES, Tables, table_names
from graph_app.model.words import is_blank, slug
from graph_app.runtime.archives import archive
from graph_app.runtime.private_folder import temporary_folder
from graph_app.store import Change, Conflict

#: Column that names a node -> the kinds of node that it may name, by table.
POINTED_KINDS = {
    ("networks", "secretariat"): RELATION_TYPES["secretariat"].target_kinds,
    ("programmes", "part_of"): RELATION_TYPES["part_of"].target_kinds,
    ("organisations", "city"): RELATION_TYPES["located_in"].target_kinds,
    ("events", "city"): RELATION_TYPES["located_in"].target_kinds,
    ("contacts", "node"): frozenset(KINDS),
}
#: Tables whose rows can end.
ENDING = ("relations", "programmes", "events")


def ids_in(tables: Tables) -> set[str]:
    """Return every id in use."""
    return {id_ for table in COLUMNS for id_ in getattr(tables, table)["id"]}


def new_id(table: str, row: Row, taken: Collection[str]) -> str:
    """Return an unused ASCII id for a new row.

    Parameters
    ----------
    table : str
        Name of the table.
    row : mapping
        Its cells: a tie is named by its type and ends, a person by nothing that shows who it is,
        all else by its name or title.
    taken : collection of str
        Ids in use.

    Returns
    -------
    str
        Such as ``city:vaasa``, ``source:city-archive`` or ``sister-city-lahti-vaasa``.
    """
    if table == "relations":
        # The kinds of the ends, before the colon, are left out.
        parts = (str(row[column]).rpartition(":")[2] for column in ("type", "source", "target"))
        return free_id(["-".join(map(slug, parts))], set(taken))
    if table == "contacts":
        return new_contact_id()
    kind = NODE_TABLES.get(table, "source")
    name = str(row.get("name") or row.get("title"))
    # Names in other scripts leave nothing of the ASCII letters.
    stem = (
        slug(name)[:80].strip("-")
        or "x-" + hashlib.blake2b(name.encode(), digest_size=4).hexdigest()
    )
    stems = [stem, f"{stem}-{country}"] if (country := row.get("country")) else [stem]
    return free_id([f"{kind}:{slug(one)}" for one in stems], set(taken))


def nodes_of_kinds(labels: Mapping[str, str], kinds: Collection[str]) -> list[str]:
    """Return the ids of the nodes of some kinds, in the order of `labels`."""
    return [node for node in labels if kind_of(node) in kinds]


def row_of(tables: Tables, table: str, row_id: str) -> dict[str, object] | None:
    """Return a row as a dict with None for blanks; None where there is no such row."""
    frame = getattr(tables, table)
    found = frame[frame["id"].eq(row_id)]
    return as_row(found.iloc[0].to_dict()) if len(found) else None


def as_row(cells: Row) -> dict[str, object]:
    """Return cells with None for every sort of blank and float for every number."""
    return {column: _tidy(value) for column, value in cells.items()}


def _tidy(value: object) -> object:
    if is_blank(value):
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return value


def adding(table: str, row: Row, row_id: str) -> Change:
    """Return the change that adds a row."""
    values = dict.fromkeys(COLUMNS[table]) | as_row(row)
    values = {column: values[column] for column in COLUMNS[table] if column != "id"}
    return Change(table, "add", row_id, values)


def changing(table: str, before: Row, after: Row) -> Change | None:
    """Return the change from one form of a row to another; None where they say the same."""
    before, after = as_row(before), as_row(after)
    values = {
        column: after[column]
        for column in COLUMNS[table]
        if column in after and column != "id" and after[column] != before.get(column)
    }
    return Change(table, "change", str(before["id"]), values) if values else None


def ended(table: str, row: Row, end: str | None, checked: str | None = None) -> dict[str, object]:
    """Return a row that has ended, on a day that may be unknown."""
    after = {**row, "end": end or row.get("end")}
    if table == "relations":
        after |= {"status": "ended", "checked": checked or row.get("checked")}
    return after


# --- conflicts ------------------------------------------------------------------------------------


def suggested(conflict: Conflict, column: str) -> str | None:
    """Suggest whose value to take where only one side has changed it; None where both have."""
    if conflict.base is None:
        return None
    base = conflict.base.get(column)
    if (conflict.theirs or {}).get(column) == base:
        return "mine"
    return "theirs" if (conflict.yours or {}).get(column) == base else None


def is_whole(conflict: Conflict) -> bool:
    """Return whether one side has removed the row, so that it can only be chosen as a whole."""
    return conflict.theirs is None or conflict.yours is None


def settled(conflict: Conflict, choices: Mapping[str, str]) -> Change | None:
    """Return the change that a person's choices leave to be saved on top of theirs.

    Parameters
    ----------
    conflict : Conflict
        The row in its three versions.
    choices : mapping of str to str
        Column -> ``mine`` or ``theirs``; the key ``""`` decides on a row that one side has removed.

    Returns
    -------
    Change or None
        None where theirs stays as it is.
    """
    table, row_id, yours = conflict.table, conflict.id, conflict.yours
    if is_whole(conflict) and choices.get("") != "mine":
        return None
    if yours is None:
        return Change(table, "remove", row_id)
    if conflict.theirs is None:
        return adding(table, yours, row_id)
    mine = [column for column in conflict.columns if choices.get(column) == "mine"]
    values = {column: yours[column] for column in mine}
    return Change(table, "change", row_id, values) if values else None


def settle_all(
    changes: Iterable[Change],
    conflicts: Iterable[Conflict],
    choices: Mapping[tuple[str, str], Mapping[str, str]],
) -> list[Change]:
    """Return what is left to save: the changes that nobody was in the way of, and the settled ones.

    Parameters
    ----------
    changes : iterable of Change
        What was to be saved.
    conflicts : iterable of Conflict
        Rows that others changed too.
    choices : mapping of (str, str) to mapping
        (Table, id) -> choices as for :func:`settled`.
    """
    at_odds = {(conflict.table, conflict.id): conflict for conflict in conflicts}
    free = [change for change in changes if (change.table, change.id) not in at_odds]
    decided = (settled(conflict, choices.get(key, {})) for key, conflict in at_odds.items())
    return free + [change for change in decided if change is not None]


# --- grid -----------------------------------------------------------------------------------------


def grid_changes(
    table: str, rows: Mapping[str, Row], edits: Mapping[str, Row], removed: Collection[str]
) -> list[Change]:
    """Return the changes that edits in a grid amount to.

    Parameters
    ----------
    table : str
        Name of the table.
    rows : mapping of str to mapping
        Id -> the row as it was opened.
    edits : mapping of str to mapping
        Id -> column -> new value.
    removed : collection of str
        Ids to remove, whatever was edited in them.
    """
    changes = [
        changing(table, rows[row_id], {**rows[row_id], **values})
        for row_id, values in edits.items()
        if row_id not in removed
    ]
    removals = [Change(table, "remove", row_id) for row_id in removed]
    return [change for change in changes if change is not None] + removals


def grid_edits(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, dict[str, object]]:
    """Return what differs between two frames with the same index of ids: id -> column -> value."""
    edits: dict[str, dict[str, object]] = {}
    for column in map(str, before):
        old, new = ([_cell(column, value) for value in frame[column]] for frame in (before, after))
        for row_id, one, other in zip(before.index, old, new, strict=True):
            if one != other:
                edits.setdefault(row_id, {})[column] = other
    return edits


def _cell(column: str, value: Any) -> object:
    """Return a cell of a grid as it is in the tables; lists are lists of themes."""
    if pd.api.types.is_list_like(value):
        return ";".join(value) or None
    if value is pd.NA or is_blank(value):
        return None
    if isinstance(value, str):
        parts = value.split(";") if column == "themes" else [value]
        return ";".join(part.strip() for part in parts if part.strip()) or None
    return float(value)


def zipped(tables: Tables, personal: bool = False) -> bytes:
    """Return tables as a zip of CSV files that an import takes back.

    Parameters
    ----------
    tables : Tables
        The facts.
    personal : bool
        Whether with contact persons, as a person has asked for.
    """
    names = [f"{table}.csv" for table in table_names(personal)]
    with temporary_folder() as folder:
        write_tables(tables, folder, personal=personal)
        return archive({name: (Path(folder) / name).read_bytes() for name in names})
