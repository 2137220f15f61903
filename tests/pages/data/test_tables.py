import pytest


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_tables_are_searched_in_every_language(open_screen, place, language):
    test = open_screen("data", table="cities", q="lodz", lang=language)
    assert test.dataframe[0].value["name"].tolist() == ["Łódź"]
    assert not test.error
