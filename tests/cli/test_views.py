import io
import json

import networkx as nx
import pandas as pd
import pytest

from graph_app.analysis.measures.centrality import compute
from graph_app.cli.main import main
from graph_app.export import FORMATS
from graph_app.graph.filters import GraphFilter, apply_filter


def run(capsys, *arguments):
    code = main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_summary_gives_the_measures_of_the_screen(capsys, data_folder, graph):
    code, out, err = run(
        capsys, "summary", data_folder, "--measure", "betweenness", "--format", "json", "--top", 0
    )
    assert code == 0
    rows = pd.DataFrame(json.loads(out)).set_index("id")["betweenness"]
    view = apply_filter(graph, GraphFilter()).view
    expected = compute(view, ["betweenness"]).table["betweenness"]
    pd.testing.assert_series_equal(rows, expected.reindex(rows.index), check_index_type=False)
    assert graph.revision in err


def test_summary_takes_the_filters_of_explore(capsys, data_folder):
    arguments = ("--type", "sister_city", "--focus", "lahtis", "--hops", 1, "--format", "csv")
    code, out, _ = run(capsys, "summary", data_folder, *arguments)
    assert code == 0
    rows = pd.read_csv(io.StringIO(out))
    assert rows["id"][0] == "city:lahti"
    assert rows["degree"][0] == 13
    assert len(rows) == 14


def test_table_is_for_reading(capsys, data_folder):
    _, out, _ = run(capsys, "summary", data_folder, "--top", 3)
    assert len(out.splitlines()) == 4
    assert "Eurocities" in out


@pytest.mark.parametrize("name", FORMATS)
def test_export_writes_every_format(capsys, data_folder, tmp_path, name):
    out = tmp_path / "view"
    code, _, err = run(
        capsys, "export", data_folder, "--format", name, "--out", out, "--country", "SE,NO"
    )
    assert (code, err) == (0, "")
    assert out.stat().st_size > 1000
    assert list(tmp_path.iterdir()) == [out]


def test_exported_graph_is_the_filtered_view(capsys, data_folder, tmp_path, frame):
    out = tmp_path / "a.graphml"
    arguments = ("--format", "graphml", "--out", out, "--type", "membership", "--year", "2000")
    run(capsys, "export", data_folder, *arguments, "--measures")
    graph = nx.read_graphml(out, force_multigraph=True)
    view = apply_filter(frame, GraphFilter(types=("membership",), year=2000)).view
    assert {key for *_, key in graph.edges(keys=True)} == set(view.edges["id"])
    assert graph.graph["filter_query"] == "type=membership&year=2000"
    assert "pagerank" in graph.nodes["city:lahti"]


def test_nothing_is_overwritten_unasked(capsys, data_folder, tmp_path):
    out = tmp_path / "a.net"
    out.write_text("mine")
    arguments = ("export", data_folder, "--format", "pajek", "--out", out)
    code, _, err = run(capsys, *arguments)
    assert code == 2
    assert "--force" in err
    assert out.read_text() == "mine"
    assert run(capsys, *arguments, "--force")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--kind", "village"], "'village'"),
        (["--hops", "2"], "--focus"),
        (["--focus", "Atlantis"], "'Atlantis'"),
        (["--year", "20000"], "1000 to 2999"),
    ],
)
def test_wrong_filters_are_one_line(capsys, data_folder, arguments, says):
    code, out, err = run(capsys, "summary", data_folder, *arguments)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1


def test_a_name_that_several_nodes_have(capsys, data_folder, frame):
    from graph_app.graph.names import find_node

    assert find_node(frame, "Åbo") == find_node(frame, "turku") == "city:turku"
    assert find_node(frame, "ubc") == "network:ubc"
