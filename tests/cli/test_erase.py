import pytest

from tests.cli.conftest import PERSON, tables_of


def test_a_person_is_erased_with_the_history(with_person, run):
    code, out, err = run("erase", "contacts", PERSON, "--reason", "Asked for")
    assert (code, out) == (2, "")
    assert "name, role, email, telephone, note" in err
    assert "--yes does it" in err
    assert len(tables_of(with_person).contacts) == 1
    code, _, err = run("erase", "contacts", PERSON, "--reason", "Asked for", "--yes")
    assert code == 0
    assert "Erased by revision 5" in err
    assert "Backups" in err
    assert tables_of(with_person).contacts.empty
    printed = run("history", PERSON)[1] + run("history")[1]
    assert "Mallikas" not in printed
    assert "Asked for" in printed
    assert b"Mallikas" not in (with_person / "store.sqlite").read_bytes()


def test_a_note_is_erased_and_the_row_stays(with_person, run):
    arguments = ("erase", "relations", "r1", "--column", "note", "--yes", "--by", "Bo")
    assert run(*arguments, "--reason", "ask maija no more")[0] == 2
    assert run(*arguments, "--reason", "Not for a note")[0] == 0
    tie = tables_of(with_person).relations.set_index("id").loc["r1"]
    assert (tie.isna()["note"], tie["status"]) == (True, "dormant")
    assert "Ask Maija" not in run("history", "r1", "--format", "json")[1]
    assert len(tables_of(with_person).contacts) == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("contacts", "contact:00000000", "--reason", "x"), "no such row"),
        (("relations", PERSON, "--reason", "x"), "no such row"),
        (("contacts", PERSON, "--reason", " "), "--reason"),
        (("contacts", PERSON, "--reason", "mallikas asked"), "found a word of what is erased"),
        (("contacts", PERSON, "--reason", "x", "--column", "id"), "found id to erase"),
        (("contacts", PERSON, "--reason", "x", "--column", "phone"), "phone"),
    ],
)
def test_what_cannot_be_erased_is_one_line(with_person, refuses, arguments, says):
    refuses(says, "erase", *arguments, "--yes")
    assert len(tables_of(with_person).contacts) == 1
