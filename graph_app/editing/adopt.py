"""A public tie taken over into our own tables, with its other end and its source."""

import pandas as pd

from graph_app.model.changes import ChangeSet
from graph_app.model.errors import TableError
from graph_app.model.public_ties import PUBLIC
from graph_app.model.tables import COLUMNS, NODE_TABLES, Tables


def adopted(tables: Tables, both: Tables, relation: str) -> ChangeSet:
    """Return what makes a public tie one of ours: rows to add, and none that changes.

    The tie keeps its status and the day of its list, so that it stays clear who says so until
    somebody confirms it. Its id becomes one of ours (:data:`PUBLIC` taken off).

    Parameters
    ----------
    tables : Tables
        The office's own.
    both : Tables
        Those with the public ties (:func:`graph_app.intake.reference.union.with_public`).
    relation : str
        Id of the public tie.

    Returns
    -------
    ChangeSet

    Raises
    ------
    TableError
        If there is no public tie of that id, or it is one of ours already.
    """
    tie = both.relations[both.relations["id"] == relation]
    own = relation.removeprefix(PUBLIC)
    if tie.empty or own == relation or own in set(tables.relations["id"]):
        raise TableError("{relation}: found no public tie of this id", relation=relation)
    wanted = {
        table: both_rows[both_rows["id"].isin(tie[["source", "target"]].iloc[0])]
        for table in NODE_TABLES
        if len(both_rows := getattr(both, table))
    }
    wanted |= {
        "relations": tie.assign(id=own),
        "sources": both.sources[both.sources["id"].isin(tie["source_id"])],
    }
    added = {table: _missing(rows, getattr(tables, table)) for table, rows in wanted.items()}
    return ChangeSet({table: added[table] for table in COLUMNS if len(added.get(table, ()))})


def _missing(rows: pd.DataFrame, ours: pd.DataFrame) -> pd.DataFrame:
    return rows[~rows["id"].isin(ours["id"])]
