"""The screen Data on a real store: edit, refuse, settle, undo, history."""

import datetime
import io
import json
import zipfile

import pytest
import streamlit as st
from sqlalchemy import event
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from graph_app.editing.rows import zipped
from graph_app.graph.frames import frame_from_tables
from graph_app.model.tables import COLUMNS
from graph_app.pages.data.grid import Grid
from graph_app.pages.shell.facts import the_store
from graph_app.store import Actor, Change
from tests.pages.test_screens import texts

OTHER = Actor("Aino", "editor")
FORM = "data-f-relations-add-0-"


def shown(test):
    kinds = ("markdown", "caption", "info", "success", "warning", "error")
    said = "\n".join(str(element.value) for kind in kinds for element in getattr(test, kind))
    return said.replace("\\", "")


def key_of(test, scope, column):
    """Return the key of a field of a form that is open, e.g. ``relations-change-r1``."""
    return test.session_state["data-open"][scope].key(column)


def press(test, label):
    button = next(button for button in test.button if button.label == label)
    return button.click().run()


def fill_tie(test, source="city:a", target="city:d", start="", reason="Signed in the town hall"):
    """Write a sister city relation into the form."""
    test.selectbox(key=FORM + "type").set_value("sister_city").run()
    test.selectbox(key=FORM + "source").set_value(source).run()
    test.selectbox(key=FORM + "target").set_value(target)
    test.text_input(key=FORM + "start").set_value(start)
    test.selectbox(key=FORM + "source_id").set_value("source:s")
    test.text_input(key=FORM + "reason").set_value(reason)
    return test.run()


# --- adding ---------------------------------------------------------------------------------------


def test_a_relation_is_added_and_seen_in_the_graph(open_screen, place, store):
    test = fill_tie(open_screen("data", part="edit"), start="1998-05")
    assert "Ålesund is a sister city of Łódź" in shown(test)
    press(test, "Save")
    assert "Saved as revision 2" in shown(test)
    tie = store.tables().relations.iloc[-1]
    assert tie["id"] == "sister-city-a-d"
    assert (tie["source"], tie["target"], tie["start"]) == ("city:a", "city:d", "1998-05")
    graph = frame_from_tables(store.tables())
    assert len(graph.ties_of("city:a")) == 6
    assert store.head().reason == "Signed in the town hall"
    profile = open_screen("profile", node="city:a")
    assert "Ålesund is a sister city of Łódź" in texts(profile).replace("\\", "")


def test_only_allowed_ends_are_offered(open_screen, place):
    test = open_screen("data", part="edit")
    test.selectbox(key=FORM + "type").set_value("membership").run()
    target = test.selectbox(key=FORM + "target")
    assert target.options == ["Baltic"]
    assert "Games · Event" not in test.selectbox(key=FORM + "source").options
    test.selectbox(key=FORM + "source").set_value("city:d").run()
    test.selectbox(key=FORM + "type").set_value("sister_city").run()
    assert test.selectbox(key=FORM + "source").value == "city:d"
    assert "Łódź" not in test.selectbox(key=FORM + "target").options
    assert len(test.selectbox(key=FORM + "target").options) == 4


def test_what_is_wrong_is_said_and_what_is_typed_stays(open_screen, place, store):
    test = fill_tie(open_screen("data", part="edit"), start="1998-13", reason="")
    press(test, "Save")
    assert 'Start: found "1998-13", expected a year (1998)' in shown(test)
    assert "Reason: say in a few words why" in shown(test)
    assert test.text_input(key=FORM + "start").value == "1998-13"
    assert store.head().number == 1
    test.text_input(key=FORM + "start").set_value("1998")
    test.text_input(key=FORM + "reason").set_value("Now right").run()
    press(test, "Save")
    assert store.head().number == 2


def test_what_the_store_refuses_is_said_and_stays(open_screen, place, store):
    test = fill_tie(open_screen("data", part="edit"), target="city:b", start="1960")
    press(test, "Save")
    assert "a tie that r1 already states" in str(test.dataframe[0].value) or test.error
    assert test.text_input(key=FORM + "start").value == "1960"
    assert store.head().number == 1


