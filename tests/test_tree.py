"""The tests mirror the package: whoever changes a module knows where its tests are."""

import ast
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
ROOT = TESTS.parent
MOST_LINES = 400

#: Families that test the whole from outside, and so mirror no module.
OUTSIDE = {"browser", "deploy", "notebooks"}

#: Test files about a matter that runs through several modules.
MATTERS = {
    "intake/edges/test_shipped_mappings",
    "intake/open_data/test_cordis_defects",
    "intake/open_data/test_registry",
    "intake/open_data/test_urbact_etmun",
    "intake/test_bad_input_cases",
    "intake/test_fuzz_finds",
    "pages/data/test_contacts",
    "pages/data/test_import_persons",
    "pages/parts/test_drawn_for_all",
    "pages/test_screens",
    "serve/test_quiet_start",
    "store/test_failures",
    "store/test_kill",
    "store/test_machine",
    "store/test_many_rows",
}

#: Test file -> modules of its floor that it tests too. It, or the module it mirrors, imports them.
TESTED_THROUGH: dict[str, str] = {}


def names_of(folder: Path, pattern: str) -> set[str]:
    found = (path for path in folder.rglob(pattern) if path.name != "__init__.py")
    return {path.relative_to(folder).with_suffix("").as_posix() for path in found}


MODULES = {
    name for name in names_of(ROOT / "graph_app", "*.py") if not name.startswith("store/migrations")
}
SCRIPTS = {f"scripts/{name}" for name in names_of(ROOT / "scripts", "*.py")}
FILES = names_of(TESTS, "test_*.py")


def file_of(module: str) -> str:
    folder, _, name = module.rpartition("/")
    return f"{folder}/test_{name}".lstrip("/")


def module_of(test_file: str) -> str:
    folder, _, name = test_file.rpartition("/")
    return f"{folder}/{name.removeprefix('test_')}".lstrip("/")


@cache
def imported(path: Path) -> frozenset[str]:
    """Return the modules that a file imports, anywhere in it, as ``floor/room/module``."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return frozenset(name.removeprefix("graph_app.").replace(".", "/") for name in found)


def reached(test_file: str) -> set[str]:
    """Return the modules that a test file imports itself, or that the module it mirrors imports."""
    found = set(imported(TESTS / f"{test_file}.py"))
    mirrored = ROOT / "graph_app" / f"{module_of(test_file)}.py"
    return found | imported(mirrored) if mirrored.exists() else found


def test_every_module_has_its_tests():
    elsewhere = {name for names in TESTED_THROUGH.values() for name in names.split()}
    without = {module for module in MODULES if file_of(module) not in FILES}
    assert without - elsewhere == set(), "write their tests, or say which file tests them"
    assert elsewhere - without == set(), (
        "are gone or have tests of their own: take them off the list"
    )


@pytest.mark.parametrize("test_file", TESTED_THROUGH)
def test_a_file_that_tests_others_reaches_them(test_file):
    assert test_file in FILES
    assert set(TESTED_THROUGH[test_file].split()) - reached(test_file) == set()


def test_every_test_file_mirrors_a_module():
    mirroring = {file_of(module) for module in MODULES | SCRIPTS}
    inside = {name for name in FILES if "/" in name and name.split("/")[0] not in OUTSIDE}
    assert inside - mirroring - MATTERS == set(), "mirror no module"
    assert set() == MATTERS - FILES, "are gone: take them off the list"


def test_no_file_is_long():
    files = [*TESTS.rglob("*.py"), *(ROOT / "scripts").rglob("*.py")]
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert {str(path): count for path, count in lines.items() if count > MOST_LINES} == {}
