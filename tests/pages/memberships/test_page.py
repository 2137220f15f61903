import pytest

from tests.pages.reading import press, shown


def test_it_opens_on_the_home_city(open_screen):
    test = open_screen("memberships")
    assert not test.error
    assert test.selectbox(key="memberships-node").value == "city:lahti"
    assert len(test.dataframe[0].value) == 6


def test_what_each_network_gives(open_screen):
    test = open_screen("memberships")
    assert "Lahti has 6 memberships, which reach 50 other cities in 14 countries" in shown(test)
    assert "21 of the 33 cities that Eurocities reaches" in shown(test)
    table = test.dataframe[0].value.set_index("network")
    assert table.loc["Union of the Baltic Cities", "last_activity"] == "14 Jun 2018"
    assert set(table["cost"]) == {"not known"}
    assert "to see what would change" in shown(test)


def test_leaving_a_network_is_shown_and_undone(open_screen):
    test = open_screen("memberships")
    test.multiselect(key="memberships-leave").set_value(["network:eurocities"]).run()
    assert "Lahti without Eurocities: 21 cities fewer" in shown(test)
    assert test.query_params["leave"] == "network:eurocities"
    assert "Centralities of Lahti" in shown(test)
    press(test, "Undo the what-if")
    assert "21 cities fewer" not in shown(test)
    assert "leave" not in test.query_params


def test_the_address_reproduces_the_what_if(open_screen):
    query = {"join": "network:unesco-global-geoparks", "cities": "Turku,Atlantis"}
    test = open_screen("memberships", countries="PT,XX", **query)
    assert "with UNESCO Global Geoparks and with our own network" in shown(test)
    assert "Atlantis" in test.warning[0].value
    assert test.query_params["cities"] == "city:turku"
    assert test.query_params["countries"] == "PT"


def test_the_overlap_can_be_read_as_jaccard(open_screen):
    test = open_screen("memberships")
    contained = test.dataframe[2].value
    test.radio(key="memberships-share").set_value("jaccard").run()
    jaccard = test.dataframe[2].value
    assert contained.iloc[1, 0] == pytest.approx(100 * 8 / 24)
    assert jaccard.iloc[1, 0] == pytest.approx(100 * 8 / (33 + 24 - 8))


def test_another_city_and_one_without_memberships(open_screen):
    test = open_screen("memberships", node="city:turku")
    assert "Turku has 4 memberships" in shown(test)
    assert test.query_params["node"] == "city:turku"
    test.selectbox(key="memberships-node").set_value("city:randers").run()
    assert "Randers is a member of no network" in shown(test)
    test.multiselect(key="memberships-join").set_value(["network:ubc"]).run()
    assert "25 cities more" in shown(test)


def test_another_city_starts_without_a_what_if(open_screen):
    test = open_screen("memberships", leave="network:ubc")
    test.selectbox(key="memberships-node").set_value("city:turku").run()
    assert test.multiselect(key="memberships-leave").value == []


def test_an_earlier_year(open_screen):
    test = open_screen("memberships", year="1995", undated="0")
    assert "Lahti has 1 membership" in shown(test)
    assert test.query_params["year"] == "1995"