def test_what_is_typed_outlasts_another_part_of_the_screen(open_screen, place):
    test = fill_tie(open_screen("data", part="edit"), start="1998")
    test.button_group(key="data-part").set_value("tables").run()
    test.button_group(key="data-part").set_value("edit").run()
    assert test.text_input(key=FORM + "start").value == "1998"
    assert test.selectbox(key=FORM + "target").value == "city:d"


def test_a_new_source_is_added_with_the_relation(open_screen, place, store):
    test = fill_tie(open_screen("data", part="edit"))
    test.selectbox(key=FORM + "source_id").set_value("+").run()
    press(test, "Save")
    assert "Title: is needed and is still blank" in shown(test)
    test.text_input(key=FORM + "new-title").set_value("Kaupungin päätös").run()
    press(test, "Save")
    tables = store.tables()
    assert tables.sources["title"].tolist() == ["Own list", "Kaupungin päätös"]
    assert tables.relations["source_id"].iloc[-1] == "source:kaupungin-paatos"
    assert store.head().number == 2


def test_a_node_is_added_under_an_ascii_id(open_screen, place, store):
    test = open_screen("data", part="edit", table="cities")
    form = "data-f-cities-add-0-"
    test.text_input(key=form + "name").set_value("Turku")
    test.selectbox(key=form + "country").set_value("FI")
    test.number_input(key=form + "population").set_value(200000)
    test.text_input(key=form + "reason").set_value("A second of that name").run()
    press(test, "Save")
    city = store.tables().cities.iloc[-1]
    assert (city["id"], city["country"], city["population"]) == ("city:turku", "FI", 200000)
    assert key_of(test, "cities-add", "name") != form + "name"
    test.text_input(key=key_of(test, "cities-add", "name")).set_value("Turku")
    test.selectbox(key=key_of(test, "cities-add", "country")).set_value("FI")
    test.text_input(key=key_of(test, "cities-add", "reason")).set_value("Another").run()
    press(test, "Save")
    assert store.tables().cities["id"].iloc[-1] == "city:turku-fi"


# --- changing, ending, removing -------------------------------------------------------------------


def test_a_relation_is_changed_and_the_rest_of_it_stays(open_screen, place, store):
    test = open_screen("data", part="edit", do="change", row="r3")
    form = key_of(test, "relations-change-r3", "")
    assert test.text_input(key=form + "start").value == "1990-05"
    test.selectbox(key=form + "status").set_value("dormant")
    test.checkbox(key=form + "checked-today").set_value(True)
    test.text_input(key=form + "reason").set_value("Nobody answers").run()
    press(test, "Save")
    change = store.changes(2)[0]
    assert set(change.columns) == {"status", "checked"}
    assert change.after["checked"] == datetime.date.today().isoformat()
    assert change.after["themes"] == "climate"


def test_a_relation_is_ended(open_screen, place, store):
    test = open_screen("data", part="edit", do="end", row="r1")
    form = key_of(test, "relations-end-r1", "")
    test.text_input(key=form + "end").set_value("1949")
    test.text_input(key=form + "reason").set_value("Over").run()
    press(test, "End it")
    assert "End: lies before the start" in shown(test)
    test.text_input(key=form + "end").set_value("2020").run()
    press(test, "End it")
    row = store.changes(2)[0].after
    assert (row["end"], row["status"]) == ("2020", "ended")


def test_what_others_need_is_not_removed(open_screen, place, store):
    test = open_screen("data", part="edit", do="remove", table="networks")
    form = key_of(test, "networks-remove-network:n", "")
    test.text_input(key=form + "reason").set_value("Wrong").run()
    press(test, "Remove it")
    assert test.error
    assert store.head().number == 1
    test = open_screen("data", part="edit", do="remove", row="r5", table="relations")
    test.selectbox(key="data-f-row-node").set_value("city:d").run()
    test.text_input(key=key_of(test, "relations-remove-r5", "reason")).set_value("Never was").run()
    press(test, "Remove it")
    assert "r5" not in set(store.tables().relations["id"])


# --- conflicts ------------------------------------------------------------------------------------


