import numpy as np
import pytest

from graph_app.analysis.measures.centrality import compute
from graph_app.analysis.synthetic import synthetic_tables
from graph_app.cli.main import main
from graph_app.graph.frames import frame_from_tables
from graph_app.intake.project.folder import check_folder
from graph_app.model.validate import validate


@pytest.fixture(scope="module")
def tables():
    return synthetic_tables(1000, 2000, seed=3)


def test_valid_and_of_the_size_asked_for(tables):
    assert validate(tables) == []
    assert len(tables.cities) + len(tables.networks) == 1000
    assert len(tables.relations) == 2000


def test_the_same_each_time(tables):
    assert synthetic_tables(1000, 2000, seed=3).revision == tables.revision
    assert synthetic_tables(1000, 2000, seed=4).revision != tables.revision


def test_has_hubs_and_triangles(tables):
    graph = frame_from_tables(tables)
    assert graph.degree.max() > 10 * np.median(graph.degree)
    assert compute(graph, ["clustering"]).table["clustering"].mean() > 0.02


def test_demo_writes_tables_that_can_be_read(tmp_path, capsys):
    out = tmp_path / "demo"
    assert main(["demo", "--nodes", "300", "--edges", "500", "--out", str(out)]) == 0
    assert check_folder(out) == []
    assert main(["demo", "--nodes", "300", "--edges", "500", "--out", str(out)]) == 2
    assert "holds files already" in capsys.readouterr().err


@pytest.mark.parametrize("size", [("5", "20"), ("1000", "1000"), ("300000", "600000")])
def test_sizes_out_of_range_are_named(tmp_path, capsys, size):
    nodes, edges = size
    arguments = ["demo", "--nodes", nodes, "--edges", edges, "--out", str(tmp_path / "x")]
    assert main(arguments) == 2
    assert f"found {nodes} nodes" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()
