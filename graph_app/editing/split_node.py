"""One node that is two: some of its ties go to a new one, as one change."""

from collections.abc import Collection, Iterable, Mapping

import pandas as pd

from graph_app.editing.pointers import of_ids, pointing, renamed, table_of
from graph_app.editing.rows import ids_in, new_id
from graph_app.model.changes import ChangeSet
from graph_app.model.tables import Tables
from graph_app.store import RowChange


def split_node(
    tables: Tables,
    node: str,
    rows: Mapping[str, Collection[str]],
    cells: Mapping[str, object],
) -> tuple[str, ChangeSet]:
    """Make two nodes of one.

    Parameters
    ----------
    tables : Tables
        The facts.
    node : str
        The node.
    rows : mapping of str to collection of str
        Table -> ids of the rows that name the node and belong to the new one: ties, organisations
        of a city, contact persons and so on.
    cells : mapping of str to object
        What the new node says: its name, its country.

    Returns
    -------
    new : str
        Id of the new node.
    changes : ChangeSet
        For the store: one revision.

    Raises
    ------
    ValueError
        If the new node has no name.
    """
    if not cells.get("name"):
        raise ValueError("a node needs a name")
    table = table_of(tables, node)
    new = new_id(table, cells, ids_in(tables))
    added = Tables.from_frames({table: pd.DataFrame([{"id": new, **cells}])})
    chosen = of_ids(pointing(tables, node), rows)
    changed = {name: renamed(some, name, node, new) for name, some in chosen.items()}
    return new, ChangeSet({table: getattr(added, table)}, changed)


def ties_of_import(tables: Tables, changes: Iterable[RowChange], node: str) -> list[str]:
    """Return the ties of a node that a revision has added and that are still there."""
    added = {one.id for one in changes if one.table == "relations" and one.action == "add"}
    ties = pointing(tables, node).get("relations", tables.relations.iloc[:0])
    return [tie for tie in ties["id"] if tie in added]


def joined_places(tables: Tables, changes: Iterable[RowChange]) -> list[str]:
    """Return the nodes known before that ties of a revision have been added to."""
    listed = list(changes)
    new = {one.id for one in listed if one.action == "add"}
    ties = tables.relations[tables.relations["id"].isin(new)]
    ends = pd.concat([ties["source"], ties["target"]])
    counted = ends[~ends.isin(new)].value_counts(sort=False)
    # The city whose list it is stands in nearly every row: it comes last.
    return list(counted.sort_values(kind="stable").index)
