"""The forms of the screen Data: their fields, what is typed, another process that takes over."""

import streamlit as st
from streamlit.testing.v1 import AppTest

from graph_app.store import Actor, Change
from tests.pages.reading import fill

OTHER = Actor("Aino", "editor")
FORM = "data-f-relations-add-0-"


def key_of(test, scope, column):
    """Return the key of a field of a form that is open, e.g. ``relations-change-r1``."""
    return test.session_state["data-open"][scope].key(column)


def fill_tie(test, source="city:a", target="city:d", start="", reason="Signed in the town hall"):
    """Write a sister city relation into the form."""
    test.selectbox(key=FORM + "type").set_value("sister_city").run()
    test.selectbox(key=FORM + "source").set_value(source).run()
    test.selectbox(key=FORM + "target").set_value(target)
    test.text_input(key=FORM + "start").set_value(start)
    test.selectbox(key=FORM + "source_id").set_value("source:s")
    test.text_input(key=FORM + "reason").set_value(reason)
    return test.run()


def store_change(store, row, status):
    change = Change("relations", "change", row, {"status": status})
    return store.save([change], actor=OTHER, base=store.head(), reason=f"Now {status}")


def taken_over(test, *sent):
    """Return the visit that a browser gets when its process has died: new, by what it holds."""
    st.cache_resource.clear()
    fresh = AppTest(test._script_path, default_timeout=30, args=test.args, kwargs=test.kwargs)
    fresh.query_params = dict(test.query_params)
    states = test._tree.get_widget_states()
    states.widgets.extend(sent)
    fresh._run(states)
    assert not fresh.exception, fresh.exception
    return fresh


def type_change(test):
    """Fill the form of the relation r3 with something for every sort of field."""
    form = key_of(test, "relations-change-r3", "")
    fill(
        test,
        form,
        status="dormant",
        source_id=None,
        themes=[],
        start="",
        end="2001",
        note="Asked by telephone",
        reason="Nobody answers",
        **{"checked-today": True},
    )
    return form
