"""Contact persons in the app: who sees them, where, and how they are erased for good."""

import datetime

import pandas as pd
import pytest

from graph_app.pages.shell.facts import read_facts, whole_tables
from graph_app.store import Actor, Change
from tests.pages.data.forms import key_of
from tests.pages.data.test_importing import ASK, finish
from tests.pages.reading import claims, everything, fill, press, shown, table_with, texts

EDITOR = Actor("Aino", "editor")
ID = "contact:0123456789abcdef"
PERSON = {
    "node": "city:b",
    "name": "Maija Mallikas",
    "role": "Head of <b>affairs</b>",
    "email": "maija.mallikas@city.example",
    "telephone": "+48 58 555 0100",
}
PERSONAL = ("Mallikas", "maija", "555 0100", "affairs", "dismissed")


def write_person(store):
    """Add a contact person whose e-mail comes later, in a revision with a tie."""
    first = {name: value for name, value in PERSON.items() if name != "email"}
    added = Change("contacts", "add", ID, first)
    store.save([added], actor=EDITOR, base=1, reason="Mallikas is new there")
    both = [
        Change("contacts", "change", ID, {"email": PERSON["email"]}),
        Change("relations", "change", "r1", {"status": "dormant"}),
    ]
    store.save(both, actor=EDITOR, base=2, reason="Mallikas said so")
    note = Change("relations", "change", "r2", {"note": "n"})
    store.save([note], actor=EDITOR, base=3, reason="Nobody")


@pytest.fixture
def written(monkeypatch):
    monkeypatch.setenv("GRAPH_APP_ACCESS_EDITORS", "sub:editor")
    monkeypatch.setenv("GRAPH_APP_ACCESS_ADMINS", "sub:admin")
    return write_person


SCREENS = (
    ("profile", {"node": "city:b"}),
    ("overview", {}),
    ("data", {"part": "tables"}),
    ("data", {"part": "tables", "table": "contacts"}),
    ("data", {"part": "history"}),
    ("data", {"part": "history", "revision": "2"}),
    ("data", {"part": "history", "revision": "3"}),
    ("data", {"part": "history", "view": "row", "node": "city:b"}),
    ("data", {"part": "history", "view": "day"}),
    ("data", {"part": "edit", "do": "change", "table": "contacts", "row": ID}),
    ("data", {"part": "grid", "table": "contacts"}),
)


@pytest.mark.parametrize(("screen", "query"), SCREENS)
def test_whoever_may_not_see_persons_sees_nothing_of_them(
    open_screen, store, monkeypatch, screen, query
):
    readers = [{"is_logged_in": False}, claims("someone")]
    for rule in ("viewer", "editor", "admin"):
        monkeypatch.setenv("GRAPH_APP_ACCESS_CONTACTS", rule)
        if rule == "editor":
            # Whoever may has been here before: nothing of it is shown to the next.
            open_screen(screen, claims=claims("editor"), **query)
        for who in readers[:1] if rule == "viewer" else readers:
            said = everything(open_screen(screen, claims=who, **query))
            assert not [word for word in (*PERSONAL[:4], "Contact person") if word in said]


def test_an_editor_who_may_not_see_them_reads_the_history_without(open_screen, store, monkeypatch):
    monkeypatch.setenv("GRAPH_APP_ACCESS_CONTACTS", "admin")
    test = open_screen("data", claims=claims("editor"), part="history")
    listed = table_with(test, "number")
    assert listed["number"].tolist() == [4, 3, 1]
    assert listed.set_index("number").loc[3, "rows"] == 1
    assert listed.set_index("number").isna().loc[3, "reason"]
    whole = open_screen("data", claims=claims("admin"), part="history")
    listed = table_with(whole, "number")
    assert listed["number"].tolist() == [4, 3, 2, 1]
    assert listed["rows"].tolist()[:3] == [1, 2, 1]
    mixed = open_screen("data", claims=claims("editor"), part="history", revision="3")
    assert "an administrator can undo it" in shown(mixed)
    assert not [button for button in mixed.button if button.label.startswith("Undo")]


