"""Who is at the page, and that the store refuses whom the page lets through by mistake."""

import pandas as pd
import pytest

from graph_app.model.errors import NotAllowedError
from graph_app.store import EMPTY, Actor, Change, open_store
from tests.pages.reading import claims, run_script, shown


def ask():
    import streamlit as st

    from graph_app.i18n import get_translator
    from graph_app.pages.shell.visitor import current_actor, may_edit, may_read, what_to_do

    actor = current_actor()
    words = what_to_do(get_translator("en"))
    st.session_state["found"] = (actor.name, actor.role, may_read(), may_edit(), words)


@pytest.fixture
def rules(monkeypatch):
    monkeypatch.setenv("GRAPH_APP_ACCESS_READING", "signed-in")
    monkeypatch.setenv("GRAPH_APP_ACCESS_READERS", "group:office")
    monkeypatch.setenv("GRAPH_APP_ACCESS_EDITORS", "anna@city.example")
    monkeypatch.setenv("GRAPH_APP_ACCESS_CONTACT", "it@city.example")


def test_a_newcomer_on_their_own_machine_edits():
    assert run_script(ask).session_state["found"] == ("local", "editor", True, True, "")


def test_unless_the_settings_say_no(monkeypatch):
    monkeypatch.setenv("GRAPH_APP_ACCESS_LOCAL_EDITOR", "no")
    name, role, reads, edits, words = run_script(ask).session_state["found"]
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
    found = run_script(ask, user=user).session_state["found"]
    assert (found[0], *found[2:4]) == (name, reads, edits)
    assert says in found[4]
    assert bool(found[4]) is not edits


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
    test = run_script(front, user=user)
    assert says in shown(test)
    assert "Lahti" not in shown(test)
    kinds = {element.type for element in test.main}
    # The component tells the browser the language of the page.
    assert kinds <= {"main", "markdown", "button", "bidi_component"}


@pytest.mark.usefixtures("rules")
def test_broken_tables_are_not_shown_to_strangers(monkeypatch, tmp_path):
    (tmp_path / "settings.toml").write_text('home = "city:a"\n', encoding="utf-8")
    (tmp_path / "relations.csv").write_text("secret,columns\n", encoding="utf-8")
    monkeypatch.setenv("GRAPH_APP_DATA", str(tmp_path))
    test = run_script(front, user={"is_logged_in": False})
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
