"""What is typed outlasts the process that it was typed in."""

from tests.pages.data.forms import fill_tie, key_of, store_change, taken_over, type_change
from tests.pages.reading import fill, press, shown


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
    fill(test, form, latitude=None, population=7.0)
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
