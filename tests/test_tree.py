"""The tests mirror the package: whoever changes a module knows where its tests are."""

import ast
from pathlib import Path

TESTS = Path(__file__).parent
ROOT = TESTS.parent
MOST_LINES = 400

#: Families that test the whole from outside, and so mirror no module.
OUTSIDE = {"browser", "deploy", "notebooks"}

#: Test files about a matter that runs through several modules.
MATTERS = {
    "cli/test_import_siblings",
    "cli/test_namesakes",
    "editing/test_merge_split",
    "export/test_hostile_cells",
    "i18n/test_error",
    "i18n/test_every_error",
    "intake/edges/test_shipped_mappings",
    "intake/open_data/test_cordis_defects",
    "intake/open_data/test_registry",
    "intake/open_data/test_urbact_etmun",
    "intake/graphs/test_kinds",
    "intake/merging/test_identity",
    "intake/own_exports/test_round_trip",
    "intake/test_bad_input_cases",
    "intake/test_hostile_files",
    "intake/test_import_twice",
    "intake/test_reader_contract",
    "model/test_validate_many",
    "pages/data/test_contacts",
    "pages/data/test_import_persons",
    "pages/parts/test_drawn_for_all",
    "pages/test_namesakes",
    "serve/test_quiet_start",
    "store/test_failures",
    "store/test_kill",
    "store/test_machine",
}

#: Modules that tests reach by the name of a verb, or through another floor.
TESTED_ELSEWHERE = {"cli/restore", "cli/undo", "model/settings", "runtime/archives"}
#: What Python, Streamlit and Alembic run by its path: tests import none of it.
RUN_BY_PATH = ("__main__", "pages/shell/front", "store/migrations/")


def names_of(folder: Path, pattern: str) -> set[str]:
    found = (path for path in folder.rglob(pattern) if path.name != "__init__.py")
    return {path.relative_to(folder).with_suffix("").as_posix() for path in found}


MODULES = {n for n in names_of(ROOT / "graph_app", "*.py") if not n.startswith(RUN_BY_PATH)}
SCRIPTS = {f"scripts/{name}" for name in names_of(ROOT / "scripts", "*.py")}
FILES = names_of(TESTS, "test_*.py")


def file_of(module: str) -> str:
    folder, _, name = module.rpartition("/")
    return f"{folder}/test_{name}".lstrip("/")


def imported(path: Path) -> set[str]:
    """Return the modules that a file imports, anywhere in it, as ``floor/room/module``."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name.removeprefix("graph_app.").replace(".", "/") for name in found}


def test_every_module_is_tested():
    """A module without a test file of its own is imported by a test, or by a tested module beside it."""
    reached = {module for module in MODULES if file_of(module) in FILES}
    reached |= {module for path in TESTS.rglob("*.py") for module in imported(path)} & MODULES
    new = reached
    while new:
        beside = {
            (module, other)
            for module in new
            for other in imported(ROOT / "graph_app" / f"{module}.py") & MODULES
        }
        new = {b for a, b in beside if a.split("/")[0] == b.split("/")[0]} - reached
        reached |= new
    assert MODULES - reached - TESTED_ELSEWHERE == set()


def test_every_test_file_mirrors_a_module():
    mirroring = {file_of(module) for module in MODULES | SCRIPTS}
    inside = {name for name in FILES if "/" in name and name.split("/")[0] not in OUTSIDE}
    assert inside - mirroring - MATTERS == set(), "mirror no module"
    assert set() == MATTERS - FILES, "no longer exist: take them off the list"


def test_no_file_is_long():
    files = [path for room in (ROOT / "graph_app", ROOT / "scripts", TESTS)
             for path in room.rglob("*.py")]  # fmt: skip
    long = [path for path in files if path.read_text(encoding="utf-8").count("\n") > MOST_LINES]
    assert long == []
