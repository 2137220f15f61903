import io
import zipfile
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from graph_app.editing.rows import (
    adding,
    changing,
    ended,
    grid_changes,
    grid_edits,
    ids_in,
    new_id,
    row_of,
    settle_all,
    settled,
    suggested,
    zipped,
)
from graph_app.intake.project.own_tables import read_own_tables
from graph_app.model.schema import schema_findings
from graph_app.model.tables import COLUMNS, Tables
from graph_app.store import Change, Conflict

BASE = {"id": "r1", "status": "active", "start": "1990", "end": None, "note": "n"}


def conflict(theirs, yours):
    theirs = None if theirs is None else BASE | theirs
    yours = None if yours is None else BASE | yours
    return Conflict("relations", "r1", BASE, theirs, yours)


def test_ids_are_ascii_slugs_that_nobody_has():
    assert new_id("cities", {"name": "Ærøskøbing"}, ()) == "city:aeroskobing"
    turku = {"name": "Turku", "country": "FI"}
    assert new_id("cities", turku, ["city:turku"]) == "city:turku-fi"
    assert new_id("cities", turku, ["city:turku", "city:turku-fi"]) == "city:turku-fi-2"
    tie = {"type": "sister_city", "source": "city:a", "target": "city:b"}
    assert new_id("relations", tie, ["sister-city-a-b"]) == "sister-city-a-b-2"
    assert new_id("sources", {"title": "Arkisto 2024"}, ()) == "source:arkisto-2024"


@given(some.text(min_size=1, max_size=300), some.sampled_from(["cities", "events", "sources"]))
def test_every_name_gives_an_id_that_the_tables_accept(name, table):
    row = {"name": name, "title": name}
    frame = pd.DataFrame([{"id": new_id(table, row, ()), "name": "x", "title": "x"}])
    assert not list(schema_findings(Tables.from_frames({table: frame})))


def test_the_id_of_a_person_says_nothing_of_them():
    row = {"node": "city:a", "name": "Maija Mallikas"}
    first, second = (new_id("contacts", row, ()) for _ in range(2))
    assert first != second
    frame = pd.DataFrame([row | {"id": first}])
    cities = pd.DataFrame([{"id": "city:a", "name": "A"}])
    assert not list(schema_findings(Tables.from_frames({"contacts": frame, "cities": cities})))


def test_a_change_holds_what_differs_and_nothing_else(small_tables):
    row = row_of(small_tables, "cities", "city:e")
    assert row["latitude"] is None
    assert changing("cities", row, {**row, "latitude": float("nan"), "name_fi": ""}) is None
    change = changing("cities", row, {**row, "population": 7})
    assert change == Change("cities", "change", "city:e", {"population": 7.0})
    assert row_of(small_tables, "cities", "city:x") is None
    added = adding("sources", {"title": "T"}, "source:t")
    assert set(added.values) == set(COLUMNS["sources"]) - {"id"}


def test_ending_a_relation_sets_its_status_and_keeps_a_known_end():
    row = ended("relations", {"end": "2001", "status": "active", "checked": "2020"}, None)
    assert row == {"end": "2001", "status": "ended", "checked": "2020"}
    assert ended("events", {"end": None}, "2020") == {"end": "2020"}


def test_only_what_one_side_changed_is_suggested():
    both = conflict({"status": "dormant", "start": "1991"}, {"status": "ended", "end": "2001"})
    assert {name: suggested(both, name) for name in both.columns} == {
        "status": None,
        "start": "theirs",
        "end": "mine",
    }


def test_a_conflict_is_settled_column_by_column():
    both = conflict({"status": "dormant", "start": "1991"}, {"status": "ended", "end": "2001"})
    choices = {"status": "mine", "start": "theirs", "end": "theirs"}
    assert settled(both, choices).values == {"status": "ended"}
    assert settled(both, dict.fromkeys(both.columns, "theirs")) is None


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_a_removed_row_is_settled_as_a_whole(choice):
    gone = settled(conflict(None, {"status": "ended"}), {"": choice})
    kept = settled(conflict({"status": "ended"}, None), {"": choice})
    if choice == "theirs":
        assert gone is kept is None
    else:
        assert (gone.action, gone.values["status"]) == ("add", "ended")
        assert kept.action == "remove"


