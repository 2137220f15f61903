import datetime

import pandas as pd
import pytest

from graph_app.intake.merging.draft import Draft, Progress
from graph_app.intake.merging.merge import merge
from graph_app.model.errors import CancelledError, TableError
from graph_app.model.tables import COLUMNS, Tables
from graph_app.model.validate import validate

TODAY = datetime.date(2026, 11, 24)
EMPTY = Tables.from_frames({})
SOURCE = pd.DataFrame([{"id": "source:x", "title": "X"}])


def draft_of(ties, cities=(), read=None, **frames):
    columns = ["source", "target", "type", "start", "end"]
    relations = pd.DataFrame([(*tie, "", "")[:5] for tie in ties], columns=columns)
    relations = relations.assign(id=[f"x-{at}" for at in range(len(ties))], source_id="source:x")
    names = {end for tie in ties for end in tie[:2] if end.startswith("city:")}
    rows = [{"id": key, "name": key[5:].replace("-", " ").title(), "country": "FI"}
            for key in sorted(names)] if not cities else list(cities)  # fmt: skip
    more = {name: pd.DataFrame(rows) for name, rows in frames.items()}
    return Draft({"cities": pd.DataFrame(rows), "relations": relations, "sources": SOURCE} | more,
                 read=len(ties) if read is None else read)  # fmt: skip


def test_known_rows_stay_as_they_are_and_first(small_tables):
    draft = draft_of([("city:oulu", "city:turku", "sister_city", "1990")])
    merged = merge(small_tables, draft, today=TODAY)
    for table in COLUMNS:
        old = getattr(small_tables, table)
        pd.testing.assert_frame_equal(getattr(merged.tables, table).iloc[: len(old)], old)
    # Turku is known under another id; its new tie runs to that.
    tie = merged.tables.relations.iloc[-1]
    assert (tie["id"], tie["source"], tie["target"]) == (
        "sister-city-oulu-c", "city:oulu", "city:c")  # fmt: skip
    assert merged.report.added == {"cities": 1, "relations": 1, "sources": 1}
    assert validate(merged.tables, TODAY) == []


def test_a_tie_is_stated_once_for_a_period(small_tables):
    ties = [
        ("city:turku", "city:oulu", "sister_city", "1950", "1960"),
        ("city:oulu", "city:turku", "sister_city", "1955", "1958"),
        ("city:oulu", "city:turku", "sister_city", "1970"),
        ("city:oulu", "city:turku", "sister_city"),
    ]
    merged = merge(EMPTY, draft_of(ties), today=TODAY)
    relations = merged.tables.relations
    assert list(relations["start"]) == ["1950", "1970"]
    assert list(relations["id"]) == ["sister-city-turku-oulu", "sister-city-oulu-turku"]
    assert merged.report.known == 2
    assert validate(merged.tables, TODAY) == []


def test_ids_of_new_ties_are_free():
    periods = ("1950", "1960"), ("1970", "1975"), ("1976", "1977"), ("1976-02", "1976-02")
    ties = [("city:turku", "network:n", "membership", *period) for period in periods]
    networks = [{"id": "network:n", "name": "N"}]
    merged = merge(EMPTY, draft_of(ties, networks=networks), today=TODAY)
    assert list(merged.tables.relations["id"]) == [
        "membership-turku-n", "membership-turku-n-1970", "membership-turku-n-1976"]  # fmt: skip


def test_a_network_is_found_by_its_short_name(small_tables):
    networks = [{"id": "network:x", "name": "BN"}, {"id": "network:y", "name": "Other"}]
    ties = [("city:oulu", "network:x", "membership"), ("city:oulu", "network:y", "membership")]
    merged = merge(small_tables, draft_of(ties, networks=networks), today=TODAY)
    assert list(merged.tables.relations["target"].iloc[-2:]) == ["network:n", "network:other"]


def test_projects_of_one_name_and_other_years_are_two():
    programmes = [
        {"id": "programme:a", "name": "ABC", "kind": "project", "start": "2010"},
        {"id": "programme:b", "name": "ABC", "kind": "project", "start": "2018"},
        {"id": "programme:c", "name": "abc", "kind": "project", "start": "2018-05"},
    ]
    ties = [("city:oulu", f"programme:{key}", "participation") for key in "abc"]
    merged = merge(EMPTY, draft_of(ties, programmes=programmes), today=TODAY)
    assert list(merged.tables.programmes["id"]) == ["programme:abc", "programme:abc-2"]
    assert merged.report.known == 1