def begin_conflict(open_screen, store):
    """One person types, another saves the same relation, the first presses Save."""
    test = open_screen("data", part="edit", do="change", row="r3")
    form = key_of(test, "relations-change-r3", "")
    test.selectbox(key=form + "status").set_value("ended")
    test.text_input(key=form + "end").set_value("2001")
    test.text_input(key=form + "reason").set_value("Mine").run()
    theirs = {"status": "dormant", "start": "1991"}
    store.save([Change("relations", "change", "r3", theirs)], actor=OTHER, base=1, reason="Theirs")
    press(test, "Save")
    assert store.head().number == 2
    return test


def test_a_stale_change_shows_both_versions(open_screen, place, store):
    test = begin_conflict(open_screen, store)
    assert "Aino, revision 2: Theirs" in shown(test)
    rows = test.dataframe[0].value.set_index("column")
    assert rows.loc["Status"].tolist() == ["Active", "Dormant", "Ended"]
    assert rows.loc["Start"].tolist() == ["May 1990", "1991", "May 1990"]
    choices = {radio.label: radio.value for radio in test.radio}
    assert choices == {"Start": "theirs", "Status": None, "End": "mine"}
    save = next(b for b in test.button if b.label == "Save what I chose")
    assert save.disabled


def test_a_conflict_is_settled_for_mine(open_screen, place, store):
    test = begin_conflict(open_screen, store)
    next(r for r in test.radio if r.label == "Status").set_value("mine").run()
    press(test, "Save what I chose")
    row = store.changes(3)[0].after
    assert (row["status"], row["end"], row["start"]) == ("ended", "2001", "1991")
    assert store.head().reason == "Mine"


def test_a_conflict_is_settled_for_theirs(open_screen, place, store):
    test = begin_conflict(open_screen, store)
    for radio in test.radio:
        radio.set_value("theirs")
    test.run()
    press(test, "Save what I chose")
    assert "Theirs stands everywhere" in shown(test)
    assert store.head().number == 2


def test_back_to_the_form_keeps_what_was_typed(open_screen, place, store):
    test = begin_conflict(open_screen, store)
    press(test, "Back to my form")
    assert test.text_input(key=key_of(test, "relations-change-r3", "end")).value == "2001"
    press(test, "Save")
    assert "Somebody else changed the same" in shown(test)


def test_two_sessions_change_different_rows_without_conflict(open_screen, place, store):
    one = open_screen("data", part="edit", do="change", row="r3")
    two = open_screen("data", part="edit", do="change", row="r1")
    for test, row in ((one, "r3"), (two, "r1")):
        form = key_of(test, f"relations-change-{row}", "")
        test.selectbox(key=form + "status").set_value("suspended")
        test.text_input(key=form + "reason").set_value("Paused").run()
    press(one, "Save")
    press(two, "Save")
    relations = store.tables().relations.set_index("id")
    assert relations.loc[["r1", "r3"], "status"].tolist() == ["suspended", "suspended"]


# --- another process takes over -------------------------------------------------------------------


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
    test.selectbox(key=form + "status").set_value("dormant")
    test.selectbox(key=form + "source_id").set_value(None)
    test.multiselect(key=form + "themes").set_value([])
    test.text_input(key=form + "start").set_value("")
    test.text_input(key=form + "end").set_value("2001")
    test.text_area(key=form + "note").set_value("Asked by telephone")
    test.checkbox(key=form + "checked-today").set_value(True)
    test.text_input(key=form + "reason").set_value("Nobody answers").run()
    return form


def test_what_is_typed_and_cleared_outlasts_the_process(open_screen, place, store):
    test = open_screen("data", part="edit", do="change", row="r3")
    assert test.selectbox(key=key_of(test, "relations-change-r3", "source_id")).value == "source:s"
    form = type_change(test)
    test = taken_over(test)
    assert key_of(test, "relations-change-r3", "") == form
    assert "what you typed is still here" in shown(test)
    assert test.selectbox(key=form + "status").value == "dormant"
    assert test.selectbox(key=form + "source_id").value is None
    assert test.multiselect(key=form + "themes").value == []
    test.selectbox(key=form + "source_id").set_value("source:s").run()
    press(test, "Save")
    change = store.changes(2)[0]
    assert set(change.columns) == {"status", "start", "end", "themes", "note", "checked"}
    assert (change.after["start"], change.after["end"]) == (None, "2001")
    assert store.head().reason == "Nobody answers"
    assert "what you typed is still here" not in shown(test)


