import datetime
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.intake.files.numbers import (
    COMMA,
    ISO_DATE,
    POINT,
    POINT_GROUPED,
    DateFormat,
    NumberFormat,
    read_dates,
    read_numbers,
)


def number(text, form):
    """Return the value, or the word wrong."""
    values, wrong = read_numbers(pd.Series([text]), form)
    return "wrong" if wrong[0] else None if math.isnan(values[0]) else values[0]


@pytest.mark.parametrize(
    ("text", "form", "value"),
    [
        ("2073781,25", COMMA, 2073781.25),
        ("2073781.25", POINT, 2073781.25),
        ("1.234.567,5", NumberFormat(",", "."), 1234567.5),
        ("-5.0E-2", POINT, -0.05),
        ("+3", POINT, 3),
        ("120033", COMMA, 120033),
        ("60.98", COMMA, "wrong"),
        ("nan", NumberFormat(missing=()), "wrong"),
        ("0x10", POINT, "wrong"),
        ("1e999", POINT, "wrong"),
        ("٣", POINT, "wrong"),
        ("892,228.58", POINT_GROUPED, 892228.58),
        ("758394.29", POINT_GROUPED, 758394.29),
        ("1 234 567,5", NumberFormat(",", " "), 1234567.5),
        ("60,98", COMMA, 60.98),
        ("null", COMMA, None),
        ("-", COMMA, None),
        (" NA ", POINT, None),
        ("", POINT, None),
        ("60,98", POINT, "wrong"),
        ("892,22.58", POINT_GROUPED, "wrong"),
        ("1,23", POINT_GROUPED, "wrong"),
        ("892,228.58", POINT, "wrong"),
        ("EUR 123", POINT, "wrong"),
        ("xxxxx", POINT, "wrong"),
        ("inf", POINT, "wrong"),
        ("1_000", POINT, "wrong"),
        ("9" * 400, POINT, "wrong"),
    ],
)
def test_a_number_counts_in_its_declared_form_only(text, form, value):
    assert number(text, form) == value


def test_a_form_cannot_contradict_itself():
    with pytest.raises(ValueError, match="thousands"):
        NumberFormat(",", ",")
    with pytest.raises(ValueError, match="expected some of"):
        DateFormat(("whatever",))


amounts = st.floats(-1e12, 1e12).map(lambda x: round(x, 2))


@given(amounts, st.sampled_from([".,", ",.", ", ", ". "]))
def test_what_is_written_in_a_form_is_read_in_it(value, signs):
    text = f"{value:,.2f}".translate(str.maketrans({".": signs[0], ",": signs[1]}))
    assert number(text, NumberFormat(*signs)) == value


@given(st.lists(st.one_of(st.none(), st.text(max_size=12), st.floats().map(str))))
def test_any_cells_give_a_number_or_are_marked(texts):
    values, wrong = read_numbers(pd.Series(texts, dtype="object"), POINT)
    assert len(values) == len(wrong) == len(texts)
    assert values.dtype == "float64"
    assert not (wrong & values.notna()).any()
    assert np.isfinite(values.dropna()).all()


def date(text, form):
    days, wrong = read_dates(pd.Series([text]), form)
    return "wrong" if wrong[0] else days[0]


AMERICAN = DateFormat(("m/d/y",), century=20)


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("02/28/2024", DateFormat(("m/d/y",)), "2024-02-28"),
        ("2001/4/3", DateFormat(("y/m/d",)), "2001-04-03"),
        ("2018-11-01", ISO_DATE, "2018-11-01"),
        ("2018-11", ISO_DATE, "2018-11"),
        ("2018", ISO_DATE, "2018"),
        ("2018-11-03T12:00:00Z", ISO_DATE, "2018-11-03"),
        ("2018-13", ISO_DATE, "wrong"),
        ("2018.0", ISO_DATE, "2018"),
        ("1997", DateFormat(("year",)), "1997"),
        ("97", DateFormat(("year",)), "wrong"),
        ("1997", DateFormat(("year-in-text",)), "1997"),
        ("2012-2016 - CIVITAS PLUS II", DateFormat(("year-in-text",)), "2012"),
        ("no year", DateFormat(("year-in-text",)), "wrong"),
        ("code 12345", DateFormat(("year-in-text",)), "wrong"),
        ("1.2.2010", DateFormat(("d.m.y",)), "2010-02-01"),
        ("2010-02-01", DateFormat(("d.m.y",)), "2010-02-01"),
        ("3-4-2001", DateFormat(("d-m-y",)), "2001-04-03"),
        ("10/9/2014", AMERICAN, "2014-10-09"),
        ("10/9/14", AMERICAN, "2014-10-09"),
        ("10/9/14", DateFormat(("m/d/y",)), "wrong"),
        ("10/9/2014", DateFormat(("d/m/y",)), "2014-09-10"),
        ("2016/03/31", DateFormat(("iso", "y/m/d")), "2016-03-31"),
        ("2016-03-31", DateFormat(("iso", "y/m/d")), "2016-03-31"),
        ("N.a.", ISO_DATE, ""),
        ("", ISO_DATE, ""),
        ("31/02/2024", DateFormat(("d/m/y",)), "wrong"),
        ("13/1/2014", AMERICAN, "wrong"),
        ("0000-01-01", ISO_DATE, "wrong"),
        ("soon", ISO_DATE, "wrong"),
        ("31/03/2016", ISO_DATE, "wrong"),
    ],
)
def test_a_date_counts_in_its_declared_form_only(text, form, expected):
    assert date(text, form) == expected


@given(st.dates(datetime.date(1000, 1, 1)))
def test_each_day_is_read_back_in_each_form(day):
    for form, text in [
        ("iso", day.isoformat()),
        ("d/m/y", f"{day.day}/{day.month}/{day.year}"),
        ("m/d/y", f"{day.month}/{day.day}/{day.year}"),
        ("y/m/d", f"{day.year}/{day.month}/{day.day}"),
    ]:
        assert date(text, DateFormat((form,))) == day.isoformat()


def test_a_column_keeps_its_index_and_its_blanks():
    days, wrong = read_dates(pd.Series(["2018", None, "x", "2018"], index=[7, 3, 5, 9]), ISO_DATE)
    assert days.to_dict() == {7: "2018", 3: "", 5: "", 9: "2018"}
    assert wrong.tolist() == [False, False, True, False]