def test_changes_in_nobodys_way_stay_when_others_are_settled():
    free = Change("cities", "change", "city:a", {"population": 1.0})
    mine = Change("relations", "change", "r1", {"status": "ended"})
    at_odds = conflict({"status": "dormant"}, {"status": "ended"})
    assert settle_all([free, mine], [at_odds], {}) == [free]
    choices = {("relations", "r1"): {"status": "mine"}}
    assert settle_all([free, mine], [at_odds], choices) == [free, mine]


STATUS = some.sampled_from(["active", "dormant", "ended", None])


@given(STATUS, STATUS, STATUS, some.sampled_from(["mine", "theirs"]))
def test_what_is_settled_leads_to_what_was_chosen(base, theirs, yours, choice):
    rows = [{"id": "r", "status": status, "note": "n"} for status in (base, theirs, yours)]
    at_odds = Conflict("relations", "r", *rows)
    change = settled(at_odds, dict.fromkeys(at_odds.columns, choice))
    outcome = rows[1] | (dict(change.values) if change else {})
    assert outcome == (rows[2] if choice == "mine" else rows[1])


def test_edits_of_a_grid_are_what_differs(small_tables):
    before = small_tables.cities.set_index("id")[["name", "name_fi", "population"]]
    after = before.copy()
    after.loc["city:a", "name_fi"] = "  Aalesund "
    after.loc["city:b", "population"] = None
    edits = grid_edits(before, after)
    assert edits == {"city:a": {"name_fi": "Aalesund"}, "city:b": {"population": None}}
    rows = {key: row_of(small_tables, "cities", key) for key in edits}
    changes = grid_changes("cities", rows, edits, ["city:b"])
    assert [(change.action, change.id) for change in changes] == [
        ("change", "city:a"),
        ("remove", "city:b"),
    ]


def test_themes_in_a_grid_are_lists_and_blanks_of_every_sort_are_one():
    before = pd.DataFrame({"themes": ["climate; water", None, "sport"], "note": [None, "", "x"]})
    after = pd.DataFrame(
        {"themes": [["climate", "water"], [], ["sport", "food"]], "note": ["", None, pd.NA]}
    )
    assert grid_edits(before, after) == {2: {"themes": "sport;food", "note": None}}


@pytest.mark.parametrize("asked", [False, True])
def test_persons_are_in_the_zip_only_when_asked_for(small_tables, tmp_path, asked):
    person = {"id": "contact:00000001", "node": "city:a", "name": "Maija Mallikas"}
    frame = Tables.from_frames({"contacts": pd.DataFrame([person])}).contacts
    path = tmp_path / "tables.zip"
    path.write_bytes(zipped(replace(small_tables, contacts=frame), asked))
    with zipfile.ZipFile(path) as archive:
        said = b"".join(archive.read(name) for name in archive.namelist())
        assert ("contacts.csv" in archive.namelist()) is (b"Mallikas" in said) is asked
    # And back only when asked for again.
    assert not len(Tables.from_frames(read_own_tables([path]).frames).contacts)
    back = Tables.from_frames(read_own_tables([path], personal=True).frames).contacts
    assert len(back) == asked


def test_a_zip_of_tables_comes_back_as_it_was(small_tables, tmp_path):
    path = tmp_path / "tables.zip"
    path.write_bytes(zipped(small_tables))
    draft = read_own_tables([path])
    assert Tables.from_frames(draft.frames).revision == small_tables.revision
    assert ids_in(small_tables) >= {"r1", "city:a", "source:s"}


def test_the_zip_of_a_day_holds_all_tables(small_tables):
    with zipfile.ZipFile(io.BytesIO(zipped(small_tables))) as archive:
        assert {*archive.namelist()} == {f"{name}.csv" for name in COLUMNS if name != "contacts"}
