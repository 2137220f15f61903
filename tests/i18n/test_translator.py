import pytest

from graph_app.i18n import LANGUAGES, Translator
from graph_app.model.errors import SettingsError


@pytest.mark.parametrize(
    ("language", "country", "month", "day", "number", "share"),
    [
        ("en", "Sweden", "November 2018", "25 Nov 2018", "1,234.5", "12%"),
        ("fi", "Ruotsi", "marraskuu 2018", "25.11.2018", "1\xa0234,5", "12\xa0%"),
        ("sv", "Sverige", "november 2018", "25 nov. 2018", "1\xa0234,5", "12\xa0%"),
    ],
)
def test_customs_of_a_language(language, country, month, day, number, share):
    tr = Translator(language)
    assert tr.country("SE") == country
    assert (tr.date("2018"), tr.date("2018-11"), tr.date("2018-11-25")) == ("2018", month, day)
    assert tr.number(1234.5, 1) == number
    assert tr.percent(0.12) == share


@pytest.mark.parametrize("language", LANGUAGES)
def test_blanks_are_shown_as_a_dash(language):
    tr = Translator(language)
    missing = float("nan")
    assert {tr.date(None), tr.country(missing), tr.number(missing), tr.themes(missing)} == {"–"}
    assert tr.status(None) == tr.theme(missing) != ""


def test_names_follow_the_language_and_fall_back():
    facts = {"id": "city:turku", "name": "Turku", "name_sv": "Åbo", "name_fi": float("nan")}
    assert [Translator(language).name(facts) for language in LANGUAGES] == ["Turku", "Turku", "Åbo"]


def test_values_are_text_even_with_braces():
    tr = Translator("en")
    assert tr.phrase("membership", "{b}", "<b>") == "{b} is a member of <b>"


def test_unknown_language_is_named():
    with pytest.raises(SettingsError, match="'de'"):
        Translator("de")
