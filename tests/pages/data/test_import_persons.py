"""Contact persons at an import: only when asked for, each time."""

from dataclasses import replace

import pandas as pd
import pytest

from graph_app.editing.rows import zipped
from graph_app.intake.edges.mapping import Mapping, mapping_to_json
from graph_app.model.tables import Tables
from graph_app.pages.data.importing import _KINDS
from tests.pages.data.test_importing import ASK, finish, key_of, upload
from tests.pages.reading import shown

PERSONS = (
    b"from,to,type,contact person,E-mail,phone\n"
    b"Turku,Tampere,sister_city,Maija Mallikas,maija@city.example,\n"
    b"Turku,Oulu,sister_city,Bo Ek,bo@city.example,+358 8 12 34\n"
)


def asked_for_persons(test):
    return next(box for box in test.checkbox if box.label.startswith("Also take contact persons"))


def test_persons_are_taken_when_asked_for_and_counted_before(open_screen, store):
    test = upload(open_screen("data", part="import"), "edges", ("t.csv", PERSONS, "text/csv"))
    assert asked_for_persons(test).value is False
    assert "Left out as personal data: contact person, E-mail, phone." in shown(test)
    assert not [box for box in test.multiselect if "contact_" in str(box.key)]
    assert "Mallikas" not in " ".join(frame.value.to_csv() for frame in test.dataframe)
    asked_for_persons(test).set_value(True).run()
    assert "Personal data: these columns are taken" in shown(test)
    for end, column in (("name", "contact person"), ("email", "E-mail"), ("telephone", "phone")):
        test.multiselect(key=key_of(test, f"to.contact_{end}")).set_value([column])
    test.run()
    assert "Mallikas" in " ".join(frame.value.to_csv() for frame in test.dataframe)
    # What stands for no person is not offered such columns.
    assert "E-mail" not in test.multiselect(key=key_of(test, "note")).options
    finish(test, ASK)
    assert "2 contact persons will be added: personal data." in shown(test)
    finish(test, "Store ")
    contacts = store.tables().contacts
    assert contacts["name"].tolist() == ["Maija Mallikas", "Bo Ek"]
    assert contacts["telephone"].tolist()[1] == "+358 8 12 34"
    # Another list is asked about anew.
    again = upload(test, "edges", ("u.csv", PERSONS, "text/csv"))
    assert asked_for_persons(again).value is False


def test_persons_are_left_out_unless_asked_for(open_screen, store):
    test = upload(open_screen("data", part="import"), "edges", ("t.csv", PERSONS, "text/csv"))
    finish(test, ASK)
    assert "columns of personal data left out: 3" in shown(test)
    finish(test, "Store ")
    assert store.tables().contacts.empty
    assert len(store.tables().relations) == 10


@pytest.mark.parametrize("asked", [False, True])
def test_persons_in_our_own_zip_are_taken_only_when_asked_for(
    open_screen, store, small_tables, asked
):
    person = {"id": "contact:00000001", "node": "city:a", "name": "Maija Mallikas"}
    frame = Tables.from_frames({"contacts": pd.DataFrame([person])}).contacts
    zip_ = zipped(replace(small_tables, contacts=frame), personal=True)
    test = open_screen("data", part="import", source="folder")
    upload(test, "folder", ("tables.zip", zip_, "application/zip"))
    asked_for_persons(test).set_value(asked).run()
    finish(test, ASK)
    assert ("1 contact person will be added" in shown(test)) is asked
    button = next(b for b in test.button if b.label.startswith("Store "))
    assert button.disabled is not asked


def test_a_saved_mapping_does_not_remember_that_persons_were_asked_for(open_screen, store):
    saved = Mapping(
        "mine",
        {"title": "T"},
        {"from.name": ("from",), "to.name": ("to",), "to.contact_email": ("E-mail",)},
        {"from.kind": "city", "to.kind": "city", "type": "sister_city"},
        personal=True,
    )
    test = upload(open_screen("data", part="import"), "edges", ("t.csv", PERSONS, "text/csv"))
    test.selectbox(key="data-f-map-start").set_value("+").run()
    uploader = next(u for u in test.file_uploader if "JSON" in u.label)
    text = mapping_to_json(saved).encode()
    uploader.set_value(("mine.json", text, "application/json")).run()
    assert asked_for_persons(test).value is False
    finish(test, ASK)
    assert "will be added: personal data" not in shown(test)
    assert not test.error


def test_the_box_is_there_where_a_source_can_contain_persons():
    assert {name for name, kind in _KINDS.items() if kind.persons} == {"edges", "folder", "cordis"}
