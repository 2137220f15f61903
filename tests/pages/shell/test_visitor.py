"""Who is at the page, and that the store refuses whom the page lets through by mistake."""

import time

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from graph_app.model.errors import NotAllowedError
from graph_app.store import EMPTY, Actor, Change, open_store


def ask():
    import streamlit as st

    from graph_app.i18n import get_translator
    from graph_app.pages.shell.visitor import current_actor, may_edit, may_read, what_to_do

    actor = current_actor()
    words = what_to_do(get_translator("en"))
    st.session_state["found"] = (actor.name, actor.role, may_read(), may_edit(), words)


def found(user=None, script=ask):
    test = AppTest.from_function(script, default_timeout=60)
    if user is not None:
        test.user = user
    test.run()
    assert not test.exception, test.exception
    return test


def claims(**more):
    return {"is_logged_in": True, "sub": "u1", "iat": time.time(), **more}


@pytest.fixture
def rules(monkeypatch):
    monkeypatch.setenv("GRAPH_APP_ACCESS_READING", "signed-in")
    monkeypatch.setenv("GRAPH_APP_ACCESS_READERS", "group:office")
    monkeypatch.setenv("GRAPH_APP_ACCESS_EDITORS", "anna@city.example")
    monkeypatch.setenv("GRAPH_APP_ACCESS_CONTACT", "it@city.example")


def test_a_newcomer_on_their_own_machine_edits():
    assert found().session_state["found"] == ("local", "editor", True, True, "")


def test_unless_the_settings_say_no(monkeypatch):
    monkeypatch.setenv("GRAPH_APP_ACCESS_LOCAL_EDITOR", "no")
    name, role, reads, edits, words = found().session_state["found"]
    assert (name, role, reads, edits) == ("", "viewer", True, False)
    assert "no sign-in is set up" in words


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize(
    ("user", "name", "reads", "edits", "says"),
    [
        ({"is_logged_in": False}, "", False, False, "Sign in to edit."),
        (claims(email="anna@city.example"), "anna@city.example", True, True, ""),
        (claims(groups=["office"]), "sub:u1", True, False, "Ask it@city.example for more"),
        (claims(), "sub:u1", False, False, "Ask it@city.example for more"),
    ],
)
def test_who_signs_in(user, name, reads, edits, says):
    told = found(user).session_state["found"]
    assert (told[0], told[2], told[3]) == (name, reads, edits)
    assert says in told[4]
    assert bool(told[4]) is not edits


def front():
    from graph_app.pages.shell.main import main

    main()


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize(
    ("user", "says"),
    [
        ({"is_logged_in": False}, "Only people who have signed in may see this."),
        (claims(), "You have signed in as sub:u1, who may not see this. Ask it@city.example"),
        (claims(email="anna@city.example", iat=1.0), "Your sign-in has run out. Sign in again."),
    ],
)
def test_whoever_may_not_read_sees_no_fact(user, says):
    test = found(user, front)
    shown = " ".join(element.value for element in test.markdown).replace("\\", "")
    assert says in shown
    assert "Lahti" not in shown
    kinds = {element.type for element in test.main}
    # The component tells the browser the language of the page.
    assert kinds <= {"main", "markdown", "button", "bidi_component"}


@pytest.mark.usefixtures("rules")
def test_broken_tables_are_not_shown_to_strangers(monkeypatch, tmp_path):
    (tmp_path / "settings.toml").write_text('home = "city:a"\n', encoding="utf-8")
    (tmp_path / "relations.csv").write_text("secret,columns\n", encoding="utf-8")
    monkeypatch.setenv("GRAPH_APP_DATA", str(tmp_path))
    test = found({"is_logged_in": False}, front)
    assert not test.error
    assert not test.text


def test_the_store_asks_for_itself(tmp_path):
    store = open_store(tmp_path)
    tables = {"id": "source:s", "title": "Own list", "url": "https://example.org/"}
    change = [Change("sources", "add", "source:s", {k: v for k, v in tables.items() if k != "id"})]
    for actor in (Actor("", "editor"), Actor("guest", "viewer"), Actor("x", "owner")):
        with pytest.raises(NotAllowedError):
            store.save(change, actor=actor, base=EMPTY)
    assert store.head().number == 0
    assert store.save(change, actor=Actor("anna", "editor"), base=EMPTY).author == "anna"
    with pytest.raises(NotAllowedError):
        store.erase("sources", "source:s", actor=Actor("anna", "editor"))
    assert isinstance(store.tables().sources, pd.DataFrame)
    store.close()