def test_who_may_see_them_reads_them_in_the_profile(open_screen, store, monkeypatch):
    monkeypatch.setenv("GRAPH_APP_ACCESS_CONTACTS", "viewer")
    for who in (claims("someone"), claims("editor"), None):
        test = open_screen("profile", claims=who, node="city:b")
        said = shown(test)
        assert "### Contact persons" in said
        assert "Personal data" in said
        assert "Maija Mallikas" in said
        # Markup in a role is shown letter by letter.
        assert "Head of \\<b\\>affairs\\<\\/b\\>" in texts(test)
        assert "(<mailto:maija.mallikas@city.example>)" in texts(test)
        assert "Checked: not known" in said
        adds = [b.label for b in test.button if b.label == "Add a contact person"]
        assert bool(adds) is (who is None or who["sub"] == "editor")
    empty = open_screen("profile", node="city:a")
    assert "No contact person is recorded." in shown(empty)


def test_a_person_is_added_with_an_id_that_tells_nothing(open_screen, store):
    test = open_screen("data", part="edit", do="add", table="contacts")
    form = key_of(test, "contacts-add", "")
    fill(test, form, email="not an address", telephone="ask her", reason="Met at the fair")
    press(test, "Save")
    for text in (
        "Contact person of: is needed and is still blank.",
        "Name: is needed and is still blank.",
        "E-mail: expected an address such as name@city.example.",
        "Telephone: expected a number such as +358 3 814 11.",
    ):
        assert text in shown(test)
    picker = test.selectbox(key=form + "node")
    assert {"Gdańsk · City", "Baltic · Network", "Games · Event"} <= set(picker.options)
    picker.set_value("network:n")
    fill(
        test,
        form,
        name="Bo Ek",
        email="bo@n.example",
        telephone="+46 8 12 34",
        source_id="source:s",
    )
    press(test, "Save")
    row = store.tables().contacts.iloc[-1]
    assert (row["node"], row["name"], row["source_id"]) == ("network:n", "Bo Ek", "source:s")
    assert row["id"].startswith("contact:")
    assert "bo" not in row["id"].removeprefix("contact:")


def test_a_person_is_changed_in_the_form_and_in_the_table_of_all(open_screen, store):
    test = open_screen("data", part="edit", do="change", table="contacts", row=ID)
    assert test.selectbox(key="data-f-row-contacts").options == ["Maija Mallikas · Gdańsk"]
    form = key_of(test, f"contacts-change-{ID}", "")
    fill(test, form, role="Mayor", reason="New role")
    press(test, "Save")
    assert store.tables().contacts["role"].tolist() == ["Mayor"]
    tables = open_screen("data", part="tables", table="contacts")
    frame = tables.dataframe[0].value
    assert (frame["node"].iloc[0], frame["role"].iloc[0]) == ("Gdańsk", "Mayor")
    grid = open_screen("data", part="grid", table="contacts")
    assert "Maija Mallikas" in everything(grid) or grid.get("arrow_data_frame")


def test_a_person_who_is_not_seen_is_not_lost_by_an_import(open_screen, store, monkeypatch):
    monkeypatch.setenv("GRAPH_APP_ACCESS_CONTACTS", "admin")
    facts = read_facts()
    assert facts.tables.contacts.empty
    assert len(whole_tables(facts).contacts) == 1
    test = open_screen("data", claims=claims("editor"), part="import")
    assert not [box for box in test.checkbox if "contact persons" in box.label]
    rows = b"from,to,type\nTurku,Alone,sister_city\n"
    test.file_uploader(key="data-files-edges").set_value([("t.csv", rows, "text/csv")]).run()
    finish(test, ASK)
    finish(test, "Store ")
    assert store.head().kind == "import"
    assert store.tables().contacts["name"].tolist() == ["Maija Mallikas"]


