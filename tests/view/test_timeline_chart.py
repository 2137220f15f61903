import datetime
import itertools
import json

import pytest

from graph_app.analysis.timeline import timeline, timeline_gaps
from graph_app.i18n import LANGUAGES, get_translator
from graph_app.view.charts import specification
from graph_app.view.timeline_chart import (
    gap_words,
    timeline_chart,
    timeline_specification,
    timeline_table,
)

TODAY = datetime.date(2026, 11, 24)
LABELS = {"partners": "Partner cities", "memberships": "Memberships"}


def drawn(graph, node="city:lahti", language="en"):
    rows = timeline(graph, node, TODAY)
    return timeline_chart(rows, LABELS, get_translator(language), "Over the years").to_dict()


def values(chart, layer):
    return chart["datasets"][chart["layer"][layer]["data"]["name"]]


def test_what_has_no_start_year_is_a_dotted_line_on_top(graph):
    points = values(drawn(graph), 0)
    last = {(p["kind"], p["dotted"]): p["count"] for p in points if p["year"] == 2026}
    assert last == {
        ("partners", False): 13,
        ("partners", True): 17,
        ("memberships", False): 4,
        ("memberships", True): 6,
    }


def test_without_undated_ties_there_is_no_dotted_line(small):
    assert not any(p["dotted"] for p in values(drawn(small, "city:a"), 0))


def test_names_at_the_ends_do_not_meet(graph):
    ends = values(drawn(graph), 1)
    places = sorted(p["place"] for p in ends)
    assert len(places) == 4
    assert min(b - a for a, b in itertools.pairwise(places)) >= 17 * 15 / 260 - 0.01


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_holds_what_the_lines_hold_and_what_they_cannot(graph, language):
    tr = get_translator(language)
    rows, gaps = timeline(graph, "city:lahti", TODAY), timeline_gaps(graph, "city:lahti")
    table = timeline_table(rows, gaps, LABELS, tr)
    assert table.iloc[0].to_dict() == {"Partner cities": 4, "Memberships": 2}
    assert table.loc["2026"].to_dict() == {"Partner cities": 13, "Memberships": 4}
    assert len(table) == rows["year"].nunique() + 1


def test_the_table_where_no_start_is_known(small):
    rows, gaps = timeline(small, "city:d", TODAY), timeline_gaps(small, "city:d")
    table = timeline_table(rows, gaps, LABELS, get_translator("en"))
    assert list(table.index) == ["Start not known"]
    assert table.loc["Start not known", "Memberships"] == 1


def test_gaps_are_said(graph, small):
    tr = get_translator("en")
    gaps = timeline_gaps(graph, "city:lahti")
    (said,) = gap_words(gaps, LABELS, drawn=True, tr=tr)
    assert said.startswith("Start not known: Partner cities 4, Memberships 2. The dotted line")
    assert gap_words(timeline_gaps(small, "city:a"), LABELS, drawn=True, tr=tr) == []
    gaps.loc["partners", "end"] = 3
    assert "in no line: Partner cities 3." in gap_words(gaps, LABELS, drawn=False, tr=tr)[1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("node", ["city:lahti", "network:ubc", "city:vasteras"])
def test_the_specification_is_that_of_the_chart(graph, node, language):
    rows, tr = timeline(graph, node, TODAY), get_translator(language)
    labels = LABELS | {"members": "<b>", "participations": "Participations"}
    for title in ("Over the years", "Again"):
        chart = timeline_chart(rows, labels, tr, title, "#123456")
        spec = timeline_specification(rows, labels, tr, title, "#123456")
        assert spec == specification(chart)
        assert json.loads(json.dumps(spec)) == spec
