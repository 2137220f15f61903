import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from graph_app.intake.folder import write_tables
from graph_app.pages.facts import read_facts
from graph_app.store import open_store
from tests.conftest import ROOT


@pytest.fixture
def open_screen():
    """Open a screen of the app as Streamlit runs it, with parameters in its address.

    ``claims`` are those of a sign-in; without them a person sits at the machine itself.
    """

    def opened(screen: str, *, claims: dict | None = None, **query: str) -> AppTest:
        def script(name: str) -> None:
            import importlib

            import streamlit as st

            from graph_app.model.errors import GraphAppError
            from graph_app.pages.context import get_context

            names = ("overview", "explore", "profile", "connections", "partners", "compare")
            names += ("memberships", "measures", "data", "export")
            st.session_state["screens"] = {n: n for n in names}
            try:
                importlib.import_module(f"graph_app.pages.{name}").show(get_context())
            except GraphAppError as error:
                st.error(str(error))

        test = AppTest.from_function(script, kwargs={"name": screen}, default_timeout=30)
        if claims is not None:
            test.user = claims
        for key, value in query.items():
            test.query_params[key] = value
        test.run()
        assert not test.exception, test.exception
        return test

    return opened


@pytest.fixture
def place(tmp_path, monkeypatch, small_tables):
    """A folder of first facts and a place for the store that is filled from it."""
    folder = tmp_path / "first"
    write_tables(small_tables, folder)
    (folder / "settings.toml").write_text('home = "city:a"\n', encoding="utf-8")
    monkeypatch.setenv("GRAPH_APP_DATA", str(folder))
    monkeypatch.setenv("GRAPH_APP_STORE", str(tmp_path / "store"))
    st.cache_resource.clear()
    yield tmp_path / "store"
    st.cache_resource.clear()


@pytest.fixture
def store(place):
    """The store as another process sees it, filled with the first facts."""
    read_facts()
    opened = open_store(place)
    yield opened
    opened.close()


@pytest.fixture
def hostile_folder(tmp_path, monkeypatch, hostile_tables):
    write_tables(hostile_tables, tmp_path)
    (tmp_path / "settings.toml").write_text('home = "city:a"\n', encoding="utf-8")
    monkeypatch.setenv("GRAPH_APP_DATA", str(tmp_path))
    return tmp_path


@pytest.fixture
def data_root():
    return ROOT / "data"
