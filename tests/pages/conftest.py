import shutil
from contextlib import closing
from functools import cache

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from graph_app.intake.project.folder import write_tables
from graph_app.model.tables import Tables
from graph_app.pages.shell.facts import read_facts
from graph_app.store import open_store
from graph_app.store.shared import close_shared_store
from tests.conftest import small_frames
from tests.namesakes import write_project
from tests.pages.reading import run_script


@pytest.fixture
def open_screen():
    """Open a screen of the app as Streamlit runs it, with parameters in its address.

    ``claims`` are those of a sign-in; without them a person sits at the machine itself.
    """

    def opened(screen: str, *, claims: dict | None = None, **query: str) -> AppTest:
        def script(name: str) -> None:
            import streamlit as st

            from graph_app.model.errors import GraphAppError
            from graph_app.pages.shell.context import get_context
            from graph_app.pages.shell.main import SCREENS

            st.session_state["screens"] = {n: n for n in SCREENS}
            try:
                SCREENS[name].show(get_context())
            except GraphAppError as error:
                st.error(str(error))

        return run_script(script, user=claims, query=query, name=screen)

    return opened


@pytest.fixture(scope="session", autouse=True)
def _components_scanned_once():
    """Streamlit looks through all that is installed for each app that a test opens: 0.2 s each."""
    with pytest.MonkeyPatch.context() as patch:
        cached = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", cached)
        yield


def fill(folder):
    """Write first facts, and fill a store from them as the first reader does."""
    write_tables(Tables.from_frames(small_frames()), folder / "first")
    (folder / "first" / "settings.toml").write_text('home = "city:a"\n', encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        use(folder, patch)
        read_facts().store.close()


def use(folder, patch):
    """Point the app to the facts in a folder."""
    patch.setenv("GRAPH_APP_DATA", str(folder / "first"))
    patch.setenv("GRAPH_APP_STORE", str(folder / "store"))
    st.cache_resource.clear()
    close_shared_store()


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    """Return the folder of a filled store, in which a function has written more; each made once."""

    @cache
    def folder_of(write):
        folder = tmp_path_factory.mktemp("filled")
        if write is None:
            fill(folder)
            return folder
        shutil.copytree(folder_of(None), folder, dirs_exist_ok=True)
        with closing(open_store(folder / "store")) as store:
            write(store)
        return folder

    return folder_of


@pytest.fixture
def written():
    """What is in the store of a test beside the first facts: a function that writes it."""


@pytest.fixture
def place(filled, written, tmp_path, monkeypatch):
    """Where the store of this test is: a copy of one that was filled from a folder."""
    shutil.copytree(filled(written), tmp_path, dirs_exist_ok=True)
    use(tmp_path, monkeypatch)
    yield tmp_path / "store"
    st.cache_resource.clear()
    close_shared_store()


@pytest.fixture
def store(place):
    """The store as another process sees it."""
    opened = open_store(place)
    yield opened
    opened.close()


@pytest.fixture
def hostile_folder(tmp_path, monkeypatch, hostile_tables):
    write_tables(hostile_tables, tmp_path)
    (tmp_path / "settings.toml").write_text('home = "city:a"\n', encoding="utf-8")
    monkeypatch.setenv("GRAPH_APP_DATA", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="session")
def namesakes_project(tmp_path_factory):
    """A project in which names are shared by several nodes."""
    return write_project(tmp_path_factory.mktemp("namesakes"))


@pytest.fixture
def namesakes_screen(namesakes_project, monkeypatch, open_screen):
    monkeypatch.setenv("GRAPH_APP_DATA", str(namesakes_project))
    monkeypatch.delenv("GRAPH_APP_STORE", raising=False)
    st.cache_resource.clear()
    yield open_screen
    st.cache_resource.clear()
