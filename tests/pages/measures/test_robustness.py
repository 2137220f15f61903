import pytest

from tests.pages.reading import shown, table_with


def test_what_the_reach_depends_on_in_plain_words(open_screen):
    test = open_screen("measures")
    said = shown(test)
    assert "### What our reach hangs on" in said
    assert "The largest: Lahti is a sister city of Wuxi. Without it 10 cities" in said
    assert "Most depends on Eurocities: without it Lahti would lose 12 cities." in said
    assert "Ties that have ended are left out." in said


def test_three_tables(open_screen):
    test = open_screen("measures")
    cut_off = [t.value for t in test.dataframe if list(t.value)[:1] == ["what"]]
    assert len(cut_off) == 2
    assert cut_off[0]["what"][0] == "Lahti is a sister city of Wuxi"
    assert cut_off[1]["what"][0] == "Eurocities · Network"
    assert all((frame["nodes"] > 0).all() for frame in cut_off)
    losses = table_with(test, "strength_loss")
    assert losses["with"][0] == "Eurocities"


def test_it_follows_the_filter(open_screen):
    test = open_screen("measures", type="membership", year="2000")
    said = shown(test)
    assert "Ties as they held in 2000" in said
    losses = table_with(test, "strength_loss")
    assert set(losses["type"]) == {"Membership"}
    # What is known of a status is known of today.
    assert set(losses["status"]) <= {"Active", "Unknown"}


def test_a_view_without_the_home_city_says_so(open_screen):
    test = open_screen("measures", country="PL", type="membership")
    assert "The home city is not in this view." in shown(test)


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_in_every_language(open_screen, language):
    test = open_screen("measures", lang=language)
    assert not test.error
    assert len(table_with(test, "strength_loss"))


def test_hostile_names_stay_text(open_screen, hostile_folder):
    test = open_screen("measures")
    losses = table_with(test, "strength_loss")
    assert any("<img" in name or "<script" in name for name in losses["with"])
