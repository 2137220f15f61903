import pytest
from streamlit.testing.v1 import AppTest

from graph_app.intake.folder import write_tables
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
def hostile_folder(tmp_path, monkeypatch, hostile_tables):
    write_tables(hostile_tables, tmp_path)
    (tmp_path / "settings.toml").write_text('home = "city:a"\n', encoding="utf-8")
    monkeypatch.setenv("GRAPH_APP_DATA", str(tmp_path))
    return tmp_path


@pytest.fixture
def data_root():
    return ROOT / "data"
