import re
import tracemalloc

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.intake.files.values import as_text, blanked, dates, id_cells, is_placeholder, numbers
from graph_app.intake.places.country_names import country_code, country_codes_of
from graph_app.model.countries import country_codes
from graph_app.model.dates import is_partial_date
from graph_app.model.schema import GEONAMES_ID


def texts(*cells):
    return pd.Series(cells, dtype="str")


@given(st.floats(-1e12, 1e12, allow_nan=False), st.sampled_from([".", ","]))
def test_what_is_written_is_read(value, decimal):
    values, wrong = numbers(texts(as_text(value, decimal)), decimal)
    assert values[0] == pytest.approx(value)
    assert not wrong.any()


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
        ("U.S.", "US"), ("x" * 300 + ", Finland", "FI"), ("Kosovo*", "XK"), ("RKS", "XK"),
        ("Ruritania", ""), ("", ""), ("ZZ", ""), ("12", ""), ("Grece", "GR"), ("Kazakhstah", "KZ"),
        ("Madagaskar", "MG"), ("Surinam", "SR"), ("Island", "IS"), ("in Italy", "IT"),
        ("Tinn, Norway", "NO"), ("Ohio, United States", "US"), ("Georgia", "GE"),
        ("Georgia (country)", "GE"), ("England", "GB"), ("England, United Kingdom", "GB"),
        ("Scotland", "GB"), ("Scotland, United Kingdom", "GB"), ("Northern Cyprus", "CY"),
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
    allocated, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert allocated < 2_000_000


def test_a_column_of_countries():
    names = pd.Series(["Finland", "", "x", "Finland"], index=[3, 4, 5, 6], dtype="str")
    codes = country_codes_of(names)
    assert list(codes) == ["FI", "", "", "FI"]
    assert list(codes.index) == [3, 4, 5, 6]


@given(cells=st.lists(st.one_of(st.text(max_size=6), st.just("12.0"), st.just(" 7 ")), max_size=6))
def test_ids_of_digits(cells):
    column = pd.Series(cells, dtype="str")
    ids = id_cells(column, GEONAMES_ID)
    right = re.compile(r"([1-9][0-9]{0,9})(?:\.0+)?")
    expected = [found[1] if (found := right.fullmatch(cell.strip())) else "" for cell in cells]
    assert list(ids) == expected
