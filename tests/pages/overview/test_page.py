from tests.pages.reading import texts


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