def test_a_number_that_was_cleared_stays_cleared(open_screen, place, store):
    test = open_screen("data", part="edit", do="change", table="cities", row="city:a")
    form = key_of(test, "cities-change-city:a", "")
    assert test.number_input(key=form + "latitude").value == 62.5
    test.number_input(key=form + "latitude").set_value(None)
    test.number_input(key=form + "population").set_value(7.0).run()
    test = taken_over(test)
    assert test.number_input(key=form + "latitude").value is None
    assert test.number_input(key=form + "population").value == 7


def test_a_press_of_save_that_brings_the_fields_is_not_yet_obeyed(open_screen, place, store):
    test = open_screen("data", part="edit", do="change", row="r3")
    form = type_change(test)
    test.selectbox(key=form + "source_id").set_value("source:s").run()
    store_change(store, "r1", "dormant")
    sent = next(button for button in test.button if button.label == "Save").click()
    test = taken_over(test)
    assert sent.id in [button.id for button in test.button]
    # What the browser shows may not all have been sent: nothing is saved unseen.
    assert "what you typed is still here" in shown(test)
    assert store.head().number == 2
    assert test.text_input(key=form + "end").value == "2001"
    press(test, "Save")
    assert store.changes(3)[0].after["end"] == "2001"


def test_what_was_typed_on_another_state_of_the_row_is_not_saved(open_screen, place, store):
    test = open_screen("data", part="edit", do="change", row="r3")
    type_change(test)
    store_change(store, "r3", "suspended")
    test = taken_over(test)
    form = key_of(test, "relations-change-r3", "")
    assert test.selectbox(key=form + "status").value == "suspended"
    assert test.text_input(key=form + "end").value == ""
    assert test.text_input(key=form + "reason").value == ""
    test.text_input(key=form + "reason").set_value("Saved unseen").run()
    press(test, "Save")
    assert "Nothing is changed yet" in shown(test)
    assert store.head().number == 2


def test_the_form_after_one_that_was_saved_outlasts_the_process(open_screen, place, store):
    test = fill_tie(open_screen("data", part="edit"), start="1998")
    press(test, "Save")
    test.text_input(key=key_of(test, "relations-add", "start")).set_value("2005").run()
    assert test.query_params["form"] == "1"
    test = taken_over(test)
    assert test.text_input(key=key_of(test, "relations-add", "start")).value == "2005"
    assert test.text_input(key=key_of(test, "relations-add", "reason")).value == ""


def test_a_second_press_of_save_adds_nothing(open_screen, place, store):
    test = open_screen("data", part="edit", table="cities")
    form = key_of(test, "cities-add", "")
    test.text_input(key=form + "name").set_value("Turku")
    test.selectbox(key=form + "country").set_value("FI")
    test.text_input(key=form + "reason").set_value("New").run()
    button = next(button for button in test.button if button.label == "Save").click()
    sent = test._tree.get_widget_states()
    button.run()
    test._run(sent)
    assert store.head().number == 2


@pytest.mark.parametrize("form", ["x", "-1", "9" * 40, "²"])
def test_a_count_in_the_address_that_is_none_is_none(open_screen, place, form):
    test = open_screen("data", part="edit", form=form)
    assert test.selectbox(key=FORM + "type").value is None


# --- undo and history -----------------------------------------------------------------------------


def test_undo_right_after_saving(open_screen, place, store):
    test = fill_tie(open_screen("data", part="edit"))
    press(test, "Save")
    assert test.text_input(key=key_of(test, "relations-add", "reason")).value == ""
    test.button(key="data-undo-last").click().run()
    assert store.head().undoes == 2
    assert "sister-city-a-d" not in set(store.tables().relations["id"])


def test_history_tells_who_did_what_and_undoes_with_a_reason(open_screen, place, store):
    store_change(store, "r1", "dormant")
    test = open_screen("data", part="history", revision="2")
    assert test.dataframe[0].value["author"].tolist()[0] == "Aino"
    row = test.dataframe[1].value.iloc[0]
    assert (row["column"], row["before"], row["after"]) == ("Status", "Active", "Dormant")
    press(test, "Undo revision 2")
    assert "Reason: say" in shown(test)
    test.text_input(key="data-f-undo-2").set_value("Was not so").run()
    press(test, "Undo revision 2")
    assert store.head().reason == "Was not so"
    assert store.tables().relations.set_index("id").loc["r1", "status"] == "active"


