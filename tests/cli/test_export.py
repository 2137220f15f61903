import networkx as nx
import pytest

from graph_app.export import FORMATS
from graph_app.graph.filters import GraphFilter, apply_filter


@pytest.mark.parametrize("name", FORMATS)
def test_export_writes_every_format(run, data_folder, tmp_path, name):
    out = tmp_path / "view"
    code, _, err = run("export", data_folder, "--format", name, "--out", out, "--country", "SE,NO")
    assert (code, err) == (0, "")
    assert out.stat().st_size > 1000
    assert list(tmp_path.iterdir()) == [out]


def test_exported_graph_is_the_filtered_view(run, data_folder, tmp_path, frame):
    out = tmp_path / "a.graphml"
    arguments = ("--format", "graphml", "--out", out, "--type", "membership", "--year", "2000")
    run("export", data_folder, *arguments, "--measures")
    graph = nx.read_graphml(out, force_multigraph=True)
    view = apply_filter(frame, GraphFilter(types=("membership",), year=2000)).view
    assert {key for *_, key in graph.edges(keys=True)} == set(view.edges["id"])
    assert graph.graph["filter_query"] == "type=membership&year=2000"
    assert "pagerank" in graph.nodes["city:lahti"]


def test_nothing_is_overwritten_unasked(run, refuses, data_folder, tmp_path):
    out = tmp_path / "a.net"
    out.write_text("mine")
    arguments = ("export", data_folder, "--format", "pajek", "--out", out)
    refuses("--force", *arguments)
    assert out.read_text() == "mine"
    assert run(*arguments, "--force")[0] == 0
