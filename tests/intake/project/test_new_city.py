"""The folder with which another city begins."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_app.intake.project.folder import check_folder, load_folder
from graph_app.intake.project.new_city import begin_city
from graph_app.intake.project.settings import read_settings
from graph_app.model.errors import GraphAppError, TableError


def test_a_city_begins_with_itself(tmp_path):
    tables = begin_city("Tampere", "FI", "fi", tmp_path / "tre")
    assert check_folder(tmp_path / "tre") == []
    assert load_folder(tmp_path / "tre").revision == tables.revision
    city = tables.cities.iloc[0]
    assert (city["id"], city["country"]) == ("city:tampere", "FI")
    assert (city["latitude"], city["longitude"]) == pytest.approx((61.5, 23.8), abs=0.1)
    assert city[["population", "wikidata", "name_fi"]].isna().all()
    assert tables.relations.empty
    read = read_settings(tmp_path / "tre")
    assert (read.home, read.title, read.language) == ("city:tampere", "Tampere", "fi")


def test_any_language_and_the_name_of_a_country(tmp_path):
    tables = begin_city("Åbo", "Suomi", "sv", tmp_path)
    assert tables.cities[["id", "name", "country"]].values.tolist() == [["city:abo", "Åbo", "FI"]]


@pytest.mark.parametrize(
    ("name", "country", "says"),
    [
        ("Paris", "", r"perhaps Paris \(FR\); name the country"),
        ("Springfield", "US", "check the spelling"),
        ("Nowhereville", "", "the gazetteer has no such city"),
        ("Tampere", "Narnia", "country: found 'Narnia'"),
        ("", "FI", "expected|has no such city|not sure"),
    ],
)
def test_what_no_city_is(tmp_path, name, country, says):
    with pytest.raises(TableError, match=says):
        begin_city(name, country, "en", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "cities.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(TableError, match="holds files already"):
        begin_city("Tampere", "FI", "en", tmp_path)
    assert (tmp_path / "cities.csv").read_text(encoding="utf-8") == "mine"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=12), st.sampled_from(["", "FI"]))
def test_any_name_is_a_city_or_a_named_error(tmp_path_factory, name, country):
    folder = tmp_path_factory.mktemp("new")
    try:
        begin_city(name, country, "en", folder)
    except GraphAppError:
        assert list(folder.iterdir()) == []
        return
    assert check_folder(folder) == []
    read_settings(folder)
