import tracemalloc

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.intake.files.values import as_text, blanked, dates, is_placeholder, numbers
from graph_app.intake.places.country_names import country_code, country_codes_of
from graph_app.model.countries import country_codes
from graph_app.model.dates import is_partial_date


def texts(*cells):
    return pd.Series(cells, dtype="str")


@pytest.mark.parametrize(
    ("decimal", "thousands", "cell", "value"),
    [
        (".", "", "60.98", 60.98), (",", "", "60,98", 60.98), (".", ",", "892,228.58", 892228.58),
        (".", ",", "758394.29", 758394.29), (",", ".", "1.234.567,5", 1234567.5),
        (",", " ", "1 234", 1234), (".", "", "-5.0E-2", -0.05), (".", "", "+3", 3),
    ],
)  # fmt: skip
def test_numbers_in_the_declared_form(decimal, thousands, cell, value):
    values, wrong = numbers(texts(cell), decimal, thousands)
    assert values[0] == pytest.approx(value)
    assert not wrong[0]


@pytest.mark.parametrize(
    "cell", ["60,98", "1,23", "1_000", "inf", "nan", "0x10", "1e999", "٣", "x"]
)
def test_another_form_is_wrong_not_guessed(cell):
    values, wrong = numbers(texts(cell), ".", "")
    assert np.isnan(values[0])
    assert wrong[0]


@given(st.floats(-1e12, 1e12, allow_nan=False), st.sampled_from([".", ","]))
def test_what_is_written_is_read(value, decimal):
    values, wrong = numbers(texts(as_text(value, decimal)), decimal)
    assert values[0] == pytest.approx(value)
    assert not wrong.any()


@pytest.mark.parametrize(
    ("form", "cell", "value"),
    [
        ("iso", "2018", "2018"), ("iso", "2018-11", "2018-11"), ("iso", "2018-11-03", "2018-11-03"),
        ("iso", "2018-11-03T12:00:00Z", "2018-11-03"), ("iso", "2018-13", ""), ("iso", "2018.0", ""),
        ("year", "1997", "1997"), ("year", "97", ""), ("year-in-text", "1997", "1997"),
        ("year-in-text", "2012-2016 - CIVITAS PLUS II", "2012"), ("year-in-text", "no year", ""),
        ("year-in-text", "code 12345", ""), ("d.m.y", "1.2.2010", "2010-02-01"),
        ("d/m/y", "31/02/2024", ""), ("m/d/y", "02/28/2024", "2024-02-28"),
        ("d-m-y", "3-4-2001", "2001-04-03"), ("y/m/d", "2001/4/3", "2001-04-03"),
        ("d.m.y", "2010-02-01", "2010-02-01"),
    ],
)  # fmt: skip
def test_dates_in_the_declared_form(form, cell, value):
    read, wrong = dates(texts(cell), form)
    assert read[0] == value
    assert wrong[0] == (value == "")


@given(st.lists(st.text(max_size=12)), st.sampled_from(["iso", "year-in-text", "d.m.y", "year"]))
def test_any_text_gives_a_partial_date_or_is_wrong(cells, form):
    read, wrong = dates(texts(*cells), form)
    for cell, date, bad in zip(cells, read, wrong, strict=True):
        assert is_partial_date(date) if date else bad == (cell != "")


def test_markers_of_nothing():
    cells = texts("NA", " n.a. ", "null", "-", "\xa0x\xa0", "Nanterre", "")
    assert list(blanked(cells)) == ["", "", "", "", "x", "Nanterre", ""]
    assert list(is_placeholder(texts("xxxxxxx", "N.a.", "x", "12"))) == [True, True, False, False]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("FI", "FI"), ("fi", "FI"), ("FIN", "FI"), ("Suomi", "FI"), ("UK", "GB"), ("EL", "GR"),
        ("UNITED KINGDOM", "GB"), ("France", "FR"), ("Deutschland", "DE"), ("Réunion, France", "RE"),
        ("Congo", "CG"), ("Democratic Republic of the Congo", "CD"), ("The Gambia", "GM"),
        ("Turks and Caicos Islands", "TC"), ("Saint Kitts & Nevis", "KN"), ("St. Lucia", "LC"),
        ("U.S.", "US"), ("x" * 300 + ", Finland", "FI"), ("Kosovo*", "XK"), ("RKS", "XK"), ("Ruritania", ""), ("", ""), ("ZZ", ""), ("12", ""),
    ],
)  # fmt: skip
def test_countries(written, code):
    assert country_code(written) == code


@given(st.text(max_size=30))
def test_any_text_is_a_known_code_or_none(name):
    assert country_code(name) in country_codes() | {""}


def test_a_file_of_made_up_countries_fills_no_memory():
    names = pd.Series([f"Ruritania {at}" for at in range(20_000)] + ["y" * 50_000], dtype="str")
    assert country_code("Suomi") == "FI"
    tracemalloc.start()
    assert not country_codes_of(names).any()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 2_000_000


def test_a_column_of_countries():
    names = pd.Series(["Finland", "", "x", "Finland"], index=[3, 4, 5, 6], dtype="str")
    codes = country_codes_of(names)
    assert list(codes) == ["FI", "", "", "FI"]
    assert list(codes.index) == [3, 4, 5, 6]
