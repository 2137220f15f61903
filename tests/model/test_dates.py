import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.model.dates import first_day, is_partial_date, last_day, years


@pytest.mark.parametrize("text", ["2018", "2018-11", "2018-11-25", "2024-02-29", "0001"])
def test_right(text):
    assert is_partial_date(text)


WRONG = "18 2018-13 2018-02-30 2023-02-29 25.11.2018 2018-1 0000 2018-11-25T"


@pytest.mark.parametrize("text", ["", *WRONG.split()])
def test_wrong(text):
    assert not is_partial_date(text)


def test_a_partial_date_covers_a_period():
    assert first_day("2018") == datetime.date(2018, 1, 1)
    assert last_day("2018") == datetime.date(2018, 12, 31)
    assert last_day("2024-02") == datetime.date(2024, 2, 29)
    assert first_day("2018-11-25") == last_day("2018-11-25") == datetime.date(2018, 11, 25)


@given(st.dates())
def test_every_day_and_its_month_and_year(day):
    for text in (day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]):
        assert is_partial_date(text)
        assert first_day(text) <= day <= last_day(text)


def test_years_of_a_column():
    dates = pd.Series(["2018-11", None, "1940"], dtype="str")
    assert np.array_equal(years(dates), [2018, np.nan, 1940], equal_nan=True)
