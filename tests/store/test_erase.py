import pytest

from graph_app.model.errors import InvalidTablesError, StaleRevisionError, StoreError
from graph_app.store import Change
from tests.store.conftest import ADMIN, EDITOR, note

SECRET = "Matti Meikalainen 0401234567"


@pytest.fixture
def holding(store):
    for at, text in enumerate([SECRET, f"{SECRET} again", "neutral"]):
        store.save([note(text)], actor=EDITOR, base=at + 1)
    return store


def notes(store):
    rows = [row for change in store.history("r1") for row in (change.before, change.after)]
    return {row["note"] for row in rows if row is not None}


def test_a_column_is_erased_from_the_whole_history(holding, place, opened):
    reader = opened(place)
    reader.tables()
    made = holding.erase("relations", "r1", ["note"], actor=ADMIN, reason="Asked by the person")
    assert made.left is None
    said = made.revision
    assert (said.number, said.kind, said.reason) == (5, "erase", "Asked by the person")
    assert notes(holding) == {None}
    for number in range(1, 6):
        assert SECRET not in holding.tables(number).relations.to_csv()
        assert holding.tables(number).relations["start"][0] == "1950"
    assert reader.tables().revision == holding.tables().revision == holding.tables(1).revision
    assert holding.problems() == []
    # The past can still be undone where it does not bring anything back.
    with pytest.raises(StoreError):
        holding.undo(5, actor=EDITOR)


def test_nothing_is_left_on_the_disk(holding, request):
    def on_disk():
        folder = holding.database.folder
        if folder is None:
            server = request.getfixturevalue("server")
            server.execute("CHECKPOINT")
            folder = server.data / "base"
        files = [file for file in folder.rglob("*") if file.is_file()]
        return any(SECRET.encode() in file.read_bytes() for file in files)

    assert on_disk()
    holding.erase("relations", "r1", actor=ADMIN)
    assert not on_disk()


def test_an_edit_of_the_row_as_it_was_does_not_bring_it_back(holding):
    base = holding.head()
    holding.erase("relations", "r1", ["note"], actor=ADMIN)
    with pytest.raises(StaleRevisionError):
        holding.save([note(SECRET)], actor=EDITOR, base=base)


def test_a_row_that_was_removed_and_a_name_that_must_not_be_blank(holding):
    holding.save([Change("relations", "remove", "r1")], actor=EDITOR, base=4)
    holding.erase("relations", "r1", actor=ADMIN)
    assert notes(holding) == {None}
    assert "r1" not in set(holding.tables().relations["id"])
    holding.erase("cities", "city:e", actor=ADMIN)
    row = holding.tables().cities.set_index("id").loc["city:e"]
    assert row["name"] == "(erased)"
    assert row.drop("name").isna().all()
    assert holding.problems() == []


def test_what_cannot_be_erased_is_refused(holding):
    for table, row, columns in (
        ("relations", "none", ["note"]),
        ("relations", "r1", ["source"]),
        ("relations", "r1", ["phone"]),
        ("people", "r1", []),
    ):
        with pytest.raises(StoreError):
            holding.erase(table, row, columns, actor=ADMIN)
    assert holding.head().number == 4
    assert SECRET in notes(holding)


PERSON = Change(
    "contacts", "add", "contact:0123456789abcdef", {"node": "city:a", "name": "Matti Meikalainen"}
)


def test_an_erased_person_is_erased_from_the_whole_history(store):
    store.save([PERSON], actor=EDITOR, base=1)
    mail = Change("contacts", "change", PERSON.id, {"email": "matti@city.example"})
    store.save([mail], actor=EDITOR, base=2)
    store.erase("contacts", PERSON.id, ["email"], actor=ADMIN)
    (person,) = store.tables().contacts.to_dict("records")
    assert (person["name"], person["node"]) == ("Matti Meikalainen", "city:a")
    store.erase("contacts", PERSON.id, actor=ADMIN, reason="Asked for")
    assert len(store.tables().contacts) == 0
    shown = str(store.history(PERSON.id))
    assert "Meikalainen" not in shown
    assert "matti@" not in shown
    assert store.problems() == []


def test_a_node_is_not_removed_under_its_contact_person(store):
    store.save([PERSON], actor=EDITOR, base=1)
    moved = Change("contacts", "change", PERSON.id, {"node": "city:e"})
    with pytest.raises(InvalidTablesError, match="contacts, contact:0123456789abcdef, node"):
        store.save([Change("cities", "remove", "city:e"), moved], actor=EDITOR, base=2)
