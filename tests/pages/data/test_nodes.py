"""Merging and splitting nodes on the screen, and undoing one join of an import."""

import pandas as pd

from graph_app.model.tables import Tables
from graph_app.store import Actor, Change
from tests.pages.data.test_importing import finish, preview
from tests.pages.reading import press, shown, table_with


def key_of(test, kind, end):
    return next(one.key for one in getattr(test, kind) if str(one.key).endswith(end))


def test_two_entries_become_one_and_two_again(open_screen, store):
    before = store.tables()
    test = open_screen("data", part="nodes", do="merge", node="city:a")
    test.selectbox(key=key_of(test, "selectbox", "-goes")).set_value("city:d").run()
    assert not test.exception
    assert "What each of them says" in shown(test)
    press(test, "Make them one")
    assert "Reason" in shown(test)
    test.text_input(key=key_of(test, "text_input", "-reason")).set_value("Entered twice").run()
    press(test, "Make them one")
    assert "Saved as revision 2" in shown(test)
    after = store.tables()
    assert "city:d" not in set(after.cities["id"])
    ends = {*after.relations["source"], *after.relations["target"]}
    assert "city:d" not in ends
    press(test, "Undo")
    again = store.tables()
    assert set(again.relations["id"]) == set(before.relations["id"])
    assert set(again.cities["id"]) == set(before.cities["id"])


def test_a_split_needs_a_name_and_a_reason(open_screen, store):
    test = open_screen("data", part="nodes", do="split", node="city:a")
    assert "moves" in table_with(test, "moves")
    press(test, "Make it two")
    assert "Name of the new one" in shown(test)
    test.text_input(key=key_of(test, "text_input", "-name-city:a")).set_value("Anew").run()
    press(test, "Make it two")
    test.text_input(key=key_of(test, "text_input", "-reason")).set_value("They were two").run()
    press(test, "Make it two")
    assert not test.exception
    assert store.head().number == 2
    assert "Anew" in set(store.tables().cities["name"])


def test_one_join_of_an_import_is_undone_without_the_import(open_screen, store):
    test = open_screen("data", part="import")
    ties = b"City,Partner,Country\nTurku,Tartto,EE\nTurku,Riika,LV\n"
    preview(test, "edges", ("list.csv", ties, "text/csv"))
    finish(test, "Store ")
    number = store.head().number
    places = store.tables().cities
    test = open_screen("data", part="edit")
    change = Change("relations", "add", "r99", {
        "source": "city:a", "target": places["id"].iloc[-1], "type": "sister_city",
        "source_id": "source:s"})  # fmt: skip
    store.save([change], actor=Actor("Aino", "editor"), base=number, kind="import", reason="More")
    test = open_screen("data", part="history", revision=str(number + 1))
    test.selectbox(key=key_of(test, "selectbox", "-node")).set_value(places["id"].iloc[-1]).run()
    name = next(one for one in test.text_input if one.label == "Name of the new one")
    name.set_value("Another").run()
    press(test, "Make it a place of its own")
    assert not test.exception
    after = store.tables()
    moved = after.relations.set_index("id").loc["r99", "target"]
    assert after.cities.set_index("id").loc[moved, "name"] == "Another"
    assert store.head().number == number + 2
    assert places["id"].iloc[-1] in set(after.cities["id"])


def test_a_link_that_is_unticked_is_not_stored_nor_its_place():
    from graph_app.editing.import_job import Preview
    from graph_app.editing.import_list import Choices, chosen
    from graph_app.intake.merging.draft import Draft
    from graph_app.intake.merging.merge import merge

    cities = pd.DataFrame(
        [{"id": f"city:{n}", "name": n, "country": "FI"} for n in ("x", "y", "z")]
    )
    ties = pd.DataFrame([
        {"id": "d1", "source": "city:x", "target": "city:y", "type": "sister_city",
         "source_id": "source:s", "status": "active"},
        {"id": "d2", "source": "city:x", "target": "city:z", "type": "sister_city",
         "source_id": "source:s", "status": "active"},
    ])  # fmt: skip
    sources = pd.DataFrame([{"id": "source:s", "title": "S"}])
    draft = Draft({"cities": cities, "relations": ties, "sources": sources})
    merged = merge(Tables.from_frames({}), draft)
    seen = Preview(merged.changes, merged.report)
    assert chosen(seen, Choices()) is seen.changes
    left = chosen(
        seen, Choices(frozenset({"d2"}), {"d1": {"start": "1998", "status": "ended"}})
    ).added
    assert left["cities"]["name"].tolist() == ["x", "y"]
    (tie,) = left["relations"].to_dict("records")
    assert (tie["start"], tie["status"]) == ("1998", "ended")
    assert set(chosen(seen, Choices(frozenset({"d1", "d2"}))).added) == set()


def test_what_is_stated_twice_is_named_with_its_row(open_screen, store):
    test = open_screen("data", part="import")
    ties = b"City,Partner\nTurku,Riika\nTurku,Riga\nTurku,Turku\n"
    preview(test, "edges", ("list.csv", ties, "text/csv"))
    assert "the same as row 2 of the file" in table_with(test, "reason")["reason"].tolist()
