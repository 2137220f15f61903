from tests.pages.reading import press, texts


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
    press(test, "Without the filter Kind")
    assert "Nothing is left" not in texts(test)


def test_explore_clears_its_filters(open_screen):
    test = open_screen("explore", kind="network", q="ubc")
    press(test, "Clear filters")
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
