"""The notebooks run from top to bottom and use only the public names."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def code_of(notebook):
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs(path):
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": ROOT}}
    ).execute()
    errors = [
        out
        for cell in notebook.cells
        for out in cell.get("outputs", ())
        if out.output_type == "error"
    ]
    assert not errors


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_uses_the_public_names_only(path):
    import graph_app

    code = code_of(nbformat.read(path, as_version=4))
    assert "graph_app." not in code
    assert set(re.findall(r"\bga\.(\w+)", code)) <= set(graph_app.__all__)


def test_there_are_notebooks():
    assert len(NOTEBOOKS) >= 2
