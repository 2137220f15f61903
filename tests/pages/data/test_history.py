"""Who changed what, and undoing it."""

from tests.pages.data.forms import store_change
from tests.pages.reading import press, shown


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
