"""The tests mirror the package: whoever changes a module knows where its tests are."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import SLOW

TESTS = Path(__file__).parent
ROOT = TESTS.parent
MOST_LINES = 400

#: Families that test the whole from outside, and so mirror no module.
OUTSIDE = {"browser", "deploy", "notebooks"}

#: Test files about a matter that runs through several modules.
MATTERS = {
    "i18n/test_error",
    "i18n/test_every_error",
    "intake/edges/test_shipped_mappings",
    "intake/open_data/test_cordis_defects",
    "intake/open_data/test_registry",
    "intake/open_data/test_urbact_etmun",
    "intake/test_bad_input_cases",
    "intake/test_hostile_files",
    "intake/test_reader_contract",
    "model/test_validate_many",
    "pages/data/test_contacts",
    "pages/data/test_import_persons",
    "pages/parts/test_drawn_for_all",
    "serve/test_quiet_start",
    "store/test_failures",
    "store/test_kill",
    "store/test_machine",
}

#: Test file -> modules that it tests too: it reaches them by imports within its room.
TESTED_THROUGH = {
    "analysis/partners/test_ranking": "analysis/partners/exclusions",
    "analysis/paths/test_best_paths": "analysis/strength",
    "analysis/robustness/test_reach": "analysis/paths/two_ways analysis/robustness/cuts",
    "briefing/test_notes": "briefing/document briefing/profile briefing/sentences briefing/several "
    "briefing/web_page",
    "briefing/test_pictures": "briefing/map_drawing",
    "cli/test_compare": "cli/options cli/output cli/standing",
    "cli/test_history": "cli/stores",
    "export/test_graph_files": "export/bundle",
    "graph/test_filters": "graph/filter_kinds graph/selection",
    "intake/edges/test_edge_list": "intake/edges/nodes intake/files/collecting",
    "intake/files/test_readers": "intake/files/csv_rows intake/files/spreadsheets",
    "intake/merging/test_merge": "intake/merging/draft intake/merging/nodes",
    "intake/open_data/test_cordis": "intake/open_data/assemble intake/open_data/frames "
    "intake/open_data/headers intake/open_data/notes "
    "intake/open_data/places intake/open_data/reading intake/open_data/same_names",
    "intake/open_data/test_keep_eu": "intake/open_data/keys intake/open_data/workbooks",
    "intake/open_data/test_registry": "intake/sources",
    "intake/open_data/test_urbact_etmun": "intake/open_data/etmun intake/open_data/memberships "
    "intake/open_data/urbact",
    "intake/open_data/test_wikidata": "intake/open_data/options intake/open_data/sister_query",
    "intake/files/test_values": "intake/places/country_names",
    "intake/places/test_matching": "intake/places/nearby",
    "intake/project/test_settings": "model/errors model/settings",
    "model/test_validate": "model/findings model/kinds model/relations model/schema model/tables",
    "pages/connections/test_page": "pages/connections/introductions pages/parts/node_details "
    "pages/parts/strength_model pages/shell/valid_year",
    "pages/data/test_importing": "editing/peek pages/data/mapping pages/data/preview",
    "pages/data/test_edit": "pages/data/erase pages/shell/facts",
    "pages/parts/test_briefing_button": "pages/parts/contact_persons",
    "pages/measures/test_page": "pages/parts/charts pages/parts/running",
    "pages/memberships/test_page": "pages/memberships/what_if",
    "pages/shell/test_main": "pages/shell/sign_in",
    "serve/test_post_login": "serve/asgi serve/origin",
    "store/test_backup": "store/integrity store/sql",
    "store/test_store": "store/database store/head_cache store/records store/rows store/state",
    "view/test_charts": "view/palette view/world_map",
    "view/test_picture": "view/graph_view",
}
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
    """Return the modules that a test file imports, and those that these import in its room."""
    room = test_file.rpartition("/")[0]
    found = set()
    new = {module_of(test_file), *imported(TESTS / f"{test_file}.py")}
    while new:
        found |= new
        paths = [ROOT / "graph_app" / f"{one}.py" for one in new if one.startswith(f"{room}/")]
        new = {one for path in paths if path.exists() for one in imported(path)} - found
    return found


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
    files = {path.relative_to(TESTS).as_posix(): path for path in TESTS.rglob("*.py")}
    lines = {
        name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in files.items()
    }
    assert {name for name, count in lines.items() if count > MOST_LINES} == set()


def test_what_is_called_slow_is_there():
    for name in SLOW:
        path, _, test = name.partition("::")
        assert (TESTS / path).exists(), name
        assert test in (TESTS / path).read_text(encoding="utf-8") if test else True, name
