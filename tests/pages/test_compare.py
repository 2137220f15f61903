from tests.pages.reading import shown


def test_it_opens_on_home_and_its_closest_partner(open_screen):
    test = open_screen("compare")
    assert not test.error
    assert test.multiselect(key="compare-nodes").value == ["city:lahti", "city:vasteras"]
    assert test.query_params["nodes"] == "city:lahti,city:vasteras"


def test_the_address_reproduces_the_comparison(open_screen):
    test = open_screen("compare", nodes="city:lahti,city:vasteras,city:randers", group="events")
    assert "Lahti, Västerås and Randers share 2 partners, 1 programme and 5 events" in shown(test)
    assert test.query_params["group"] == "events"
    facts, who = test.dataframe[0].value, test.dataframe[2].value
    assert facts.loc["Population"].tolist() == ["121,622", "127,799", "62,802"]
    assert who["who"].value_counts()["all"] == 5


def test_another_group(open_screen):
    test = open_screen("compare", nodes="city:lahti,city:vasteras")
    test.button_group(key="compare-group").set_value("networks").run()
    assert not test.exception
    assert test.query_params["group"] == "networks"
    assert set(test.dataframe[2].value["who"]) == {"only Lahti"}


def test_the_compare_list_is_taken_up_and_kept(open_screen):
    test = open_screen("compare")
    test.multiselect(key="compare-nodes").set_value(["city:vasteras", "city:randers"]).run()
    assert test.session_state["compare"] == ["city:vasteras", "city:randers"]
    assert test.query_params["nodes"] == "city:vasteras,city:randers"
    assert "Randers is a sister city of Västerås" in shown(test)


def test_one_node_is_too_few(open_screen):
    test = open_screen("compare")
    test.multiselect(key="compare-nodes").set_value(["city:lahti"]).run()
    assert "Choose two to four" in shown(test)
    assert not test.dataframe


def test_networks_and_cities_without_ties(open_screen):
    assert "members" in shown(open_screen("compare", nodes="network:ubc,network:eurocities"))


def test_an_earlier_year(open_screen):
    test = open_screen("compare", nodes="city:lahti,city:vasteras", year="1960", undated="0")
    assert test.query_params["year"] == "1960"
    assert "1960" in shown(test)
