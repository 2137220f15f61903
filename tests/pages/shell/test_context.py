"""What can be chosen is put together once for all readers, and follows what it depends on."""

import pytest

from graph_app.i18n import get_translator
from graph_app.intake.project.folder import write_tables
from graph_app.model.tables import Tables
from graph_app.pages.shell.context import Context
from graph_app.pages.shell.facts import read_facts
from tests.conftest import small_frames


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("GRAPH_APP_DATA", str(tmp_path))
    (tmp_path / "settings.toml").write_text('home = "city:a"\n', encoding="utf-8")
    write_tables(Tables.from_frames(small_frames()), tmp_path)
    return tmp_path


def context(language="en"):
    return Context(read_facts(), get_translator(language))


def rename(folder, name):
    """Write the tables anew, with another name of the city c in another country."""
    frames = small_frames()
    facts = ["name", "name_fi", "name_sv", "country", "latitude", "longitude"]
    frames["cities"].loc[2, facts] = [name, None, None, "LV", None, None]
    write_tables(Tables.from_frames(frames), folder)


def test_choices_are_in_the_order_of_the_names(folder):
    cities = ["Alone", "Gdańsk", "Turku", "Ålesund", "Łódź"]
    assert list(context().of_kind("city").values()) == cities
    assert context().of_kind("network") == {"network:n": "Baltic"}
    assert list(context().titles().values())[:2] == ["Alone · City", "Baltic · Network"]
    assert context().countries() == ["FI", "NO", "PL", "SE"]
    assert context().of_kind("organisation") == {}


def test_choices_are_those_of_the_language(folder):
    titles = {language: context(language).titles()["city:c"] for language in ("en", "fi", "sv")}
    assert titles == {"en": "Turku · City", "fi": "Turku · Kaupunki", "sv": "Åbo · Stad"}
    assert context("sv").of_kind("city")["city:c"] == "Åbo"
    assert context("fi").countries() == ["NO", "PL", "SE", "FI"]


def test_choices_are_those_of_the_newest_facts(folder):
    before = context()
    assert before.titles()["city:c"] == "Turku · City"
    assert before.of_kind("city")["city:c"] == "Turku"
    assert "LV" not in before.countries()
    rename(folder, "Riga")
    after = context()
    assert after.titles()["city:c"] == "Riga · City"
    assert after.of_kind("city")["city:c"] == "Riga"
    assert "LV" in after.countries()


def test_choices_are_put_together_once(folder):
    assert context().titles() is context().titles()
    assert context().of_kind("city") is context().of_kind("city")
    assert context().countries() is context().countries()
