import pandas as pd
import pytest

from graph_app.intake.files.real_words import country_cells, name_cells


def texts(*cells):
    return pd.Series(cells, dtype="str")


@pytest.mark.parametrize(
    ("cells", "names", "read"),
    [
        (["NA", "FI", "th"], None, ["NA", "FI", "th"]),
        (["NA", "Finland", "Sweden"], None, ["", "Finland", "Sweden"]),
        (["NA", "Finland"], ["Windhoek", "Lahti"], ["NA", "Finland"]),
        (["NA", "NA"], ["Windhoek", "Lahti"], ["NA", ""]),
        (["na", "n/a", "FI"], None, ["", "", "FI"]),
    ],
)
def test_na_is_namibia_among_codes_and_beside_its_places(cells, names, read):
    places = texts(*names) if names else None
    assert list(country_cells(texts(*cells), places)) == read


def test_na_is_no_value_where_the_source_says_so_alone():
    assert list(country_cells(texts("NA", "FI"), None, ("x",))) == ["NA", "FI"]


def test_a_marker_is_a_name_where_the_country_has_such_a_place():
    names = texts("Nan", "nan", "Nan", "NULL", "Lahti", "-")
    read = name_cells(names, texts("TH", "FI", "", "FI", "FI", "TH"))
    assert list(read) == ["Nan", "", "", "", "Lahti", ""]


def test_na_is_no_value_where_a_file_has_it_everywhere():
    cells, names = texts("NA", "NA", "FI"), texts("Windhoek", "Suhl", "Lahti")
    assert list(country_cells(cells, names, marked=True)) == ["NA", "", "FI"]
