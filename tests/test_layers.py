"""Imports run downwards only."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "graph_app"

#: From the ground up; a floor may import those named beside it, and itself.
_GROUND = {"model"}
_BASE = _GROUND | {"i18n", "runtime", "intake", "store", "graph"}
MAY_IMPORT = {
    "model": set(),
    "i18n": _GROUND,
    "runtime": _GROUND,
    "intake": _GROUND | {"runtime"},
    "store": _GROUND | {"runtime"},
    "serve": _GROUND | {"runtime"},
    "graph": _GROUND | {"runtime"},
    "editing": _BASE,
    "analysis": _GROUND | {"runtime", "graph"},
    "wording": _BASE | {"editing", "analysis"},
    "view": _BASE | {"analysis", "wording"},
    "briefing": _BASE | {"analysis", "wording", "view"},
    "export": _BASE | {"analysis", "wording", "view"},
    "pages": _BASE | {"editing", "analysis", "wording", "view", "briefing", "export", "serve"},
    "cli": _BASE | {"editing", "analysis", "wording", "view", "briefing", "export"},
}


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
                yield parts[1]


MODULES = [
    path for path in sorted(PACKAGE.rglob("*.py")) if len(path.relative_to(PACKAGE).parts) > 1
]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_downwards(path):
    floor = path.relative_to(PACKAGE).parts[0]
    assert floor in MAY_IMPORT, f"{floor} is no floor of the package"
    wrong = set(imported_floors(path)) - MAY_IMPORT[floor] - {floor}
    assert not wrong, f"{path.name} on floor {floor} imports {wrong}"


def test_only_the_shown_floors_import_streamlit():
    for path in MODULES:
        if path.relative_to(PACKAGE).parts[0] not in ("pages", "view"):
            assert "import streamlit" not in path.read_text(encoding="utf-8"), path