def store_change(store, row, status):
    change = Change("relations", "change", row, {"status": status})
    return store.save([change], actor=OTHER, base=store.head(), reason=f"Now {status}")


def test_an_undo_in_the_way_of_later_changes_lists_them(open_screen, place, store):
    store_change(store, "r1", "dormant")
    store_change(store, "r1", "ended")
    test = open_screen("data", part="history", revision="2")
    test.text_input(key="data-f-undo-2").set_value("Back").run()
    press(test, "Undo revision 2")
    assert "Revision 2 cannot be undone" in shown(test)
    rows = test.dataframe[-1].value
    assert rows["theirs"].tolist() == ["Ended"]
    assert store.head().number == 3


def test_the_history_of_one_relation_and_of_a_day(open_screen, place, store):
    store_change(store, "r3", "dormant")
    test = open_screen("data", part="history", view="row", node="network:n")
    test.selectbox(key="data-f-history-row").set_value("r3").run()
    rows = test.dataframe[0].value
    assert rows["revision"].tolist() == [2, 1]
    assert rows["after"].tolist()[0] == "Dormant"
    test = open_screen("data", part="history", view="day")
    assert test.dataframe[0].value["then"].tolist()[:2] == [8, 5]
    test = open_screen("data", part="history", view="day", day="1999-01-01")
    assert "does not know what was known on 1999-01-01" in shown(test)


# --- grid -----------------------------------------------------------------------------------------


def test_cells_changed_in_the_grid_are_listed_checked_and_saved(open_screen, place, store):
    test = open_screen("data", part="grid", table="cities", q="poland")
    grid: Grid = test.session_state["data-grid"]["cities"]
    assert grid.shown.index.tolist() == ["city:b", "city:d"]
    edit_cells(test, grid, {"city:b": {"wikidata": "1792"}, "city:d": {"population": 660000.0}})
    test.run()
    assert "Gdańsk: Wikidata: expected an id such as Q28911" in shown(test)
    edit_cells(test, grid, {"city:b": {"wikidata": "Q1792"}, "city:d": {"population": 660000.0}})
    test.text_input(key="data-f-grid-reason").set_value("From the register").run()
    assert test.dataframe[1].value["after"].tolist() == ["Q1792", "660,000"]
    press(test, "Save 2 rows")
    cities = store.tables().cities.set_index("id")
    assert cities.loc["city:b", "wikidata"] == "Q1792"
    assert cities.loc["city:d", "population"] == 660000
    assert store.head().rows == 2
    assert "Nothing is changed yet" in shown(test)


def edit_cells(test, grid, edits):
    """Leave edits as those of rows that were in the grid before another search."""
    grid.edits = edits
    grid.query = "\0"


def test_the_grid_keeps_its_edits_over_a_search_and_meets_conflicts(open_screen, place, store):
    test = open_screen("data", part="grid", table="relations")
    edit_cells(test, test.session_state["data-grid"]["relations"], {"r1": {"status": "ended"}})
    test.text_input(key="data-f-grid-query").set_value("Baltic").run()
    assert "r1" not in test.session_state["data-grid"]["relations"].shown.index
    assert test.dataframe[1].value["after"].tolist() == ["Ended"]
    store_change(store, "r1", "dormant")
    test.text_input(key="data-f-grid-reason").set_value("It is over").run()
    press(test, "Save 1 row")
    assert "Somebody else changed the same" in shown(test)
    test.radio[0].set_value("mine").run()
    press(test, "Save what I chose")
    assert store.tables().relations.set_index("id").loc["r1", "status"] == "ended"


def cells_in_hand(test, **cells):
    """Return what the browser sends of the grid: the first row as a person has edited it."""
    grid = test.dataframe[0].proto
    edited = {"edited_rows": {"0": cells}, "added_rows": [], "deleted_rows": []}
    return WidgetState(id=grid.id, string_value=json.dumps(edited))


