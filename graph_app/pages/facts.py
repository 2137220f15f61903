"""Where the facts come from: the store, first filled from a folder of tables, or that folder itself.

The store is used unless ``GRAPH_APP_DATA`` alone is set: then the folder is read as it is, again
whenever a file in it changes, and nothing can be edited in the app.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from graph_app.graph.columns import Columns, columns_from_tables
from graph_app.intake.folder import load_folder
from graph_app.intake.settings import read_settings
from graph_app.model.settings import Settings
from graph_app.model.tables import Tables
from graph_app.store import Actor, Store, open_store

_DEFAULT_FOLDER = Path(__file__).parents[2] / "data"
#: Who loads the first facts; nobody can sign in under this name.
_FOUNDER = Actor("graph-app", "admin")


@dataclass(frozen=True, eq=False)
class Facts:
    """The facts at one moment.

    Parameters
    ----------
    tables : Tables
        What is known.
    graph : Columns
        The whole graph.
    settings : Settings
        Home city, title, counts.
    store : Store or None
        Where they are kept; None when a folder is read as it is.
    number : int
        Number of the revision in the store; 0 without one.
    """

    tables: Tables
    graph: Columns
    settings: Settings
    store: Store | None = None
    number: int = 0


def data_folder() -> Path:
    """Give the folder of the first tables and of the settings: ``GRAPH_APP_DATA`` or ``data``."""
    return Path(os.environ.get("GRAPH_APP_DATA") or _DEFAULT_FOLDER)


def uses_store() -> bool:
    """Tell whether facts are kept in the store."""
    placed = os.environ.get("GRAPH_APP_STORE") or os.environ.get("GRAPH_APP_DATABASE_URL")
    return bool(placed) or not os.environ.get("GRAPH_APP_DATA")


def read_facts() -> Facts:
    """Read the facts; what has not changed since the last reader is not read again.

    Raises
    ------
    GraphAppError
        If tables or settings cannot be read, or the store cannot be reached.
    """
    folder = data_folder()
    settings = read_settings(folder)
    if not uses_store():
        return Facts(*_from_folder(folder, _stamp(folder)), settings)
    store = the_store()
    head = store.head()
    if not head.number:
        head = store.load(load_folder(folder), _FOUNDER)
    tables, graph = _from_store(store, head.number, head.content)
    return Facts(tables, graph, settings, store, head.number)


@st.cache_resource(show_spinner=False)
def the_store() -> Store:
    """Give the one store of this process."""
    return open_store()


@st.cache_resource(show_spinner=False, max_entries=2)
def _from_store(_store: Store, number: int, content: str) -> tuple[Tables, Columns]:
    tables = _store.tables(number)
    return tables, columns_from_tables(tables)


@st.cache_resource(show_spinner=False, max_entries=2)
def _from_folder(folder: Path, stamp: tuple) -> tuple[Tables, Columns]:
    tables = load_folder(folder)
    return tables, columns_from_tables(tables)


def _stamp(folder: Path) -> tuple:
    """Changes whenever a table is written, so that a new state is read without a restart."""
    files = sorted(folder.glob("*.csv"))
    return tuple((file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in files)
