import pytest

from graph_app.cli.main import main
from graph_app.intake.project.folder import check_folder


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
