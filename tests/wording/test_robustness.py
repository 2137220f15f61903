import datetime

import networkx as nx
import pytest

from graph_app.analysis.robustness.reach import robustness
from graph_app.graph.frames import frame_from_graph
from graph_app.i18n import LANGUAGES, get_translator
from graph_app.wording.robustness import (
    bridges_table,
    cut_points_table,
    headlines,
    losses_chart_rows,
    losses_table,
)

TODAY = datetime.date(2026, 11, 24)


def test_headlines_of_lahti(graph):
    found = robustness(graph, "city:lahti", TODAY)
    said = headlines(found, graph, "city:lahti", get_translator("en"))
    carrying = int((found.bridges["nodes"] > 0).sum())
    several = int((found.bridges["nodes"] > 1).sum())
    assert said[0].startswith(f"{carrying} ties are the only way of Lahti")
    assert f"{several} with more than one node" in said[0]
    assert "Lahti is a sister city of Wuxi. Without it 10 cities" in said[1]
    assert said[2] == "Most depends on Eurocities: without it Lahti would lose 12 cities."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("home", ["city:a", "city:e", "network:n"])
def test_headlines_in_every_language(small, language, home):
    tr = get_translator(language)
    said = headlines(robustness(small, home, TODAY), small, home, tr)
    assert said
    assert all(text.endswith(".") and "{" not in text for text in said)


def test_nothing_to_lose(small):
    tr = get_translator("en")
    alone = headlines(robustness(small, "city:e", TODAY), small, "city:e", tr)
    assert alone == ["Alone has no tie here, so there is nothing to lose."]


def test_whatever_goes_another_way_is_left():
    ring = frame_from_graph(nx.cycle_graph(["A", "B", "C"]))
    said = headlines(robustness(ring, "A", TODAY), ring, "A", get_translator("en"))
    assert said == ["Whichever tie or node goes, A still reaches all others."]


def test_tables_hold_every_row_in_words(small):
    tr = get_translator("en")
    found = robustness(small, "city:a", TODAY)
    ties = bridges_table(found.bridges, small, tr)
    assert len(ties) == len(found.bridges)
    assert "Ålesund is a sister city of Gdańsk; " in ties["what"][0]
    assert set(cut_points_table(found.cut_points, small, tr)["what"]) == {
        "Gdańsk · City",
        "Baltic · Network",
    }
    losses = losses_table(found.losses, small, tr)
    assert len(losses) == len(found.losses)
    assert losses["with"][0] == "Baltic"
    assert losses["strength_loss"].between(0, 1).all()


def test_the_chart_names_the_ten_that_cost_most(graph):
    tr = get_translator("en")
    found = robustness(graph, "city:lahti", TODAY)
    rows = losses_chart_rows(found.losses, graph, tr)
    assert len(rows) == 10
    assert rows["label"][0] == "1. Eurocities (Membership)"
    assert rows["count"].is_monotonic_decreasing
    assert rows["count"][9] > 0
