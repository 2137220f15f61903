import dataclasses
import datetime
import itertools

import pytest

from graph_app.analysis.overview.dashboard import FIGURES, Dashboard, Figure, dashboard
from graph_app.analysis.overview.key_figures import key_figures
from graph_app.i18n import LANGUAGES, get_translator
from graph_app.wording.overview import figure_note, figure_sentence

TODAY = datetime.date(2026, 11, 24)


def say(found, graph, name, language="en"):
    return figure_sentence(name, found, graph, get_translator(language))


@pytest.fixture(scope="module")
def lahti(graph):
    return dashboard(graph, "city:lahti", TODAY, 2015)


@pytest.fixture
def blank(small) -> Dashboard:
    return dashboard(small, "city:e", TODAY, 2000)


def with_figure(found, name, *facts):
    return dataclasses.replace(found, figures={**found.figures, name: Figure(*facts)})


def with_key(found, **counts):
    return dataclasses.replace(found, key=dataclasses.replace(found.key, **counts))


def test_five_sentences_for_a_mayor(graph, lahti):
    assert [say(lahti, graph, name) for name in FIGURES] == [
        "1 partner city more than in 2015; the newest is Zhangjiakou (2018).",
        "7 of 17 partner cities are in the Nordic and Baltic countries; most are in one country: "
        "China (3).",
        "1 membership more than in 2015; the newest is Climate Leadership Coalition (2020).",
        f"Eurocities brings the most, {lahti.top_reached} cities; {lahti.through_one} of "
        f"{lahti.key.reached} are reached through one network alone.",
        "5 programmes more than in 2015; the newest is EU Mission Label (Climate City Contract) "
        "(2024).",
    ]


@pytest.mark.parametrize("home", ["city:a", "city:b", "city:c", "city:d", "city:e"])
@pytest.mark.parametrize("since", [1940, 2000, 2025])
def test_every_figure_is_one_sentence_in_every_language(small, home, since):
    found = dashboard(small, home, TODAY, since)
    for language, name in itertools.product(LANGUAGES, FIGURES):
        text = say(found, small, name, language)
        assert text.endswith(".")
        assert not text.endswith("..")
        assert text[0] == text[0].upper()
        assert not set("{}\n") & set(text)
        assert not set("{}\n") & set(figure_note(name, found, get_translator(language)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_names_and_years_are_in_every_language(graph, lahti, language):
    for name, facts in {
        "partners": ["1 ", "2015", "Zhangjiakou", "2018"],
        "countries": ["7", "17", get_translator(language).country("CN"), "3"],
        "reached": ["Eurocities", str(lahti.top_reached), str(lahti.through_one)],
    }.items():
        text = say(lahti, graph, name, language)
        assert [fact for fact in facts if fact not in text] == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (0, "As many partner cities as in 2000"),
        (1, "1 partner city more than in 2000"),
        (2, "2 partner cities more than in 2000"),
        (-1, "1 partner city fewer than in 2000"),
        (-3, "3 partner cities fewer than in 2000"),
    ],
)
def test_changes_of_partners(small, blank, change, says):
    found = with_figure(blank, "partners", 4, change, 0, ("city:a",), 1990)
    assert say(found, small, "partners") == f"{says}; the newest is Ålesund (1990)."


@pytest.mark.parametrize("name", ["memberships", "programmes"])
@pytest.mark.parametrize("change", [-2, -1, 0, 1, 2])
def test_changes_of_the_others(small, blank, name, change):
    text = say(with_figure(blank, name, 4, change, 0), small, name)
    noun = name if abs(change) != 1 else name[:-1]
    assert noun in text
    direction = "more" if change > 0 else "fewer" if change else "As many"
    assert direction in text
    assert str(abs(change) or 2000) in text


