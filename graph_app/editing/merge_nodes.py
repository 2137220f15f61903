"""Two nodes that are one: their ties and whatever names them come together, as one change."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from graph_app.editing.pointers import node_columns, pointing, renamed, table_of
from graph_app.model.changes import ChangeSet
from graph_app.model.dates import first_day, last_day
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.schema import LONGEST
from graph_app.model.tables import COLUMNS, Tables
from graph_app.model.words import is_blank


@dataclass(frozen=True, eq=False)
class NodeMerge:
    """What merging two nodes does.

    Parameters
    ----------
    changes : ChangeSet
        For the store: one revision.
    moved : tuple of str
        Ids of the ties that go to the other node.
    joined : mapping of str to str
        Tie that another states already -> that other, which keeps what only the first one says.
    dropped : tuple of str
        Ties between the two, which would be ties of a node to itself.
    """

    changes: ChangeSet
    moved: tuple[str, ...]
    joined: Mapping[str, str]
    dropped: tuple[str, ...]


def differing(tables: Tables, one: str, other: str) -> dict[str, tuple[object, object]]:
    """Return the columns in which two nodes differ: column -> what each says; ids are left out."""
    table = table_of(tables, one)
    rows = getattr(tables, table).set_index("id")
    pairs = {column: (rows.at[one, column], rows.at[other, column])
             for column in COLUMNS[table] if column != "id"}  # fmt: skip
    return {
        column: (None if is_blank(a) else a, None if is_blank(b) else b)
        for column, (a, b) in pairs.items()
        if not (is_blank(a) and is_blank(b)) and (is_blank(a) or is_blank(b) or a != b)
    }


def merge_nodes(
    tables: Tables, stays: str, goes: str, cells: Mapping[str, object] | None = None
) -> NodeMerge:
    """Make one node of two.

    Parameters
    ----------
    tables : Tables
        The facts.
    stays, goes : str
        Nodes of one kind; the second is removed.
    cells : mapping of str to object, optional
        Column -> what the node shall say; by default what it says, and where it says nothing what
        the other one says.

    Raises
    ------
    ValueError
        If the nodes are one, or of two kinds.
    """
    table = table_of(tables, stays)
    if stays == goes or table_of(tables, goes) != table:
        raise ValueError(f"{stays} and {goes} are not two nodes of one kind")
    found = pointing(tables, goes)
    changed = {name: renamed(rows, name, goes, stays) for name, rows in found.items()}
    ties = changed.pop("relations", tables.relations.iloc[:0])
    loops = ties["source"].eq(ties["target"])
    dropped, ties = ties[loops], ties[~loops]
    others = tables.relations[~tables.relations["id"].isin([*ties["id"], *dropped["id"]])]
    joined, fuller = _joined(
        ties, others, dict(zip(tables.sources["id"], tables.sources["title"], strict=True))
    )
    ties = ties[~ties["id"].isin(list(joined))]
    changed["relations"] = pd.concat([ties[~ties["id"].isin(fuller["id"])], fuller])
    changed[table] = _with_node(tables, table, stays, goes, dict(cells or {}), changed.get(table))
    removed = {table: [goes], "relations": [*dropped["id"], *joined]}
    changes = ChangeSet(
        changed={name: rows for name, rows in changed.items() if len(rows)},
        removed={name: ids for name, ids in removed.items() if ids},
    )
    return NodeMerge(changes, tuple(ties["id"]), joined, tuple(dropped["id"]))


def _with_node(
    tables: Tables,
    table: str,
    stays: str,
    goes: str,
    cells: dict[str, object],
    rows: pd.DataFrame | None,
) -> pd.DataFrame:
    """Return the changed rows of the nodes' own table, with the one that stays among them."""
    frame = getattr(tables, table)
    own, other = frame[frame["id"].eq(stays)], frame[frame["id"].eq(goes)].iloc[0]
    for column in COLUMNS[table]:
        if column in cells:
            own = own.assign(**{column: pd.Series([cells[column]], own.index, own[column].dtype)})
        elif column != "id" and own[column].isna().all():
            own = own.assign(**{column: pd.Series([other[column]], own.index, own[column].dtype)})
    own = renamed(own, table, goes, stays)
    # Whatever was part of the other is no part of itself.
    for column in node_columns(table):
        own = own.assign(**{column: own[column].mask(own[column].eq(stays))})
    if rows is None:
        return own
    return pd.concat([rows[~rows["id"].isin([stays, goes])], own])


def _joined(
    moved: pd.DataFrame, others: pd.DataFrame, titles: Mapping[str, str]
) -> tuple[dict[str, str], pd.DataFrame]:
    """Return which moved tie is stated by which other, and the others with what it adds."""
    stated: dict[tuple[str, ...], list[dict]] = {}
    for row in others.to_dict("records"):
        stated.setdefault(_key(row), []).append(row)
    joined, fuller = {}, {}
    for row in moved.to_dict("records"):
        group = stated.setdefault(_key(row), [])
        same = next((one for one in group if _overlap(one, row)), None)
        if same is None:
            group.append(row)
            continue
        joined[row["id"]] = same["id"]
        _complete(same, row, titles)
        fuller[same["id"]] = same
    frame = pd.DataFrame(list(fuller.values()), columns=list(COLUMNS["relations"]))
    return joined, frame.astype(dict(COLUMNS["relations"]))


def _key(row: Mapping) -> tuple[str, ...]:
    ends = (row["source"], row["target"])
    symmetric = row["type"] in RELATION_TYPES and RELATION_TYPES[row["type"]].symmetric
    return (row["type"], *(sorted(ends) if symmetric else ends))


def _overlap(one: Mapping, other: Mapping) -> bool:
    return not (_before(one, other) or _before(other, one))


def _before(one: Mapping, other: Mapping) -> bool:
    """Return whether one has ended before the other begins."""
    end, start = one["end"], other["start"]
    return not is_blank(end) and not is_blank(start) and last_day(end) < first_day(start)


def _complete(row: dict, other: Mapping, titles: Mapping[str, str]) -> None:
    """Fill what a tie leaves blank from another that states it; a second source is noted."""
    notes = [row["note"], other["note"]]
    if row["source_id"] != other["source_id"] and other["source_id"] in titles:
        notes.append(titles[other["source_id"]])
    for column, value in other.items():
        # An end of the one does not end the other, which says that it goes on.
        if column != "end" and is_blank(row[column]) and not is_blank(value):
            row[column] = value
    said = dict.fromkeys(str(note) for note in notes if not is_blank(note))
    row["note"] = "; ".join(said)[: LONGEST["note"]] or None
