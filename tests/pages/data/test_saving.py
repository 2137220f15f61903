"""Two people change the same, and each may choose."""

from graph_app.store import Change
from tests.pages.data.forms import OTHER, key_of
from tests.pages.reading import fill, press, shown


def begin_conflict(open_screen, store):
    """One person types, another saves the same relation, the first presses Save."""
    test = open_screen("data", part="edit", do="change", row="r3")
    form = key_of(test, "relations-change-r3", "")
    fill(test, form, status="ended", end="2001", reason="Mine")
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
        fill(test, form, status="suspended", reason="Paused")
    press(one, "Save")
    press(two, "Save")
    relations = store.tables().relations.set_index("id")
    assert relations.loc[["r1", "r3"], "status"].tolist() == ["suspended", "suspended"]
