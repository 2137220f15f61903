"""Rules that the tables of ``data/`` keep, whatever an office writes into them."""

import pytest

from graph_app.intake.places.plausible import place_doubts
from graph_app.intake.project.folder import check_folder, load_folder
from graph_app.intake.project.settings import read_settings
from graph_app.model.doubts import doubts
from graph_app.model.tables import Tables
from tests.conftest import ROOT

DATA = ROOT / "data"


@pytest.fixture(scope="module")
def shipped() -> Tables:
    return load_folder(DATA)


def test_no_rule_is_broken():
    assert check_folder(DATA) == []


def test_nothing_is_doubtful(shipped):
    assert doubts(shipped) == []
    assert place_doubts(shipped.cities) == []


def test_every_relation_has_a_source_that_says_where_to_look(shipped):
    sources = shipped.sources.set_index("id")
    named = shipped.relations["source_id"]
    assert named.notna().all()
    assert set(named) <= set(sources.index)
    assert sources["title"].notna().all()


def test_no_source_is_listed_in_vain(shipped):
    reported = read_settings(DATA).reported_source
    assert set(shipped.sources["id"]) - {reported} <= set(shipped.relations["source_id"])


def test_nobody_is_named_in_what_everybody_can_read(shipped):
    assert shipped.contacts.empty


def test_the_home_city_is_in_the_tables(shipped):
    assert read_settings(DATA).home in set(shipped.cities["id"])


def test_the_citys_own_counts_name_a_source_of_the_tables(shipped):
    settings = read_settings(DATA)
    assert not settings.reported or settings.reported_source in set(shipped.sources["id"])
