import re

import pytest

SCREENS = ["overview", "explore", "profile", "measures", "export"]


def texts(test):
    kinds = ("markdown", "caption", "text", "info", "success", "title", "header")
    return "\n".join(str(element.value) for kind in kinds for element in getattr(test, kind))


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_every_screen_opens_in_every_language(open_screen, screen, language):
    test = open_screen(screen, lang=language)
    assert not test.error
    assert test.query_params["lang"] == language


@pytest.mark.parametrize("screen", SCREENS)
def test_hostile_names_are_escaped(open_screen, hostile_folder, screen):
    test = open_screen(screen)
    shown = texts(test)
    unescaped = re.sub(r"\\.", "", shown)
    for mark in ("<img", "<script", "![", "](javascript", ":red["):
        assert mark not in unescaped


def test_overview_says_where_the_city_stands(open_screen):
    test = open_screen("overview")
    assert "17 partner cities in 12 countries" in texts(test)
    assert [metric.value for metric in test.metric][:3] == ["17", "12", "6"]
    assert "13 of the 13" in texts(test)
    assert "4 of the 4" in texts(test)


def test_overview_compares_with_a_chosen_year(open_screen):
    test = open_screen("overview", since="2017")
    assert test.metric[0].delta == "+1 since 2017"
    test.select_slider(key="overview-since").set_value(1950).run()
    assert "since 1950" in test.metric[0].delta
    assert test.query_params["since"] == "1950"


def test_explore_opens_on_the_home_city(open_screen):
    test = open_screen("explore")
    assert test.query_params["focus"] == "city:lahti"
    assert test.query_params["hops"] == "1"
    assert "leaves 71 nodes, 127 ties" in texts(test)


def test_explore_takes_its_filter_from_the_address(open_screen):
    test = open_screen("explore", type="sister_city", country="SE,NO", focus="city:lahti", hops="2")
    assert test.multiselect(key="explore-types").value == ["sister_city"]
    assert test.multiselect(key="explore-countries").value == ["SE", "NO"]
    assert test.query_params["country"] == "SE,NO"


def test_explore_writes_its_filter_to_the_address(open_screen):
    test = open_screen("explore")
    test.multiselect(key="explore-kinds").set_value(["city"]).run()
    test.selectbox(key="explore-colour").set_value("country").run()
    assert test.query_params["kind"] == "city"
    assert test.query_params["colour"] == "country"
    assert not test.exception


def test_explore_names_the_filter_to_loosen(open_screen):
    test = open_screen("explore", kind="city", q="lahti", type="membership")
    assert "Nothing is left" in texts(test)
    labels = {button.label for button in test.button}
    assert any(label.startswith("Without the filter Kind") for label in labels)
    next(b for b in test.button if b.key == "loosen-kinds").click().run()
    assert "Nothing is left" not in texts(test)


def test_explore_clears_its_filters(open_screen):
    test = open_screen("explore", kind="network", q="ubc")
    next(b for b in test.button if b.label == "Clear filters").click().run()
    assert test.multiselect(key="explore-kinds").value == []
    assert test.text_input(key="explore-search").value == ""


def test_explore_shows_the_node_in_the_address(open_screen):
    test = open_screen("explore", focus="city:lahti", hops="1", node="city:vasteras")
    shown = texts(test)
    assert "#### Västerås" in shown
    assert "Lahti is a sister city of Västerås" in shown
    assert "since 1940" in shown


def test_a_wrong_address_is_said_and_left_aside(open_screen):
    test = open_screen("explore", kind="village", hops="9")
    assert "village" in test.warning[0].value
    assert test.multiselect(key="explore-kinds").value == []


def test_the_compare_list_is_filled(open_screen):
    test = open_screen("explore", focus="city:lahti", hops="1", node="city:vasteras")
    test.button(key="details-compare").click().run()
    assert test.session_state["compare"] == ["city:vasteras"]
    test.button(key="details-compare").click().run()
    assert test.session_state["compare"] == []


def test_profile_says_what_is_shared_and_how_to_get_there(open_screen):
    shown = texts(open_screen("profile", node="city:chattanooga"))
    assert "## Chattanooga" in shown
    assert "The shortest way there" in shown
    assert "Wuxi is a sister city of Chattanooga" in shown
    shown = texts(open_screen("profile", node="city:vasteras"))
    assert "Akureyri, Ålesund, Randers" in shown.replace("\\", "")


def test_profile_changes_with_the_choice(open_screen):
    test = open_screen("profile", node="city:vasteras")
    test.selectbox(key="profile-node").set_value("network:ubc").run()
    assert "## Union of the Baltic Cities" in texts(test)
    assert test.query_params["node"] == "network:ubc"


def test_measures_say_what_they_mean_and_what_they_were_computed_on(open_screen):
    test = open_screen("measures", measure="betweenness")
    shown = texts(test).replace("\\", "")
    assert "shortest way between two others" in shown
    assert "501 nodes and 710 ties in one part; exact" in shown
    assert "Freeman (1977)" in shown


def test_measures_follow_the_filter(open_screen):
    test = open_screen("measures", type="sister_city", focus="city:lahti", hops="1")
    shown = texts(test).replace("\\", "")
    assert "Relation: Sister city" in shown
    assert "14 nodes" in shown


def test_measures_of_nothing(open_screen):
    test = open_screen("measures", q="zzzz")
    assert "nothing to measure" in texts(test)


def test_export_offers_every_format(open_screen):
    from graph_app.export import FORMATS

    test = open_screen("export", type="membership", year="2000")
    assert "As it was in: 2000" in texts(test).replace("\\", "")
    assert len(test.get("download_button")) == len(FORMATS)


def test_tables_that_break_rules_are_refused_with_every_finding(
    hostile_folder, monkeypatch, data_root
):
    from streamlit.testing.v1 import AppTest

    (hostile_folder / "cities.csv").write_text("id,name\ncity:a,A\n", encoding="utf-8")
    test = AppTest.from_file(
        str(data_root.parent / "graph_app/pages/shell/front.py"), default_timeout=30
    ).run()
    assert not test.exception
    assert "cannot be shown" in test.error[0].value
    assert len(test.dataframe[0].value) > 5


def test_the_profile_stands_in_the_year_of_the_address(open_screen):
    now = open_screen("profile", node="city:vasteras", lang="en")
    then = open_screen("profile", node="city:vasteras", year="1945", undated="0", lang="en")
    assert any("As it was in 1945" in info.value for info in then.info)
    count = {
        when: sum("Västerås" in text.value for text in test.markdown)
        for when, test in (("now", now), ("then", then))
    }
    assert 0 < count["then"] < count["now"]
