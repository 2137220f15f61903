import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.intake.merging.draft import Progress
from graph_app.intake.open_data.sister_query import sister_city_query
from graph_app.intake.open_data.sparql import Endpoint
from graph_app.intake.open_data.wikidata import fetch_wikidata, read_wikidata
from graph_app.model.errors import EndpointError, GraphAppError, SettingsError, TableError

from . import conftest as act
from .checking import TODAY, cells, finding, quick, some_rows, ties, valid
from .official import csv_text, sample, write

WD = "http://www.wikidata.org/entity/"
VARIABLES, (PAIR,) = sample("wikidata")


def binding(**cells):
    return {
        name: {"type": "uri" if value.startswith("http") else "literal", "value": value}
        for name, value in cells.items()
    }


def pair(**facts):
    return binding(**(PAIR | facts))


def answer(*rows):
    return json.dumps({"head": {"vars": []}, "results": {"bindings": list(rows)}})


def read(tmp_path, *rows, name="answer.json", **options):
    path = write(tmp_path, name, answer(*rows))
    return read_wikidata([path], **({"today": TODAY} | options))


def test_an_answer_becomes_sister_cities_with_their_ids(tmp_path):
    tables = valid(read(tmp_path, pair(), retrieved="2026-11-20"))
    cities = tables.cities.set_index("id")
    items = {"city:lahti-q28911": "Q28911", "city:vasteras-q25412": "Q25412"}
    assert cities["wikidata"].to_dict() == items
    assert cities.loc["city:lahti-q28911", ["latitude", "longitude"]].tolist() == [60.98, 25.66]
    tie = tables.relations.iloc[0]
    assert (tie["type"], tie["start"]) == ("sister_city", "1947")
    assert tables.sources["title"].tolist() == ["Wikidata, sister cities (P190), CC0"]


@pytest.mark.parametrize(
    ("facts", "start", "end", "status"),
    [
        ({"startPrecision": "11", "start": "1947-05-02T00:00:00Z"}, "1947-05-02", "", ""),
        ({"startPrecision": "10", "start": "1947-05-01T00:00:00Z"}, "1947-05", "", ""),
        ({"startPrecision": ""}, "1947", "", ""),
        ({"startPrecision": "", "start": "1947-05-02T00:00:00Z"}, "1947-05-02", "", ""),
        ({"end": "2010-01-01T00:00:00Z", "endPrecision": "9"}, "1947", "2010", "ended"),
        ({"end": "http://www.wikidata.org/.well-known/genid/abc"}, "1947", "", "ended"),
        ({"end": "_:b0"}, "1947", "", "ended"),
        ({"end": "2040-01-01T00:00:00Z", "endPrecision": "9"}, "1947", "2040", ""),
        ({"start": "2030-01-01T00:00:00Z"}, "2030", "", "planned"),
        ({"start": "_:unknown"}, "", "", ""),
        ({"end": "1900-01-01T00:00:00Z", "endPrecision": "9"}, "1947", "", "ended"),
    ],
)
def test_start_and_end_qualifiers(tmp_path, facts, start, end, status):
    tie = valid(read(tmp_path, pair(**facts))).relations.fillna("").iloc[0]
    assert (tie["start"], tie["end"], tie["status"]) == (start, end, status)


def test_a_time_that_is_none_is_reported(tmp_path):
    draft = read(tmp_path, pair(start="-0044-03-15T00:00:00Z"), pair(start="1947-99-99T00:00:00Z"))
    assert draft.findings[0].column == "start"
    valid(draft)


def test_both_directions_are_one_tie_and_are_counted(tmp_path):
    back = binding(
        city=PAIR["partner"],
        cityLabel="Västerås",
        partner=PAIR["city"],
        partnerLabel="Lahti",
        partnerCountry="FI",
    )
    draft = read(tmp_path, pair(), back, pair(cityPlace="Point(25.7 61.0)"))
    tables = valid(draft)
    assert len(tables.relations) == 1
    assert tables.relations["note"].tolist() == ["Wikidata states it for both cities."]
    assert tables.relations["start"].tolist() == ["1947"]
    assert draft.counts["stated by both cities"] == 1
    assert draft.counts["repeated pairs"] == 1


