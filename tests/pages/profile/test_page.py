from tests.pages.reading import shown


def test_profile_says_what_is_shared_and_how_to_get_there(open_screen):
    said = shown(open_screen("profile", node="city:chattanooga"))
    assert "## Chattanooga" in said
    assert "The shortest way there" in said
    assert "Wuxi is a sister city of Chattanooga" in said
    said = shown(open_screen("profile", node="city:vasteras"))
    assert "Akureyri, Ålesund, Randers" in said


def test_profile_changes_with_the_choice(open_screen):
    test = open_screen("profile", node="city:vasteras")
    test.selectbox(key="profile-node").set_value("network:ubc").run()
    assert "## Union of the Baltic Cities" in shown(test)
    assert test.query_params["node"] == "network:ubc"


def test_the_profile_stands_in_the_year_of_the_address(open_screen):
    now = open_screen("profile", node="city:vasteras", lang="en")
    then = open_screen("profile", node="city:vasteras", year="1945", undated="0", lang="en")
    assert any("As it was in 1945" in info.value for info in then.info)
    count = {
        when: sum("Västerås" in text.value for text in test.markdown)
        for when, test in (("now", now), ("then", then))
    }
    assert 0 < count["then"] < count["now"]
