import pytest

from tests.pages.reading import shown


def test_each_figure_has_its_change_and_its_sentence(open_screen):
    test = open_screen("overview")
    labels = ["Partner cities", "Countries", "Memberships", "Cities reached", "Programmes"]
    assert [metric.label for metric in test.metric] == labels
    assert test.metric[0].delta == "+1 since 2015"
    said = shown(test)
    assert "1 partner city more than in 2015; the newest is Zhangjiakou (2018)." in said
    assert "4 without a start year: not in the change." in said


def test_the_sentences_follow_the_year_of_comparison(open_screen):
    test = open_screen("overview", since="1990")
    assert "partner cities more than in 1990" in shown(test)
    test.select_slider(key="overview-since").set_value(2020).run()
    assert "As many partner cities as in 2020" in shown(test)
    assert test.query_params["since"] == "2020"


def test_as_it_was_in_another_year(open_screen):
    test = open_screen("overview", year="1995")
    assert "Where we stood in 1995" in shown(test)
    assert "ties without a start year are counted as if" in shown(test)
    assert test.metric[0].value == "14"
    assert "What needs attention" not in shown(test)
    # The year of comparison lies before the year shown.
    assert test.select_slider(key="overview-since").value == 1985
    dated = open_screen("overview", year="1995", undated="0")
    assert dated.metric[0].value == "10"
    assert dated.query_params["undated"] == "0"


def test_the_year_is_left_again(open_screen):
    test = open_screen("overview", year="1995", since="1960")
    assert test.query_params["year"] == "1995"
    test.session_state["overview-year"] = None
    test.run()
    assert not test.exception
    assert "Where we stand" in shown(test)
    assert "year" not in test.query_params
    assert test.metric[0].delta == "+7 since 1960"


def test_ties_without_a_start_year_are_visible_in_the_development(open_screen):
    said = shown(open_screen("overview"))
    assert "Development over the years" in said
    assert "Start not known: Partner cities 4, Memberships 2." in said


def test_the_print_view_shows_the_dashboard_alone(open_screen):
    test = open_screen("overview", print="1")
    said = shown(test)
    assert len(test.metric) == 5
    assert "Our partners" in said
    assert "Ties by decade" in said
    assert "ties were checked within a year" in said
    assert "What needs attention" not in said
    assert "Development over the years" not in said
    assert not test.dataframe
    assert test.query_params["print"] == "1"
    test.toggle(key="overview-print").set_value(False).run()
    assert "What needs attention" in shown(test)
    assert "print" not in test.query_params


def test_the_chosen_region_survives_the_print_view(open_screen):
    test = open_screen("overview")
    test.session_state["overview-region"] = "europe"
    test.run()
    test.toggle(key="overview-print").set_value(True).run()
    test.toggle(key="overview-print").set_value(False).run()
    assert test.session_state["overview-region"] == "europe"


@pytest.mark.parametrize("parameters", [{"since": "20x5"}, {"since": "1600"}, {"print": "yes"}])
def test_a_wrong_address_is_left_aside(open_screen, parameters):
    test = open_screen("overview", **parameters)
    assert test.metric[0].delta == "+1 since 2015"
    assert len(test.dataframe) > 1
