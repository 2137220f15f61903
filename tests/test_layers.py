"""Imports run downwards only."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "graph_app"

MAY_IMPORT = {
    "model": set(),
    "i18n": {"model"},
    "intake": {"model"},
    "store": {"model"},
    "serve": {"model"},
    "graph": {"model"},
    "analysis": {"model", "graph"},
    "view": {"model", "i18n", "graph", "analysis"},
    "export": {"model", "i18n", "graph", "analysis", "view"},
    "pages": {"model", "i18n", "intake", "store", "serve", "graph", "analysis", "view", "export"},
    "cli": {"model", "i18n", "intake", "store", "graph", "analysis", "view", "export"},
}


def floor_of(parts):
    return "cli" if parts[0].startswith("cli") else parts[0]


def imported_floors(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "graph_app" and len(parts) > 1:
                yield floor_of(parts[1:])


MODULES = [
    path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.relative_to(PACKAGE).parts != ("__init__.py",)
]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_downwards(path):
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    floor = floor_of(parts)
    assert floor in MAY_IMPORT, f"{floor} is no floor of the house"
    wrong = set(imported_floors(path)) - MAY_IMPORT[floor] - {floor}
    assert not wrong, f"{path.name} on floor {floor} imports {wrong}"


def test_only_the_shown_floors_import_streamlit():
    for path in MODULES:
        floor = floor_of(path.relative_to(PACKAGE).with_suffix("").parts)
        if floor not in ("pages", "view"):
            assert "import streamlit" not in path.read_text(encoding="utf-8"), path
