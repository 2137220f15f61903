import io
import json

import pandas as pd

from graph_app.analysis.measures.centrality import compute
from graph_app.graph.filters import GraphFilter, apply_filter


def test_summary_gives_the_measures_of_the_screen(run, graph):
    code, out, err = run("summary", "--measure", "betweenness", "--format", "json", "--top", 0)
    assert code == 0
    rows = pd.DataFrame(json.loads(out)).set_index("id")["betweenness"]
    view = apply_filter(graph, GraphFilter()).view
    expected = compute(view, ["betweenness"]).table["betweenness"]
    pd.testing.assert_series_equal(rows, expected.reindex(rows.index), check_index_type=False)
    assert graph.revision in err


def test_summary_takes_the_filters_of_explore(run):
    arguments = ("--type", "sister_city", "--focus", "lahtis", "--hops", 1, "--format", "csv")
    code, out, _ = run("summary", *arguments)
    assert code == 0
    rows = pd.read_csv(io.StringIO(out))
    assert rows["id"][0] == "city:lahti"
    assert rows["degree"][0] == 13
    assert len(rows) == 14


def test_table_is_for_reading(run):
    _, out, _ = run("summary", "--top", 3)
    assert len(out.splitlines()) == 4
    assert "Eurocities" in out
