import json

import numpy as np
import pandas as pd
import pytest

from graph_app.i18n import get_translator
from graph_app.view.overlap_charts import _STEPS, heat_map, upset_chart
from tests.conftest import HOSTILE_NAMES
from tests.view.test_style import contrast

tr = get_translator("fi")

PATTERNS = pd.DataFrame(
    {"pattern": [(True, True), (True, False), (False, True)], "count": [1234, 2, 5]}
)
SHARES = pd.DataFrame([[1.0, 0.75, np.nan], [0.1, 1.0, 0.0], [0.2, 0.5, 1.0]])


def values(spec):
    return [row for rows in spec["datasets"].values() for row in rows]


def rows_with(spec, key):
    return [row for row in values(spec) if key in row]


def test_upset_writes_its_numbers_and_says_who():
    spec = upset_chart(PATTERNS, ["Lahti", "Västerås"], tr, "Ketä on kenelläkin").to_dict()
    assert spec["description"] == "Ketä on kenelläkin"
    bars = rows_with(spec, "number")
    assert [row["number"] for row in bars] == ["1\xa0234", "2", "5"]
    assert [row["who"] for row in bars] == ["Lahti + Västerås", "Lahti", "Västerås"]


def test_upset_has_a_dot_for_each_pattern_and_name():
    spec = upset_chart(PATTERNS, ["Lahti", "Västerås"], tr, "t").to_dict()
    dots = {(row["at"], row["name"]): row["inside"] for row in rows_with(spec, "inside")}
    assert dots == {
        (at, name): inside
        for at, pattern in enumerate(PATTERNS["pattern"])
        for name, inside in zip(["Lahti", "Västerås"], pattern, strict=True)
    }
    marks = [layer["mark"] for layer in spec["vconcat"][1]["layer"]]
    # Filled and hollow tell it without a colour.
    assert [mark.get("filled") for mark in marks if mark["type"] == "point"] == [None, True]


def test_long_names_that_become_the_same_stay_apart():
    names = ["x" * 300, "x" * 299]
    spec = upset_chart(PATTERNS, names, tr, "t").to_dict()
    assert len({row["name"] for row in rows_with(spec, "inside")}) == 2


def test_heat_map_writes_each_share_but_none_with_itself():
    spec = heat_map(SHARES, ["A", "B", "C"], tr, "Päällekkäisyys").to_dict()
    cells = {(row["down"], row["across"]): row["number"] for row in values(spec)}
    assert len(cells) == 6
    assert cells["A", "B"] == "75\xa0%"
    assert cells["A", "C"] == "–"
    assert cells["B", "C"] == "0\xa0%"
    assert spec["description"] == "Päällekkäisyys"


@pytest.mark.parametrize(("least", "fill", "pen"), _STEPS)
def test_numbers_are_legible_on_their_cells(least, fill, pen):
    assert contrast(fill, pen) >= 4.5


def test_hostile_names_are_data_never_code():
    names = list(HOSTILE_NAMES[:3])
    for spec in (
        heat_map(SHARES, names, tr, "t").to_dict(),
        upset_chart(PATTERNS, names[:2], tr, "t").to_dict(),
    ):
        text = json.dumps({key: part for key, part in spec.items() if key != "datasets"})
        assert "labelExpr" not in text
        assert "datum" not in text
