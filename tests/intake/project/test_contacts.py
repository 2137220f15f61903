import datetime

import pandas as pd
import pytest

from graph_app.intake.edges.edge_list import read_edges
from graph_app.intake.edges.mapping import Mapping
from graph_app.intake.files.collecting import Collector
from graph_app.intake.merging.merge import merge
from graph_app.intake.project.contacts import merge_contacts, new_contact_id
from graph_app.intake.project.folder import load_folder, write_tables
from graph_app.intake.project.own_tables import read_own_tables
from graph_app.model.tables import Tables
from graph_app.model.validate import validate
from tests.intake import make_files as files

TODAY = datetime.date(2026, 11, 25)
HEADER = "a,b,type,who,does,mail,phone\n"
MAPPING = Mapping(
    "persons",
    {"title": "Persons"},
    {"from.name": ("a",), "to.name": ("b",), "type": ("type",)}
    | {
        f"from.contact_{meaning}": (column,)
        for meaning, column in zip(
            ("name", "role", "email", "telephone"), ("who", "does", "mail", "phone"), strict=True
        )
    },
    {"from.country": "FI", "to.country": "FI"},
    personal=True,
)


def persons(folder, *rows, tables=None):
    path = files.write(folder, "persons.csv", HEADER + "".join(f"{row}\n" for row in rows))
    draft = read_edges([path], MAPPING, today=TODAY)
    return merge(tables or Tables.from_frames({}), draft, today=TODAY)


def test_a_person_stands_beside_the_node_and_in_no_note(tmp_path):
    merged = persons(
        tmp_path,
        "Lahti,Turku,sister_city,Anna  Virtanen,coordinator,anna@lahti.example,+358 40 123 456",
        "Lahti,Oulu,sister_city,Anna Virtanen,coordinator,anna@lahti.example,+358 40 123 456",
        "Turku,Oulu,sister_city,,,,",
    )
    (person,) = merged.tables.contacts.to_dict("records")
    assert person["node"] == "city:lahti"
    assert (person["name"], person["role"]) == ("Anna Virtanen", "coordinator")
    assert (person["email"], person["telephone"]) == ("anna@lahti.example", "+358 40 123 456")
    assert person["source_id"] == "source:persons"
    assert "virtanen" not in person["id"].lower()
    assert "Virtanen" not in merged.tables.relations.to_csv()
    assert merged.report.added["contacts"] == 1
    assert validate(merged.tables, TODAY) == []


def test_the_same_file_again_adds_nobody(tmp_path):
    row = "Lahti,Turku,sister_city,Anna,,anna@lahti.example,"
    first = persons(tmp_path, row)
    again = persons(tmp_path, row.replace("Anna", "ANNA"), tables=first.tables)
    assert again.tables.contacts.equals(first.tables.contacts)
    assert again.report.counts["contact persons already known"] == 1


def test_what_is_no_address_is_left_out_and_not_repeated_in_the_report(tmp_path):
    merged = persons(tmp_path, "Lahti,Turku,sister_city,Anna,,anna at lahti,ask Bo")
    (person,) = merged.tables.contacts.to_dict("records")
    assert pd.isna(person["email"])
    assert pd.isna(person["telephone"])
    assert {f.column for f in merged.report.findings} == {"email", "telephone"}
    assert "anna at" not in merged.report.to_csv().decode()


def test_a_person_without_a_name_is_called_by_what_is_known(tmp_path):
    merged = persons(tmp_path, "Lahti,Turku,sister_city,,,office@lahti.example,")
    assert list(merged.tables.contacts["name"]) == ["office@lahti.example"]


def with_person(tables):
    person = {"id": new_contact_id(), "node": "city:a", "name": "Åsa Öberg",
              "email": "asa@city.example", "checked": "2026-01"}  # fmt: skip
    return Tables.from_frames(vars(tables) | {"contacts": pd.DataFrame([person])})


def test_our_own_tables_carry_persons_only_when_asked(tmp_path, small_tables):
    tables = with_person(small_tables)
    assert tables.revision == small_tables.revision
    write_tables(tables, tmp_path / "without")
    assert not (tmp_path / "without" / "contacts.csv").exists()
    write_tables(tables, tmp_path / "with", personal=True)
    assert load_folder(tmp_path / "with").contacts.equals(tables.contacts)
    empty = Tables.from_frames({})
    plain = merge(empty, read_own_tables([tmp_path / "with"]), today=TODAY)
    assert len(plain.tables.contacts) == 0
    asked = merge(empty, read_own_tables([tmp_path / "with"], personal=True), today=TODAY)
    assert asked.tables.contacts.equals(tables.contacts)


def test_a_person_of_a_node_that_was_not_taken_is_counted():
    notes = Collector()
    known = Tables.from_frames({}).contacts
    frame = pd.DataFrame([{"id": new_contact_id(), "node": "city:gone", "name": "Bo"}])
    assert merge_contacts(frame, {}, known, False, notes).empty
    assert notes.counts == {"contact persons of a node that was not taken": 1}


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("id", "contact:anna-virtanen", "digits and a to f"),
        ("node", "city:nowhere", "one of the tables of nodes"),
        ("node", None, "must not be blank"),
        ("name", None, "must not be blank"),
        ("email", "anna", "an e-mail address"),
        ("email", "a@b.c, d@e.f", "an e-mail address"),
        ("telephone", "call me", "a telephone number"),
        ("source_id", "source:none", "sources.csv"),
        ("checked", "2090", "a date not after"),
    ],
)
def test_the_rules_for_persons(small_tables, column, value, expected):
    contacts = with_person(small_tables).contacts.assign(**{column: value})
    wrong = Tables.from_frames(vars(small_tables) | {"contacts": contacts})
    findings = validate(wrong, TODAY)
    assert [(f.file, f.column) for f in findings] == [("contacts.csv", column)]
    assert expected in str(findings[0].expected)