def test_several_newest(small, blank):
    two = with_figure(blank, "partners", 4, 2, 0, ("city:a", "city:b"), 1990)
    assert "the newest are Ålesund, Gdańsk (1990)." in say(two, small, "partners")
    four = with_figure(blank, "partners", 4, 4, 0, tuple(f"city:{x}" for x in "abcd"), 1990)
    assert "the newest 4 date from 1990." in say(four, small, "partners")


def test_nothing_is_said_to_be_nothing(small, blank):
    assert [say(blank, small, name) for name in FIGURES] == [
        "The tables hold no partner city.",
        "Without a partner city there is no country.",
        "The tables hold no membership.",
        "Without a membership no city is reached through a network.",
        "The tables hold no programme.",
    ]
    assert [figure_note(name, blank, get_translator("en")) for name in FIGURES] == [""] * 5


def test_the_last_one_lost_is_a_change(small, blank):
    found = with_figure(blank, "partners", 0, -1, 0)
    assert say(found, small, "partners") == "1 partner city fewer than in 2000."


def test_where_no_start_is_known_no_change_is_made_up(small):
    found = dashboard(small, "city:d", TODAY, 2000)
    assert found.figures["memberships"].undated == 1
    text = say(found, small, "memberships")
    assert text == "No start year is known, so the change is not known either."
    note = figure_note("memberships", found, get_translator("en"))
    assert note == "1 without a start year: not in the change."


def test_notes_say_what_is_in_no_change(lahti):
    tr = get_translator("en")
    assert figure_note("partners", lahti, tr) == "4 without a start year: not in the change."
    assert "only through memberships without a start year" in figure_note("reached", lahti, tr)
    assert figure_note("programmes", with_figure(lahti, "programmes", 3, 1, 0), tr) == ""
    lacking = dataclasses.replace(lahti, no_country=1)
    assert "The country of 1 partner is not known." in figure_note("countries", lacking, tr)


def test_countries(small, blank):
    def told(partners, countries, top, count, region):
        found = with_key(blank, partners=partners, countries=countries)
        found = dataclasses.replace(
            found, top_countries=top, top_count=count, in_region=region, no_country=0
        )
        return say(found, small, "countries")

    assert told(2, 1, ("SE",), 2, 2) == "All in one country: Sweden."
    assert told(1, 1, ("PL",), 1, None) == "All in one country: Poland."
    assert told(3, 2, ("PL",), 2, None) == "Most are in one country: Poland (2)."
    assert told(4, 2, ("DE", "PL"), 2, None) == "Most are in Germany, Poland (2 each)."
    assert told(4, 4, ("DE", "PL", "SE", "FR"), 1, 1) == (
        "1 of 4 partner cities is in the Nordic and Baltic countries; no country has more than 1."
    )
    assert told(2, 0, (), 0, 0) == "The country of no partner city is known."


def test_cities_reached(small, blank):
    def told(networks, most, alone, reached):
        found = with_key(blank, memberships=max(1, len(networks)), reached=reached)
        found = dataclasses.replace(
            found, top_networks=networks, top_reached=most, through_one=alone
        )
        return say(found, small, "reached")

    assert told((), 0, 0, 0) == "The tables hold no other member of these networks."
    assert told(("network:n",), 1, 1, 1) == (
        "Baltic brings the most, 1 city; 1 of 1 is reached through one network alone."
    )
    assert told(("network:n",) * 2, 2, 0, 2) == (
        "Baltic, Baltic bring the most, 2 cities each; 0 of 2 are reached through one network "
        "alone."
    )
    assert told(("network:n",) * 5, 1, 3, 3).startswith("No network brings more than 1 city;")


def test_the_sentences_follow_the_figures(graph):
    for since in (1945, 1980, 1990):
        found = dashboard(graph, "city:lahti", TODAY, since)
        before = key_figures(graph, "city:lahti", TODAY, since)
        change = found.key.partners - found.figures["partners"].undated - before.partners
        assert say(found, graph, "partners").startswith(f"{change} partner cities more")