def test_a_city_without_a_label_is_named_by_its_id_and_reported(tmp_path):
    row = pair(partner=f"{WD}Q1030610", partnerLabel="Q1030610")
    draft = read(tmp_path, row, row)
    city = valid(draft).cities.set_index("id").loc["city:q1030610"]
    assert city["name"] == city["wikidata"] == "Q1030610"
    assert draft.counts["cities without a name"] == 1
    assert finding(draft, column="partnerLabel").found == "Q1030610"


def test_a_city_and_its_municipality_have_one_name(tmp_path):
    tables = valid(read(tmp_path, pair(partnerLabel="Västerås Municipality")))
    assert "Västerås" in set(tables.cities["name"])


def test_cities_of_one_name_with_different_ids_are_different(tmp_path):
    tables = valid(read(tmp_path, pair(partner=f"{WD}Q1", partnerLabel="Lahti")))
    assert len(tables.cities) == 2
    assert len(tables.relations) == 1


def test_an_item_that_is_its_own_partner_is_dropped_and_reported(tmp_path):
    draft = read(tmp_path, pair(partner=PAIR["city"], partnerLabel="Lahti"), pair())
    assert draft.rejected == 1
    assert str(finding(draft, column="partner").expected) == "another city than the first"
    assert len(valid(draft).relations) == 1


def test_nothing_but_loops_gives_empty_tables(tmp_path):
    draft = read(tmp_path, pair(partner=PAIR["city"], partnerLabel="Lahti"))
    assert valid(draft).relations.empty


def test_rows_that_are_no_items_are_rejected(tmp_path):
    draft = read(tmp_path, pair(), pair(partner="http://example.org/x"), pair(city="Lahti"))
    assert draft.rejected == 2
    assert len(valid(draft).relations) == 1


def test_a_place_outside_its_country_is_left_out_and_the_tie_kept(tmp_path):
    draft = read(tmp_path, pair(partnerPlace="Point(2.35 48.86)"))
    tables = valid(draft)
    assert tables.cities.set_index("name").loc["Västerås", "latitude"] != 48.86
    assert len(tables.relations) == 1
    assert "48.86" in finding(draft, column="coordinates").found


def test_names_in_finnish_and_swedish(tmp_path):
    row = pair(partner=f"{WD}Q38511", partnerLabel="Turku", partnerFi="Turku", partnerSv="Åbo")
    row |= binding(partnerCountry="FI", partnerPlace="Point(22.27 60.45)")
    cities = valid(read(tmp_path, row)).cities.set_index("name")
    assert cities.loc["Turku", "name_sv"] == "Åbo"


def test_the_records_that_the_page_of_the_service_offers(tmp_path):
    plain = [PAIR]
    path = write(tmp_path, "query.json", json.dumps(plain))
    assert len(valid(read_wikidata([path], today=TODAY)).relations) == 1


ROGORIDO, (TURKU,) = sample("sistercities")


def tsv(tmp_path, *rows):
    path = write(tmp_path, "sistercities.tsv", csv_text(ROGORIDO, rows, "\t"))
    return read_wikidata([path], today=TODAY)


def test_the_tsv_aliases_the_municipality_and_invents_no_population(tmp_path):
    cities = valid(tsv(tmp_path, TURKU)).cities
    assert set(cities["id"]) == {"city:turku-fi", "city:vasteras-se"}
    assert cities["population"].isna().all()


def test_the_tsv_gives_a_population_that_is_there(tmp_path):
    cities = valid(tsv(tmp_path, {**TURKU, "originpopulation": "195137"})).cities
    assert cities.set_index("id").loc["city:turku-fi", "population"] == 195137


def test_the_tsv_shows_an_id_where_there_is_no_label(tmp_path):
    draft = tsv(tmp_path, {**TURKU, "sistercityLabel": "Q1030610"})
    cities = valid(draft).cities.set_index("wikidata")
    assert cities.loc["Q1030610", "name"] == "Q1030610"
    assert finding(draft, found="Q1030610").column == "sistercityLabel"


