import datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from graph_app.i18n import get_translator
from graph_app.model.dates import is_partial_date
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.schema import schema_findings
from graph_app.model.tables import COLUMNS, Tables
from graph_app.model.validate import validate
from graph_app.wording.data import (
    COLUMN_LABELS,
    TABLES,
    count_words,
    differences,
    found_rows,
    readable_table,
    row_problems,
    row_words,
    value_words,
)

TODAY = datetime.date(2026, 11, 24)
EN = get_translator("en")


def relation(**more):
    row = {"type": "sister_city", "source": "city:a", "target": "city:b", "source_id": "source:s"}
    return row | more


def test_every_table_and_column_has_a_label():
    assert set(TABLES) == set(COLUMNS)
    assert {name for columns in COLUMNS.values() for name in columns} <= set(COLUMN_LABELS)


def test_a_row_is_said_in_the_readers_language():
    names = {"city:a": "Ålesund", "city:b": "Gdańsk"}
    row = relation(start="1950-05", end=None)
    assert row_words("relations", row, names, EN) == ("Ålesund is a sister city of Gdańsk (1950–)")
    assert row_words("relations", {"source": "city:a", "type": "new"}, names, EN) == "Ålesund – –"
    assert row_words("cities", {"id": "x", "name": "Turku", "name_sv": "Åbo"}, {}, EN) == "Turku"
    assert row_words("sources", {"title": "Own list"}, {}, EN) == "Own list"


def test_cells_are_said_in_words_and_blanks_as_a_dash():
    assert value_words("status", "ended", {}, EN) == "Ended"
    assert value_words("country", "FI", {}, EN) == "Finland"
    assert value_words("population", 120000.0, {}, EN) == "120,000"
    assert value_words("latitude", 60.98267, {}, EN) == "60.98267"
    assert value_words("start", "1998-05", {}, EN) == "May 1998"
    assert value_words("start", "sometime", {}, EN) == "sometime"
    assert value_words("themes", "climate;water", {}, EN) == "Climate, Water"
    assert value_words("note", float("nan"), {}, EN) == "–"


def test_differences_leave_out_what_is_blank_on_both_sides():
    before = {"id": "r", "start": "1998", "end": None, "note": float("nan")}
    after = {"id": "r", "start": "1999", "end": "", "note": None}
    assert differences(before, after, {}, EN) == [("Start", "1998", "1999")]
    assert differences(None, {"id": "r", "start": "1999"}, {}, EN) == [("Start", "–", "1999")]


def test_a_search_finds_every_word_in_any_column(small_tables):
    names = dict(zip(small_tables.cities["id"], small_tables.cities["name"], strict=True))
    readable = readable_table("relations", small_tables.relations, names, EN)
    assert list(readable) == list(COLUMNS["relations"])
    found = small_tables.relations["id"][found_rows(readable, "GDANSK alesund")]
    assert found.tolist() == ["r1", "r7"]
    assert found_rows(readable, "").all()
    assert not found_rows(readable, "atlantis").any()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"start": "1998-13"}, 'Start: found "1998-13"'),
        ({"start": "2000", "end": "1999"}, "End: lies before the start"),
        ({"start": "2030"}, "Start: lies in the future"),
        ({"checked": "2027"}, "Checked: lies in the future"),
        ({"target": "city:a"}, "another node"),
        ({"source_id": None}, "Source: is needed"),
        ({"note": "x" * 2001}, "longer than 2000"),
        ({"note": "a\x00b"}, "characters that cannot be kept"),
        ({"wikidata": "28911"}, "Q28911"),
        ({"geonames": "Q28911"}, "649360"),
        ({"latitude": 60.0}, "both or neither"),
        ({"name": ""}, "Name: is needed"),
    ],
)
def test_what_is_wrong_with_a_row(row, said):
    table = "relations"
    if not set(row) <= set(COLUMNS[table]):
        table, row = "cities", {"name": "Turku", "latitude": None, "longitude": None, **row}
    else:
        row = relation(**row)
    (problem,) = row_problems(table, row, TODAY, EN)
    assert said in problem


def test_a_planned_relation_may_begin_later():
    assert not row_problems("relations", relation(start="2030", status="planned"), TODAY, EN)


def test_valid_rows_have_no_problems(tables):
    assert not validate(tables, TODAY)
    for table in COLUMNS:
        rows = getattr(tables, table).astype(object).where(getattr(tables, table).notna(), None)
        for row in rows.to_dict("records"):
            assert not row_problems(table, row, TODAY, EN), row


@given(some.text(max_size=12), some.sampled_from(["start", "end", "checked"]))
def test_a_date_is_refused_exactly_when_the_tables_would_refuse_it(text, column):
    row = relation(**{column: text, "status": "planned"})
    refused = any("expected a year" in said for said in row_problems("relations", row, TODAY, EN))
    assert refused == (bool(text) and not is_partial_date(text))


@given(some.text(max_size=40))
def test_text_that_passes_passes_the_tables_too(text):
    row = {"title": text, "url": text or None}
    if not row_problems("sources", row, TODAY, EN):
        frame = pd.DataFrame([{"id": "source:s", **row}])
        found = list(schema_findings(Tables.from_frames({"sources": frame})))
        assert not [finding for finding in found if finding.column != "title"]


def test_counts_and_types_are_said_in_every_language():
    for language in ("en", "fi", "sv"):
        tr = get_translator(language)
        assert count_words("repaired quotes", tr)
        assert count_words("something new", tr) == "something new"
        for name in RELATION_TYPES:
            assert row_words("relations", relation(type=name), {}, tr)