def test_cycles_of_parts_are_left_out_and_reported():
    programmes = [{"id": f"programme:{key}", "name": key.upper(), "kind": "project",
                   "part_of": f"programme:{of}"} for key, of in ("ab", "ba", "ca")]  # fmt: skip
    ties = [(f"programme:{part}", f"programme:{of}", "part_of") for part, of in ("ab", "ba", "ca")]
    merged = merge(EMPTY, draft_of(ties, programmes=programmes), today=TODAY)
    assert len(merged.tables.relations) == 1
    assert merged.report.rejected == 2
    parts = merged.tables.programmes.set_index("name")["part_of"]
    assert parts["C"] == "programme:a"
    assert parts[["A", "B"]].isna().any()
    assert any("contain its whole" in str(f.expected) for f in merged.report.findings)
    assert validate(merged.tables, TODAY) == []


def test_a_loop_that_matching_makes_is_dropped():
    cities = [{"id": "city:a", "name": "Turku", "country": "FI"},
              {"id": "city:b", "name": "Åbo", "country": "FI"}]  # fmt: skip
    merged = merge(EMPTY, draft_of([("city:a", "city:b", "sister_city")], cities),
                   today=TODAY)  # fmt: skip
    assert merged.tables.relations.empty
    assert merged.report.rejected == 1
    assert merged.tables.sources.empty


@pytest.mark.parametrize(
    ("cell", "value"),
    [("website", "javascript:x"), ("wikidata", "Qx"), ("themes", "nonsense"), ("founded", "x")],
)
def test_a_cell_that_breaks_a_rule_is_left_out(cell, value):
    networks = [{"id": "network:x", "name": "X", cell: value}]
    draft = draft_of([("city:oulu", "network:x", "membership")], networks=networks)
    merged = merge(EMPTY, draft, today=TODAY)
    assert merged.tables.networks[cell].isna().all()
    assert merged.report.counts["cells left out"] == 1
    assert len(merged.tables.relations) == 1


def test_a_tie_that_breaks_a_rule_is_rejected():
    draft = draft_of([("city:oulu", "city:turku", "sister_city"), ("city:oulu", "x", "y")])
    merged = merge(EMPTY, draft, today=TODAY)
    assert len(merged.tables.relations) == 1
    assert merged.report.rejected == 1


def test_a_draft_needs_a_source():
    draft = draft_of([("city:oulu", "city:turku", "sister_city")])
    bare = Draft({k: v for k, v in draft.frames.items() if k != "sources"})
    for nothing in (bare, Draft({})):
        with pytest.raises(TableError, match="found no source"):
            merge(EMPTY, nothing)


def test_a_source_of_another_title_gets_its_own_id(small_tables):
    ties = [("city:oulu", "city:turku", "sister_city")]
    once = merge(small_tables, draft_of(ties), today=TODAY).tables
    draft = draft_of([("city:oulu", "city:vaasa", "sister_city")])
    renamed = Draft(draft.frames | {"sources": SOURCE.assign(title="Y")})
    twice = merge(once, renamed, today=TODAY).tables
    assert list(twice.sources["id"]) == ["source:s", "source:x", "source:x-2"]
    assert twice.relations["source_id"].iloc[-1] == "source:x-2"


def test_merging_can_be_stopped():
    draft = draft_of([("city:oulu", "city:turku", "sister_city")])
    with pytest.raises(CancelledError):
        merge(EMPTY, draft, progress=Progress(stop=lambda: True))


def test_coordinates_come_from_the_gazetteer_and_populations_from_nowhere():
    merged = merge(EMPTY, draft_of([("city:oulu", "city:turku", "sister_city")]))
    cities = merged.tables.cities.set_index("id")
    assert cities["latitude"]["city:turku"] == pytest.approx(60.45, abs=0.1)
    assert cities["population"].isna().all()


def test_namesakes_in_two_towns_are_two_organisations():
    cities = [{"id": f"city:{name}-fi", "name": name.title(), "country": "FI"}
              for name in ("lahti", "turku")]  # fmt: skip
    schools = [{"id": f"organisation:{at}", "name": "Central School", "country": "FI",
                "city": f"city:{town}-fi"}
               for at, town in enumerate(("lahti", "turku", "lahti"))]  # fmt: skip
    draft = draft_of([], cities, read=3, organisations=schools)
    merged = merge(EMPTY, draft).tables
    assert len(merged.organisations) == 2
    assert merged.organisations["city"].nunique() == 2
    again = merge(merged, draft).tables
    assert len(again.organisations) == 2


@pytest.mark.parametrize("missing", [None, float("nan"), "", pd.NA])
def test_a_missing_short_name_is_no_name(missing):
    """Of rows with a short name and rows without, pandas makes a column with NaN."""
    rows = [
        {"id": f"programme:{at}", "name": name, "kind": "funding", "short_name": short}
        for at, (name, short) in enumerate(
            [("Baltic Sea", missing), ("Nan", "NAN"), ("Other", "O")]
        )
    ]
    draft = draft_of([("city:oulu", "programme:0", "participation")], programmes=rows)
    merged = merge(Tables.from_frames({}), draft).tables.programmes
    assert list(merged["id"]) == ["programme:baltic-sea", "programme:nan", "programme:o"]