def namesakes(latitude):
    names = dict.fromkeys(("origincityLabel", "sistercityLabel"), "Grandrieu")
    countries = dict.fromkeys(("origincountry", "destination_countryLabel"), "France")
    places = {"originlat": "44.78", "originlong": "3.63"}
    places |= {"destinationlat": latitude, "destinationlong": "3.63"}
    return TURKU | names | countries | places


def test_a_pair_of_one_name_is_two_places_when_their_coordinates_say_so(tmp_path):
    tables = valid(tsv(tmp_path, namesakes("49.9")))
    assert ties(tables, "sister_city") == {("city:grandrieu-fr", "city:grandrieu-fr-2")}


@pytest.mark.parametrize("latitude", ["44.78", "44.8", ""])
def test_a_pair_of_one_name_at_one_place_is_dropped_and_reported(tmp_path, latitude):
    draft = tsv(tmp_path, namesakes(latitude), TURKU)
    assert draft.rejected == 1
    assert finding(draft, found="Grandrieu").row == 2
    assert len(valid(draft).relations) == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "no valid JSON"),
        ("[1]", "a list of something else"),
        ('{"boolean": true}', "no results and bindings"),
        (answer(binding(x="1")), "no variables city and partner"),
    ],
)
def test_something_else_is_named(tmp_path, content, message):
    with pytest.raises(TableError, match=message):
        read_wikidata([write(tmp_path, "a.json", content)], today=TODAY)


def test_the_query_asks_for_a_city_or_a_country():
    assert "VALUES ?city { wd:Q28911 }" in sister_city_query(city="Q28911")
    assert '"FI"' in sister_city_query(country="Finland")


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"city": "Q1", "country": "FI"},
        {"city": "Lahti"},
        {"city": "Q1 } DROP ALL {"},
        {"country": 'X" . ?a ?b ?c'},
    ],
)
def test_a_question_that_is_none_is_refused(asked):
    with pytest.raises(SettingsError):
        sister_city_query(**asked)


def test_a_live_fetch_asks_page_by_page_and_gives_valid_tables(server):
    server.rows = [pair(partner=f"{WD}Q{n}", partnerLabel=f"Town {n}") for n in range(1, 24)]
    server.steps = [act.fails(429, Retry_After="0"), act.whole, act.fails(503)]
    counted = []
    draft = fetch_wikidata(
        Endpoint(server.url, seconds=10, page=10, back_off=0.01),
        Progress(tell=lambda share, rows: counted.append(rows)),
        city="Q28911",
        retrieved="2026-11-24",
        today=TODAY,
    )
    tables = valid(draft)
    assert len(tables.relations) == 23
    assert tables.sources["retrieved"].tolist() == ["2026-11-24"]
    offsets = [query.rpartition("OFFSET ")[2] for _, query, _ in server.asked]
    assert offsets == ["0", "0", "10", "10", "20"]
    assert max(counted) == 20


def test_a_live_fetch_of_a_liar_stores_nothing(server):
    server.always = act.sends(b"<html>", "text/html")
    with pytest.raises(EndpointError, match="web page"):
        fetch_wikidata(Endpoint(server.url, seconds=5), country="FI", today=TODAY)


values = cells | st.sampled_from([f"{WD}Q1", f"{WD}Q2", "Point(25 61)", "2010-01-01T00:00:00Z"])


@quick
@given(some_rows(VARIABLES, values))
def test_any_cells_give_valid_tables_or_a_named_error(tmp_path, rows):
    ends = {"city": f"{WD}Q1", "partner": f"{WD}Q2"}
    with contextlib.suppress(GraphAppError):
        valid(read(tmp_path, *(binding(**(ends | row)) for row in rows)))


@quick
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(ROGORIDO, cells)), max_size=4))
def test_any_cells_of_the_tsv_give_valid_tables_or_a_named_error(tmp_path, rows):
    with contextlib.suppress(GraphAppError):
        valid(tsv(tmp_path, *rows))