# --- erasing --------------------------------------------------------------------------------------


def erasing(open_screen, who="admin"):
    query = {"part": "edit", "do": "remove", "table": "contacts", "row": ID}
    return open_screen("data", claims=claims(who), **query)


def erase(test, reason, sure=True):
    test.text_input(key=f"erase-why-{ID}").set_value(reason)
    test.checkbox(key=f"erase-sure-{ID}").set_value(sure).run()
    return press(test, "Erase for good")


def test_only_an_admin_is_offered_to_erase(open_screen, store, monkeypatch):
    assert "Erase for good, with the history" in shown(erasing(open_screen))
    assert "Erase for good" not in shown(erasing(open_screen, "editor"))
    monkeypatch.setenv("GRAPH_APP_ACCESS_CONTACTS", "admin")
    assert "Erase for good, with the history" in shown(erasing(open_screen))
    # At home one edits, and does not erase.
    local = open_screen("data", part="edit", do="remove", table="contacts", row=ID)
    assert "Erase for good" not in shown(local)


def test_what_is_missing_is_said_and_nothing_erased(open_screen, store):
    test = erase(erasing(open_screen), "Mallikas asked", sure=False)
    said = shown(test)
    assert 'must not name the person: found "mallikas"' in said
    assert "Confirm that you know" in said
    assert "say in a few words why" in shown(erase(test, ""))
    assert store.head().number == 4
    assert len(store.tables().contacts) == 1


def test_an_erased_person_is_gone_from_every_screen_and_the_disk(open_screen, store, tmp_path):
    before = open_screen("data", claims=claims("admin"), part="history", view="row", node="city:b")
    assert "Mallikas" in everything(before)
    test = erase(erasing(open_screen), "Asked for")
    assert "Erased for good: revision 5" in shown(test)
    assert (store.head().kind, store.head().author) == ("erase", "sub:admin")
    assert store.tables().contacts.empty
    for screen, query in SCREENS:
        for who in (claims("admin"), None):
            said = everything(open_screen(screen, claims=who, **query))
            assert not [word for word in PERSONAL if word in said], (screen, query)
    files = [file for file in (tmp_path / "store").rglob("*") if file.is_file()]
    for word in (b"555 0100", b"Mallikas"):
        assert not any(word in file.read_bytes() for file in files)
    reasons = {one.number: one.reason for one in store.revisions()}
    assert (reasons[3], reasons[4], reasons[5]) == ("(erased)", "Nobody", "Asked for")


def test_a_person_who_was_removed_before_is_erased_from_the_history(open_screen, store):
    store.save([Change("contacts", "remove", ID)], actor=EDITOR, base=4)
    test = open_screen("data", claims=claims("admin"), part="history", view="row", node="city:b")
    choice = test.selectbox(key="data-f-history-row")
    assert "Contact person: Maija Mallikas (Gdańsk)" in choice.options
    choice.set_value(ID).run()
    assert "Erase for good, with the history" in shown(test)
    erase(test, "Asked for by the person")
    assert "Mallikas" not in str(store.history(ID))
    assert "Erased for good: revision 6" in shown(test)
    again = open_screen("data", claims=claims("admin"), part="history", view="row", node="city:b")
    assert "Contact person" not in everything(again)
    assert "Erase for good" not in shown(again)


def test_the_days_before_count_persons_only_for_who_may_see_them(open_screen, store):
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    for who, listed in ((claims("editor"), True), ({"is_logged_in": False}, False)):
        test = open_screen("data", claims=who, part="history", view="day", day=today)
        frame = pd.concat([d.value for d in test.dataframe])
        assert ("Contact persons" in frame["table"].tolist()) is listed
        boxes = [box.label for box in test.checkbox]
        assert ("With contact persons (personal data)" in boxes) is listed
