"""Tables in SQL, with every revision."""

from graph_app.model.changes import Change, ChangeSet
from graph_app.store.records import EMPTY, Actor, Conflict, Revision, RowChange, RowFinding
from graph_app.store.store import Store, open_store

__all__ = [
    "EMPTY",
    "Actor",
    "Change",
    "ChangeSet",
    "Conflict",
    "Revision",
    "RowChange",
    "RowFinding",
    "Store",
    "open_store",
]
