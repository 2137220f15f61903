import datetime

import pandas as pd
import pytest

from graph_app.model.schema import rules_of
from graph_app.model.tables import COLUMNS, Tables
from graph_app.model.validate import validate
from tests.conftest import small_frames

TODAY = datetime.date(2026, 11, 24)


def findings_with(table, row, column, value):
    frames = small_frames()
    frame = Tables.from_frames(frames).__dict__[table].copy()
    frame[column] = frame[column].astype(object)
    frame.loc[row, column] = value
    frames[table] = frame
    return validate(Tables.from_frames(frames), TODAY)


def test_right_tables_have_no_findings(small_tables):
    assert validate(small_tables, TODAY) == []


def test_empty_tables_have_no_findings():
    assert validate(Tables.from_frames({}), TODAY) == []


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "found", "expected"),
    [
        ("cities", 0, "name", None, "", "must not be blank"),
        ("cities", 4, "id", "city:Alone", "city:Alone", "city:some-name"),
        ("cities", 4, "id", "town:alone", "town:alone", "city:some-name"),
        ("cities", 4, "id", "city:a", "city:a", "used once"),
        ("cities", 0, "country", "UK", "UK", "ISO 3166-1"),
        ("cities", 0, "latitude", 91.0, "91", "from -90 to 90"),
        ("cities", 0, "population", -1.0, "-1", "0 or more"),
        ("cities", 0, "population", 1.5, "1.5", "whole number"),
        ("cities", 0, "wikidata", "28911", "28911", "Q28911"),
        ("cities", 0, "geonames", "Q28911", "Q28911", "digits only"),
        ("cities", 0, "geonames", "0649360", "0649360", "digits only"),
        ("cities", 0, "longitude", None, "", "both coordinates"),
        ("cities", 0, "latitude", -62.5, "-62.5, 6.2", "inside NO"),
        ("cities", 0, "name", "x" * 301, "x" * 79 + "…", "at most 300"),
        ("cities", 0, "name", "a\x00b", "a\ufffdb", "control characters"),
        ("networks", 0, "themes", "water;love", "water;love", "a ; list"),
        ("networks", 0, "themes", "water;water", "water;water", "without repeats"),
        ("networks", 0, "secretariat", "city:x", "city:x", "tables of nodes"),
        ("networks", 0, "website", "ftp://a", "ftp://a", "http"),
        ("networks", 0, "website", "javascript:alert(1)", "javascript:alert(1)", "http"),
        ("programmes", 0, "kind", "club", "club", "one of award"),
        ("programmes", 0, "part_of", "programme:p", "programme:p", "not itself part"),
        ("events", 0, "city", "city:x", "city:x", "tables of nodes"),
        ("relations", 0, "source", "city:x", "city:x", "tables of nodes"),
        ("relations", 0, "target", None, "", "must not be blank"),
        ("relations", 0, "target", "city:a", "city:a", "another node"),
        ("relations", 0, "type", "friend", "friend", "one of award"),
        ("relations", 0, "status", "sleeping", "sleeping", "active"),
        ("relations", 0, "start", "31/02/2024", "31/02/2024", "YYYY-MM-DD"),
        ("relations", 0, "start", "2027", "2027", "not after 2026-11-24"),
        ("relations", 0, "checked", "2026-12", "2026-12", "not after"),
        ("relations", 3, "end", "1994-12", "1994-12", "not before 1995"),
        ("relations", 0, "source_id", None, "", "must not be blank"),
        ("relations", 0, "source_id", "source:x", "source:x", "sources.csv"),
        ("relations", 0, "target", "network:n", "network:n", "sister_city to have here: city"),
        ("relations", 4, "source", "event:e", "event:e", "membership to have here"),
        ("sources", 0, "title", None, "", "must not be blank"),
        ("sources", 0, "url", "example.org", "example.org", "http"),
    ],
)
def test_each_rule_says_where_what_and_what_would_be_right(
    table, row, column, value, found, expected
):
    findings = findings_with(table, row, column, value)
    match = [f for f in findings if f.found == found and expected in str(f.expected)]
    assert match, findings
    assert match[0].file == f"{table}.csv"
    assert match[0].row == row + 2
    shown = "latitude" if "inside" in expected else column
    assert match[0].column == shown
    assert str(match[0]).startswith(f"{table}.csv, row {row + 2}, {shown}: found")


@pytest.mark.parametrize(
    ("table", "row", "column", "value"),
    [
        ("relations", 0, "start", "2018-11"),
        ("relations", 5, "start", "2031"),
        ("relations", 3, "end", "1995"),
        ("relations", 0, "status", None),
        ("cities", 4, "country", None),
        ("networks", 0, "themes", "water; energy"),
        ("sources", 0, "url", None),
    ],
)
def test_what_is_right_is_let_through(table, row, column, value):
    assert findings_with(table, row, column, value) == []


def repeated(**changes):
    frames = small_frames()
    row = frames["relations"].iloc[[0]].assign(id="again", **changes)
    frames["relations"] = pd.concat([frames["relations"], row], ignore_index=True)
    return validate(Tables.from_frames(frames), TODAY)


def test_a_tie_stated_twice():
    (finding,) = repeated()
    assert (finding.row, finding.column) == (10, "target")
    assert "row 2" in str(finding.expected)


def test_a_symmetric_tie_stated_backwards():
    (finding,) = repeated(source="city:b", target="city:a")
    assert finding.found == "city:b sister_city city:a"


def test_an_id_in_two_tables_and_a_cycle_of_programmes():
    frames = small_frames()
    frames["programmes"] = pd.DataFrame(
        {
            "id": ["programme:p", "programme:q"],
            "name": ["P", "Q"],
            "part_of": ["programme:q", "programme:p"],
        }
    )
    findings = validate(Tables.from_frames(frames), TODAY)
    assert [(f.row, f.column) for f in findings] == [(2, "part_of"), (3, "part_of")]


def test_all_findings_at_once_in_order():
    frames = small_frames()
    frames["cities"].loc[0, "country"] = "XX"
    frames["relations"].loc[0, "start"] = "soon"
    frames["relations"].loc[7, "source_id"] = None
    findings = validate(Tables.from_frames(frames), TODAY)
    assert [(f.file, f.row) for f in findings] == [
        ("cities.csv", 2),
        ("relations.csv", 2),
        ("relations.csv", 9),
    ]


def test_every_column_has_a_rule():
    for table, columns in COLUMNS.items():
        assert all(rules_of(table, column) for column in columns)
