from graph_app.pages.explore.player import next_year


def button(test):
    return test.button(key="explore-play")


def test_the_years_are_played_from_the_first_and_can_be_stopped(open_screen):
    test = open_screen("explore")
    assert button(test).label == "Play the years"
    button(test).click().run()
    assert button(test).label == "Stop"
    # The clock of the browser runs the fragment; here the next year is what it would have left.
    test.session_state["explore-next-year"] = 1956
    test.run()
    assert not test.exception
    assert any("As it was in 1956" in text.value for text in test.markdown)
    button(test).click().run()
    assert button(test).label == "Play the years"
    assert test.session_state["explore-year"] == 1956


def test_after_the_last_year_comes_none(graph):
    first = next_year(graph, None)
    later = next_year(graph, first)
    assert first < later
    assert next_year(graph, 2999) is None