def test_cells_in_hand_outlast_the_process(open_screen, place, store):
    test = open_screen("data", part="grid", table="cities", q="poland")
    cell = cells_in_hand(test, wikidata="Q1792")
    test = taken_over(test, cell)
    assert test.dataframe[1].value["after"].tolist() == ["Q1792"]
    test.text_input(key="data-f-grid-reason").set_value("From the register").run()
    press(test, "Discard these changes")
    assert "Nothing is changed yet" in shown(test)
    assert cells_in_hand(test).id != cell.id
    test = taken_over(test, cells_in_hand(test, wikidata="Q64"))
    assert test.dataframe[1].value["after"].tolist() == ["Q64"]


def test_cells_in_hand_of_rows_that_others_changed_are_not_taken_up(open_screen, place, store):
    test = open_screen("data", part="grid", table="cities", q="poland")
    cell = cells_in_hand(test, wikidata="Q1792")
    change = Change("cities", "change", "city:b", {"wikidata": "Q7"})
    store.save([change], actor=OTHER, base=1, reason="Theirs")
    test = taken_over(test, cell)
    assert "Nothing is changed yet" in shown(test)


# --- who may not ----------------------------------------------------------------------------------


def test_a_folder_is_shown_and_the_way_to_a_store_is_told(open_screen):
    test = open_screen("data", part="edit")
    assert "GRAPH_APP_STORE" in shown(test)
    assert len(test.dataframe[0].value) == 716
    assert not test.button_group


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_tables_are_searched_in_every_language(open_screen, place, language):
    test = open_screen("data", table="cities", q="lodz", lang=language)
    assert test.dataframe[0].value["name"].tolist() == ["Łódź"]
    assert not test.error


def test_a_viewer_reads_and_is_told_why_not_more(open_screen, place, monkeypatch):
    settings = place.parent / "first" / "settings.toml"
    settings.write_text('home = "city:a"\n[access]\nlocal_editor = false\n', encoding="utf-8")
    test = open_screen("data", part="edit")
    assert test.button_group(key="data-part").options == ["Tables", "History"]
    assert "You may read but not edit" in shown(test)
    history = open_screen("data", part="history")
    assert not [b for b in history.button if b.label.startswith("Undo")]


def test_a_store_that_is_away_is_said_and_what_is_typed_stays(open_screen, place, monkeypatch):
    test = fill_tie(open_screen("data", part="edit"), start="1998")
    # As on a full disk: the database takes no further page, and this needs two.
    test.text_area(key=FORM + "note").set_value("水" * 2000).run()
    with the_store().database.engine.connect() as connection:
        size = connection.exec_driver_sql("PRAGMA page_count").scalar()
    _limit(the_store(), size)
    press(test, "Save")
    assert test.error
    assert "What you typed is kept" in shown(test)
    assert test.text_input(key=FORM + "start").value == "1998"
    _limit(the_store(), 1 << 30)
    press(test, "Save")
    assert "Saved as revision 2" in shown(test)


def _limit(store, pages):
    engine = store.database.engine
    engine.dispose()

    @event.listens_for(engine, "connect")
    def limit(connection, _record):
        connection.execute(f"PRAGMA max_page_count = {pages}")


def test_hostile_names_are_shown_as_text(open_screen, hostile_folder, tmp_path, monkeypatch):
    monkeypatch.setenv("GRAPH_APP_STORE", str(tmp_path / "store"))
    st.cache_resource.clear()
    for part, query in (("edit", {"do": "remove", "row": "r1"}), ("history", {}), ("grid", {})):
        test = open_screen("data", part=part, **query)
        bare = "\n".join(
            str(e.value) for k in ("markdown", "caption", "error") for e in getattr(test, k)
        )
        for mark in ("<img", "<script", "](javascript"):
            assert mark not in bare.replace("\\" + mark[0], "")
    st.cache_resource.clear()


def test_the_zip_of_a_day_holds_all_tables(small_tables):
    with zipfile.ZipFile(io.BytesIO(zipped(small_tables))) as archive:
        assert {*archive.namelist()} == {f"{name}.csv" for name in COLUMNS if name != "contacts"}
