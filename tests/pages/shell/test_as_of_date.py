"""Screens as of a day, over a store whose clock the test sets."""

import datetime

import pytest

from graph_app.intake.project.folder import load_folder
from graph_app.store import Actor, Change, open_store
from graph_app.store.shared import close_shared_store
from tests.pages.reading import run_script

EDITOR = Actor("Aino", "editor")


def at(day):
    return datetime.datetime.combine(day, datetime.time(12), datetime.UTC)


@pytest.fixture(scope="module")
def place_with_a_past(tmp_path_factory, data_folder):
    """On 1 March the facts were loaded; on 1 May Lahti was given another name."""
    place = tmp_path_factory.mktemp("past") / "store"
    days = [datetime.date(2026, 5, 1), datetime.date(2026, 3, 1)]
    store = open_store(place, clock=lambda: at(days[-1]))
    made = store.load(load_folder(data_folder), EDITOR)
    days.pop()
    change = Change("cities", "change", "city:lahti", {"name": "Lahdenkaupunki"})
    store.save([change], actor=EDITOR, base=made)
    store.close()
    return place


@pytest.fixture
def store_with_a_past(place_with_a_past, monkeypatch):
    """Tests read in it only."""
    monkeypatch.setenv("GRAPH_APP_STORE", str(place_with_a_past))
    close_shared_store()
    yield
    close_shared_store()


def opened(**query):
    def script():
        import streamlit as st

        from graph_app.pages.shell.as_of_date import as_known, say_day
        from graph_app.pages.shell.context import get_context, write_address

        context = as_known(get_context())
        say_day(context)
        st.text(context.tables.cities.set_index("id").loc["city:lahti", "name"])
        st.text(context.name("city:lahti"))
        write_address({"node": "city:lahti"})

    return run_script(script, query=query)


def texts(test):
    return [text.value for text in test.text]


@pytest.mark.usefixtures("store_with_a_past")
def test_a_day_shows_what_was_known_then_until_one_goes_back():
    test = opened(known="2026-04-15", lang="en")
    assert texts(test) == ["Lahti", "Lahti"]
    assert "revision 1" in test.info[0].value
    assert test.query_params["known"] == "2026-04-15"
    # The day goes on with the visit, on a screen whose address does not name it.
    del test.query_params["known"]
    test.run()
    assert texts(test) == ["Lahti", "Lahti"]
    test.button[0].click().run()
    assert texts(test)[0] == "Lahdenkaupunki"
    assert not test.info
    assert "known" not in test.query_params


@pytest.mark.usefixtures("store_with_a_past")
@pytest.mark.parametrize("asked", ["2026-02-01", "soon", "2026-02-31"])
def test_a_day_that_cannot_be_shown_is_said_to_be_so(asked):
    test = opened(known=asked, lang="en")
    assert texts(test)[0] == "Lahdenkaupunki"
    assert len(test.warning) == 1
    assert "known" not in test.query_params


@pytest.mark.usefixtures("store_with_a_past")
def test_the_newest_day_is_what_we_know_now():
    test = opened(known="2026-06-01", lang="en")
    assert texts(test)[0] == "Lahdenkaupunki"
    assert "revision 2" in test.info[0].value
