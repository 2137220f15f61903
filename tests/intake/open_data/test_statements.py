import pytest

from .checking import finding, valid
from .test_wikidata import PAIR, WD, pair, read


def back(**facts):
    turned = {"city": PAIR["partner"], "partner": PAIR["city"], "partnerLabel": "Lahti"}
    return pair(
        **(
            turned
            | {
                "cityLabel": "Västerås",
                "cityCountry": "SE",
                "partnerCountry": "FI",
                "cityPlace": "",
                "partnerPlace": "",
                "start": "",
                "startPrecision": "",
            }
            | facts
        )
    )


def tie(draft):
    (row,) = valid(draft).relations.fillna("").to_dict("records")
    return row["start"], row["end"], row["status"]


ENDED = {"end": "2022-03-01T00:00:00Z", "endPrecision": "11"}


@pytest.mark.parametrize("turned", [False, True])
def test_an_end_that_one_city_states_ends_the_tie(tmp_path, turned):
    rows = [pair(**ENDED), back()] if not turned else [pair(), back(**ENDED)]
    draft = read(tmp_path, *rows)
    assert tie(draft) == ("1947", "2022-03-01", "ended")
    assert "one of the two cities" in draft.frames["relations"]["note"].iloc[0]
    assert finding(draft, column="end").found == "2022-03-01"


def test_an_end_that_both_state_is_no_matter_of_doubt(tmp_path):
    draft = read(tmp_path, pair(**ENDED), back(**ENDED))
    assert tie(draft) == ("1947", "2022-03-01", "ended")
    assert draft.findings == ()


def test_a_tie_taken_up_again_is_alive(tmp_path):
    again = back(start="2023-01-01T00:00:00Z", startPrecision="9")
    assert tie(read(tmp_path, pair(**ENDED), again)) == ("2023", "", "")


@pytest.mark.parametrize("precision", list("012345678"))
def test_a_decade_or_a_century_gives_no_year(tmp_path, precision):
    draft = read(tmp_path, pair(start="1950-01-01T00:00:00Z", startPrecision=precision))
    assert tie(draft)[0] == ""
    assert f"precision {precision}" in str(finding(draft, column="start").found)


def test_two_countries_of_one_item_are_a_finding(tmp_path):
    one, other = (pair(partnerCountry=code, partner=f"{WD}Q7525") for code in ("RU", "UA"))
    draft = read(tmp_path, one, other)
    assert str(finding(draft, column="partnerCountry").found) == "Q7525: RU, UA"
    cities = draft.frames["cities"].set_index("wikidata")
    assert cities["country"].fillna("")["Q7525"] == ""
    turned = read(tmp_path, other, one)
    assert (
        turned.frames["cities"].sort_values("id").equals(draft.frames["cities"].sort_values("id"))
    )
