"""A city that has just begun: no screen fails, and each says what to do."""

import shutil

import pytest
import streamlit as st

from graph_app.intake.project.new_city import begin_city
from graph_app.pages.shell.main import SCREENS
from tests.pages.reading import run_script, shown

ALONE = ("overview", "profile", "export")


def script(name):
    import streamlit as st

    from graph_app.pages.shell.context import get_context
    from graph_app.pages.shell.first_days import nothing_yet
    from graph_app.pages.shell.main import SCREENS

    st.session_state["screens"] = {}
    context = get_context()
    st.session_state["all"] = nothing_yet(context, name)
    if not st.session_state["all"]:
        SCREENS[name].show(context)


@pytest.fixture(scope="module")
def first_tables(tmp_path_factory):
    folder = tmp_path_factory.mktemp("first") / "tre"
    begin_city("Tampere", "FI", "en", folder)
    return folder


@pytest.fixture
def begun(first_tables, tmp_path, monkeypatch):
    shutil.copytree(first_tables, tmp_path / "tre")
    monkeypatch.setenv("GRAPH_APP_DATA", str(tmp_path / "tre"))
    st.cache_resource.clear()
    yield tmp_path
    st.cache_resource.clear()


@pytest.mark.parametrize("name", SCREENS)
def test_each_screen_of_a_city_without_ties(begun, monkeypatch, name):
    monkeypatch.setenv("GRAPH_APP_STORE", str(begun / "store"))
    test = run_script(script, name=name)
    says = "The tables hold no tie of Tampere yet" in shown(test)
    ways = {button.key for button in test.button if str(button.key).startswith("begin-")}
    assert says == (name != "data")
    assert ways == (set() if name == "data" else {"begin-import", "begin-edit"})
    assert test.session_state["all"] == (name not in (*ALONE, "data"))


def test_where_nothing_can_be_edited_no_way_is_offered(begun, monkeypatch):
    monkeypatch.delenv("GRAPH_APP_STORE", raising=False)
    test = run_script(script, name="measures")
    assert "The tables hold no tie of Tampere yet" in shown(test)
    assert not test.button


def test_with_ties_nothing_of_it_is_said(open_screen):
    assert "hold no tie" not in shown(open_screen("overview"))
    test = run_script(script, name="measures")
    assert test.session_state["all"] is False


def test_an_empty_table_does_not_ask_to_search_for_less(begun, monkeypatch):
    monkeypatch.setenv("GRAPH_APP_STORE", str(begun / "store"))
    assert "This table holds no row yet." in shown(run_script(script, name="data"))
