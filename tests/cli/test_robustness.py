import datetime
import io
import json

import pandas as pd

from graph_app.analysis.robustness.reach import robustness
from graph_app.graph.filters import GraphFilter, apply_filter


def test_ties_are_those_of_the_screen(run, graph):
    code, out, err = run("robustness", "--format", "json", "--top", 0, "--lang", "en")
    assert code == 0
    rows = json.loads(out)
    view = apply_filter(graph, GraphFilter()).view
    found = robustness(view, "city:lahti", datetime.date.today()).losses
    assert [row["id"] for row in rows] == list(view.edges["id"].iloc[found["tie"]])
    assert [row["beyond_two"] for row in rows] == list(found["beyond_two"])
    assert rows[0]["with"] == "Eurocities"
    assert "Eurocities" in err


def test_bridges_and_cut_points(run):
    _, out, _ = run("robustness", "--what", "bridges", "--format", "csv")
    rows = pd.read_csv(io.StringIO(out))
    assert len(rows) == 20
    assert rows["tie"][0] == "Lahti is a sister city of Wuxi"
    assert rows["nodes"].is_monotonic_decreasing
    both = rows[rows["id"].str.contains(";")]
    assert both["tie"].str.contains("; ").all()
    assert len(both) == 2
    _, out, _ = run("robustness", "--what", "cut-points", "--format", "csv")
    assert pd.read_csv(io.StringIO(out))["id"][0] == "network:eurocities"


def test_of_another_city_in_a_filtered_view(run):
    arguments = ("--city", "turku", "--type", "membership", "--format", "csv")
    code, out, err = run("robustness", *arguments)
    assert code == 0
    assert set(pd.read_csv(io.StringIO(out))["id"].str.split("-").str[0]) == {"membership"}
    assert "Turku" in err


def test_table_is_for_reading(run):
    _, out, _ = run("robustness", "--top", 3)
    assert len(out.splitlines()) == 4
