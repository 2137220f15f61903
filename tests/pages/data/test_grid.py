"""Cells are changed in the grid, checked and saved."""

import json

from streamlit.proto.WidgetStates_pb2 import WidgetState

from graph_app.pages.data.grid import Grid
from graph_app.store import Change
from tests.pages.data.forms import OTHER, store_change, taken_over
from tests.pages.reading import press, shown


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
