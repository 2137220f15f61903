"""The shipped tables hold what they must, and nothing that no source says."""

import pytest

from graph_app.intake.project.folder import check_folder

SISTERS = {
    "akureyri": "1947",
    "alesund": "1947",
    "deyang": "2000",
    "garmisch-partenkirchen": "1987",
    "kaluga": "1994",
    "narva": "1994",
    "pecs": "1956",
    "randers": "1947",
    "suhl": "1988",
    "vasteras": "1940",
    "wuxi": "2010",
    "zaporizhzhia": "1953",
    "zhangjiakou": "2018-11-25",
}


def ties(tables, kind, node="city:lahti"):
    relations = tables.relations[tables.relations["type"] == kind]
    forward = relations[relations["source"] == node].set_index("target")
    backward = relations[relations["target"] == node].set_index("source")
    return {**forward.to_dict("index"), **backward.to_dict("index")}


def test_valid(data_folder):
    assert check_folder(data_folder) == []


def test_large_enough_for_shared_memberships_to_show(tables):
    assert len(tables.cities) >= 350
    assert len(tables.relations) >= 700


def test_every_sister_city_with_its_year(tables):
    found = ties(tables, "sister_city")
    assert {node.removeprefix("city:"): tie["start"] for node, tie in found.items()} == SISTERS


def test_what_nobody_knows_stays_blank(tables):
    kaluga = ties(tables, "sister_city")["city:kaluga"]
    assert kaluga["status"] != kaluga["status"]
    assert "not known" in kaluga["note"]
    assert "city:most" not in set(tables.relations["source"]) | set(tables.relations["target"])


def test_friendship_municipalities_say_that_they_are_inferred(tables):
    found = ties(tables, "friendship_municipality")
    assert set(found) == {"city:norberg", "city:tapa", "city:dolni-dabnik", "city:worcestershire"}
    for tie in found.values():
        assert tie["start"] != tie["start"]
        assert "inference" in tie["note"]


def test_cooperation_with_zhangjiakou(tables):
    assert ties(tables, "cooperation_agreement")["city:zhangjiakou"]["start"] == "2018"


@pytest.mark.parametrize(
    ("network", "reported", "secretariat"),
    [
        ("eurocities", 140, "city:brussels"),
        ("ubc", 100, "city:gdansk"),
        ("iclei", 1750, None),
        ("clc", 71, None),
    ],
)
def test_networks(tables, network, reported, secretariat):
    row = tables.networks.set_index("id").loc[f"network:{network}"]
    assert row["members_reported"] == reported
    assert secretariat is None or row["secretariat"] == secretariat
    tie = ties(tables, "membership")[f"network:{network}"]
    assert tie["status"] == "active"
    assert isinstance(tie["themes"], str)


@pytest.mark.parametrize(
    "programme",
    [
        "erasmus-plus",
        "etwinning",
        "european-solidarity-corps",
        "european-social-fund",
        "lahti-talenthub",
        "novu",
    ],
)
def test_programmes(tables, programme):
    assert f"programme:{programme}" in ties(tables, "participation")


def test_programmes_that_belong_to_others(tables):
    parents = tables.programmes.set_index("id")["part_of"]
    assert parents["programme:etwinning"] == "programme:erasmus-plus"
    assert parents["programme:lahti-talenthub"] == "programme:european-social-fund"


def test_green_capital(tables):
    tie = ties(tables, "award")["programme:european-green-capital"]
    assert tie["start"] == "2021"
    assert "carbon-neutral in 2025" in tie["note"]


def test_the_nordic_youth_week_has_its_five_cities(tables):
    novu = ties(tables, "participation", "programme:novu")
    assert set(novu) == {
        f"city:{name}" for name in ("akureyri", "alesund", "lahti", "randers", "vasteras")
    }


@pytest.mark.parametrize("name", ["lut", "university-of-helsinki", "lab"])
def test_universities(tables, name):
    assert f"organisation:{name}" in ties(tables, "located_in")


@pytest.mark.parametrize(
    "name",
    [
        "salpausselka-games",
        "fis-nordic-world-ski-championships-2017",
        "nordic-ski-world-cup-lahti",
        "ironman-lahti",
        "motogp-kymiring",
    ],
)
def test_events(tables, name):
    found = ties(tables, "hosts") | ties(tables, "participation")
    assert f"event:{name}" in found


def test_every_source_is_used(tables):
    assert set(tables.sources["id"]) - {"source:lahti-international"} <= set(
        tables.relations["source_id"]
    )
