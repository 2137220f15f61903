import pytest

from graph_app.intake.project.settings import read_settings
from graph_app.model.errors import SettingsError


def write(folder, text):
    (folder / "settings.toml").write_text(text, encoding="utf-8")
    return folder


def test_shipped_settings(data_folder):
    settings = read_settings(data_folder)
    assert settings.home == "city:lahti"
    assert settings.reported == {"sister_city": 13, "friendship_municipality": 4}


def test_the_environment_names_another_home(tmp_path, monkeypatch):
    monkeypatch.setenv("GRAPH_APP_HOME", "city:vasteras")
    assert read_settings(write(tmp_path, 'home = "city:lahti"')).home == "city:vasteras"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "found no home"),
        ("home = " + "[" * 5000, "nested too deeply"),
        ("home = " + "9" * 5000, "cannot be read"),
        ('home = "city:a"\nreported = 3', r"a section \[reported\]"),
        ('home = "city:a"\n[[reported]]\nsister_city = 3', r"a section \[reported\]"),
        ('home = "city:a"\n[reported]\nsister_city = -3', "whole number"),
        ('home = "city:a"\n[access]\nhours = ' + "9" * 400, "a number of hours"),
        ('home = "city:a"\n[access]\nhours = nan', "a number of hours"),
        ("home = 3", "expected text in quotes"),
        ("home = lahti", "cannot be read"),
        ('home = "city:a"\ncolour = "red"', "found 'colour'"),
        ('home = "city:a"\n[reported]\nsister_city = "many"', "whole number"),
        ('home = "city:a"\n[reported]\nfriends = 3', "relation type"),
    ],
)
def test_wrong_settings_are_named(tmp_path, text, says):
    with pytest.raises(SettingsError, match=says):
        read_settings(write(tmp_path, text))


def test_missing_settings_say_how_to_write_them(tmp_path):
    with pytest.raises(SettingsError, match='home = "city:lahti"'):
        read_settings(tmp_path)
