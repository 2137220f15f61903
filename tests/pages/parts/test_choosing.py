"""Choosers find a node by any of its names, and offer what may have been meant."""

import pytest

from tests.pages.reading import shown


def type_in(test, key, text):
    """Type a text that is none of the options; the test of Streamlit knows of options alone."""
    box = test.selectbox(key=key)
    box.options.append(text)
    box.set_value(text).run()
    assert not test.exception


def offered(test, key):
    return {b.label: b for b in test.button if (b.key or "").startswith(f"{key}-offered")}


#: Screen, its address, the chooser of one node in it.
CHOOSERS = [
    ("profile", {}, "profile-node"),
    ("connections", {}, "connections-from"),
    ("connections", {}, "connections-to"),
    ("partners", {}, "partners-city"),
    ("memberships", {}, "memberships-node"),
    ("explore", {}, "explore-focus"),
]
TYPED = {
    "vasteras": "city:vasteras",
    "Danzig": "city:gdansk",
    "pietari": "city:saint-petersburg",
    "Kiev": "city:kyiv",
    "paris texas": "city:paris-texas",
    "Paris, France": "city:paris",
    "vast": "city:vasteras",
}


@pytest.mark.parametrize(("name", "query", "key"), CHOOSERS)
def test_a_typed_name_is_chosen(namesakes_screen, name, query, key):
    test = namesakes_screen(name, **query)
    for text, node in TYPED.items():
        type_in(test, key, text)
        assert test.session_state[key] == node
        assert offered(test, key) == {}


@pytest.mark.parametrize(("name", "query", "key"), CHOOSERS)
def test_what_does_not_decide_is_offered_and_changes_nothing(namesakes_screen, name, query, key):
    test = namesakes_screen(name, **query)
    before = test.session_state[key]
    type_in(test, key, "springfild")
    assert test.session_state[key] == before
    buttons = offered(test, key)
    assert sorted(buttons) == [
        "Springfield, Illinois, United States",
        "Springfield, Missouri, United States",
    ]
    buttons["Springfield, Missouri, United States"].click().run()
    assert test.session_state[key] == "city:springfield-missouri"
    assert offered(test, key) == {}


def test_a_name_of_two_offers_both(namesakes_screen):
    test = namesakes_screen("profile")
    type_in(test, "profile-node", "Paris")
    assert sorted(offered(test, "profile-node")) == ["Paris, France", "Paris, United States"]


def test_what_is_like_nothing_is_said_to_be_so(namesakes_screen):
    test = namesakes_screen("profile", lang="en")
    type_in(test, "profile-node", "Xqz *zyx*")
    assert "Nothing here is called Xqz *zyx*." in shown(test)
    assert test.session_state["profile-node"] == "city:lahti"
    # It is said no more once something else is chosen.
    test.selectbox(key="profile-node").set_value("city:kyiv").run()
    assert "Nothing here" not in shown(test)


def test_one_of_another_kind_is_not_chosen(namesakes_screen):
    test = namesakes_screen("partners")
    type_in(test, "partners-city", "City Forum, Paris, France")
    assert test.session_state["partners-city"] == "city:lahti"


def test_several_are_typed_one_by_one(namesakes_screen):
    test = namesakes_screen("compare", nodes="city:lahti,city:kyiv")
    box = test.multiselect(key="compare-nodes")
    box.set_value(["city:lahti", "city:kyiv", "danzig"]).run()
    assert test.session_state["compare-nodes"] == ["city:lahti", "city:kyiv", "city:gdansk"]
    test.multiselect(key="compare-nodes").set_value(["city:lahti", "city:kyiv", "Paris"]).run()
    assert test.session_state["compare-nodes"] == ["city:lahti", "city:kyiv"]
    offered(test, "compare-nodes")["Paris, France"].click().run()
    assert test.session_state["compare-nodes"] == ["city:lahti", "city:kyiv", "city:paris"]


def test_networks_to_leave_out_are_found_too(namesakes_screen):
    test = namesakes_screen("partners")
    test.multiselect(key="partners-without").set_value(["city forum usa"]).run()
    assert test.session_state["partners-without"] == ["network:forum-us"]


def test_the_search_of_explore_offers_what_was_meant(namesakes_screen):
    test = namesakes_screen("explore", q="springfeld", isolated="1")
    label = "Springfield, Missouri, United States"
    next(button for button in test.button if button.label == label).click().run()
    assert test.session_state["explore-search"] == label
    assert test.query_params["q"] == label
    # A former name finds the city at once.
    found = namesakes_screen("explore", q="danzig")
    assert "did you mean" not in shown(found)
    assert any("Gdańsk" in frame.value.to_csv() for frame in found.dataframe)
