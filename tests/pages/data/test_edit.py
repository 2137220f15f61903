"""Rows are added, changed, ended and removed through a form, on a real store."""

import datetime

import pytest
from sqlalchemy import event

from graph_app.graph.frames import frame_from_tables
from graph_app.store.shared import shared_store
from tests.pages.data.forms import FORM, fill_tie, key_of
from tests.pages.reading import fill, press, shown


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
    assert "Ålesund is a sister city of Łódź" in shown(profile)


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
    fill(test, FORM, start="1998", reason="Now right")
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
    fill(test, form, name="Turku", country="FI", population=200000, reason="A second of that name")
    press(test, "Save")
    city = store.tables().cities.iloc[-1]
    assert (city["id"], city["country"], city["population"]) == ("city:turku", "FI", 200000)
    assert key_of(test, "cities-add", "name") != form + "name"
    fill(test, key_of(test, "cities-add", ""), name="Turku", country="FI", reason="Another")
    press(test, "Save")
    assert store.tables().cities["id"].iloc[-1] == "city:turku-fi"


def test_a_relation_is_changed_and_the_rest_of_it_stays(open_screen, place, store):
    test = open_screen("data", part="edit", do="change", row="r3")
    form = key_of(test, "relations-change-r3", "")
    assert test.text_input(key=form + "start").value == "1990-05"
    fill(test, form, status="dormant", reason="Nobody answers", **{"checked-today": True})
    press(test, "Save")
    change = store.changes(2)[0]
    assert set(change.columns) == {"status", "checked"}
    assert change.after["checked"] == datetime.date.today().isoformat()
    assert change.after["themes"] == "climate"


def test_a_relation_is_ended(open_screen, place, store):
    test = open_screen("data", part="edit", do="end", row="r1")
    form = key_of(test, "relations-end-r1", "")
    fill(test, form, end="1949", reason="Over")
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


def test_a_second_press_of_save_adds_nothing(open_screen, place, store):
    test = open_screen("data", part="edit", table="cities")
    form = key_of(test, "cities-add", "")
    fill(test, form, name="Turku", country="FI", reason="New")
    button = next(button for button in test.button if button.label == "Save").click()
    sent = test._tree.get_widget_states()
    button.run()
    test._run(sent)
    assert store.head().number == 2


@pytest.mark.parametrize("form", ["x", "-1", "9" * 40, "²"])
def test_a_count_in_the_address_that_is_none_is_none(open_screen, place, form):
    test = open_screen("data", part="edit", form=form)
    assert test.selectbox(key=FORM + "type").value is None


def test_undo_right_after_saving(open_screen, place, store):
    test = fill_tie(open_screen("data", part="edit"))
    press(test, "Save")
    assert test.text_input(key=key_of(test, "relations-add", "reason")).value == ""
    test.button(key="data-undo-last").click().run()
    assert store.head().undoes == 2
    assert "sister-city-a-d" not in set(store.tables().relations["id"])


def test_a_store_that_is_away_is_said_and_what_is_typed_stays(open_screen, place, monkeypatch):
    test = fill_tie(open_screen("data", part="edit"), start="1998")
    # As on a full disk: the database takes no further page, and this needs two.
    test.text_area(key=FORM + "note").set_value("水" * 2000).run()
    with shared_store().database.engine.connect() as connection:
        size = connection.exec_driver_sql("PRAGMA page_count").scalar()
    _limit(shared_store(), size)
    press(test, "Save")
    assert test.error
    assert "What you typed is kept" in shown(test)
    assert test.text_input(key=FORM + "start").value == "1998"
    _limit(shared_store(), 1 << 30)
    press(test, "Save")
    assert "Saved as revision 2" in shown(test)


def _limit(store, pages):
    engine = store.database.engine
    engine.dispose()

    @event.listens_for(engine, "connect")
    def limit(connection, _record):
        connection.execute(f"PRAGMA max_page_count = {pages}")
