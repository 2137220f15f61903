import csv
import io
import json

import pytest

from tests.cli.conftest import PERSON


def test_history_of_the_store_and_of_a_tie(stored, run):
    code, out, _ = run("history", "--format", "json")
    assert code == 0
    rows = json.loads(out)
    assert [row["revision"] for row in rows] == [2, 1]
    assert rows[0]["author"] == "Aino"
    code, out, _ = run("history", "r1", "--format", "json")
    first, second = json.loads(out)
    assert first["what"] == "status: active -> dormant; note: (blank) -> =1+1"
    assert (first["action"], second["action"]) == ("change", "add")
    _, out, _ = run("history", "--format", "csv")
    # A spreadsheet must not take a reason for a formula.
    assert not next(csv.DictReader(io.StringIO(out)))["reason"].startswith("=")
    _, out, _ = run("history", "city:a", "--ties", "--limit", 1)
    assert "r1" in out
    assert len(out.splitlines()) == 2


@pytest.mark.parametrize(
    "arguments", [("history", "none"), ("undo", 7), ("restore", "/nowhere.zip"), ("history", "")]
)
def test_what_is_not_there_is_said_in_one_line(stored, refuses, arguments):
    refuses("", *arguments)


def test_no_store_is_made_by_looking(tmp_path, refuses):
    for verb in (("history",), ("undo", 1), ("backup", tmp_path / "b.zip")):
        refuses("holds no store.sqlite", *verb, "--store", tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_the_history_of_a_node_names_persons_only_when_asked(with_person, run):
    arguments = ("history", "city:a", "--ties", "--format", "json")
    assert PERSON not in run(*arguments)[1]
    assert PERSON in run(*arguments, "--contacts")[1]
