"""Where the facts come from: the store, first filled from a folder of tables, or that folder itself.

The store is used unless ``GRAPH_APP_DATA`` alone is set: then the folder is read as it is, again
whenever a file in it changes, and nothing can be edited in the app.
"""

import datetime
from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

from graph_app.graph.frames import GraphFrame, frame_from_tables
from graph_app.intake.project.folder import load_folder
from graph_app.intake.project.settings import read_settings
from graph_app.model.access import Access
from graph_app.model.errors import SettingsError
from graph_app.model.settings import Settings
from graph_app.model.tables import Tables
from graph_app.pages.shell.erasures import heed_erasures
from graph_app.runtime.settings import settings as environment
from graph_app.store import Actor, RowChange, Store
from graph_app.store.shared import shared_store

_DEFAULT_FOLDER = Path(__file__).parents[3] / "data"
#: Tables with contact persons, tables without them, and the graph, which has none.
_Read = tuple[Tables, Tables, GraphFrame]
#: Who loads the first facts; nobody can sign in under this name.
_FOUNDER = Actor("graph-app", "admin")


@dataclass(frozen=True, eq=False)
class Facts:
    """The facts at one moment.

    Parameters
    ----------
    tables : Tables
        What is known.
    graph : GraphFrame
        The whole graph.
    settings : Settings
        Home city, title, counts.
    store : Store or None
        Where they are stored; None when a folder is read as it is.
    number : int
        Number of the revision in the store; 0 without one.
    personal : bool
        Whether contact persons are among the tables: the reader may see them.
    known : datetime.date or None
        The day at whose end we knew this; None for what we know now.
    """

    tables: Tables
    graph: GraphFrame
    settings: Settings
    store: Store | None = None
    number: int = 0
    personal: bool = False
    known: datetime.date | None = None

    @property
    def stored(self) -> Store:
        """The store, where there is one.

        Raises
        ------
        RuntimeError
            If the facts are read from a folder.
        """
        if self.store is None:
            raise RuntimeError("the facts are read from a folder")
        return self.store


def data_folder() -> Path:
    """Return the folder of the first tables and of the settings: ``GRAPH_APP_DATA`` or ``data``."""
    return environment().data or _DEFAULT_FOLDER


def access_rules() -> Access | None:
    """Return who may read and edit by the rules of now; None where they cannot be read."""
    try:
        return read_settings(data_folder()).access
    except SettingsError:
        return None


def uses_store() -> bool:
    """Return whether facts are stored in the store, not read from a folder."""
    given = environment()
    return bool(given.store or given.database_url or not given.data)


def read_facts(personal: bool = False) -> Facts:
    """Read the facts; what has not changed since the last reader is not read again.

    Parameters
    ----------
    personal : bool
        Whether with contact persons: only for a reader who may see them.

    Raises
    ------
    GraphAppError
        If tables or settings cannot be read, or the store cannot be reached.
    """
    folder = data_folder()
    settings = read_settings(folder)
    if not uses_store():
        whole, public, graph = _from_folder(folder, _stamp(folder))
        return Facts(whole if personal else public, graph, settings, personal=personal)
    store = shared_store()
    head = store.head()
    heed_erasures(store, head)
    if not head.number:
        head = store.load(load_folder(folder), _FOUNDER)
    whole, public, graph = _from_store(store, store.key, head.number, head.content)
    return Facts(whole if personal else public, graph, settings, store, head.number, personal)


def facts_of_day(facts: Facts, day: datetime.date) -> Facts:
    """Return the facts as we knew them at the end of a day, UTC.

    Raises
    ------
    StoreError
        If nothing was known yet.
    """
    revision = facts.stored.revision(day)
    if revision.number == facts.number:
        return replace(facts, known=day)
    whole, public, graph = _of_day(
        facts.stored, facts.stored.key, revision.number, revision.content
    )
    tables = whole if facts.personal else public
    return replace(facts, tables=tables, graph=graph, number=revision.number, known=day)


def whole_tables(facts: Facts) -> Tables:
    """Return the tables of the store with contact persons: to write back whole, never to show.

    Whoever may not see persons must not remove them by storing tables that lack them.
    """
    return facts.tables if facts.personal else facts.stored.tables(facts.number)


def cached_changes(store: Store, number: int, head: int, most: int) -> list[RowChange]:
    """Read what a revision did; only an erasure, which is a newer head, can alter it."""
    return _changes(store, store.key, number, head, most)


@st.cache_resource(max_entries=20, show_spinner=False)
def _changes(_store: Store, key: str, number: int, head: int, most: int) -> list[RowChange]:
    return _store.changes(number, most)


@st.cache_resource(show_spinner=False, max_entries=2)
def _from_store(_store: Store, key: str, number: int, content: str) -> _Read:
    return _with_graph(_store.tables(number))


# Apart from the newest: who looks at the past takes no one's present out of memory.
@st.cache_resource(show_spinner=False, max_entries=2)
def _of_day(_store: Store, key: str, number: int, content: str) -> _Read:
    return _with_graph(_store.tables(number))


@st.cache_resource(show_spinner=False, max_entries=2)
def _from_folder(folder: Path, stamp: tuple[object, ...]) -> _Read:
    return _with_graph(load_folder(folder))


def _with_graph(whole: Tables) -> _Read:
    public = whole.without_personal()
    return whole, public, frame_from_tables(public)


def _stamp(folder: Path) -> tuple[object, ...]:
    """Return what changes whenever a table is written, so that a new state is read."""
    try:
        files = [(file.name, file.stat()) for file in sorted(folder.glob("*.csv"))]
    except OSError:
        # Reading them says what is wrong.
        return ()
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in files)
