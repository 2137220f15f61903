"""Files of the four shapes, each through the mapping that ships, and all together."""

import datetime

import pytest

from graph_app.intake.edges.edge_list import read_edges
from graph_app.intake.edges.mapping import load_mapping, shipped_mappings
from graph_app.intake.merging.draft import join_drafts
from graph_app.intake.merging.merge import merge
from graph_app.model.tables import Tables
from graph_app.model.validate import validate
from tests.intake import make_files as files

TODAY = datetime.date(2026, 11, 24)


def read(folder, mapping, name, content):
    path = files.write(folder, name, content)
    return read_edges([path], load_mapping(mapping), today=TODAY)


def etmun(folder, *rows):
    content = files.ETMUN_HEADER + "".join(rows)
    return read(folder, "etmun", "etmun.csv", content)


def twins(folder, *rows):
    return read(folder, "twin-cities", "twins.csv", files.TWINS_HEADER + "".join(rows))


def test_the_four_mappings_ship():
    assert {"etmun", "twin-cities", "eurocities", "urbact", "edges"} <= set(shipped_mappings())


def test_memberships_with_a_network_column(tmp_path):
    draft = etmun(
        tmp_path,
        files.etmun_row(),
        files.etmun_row("City of Lahti", year="2012-2016 - CIVITAS PLUS II", network="CIVITAS"),
        files.etmun_row("Ville de Lahti", status="20202030ADAPT", year="NA", network="CoM"),
        files.etmun_row("Lahti region council", kind="Region", network="CoM"),
        files.etmun_row(status="Former Member", network="KIMO", lon="NA", lat="NA"),
    )
    relations = draft.frames["relations"]
    assert list(relations["start"]) == ["1997", "2012", "", "1997", "1997"]
    assert relations["note"][1] == ("Statut: Member; 2012-2016 - CIVITAS PLUS II; as City of Lahti")
    assert relations["note"][2].startswith("Statut: 2020, 2030, ADAPT")
    assert list(relations["status"]) == ["", "", "", "", "ended"]
    assert set(draft.frames["networks"]["name"]) == {"UBC", "CIVITAS", "CoM", "KIMO"}
    (body,) = draft.frames["organisations"].to_dict("records")
    assert (body["name"], body["kind"]) == ("Lahti region council", "public-body")
    assert body["city"].startswith("city:lahti-fi-")
    cities = draft.frames["cities"]
    assert set(cities["latitude"].dropna()) == {60.98}
    assert draft.counts["years taken out of a text"] == 1


def test_pairs_with_countries_and_coordinates(tmp_path):
    draft = twins(
        tmp_path,
        "Deyang,China,31.127,104.398,Lahti,Finland,60.9833,25.65\n",
        'Worcestershire,"England, United Kingdom",52.2,-2.1667,Lahti,Finland,60.9833,25.65\n',
    )
    assert list(draft.frames["relations"]["type"].unique()) == ["sister_city"]
    assert set(draft.frames["cities"]["country"]) == {"CN", "FI", "GB"}
    assert draft.findings == ()


def test_members_as_json(tmp_path):
    content = files.eurocities([files.eurocity("Malmo", "Q2211", "Malmö Municipality", "Sweden",
                                               55.6, 13.0)])  # fmt: skip
    draft = read(tmp_path, "eurocities", "members.json", content)
    (city,) = draft.frames["cities"].to_dict("records")
    assert (city["name"], city["wikidata"], city["population"]) == (
        "Malmö Municipality", "Q2211", 120000.0)  # fmt: skip
    assert list(draft.frames["networks"]["name"]) == ["Eurocities"]


def test_networks_with_years(tmp_path):
    content = files.URBACT_HEADER + files.urbact_row() + files.urbact_row("Naples", "IT", end="NA")
    draft = read(tmp_path, "urbact", "urbact.csv", content)
    assert list(draft.frames["relations"]["start"]) == ["2015", "2015"]
    assert list(draft.frames["relations"]["end"]) == ["2018", ""]
    programmes = draft.frames["programmes"].set_index("name")
    assert programmes["part_of"]["2nd Chance"] == programmes["id"]["URBACT"]
    assert (programmes["start"]["2nd Chance"], programmes["kind"]["URBACT"]) == ("2015", "funding")


@pytest.fixture
def all_four(tmp_path):
    return join_drafts(
        [
            etmun(tmp_path, files.etmun_row(), files.etmun_row("City of Lahti", "City of Lahti",
                  network="Eurocities", lon="NA", lat="NA")),
            twins(tmp_path, "Västerås,Sweden,59.6161,16.5528,Lahti,Finland,60.9833,25.65\n"),
            read(tmp_path, "eurocities", "m.json", files.eurocities([
                files.eurocity("Lahti", "Q28911")])),
            read(tmp_path, "urbact", "u.csv", files.URBACT_HEADER + files.urbact_row(
                "Lahti", "FI", geonames="649360", lon="25,66", lat="60,98")),
        ]
    )  # fmt: skip


def test_all_four_give_one_graph_in_which_lahti_is_one(all_four):
    merged = merge(Tables.from_frames({}), all_four, today=TODAY)
    cities = merged.tables.cities
    assert sorted(cities["id"]) == ["city:lahti", "city:vasteras"]
    assert cities.set_index("id")["wikidata"]["city:lahti"] == "Q28911"
    relations = merged.tables.relations
    assert len(relations) == 4  # UBC, Eurocities (twice stated), the twinning, 2nd Chance
    assert merged.report.known == 1
    assert set(merged.tables.sources["id"]) == {
        "source:etmun", "source:twin-cities", "source:urbact"}  # fmt: skip
    assert validate(merged.tables, TODAY) == []


def test_importing_again_changes_nothing(all_four):
    once = merge(Tables.from_frames({}), all_four, today=TODAY)
    twice = merge(once.tables, all_four, today=TODAY)
    assert twice.tables.revision == once.tables.revision
    assert twice.report.accepted == 0
    assert twice.report.known == all_four.read


def test_into_the_shipped_tables(all_four, tables):
    merged = merge(tables, all_four, today=TODAY)
    assert len(merged.tables.cities) == len(tables.cities)
    assert set(all_four.frames["networks"]["name"]) == {"UBC", "Eurocities"}
    assert len(merged.tables.networks) == len(tables.networks)
    assert len(merged.tables.relations) == len(tables.relations) + 1
    assert merged.tables.relations["id"].iloc[-1] == "participation-lahti-2nd-chance"
