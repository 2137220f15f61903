import pandas as pd
import pytest

from graph_app.model.doubts import doubts
from graph_app.model.tables import Tables
from tests.conftest import small_frames


def doubts_with(table, row, **cells):
    frames = small_frames()
    frame = Tables.from_frames(frames).__dict__[table].copy().astype(object)
    frame.loc[row, list(cells)] = list(cells.values())
    frames[table] = frame
    return doubts(Tables.from_frames(frames))


def test_right_and_empty_tables_give_no_doubt(small_tables):
    assert doubts(small_tables) == []
    assert doubts(Tables.from_frames({})) == []


@pytest.mark.parametrize(
    "note",
    [
        "PARTIAL list: 24 of 44 visible in the stored excerpt",
        "Implied by the label; the list itself was not at hand.",
        "23 cities, 2nd wave; 10 more in 2023-10 not listed",
        "The file places it in California; several towns bear the name.",
        "It says planned for 2021; it does not say whether it took place.",
        "Could not verify the year.",
        "Member per the list of 2019",
        "See https://example.org/list",
        "TODO: ask Pécs",
        "Vuotta ei voitu varmistaa.",
    ],
)
def test_a_note_of_whoever_looked_it_up(note):
    (finding,) = doubts_with("relations", 2, note=note)
    assert (finding.file, finding.row, finding.column) == ("relations.csv", 4, "note")


@pytest.mark.parametrize(
    "note",
    [
        "Suspended by the city board, not ended.",
        'Listed as "Region of Gotland".',
        "One of the four friendship municipalities by inference.",
        "The year is from Norwegian Wikipedia.",
        "Awarded on 20 June 2019 in Oslo; finalists Strasbourg and Lille.",
    ],
)
def test_a_note_for_readers(note):
    assert doubts_with("relations", 2, note=note) == []


def status_doubts(source, **tie):
    frames = small_frames()
    frames["sources"] = frames["sources"].assign(**source)
    frames["relations"].loc[0, list(tie)] = list(tie.values())
    frames["relations"].loc[1:, "status"] = None
    return [(f.row, f.column, f.found) for f in doubts(Tables.from_frames(frames))]


def test_a_status_of_a_day_after_its_source():
    # An encyclopaedia of 2024 said that a tie was alive in February 2026.
    late = [(2, "checked", "2026-02-08")]
    assert status_doubts({"published": "2024"}, checked="2026-02-08") == late
    assert status_doubts({"published": "2024", "retrieved": "2026-02"}, checked="2026-02-08") == []
    assert status_doubts({"published": "2026-02-08"}, checked="2026-02-08") == []


def test_an_end_that_its_source_only_expected():
    ended = {"status": "ended", "checked": None, "start": "2024-04", "end": "2024-07-06"}
    assert status_doubts({"published": "2024-04"}, **ended) == [(2, "end", "2024-07-06")]
    assert status_doubts({"published": "2024"}, **ended) == []


def test_nothing_is_said_of_plans_blank_statuses_and_undated_sources():
    for status in ("planned", None):
        assert status_doubts({"published": "2024"}, status=status, checked="2026") == []
    assert status_doubts({}, checked="2026") == []


def test_a_wikidata_id_that_another_city_has():
    frames = small_frames()
    frames["cities"]["wikidata"] = ["Q131491", "Q1792", "Q131491", None, None]
    (finding,) = doubts(Tables.from_frames(frames))
    assert (finding.row, finding.column, finding.found) == (4, "wikidata", "Q131491")
    assert "belongs to Ålesund" in str(finding.expected)


def test_a_geonames_id_that_another_city_has():
    frames = small_frames()
    frames["cities"]["geonames"] = ["649360", None, None, "649360", None]
    (finding,) = doubts(Tables.from_frames(frames))
    assert (finding.row, finding.column, finding.found) == (5, "geonames", "649360")


def test_an_id_that_is_made_of_another_rows_name():
    frames = small_frames()
    frames["events"] = pd.DataFrame(
        {"id": ["event:games", "event:fair"], "name": ["Fair", "Winter"]}
    )
    frames["relations"] = frames["relations"].drop(index=7)
    (finding,) = doubts(Tables.from_frames(frames))
    assert (finding.file, finding.row, finding.found) == ("events.csv", 3, "event:fair")
    assert "belongs to Fair" in str(finding.expected)
