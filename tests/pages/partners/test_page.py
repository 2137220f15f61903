import re

import pytest

from graph_app.pages.shell.context import Context
from tests.pages.reading import markup, press, shown


def headings(test):
    return re.findall(r"^#### \d+\. (.+)$", shown(test), re.MULTILINE)


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_the_screen_opens_in_every_language(open_screen, language):
    test = open_screen("partners", lang=language)
    assert not test.error
    assert len(headings(test)) == 10


def test_suggestions_of_the_home_city_have_reasons(open_screen):
    test = open_screen("partners")
    said = shown(test)
    assert "## Partners for Lahti" in said
    assert "71 cities are ranked. Left out: 17 have a tie already." in said
    assert "České Budějovice, Czechia" in headings(test)
    assert "- Both are partner cities of Suhl and Västerås" in said
    assert "**Weak point:**" in said
    assert test.query_params["city"] == "city:lahti"


def test_the_address_reproduces_the_view(open_screen):
    query = {"city": "city:suhl", "not": "EE,RU", "from": "20000", "within": "network:ubc"}
    test = open_screen("partners", **query)
    assert test.selectbox(key="partners-city").value == "city:suhl"
    assert test.multiselect(key="partners-not").value == ["EE", "RU"]
    assert test.number_input(key="partners-from").value == 20000
    for key, value in query.items():
        assert test.query_params[key] == value
    assert "## Partners for Suhl" in shown(test)
    assert not any("Estonia" in name or "Russia" in name for name in headings(test))


def test_whoever_is_left_out_is_gone_and_counted(open_screen):
    test = open_screen("partners")
    test.multiselect(key="partners-not").set_value(["RU", "EE", "PL"]).run()
    assert not test.exception
    assert not any(c in name for name in headings(test) for c in ("Russia", "Estonia", "Poland"))
    assert "by country" in shown(test)
    assert test.query_params["not"] == "RU,EE,PL"
    press(test, "Leave nobody out")
    assert test.multiselect(key="partners-not").value == []
    assert test.multiselect(key="partners-past").value == []


def test_nobody_left_says_what_to_do(open_screen):
    test = open_screen("partners", only="FI", to="1", blank="0")
    assert "Nobody is left to suggest" in shown(test)
    assert not headings(test)


def test_a_wrong_address_is_said_and_left_aside(open_screen):
    test = open_screen("partners", **{"not": "Sweden"})
    assert "Sweden" in test.warning[0].value
    assert len(headings(test)) == 10
    test = open_screen("partners", **{"from": "9", "to": "9", "city": "city:atlantis"})
    assert test.selectbox(key="partners-city").value == "city:lahti"


def test_bounds_that_cross_are_said_and_left_aside(open_screen):
    test = open_screen("partners")
    test.number_input(key="partners-from").set_value(100)
    test.number_input(key="partners-to").set_value(10).run()
    assert any("more than the most" in warning.value for warning in test.warning)
    assert len(headings(test)) == 10


def test_more_can_be_shown(open_screen):
    test = open_screen("partners")
    test.selectbox(key="partners-most").set_value(20).run()
    assert len(headings(test)) == 20
    table = test.dataframe[0].value
    assert len(table) == 71
    assert list(table["rank"][:3]) == [1, 2, 3]


def test_it_says_how_good_it_is_and_what_it_weighs(open_screen):
    test = open_screen("partners")
    said = shown(test)
    assert "60% among the first 50 of 417" in said
    assert "docs/partners.md" in said
    labels = [expander.label for expander in test.expander]
    assert "What the ranking weighs, and how it was tested" in labels
    weights = test.dataframe[1].value
    assert weights["effect"].is_monotonic_decreasing
    assert weights["weight"].max() == 6.85


def test_another_year_has_other_partners(open_screen):
    test = open_screen("partners", year="1950")
    assert test.query_params["year"] == "1950"
    assert "As it was in 1950" in shown(test)
    assert len(headings(test)) == 10


def test_few_ties_and_hostile_names(open_screen, hostile_folder):
    test = open_screen("partners")
    assert markup(test) == []
    assert headings(test)


def test_buttons_lead_to_the_other_screens(open_screen, monkeypatch):
    asked = []
    monkeypatch.setattr(
        Context, "go_to", lambda self, screen, **query: asked.append((screen, query))
    )
    test = open_screen("partners")
    for key in ("profile", "explore", "connections"):
        test.button(key=f"partners-{key}-city:ceske-budejovice").click().run()
    assert asked[0] == ("profile", {"node": "city:ceske-budejovice"})
    assert asked[1][0] == "explore"
    assert asked[1][1]["focus"] == "city:ceske-budejovice"
    assert asked[2] == ("connections", {"from": "city:lahti", "to": "city:ceske-budejovice"})
