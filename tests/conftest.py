"""Fixtures that several families share: an excerpt of real tables and a small hand-made graph."""

import asyncio
import gc
import os
import tempfile
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import settings

from graph_app.graph.frames import GraphFrame, frame_from_tables
from graph_app.model.tables import Tables
from scripts.serving import browser, chromium_path

# No test is timed: the machine may be busy. The same examples each time, so that a run can be
# repeated; few with HYPOTHESIS_PROFILE=quick, as `make check` asks; many more, and others each
# time, with HYPOTHESIS_PROFILE=thorough.
settings.register_profile("steady", deadline=None, derandomize=True, max_examples=30)
settings.register_profile("quick", deadline=None, derandomize=True, max_examples=5)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

ROOT = Path(__file__).parent.parent
#: A third of what is known of Lahti, which tests may count and name. The tables in ``data/`` belong
#: to the office: nothing but ``tests/test_data.py`` reads them.
EXCERPT = ROOT / "tests" / "excerpt"


def run_in_thread(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run in a thread of its own: a browser of other tests may keep a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def examples(number: int) -> int:
    """Return how many examples a test takes that takes so many where others take 30."""
    return max(1, number * settings().max_examples // 30)


os.environ["GRAPH_APP_DATA"] = str(EXCERPT)
# Tests, their workers and the apps they start cache results where nobody else looks for them.
if "PYTEST_XDIST_WORKER" not in os.environ:
    _CACHE = tempfile.TemporaryDirectory(prefix="graph-app-cache-", ignore_cleanup_errors=True)
    os.environ["GRAPH_APP_CACHE"] = _CACHE.name

#: Folders, files and tests that need a browser, a server or seconds of another process, or that walk
#: through the whole app. The longest come first, so that no worker is left alone with them at the end.
SLOW = (
    "browser/",
    "deploy/",
    "test_same_bytes.py",
    "notebooks/",
    "scripts/test_serving.py",
    "scripts/test_websocket_user.py",
    "store/test_failures.py",
    "store/test_kill.py",
    "store/test_machine.py",
    "store/test_migrate.py",
    "briefing/test_word_document.py",
    "pages/data/test_contacts.py",
    "pages/data/test_live.py",
    "pages/parts/test_drawn_for_all.py",
    "pages/data/test_importing.py",
    "pages/data/test_import_persons.py",
    "intake/open_data/test_sparql.py",
    "intake/test_bad_input_cases.py",
    "intake/test_reader_contract.py",
    "intake/places/test_gazetteer.py",
    "intake/places/test_other_names.py",
    "intake/places/test_regions.py",
    "wording/test_names.py",
    "wording/test_finding.py",
    "cli/test_namesakes.py",
    "cli/test_nodes.py",
    "analysis/memberships/test_typed_cities.py",
    "editing/test_import_job.py",
    "runtime/test_worker.py",
    "runtime/test_worker_pool.py",
    "store/test_backup.py",
    "scripts/test_partner_evaluation.py",
    "scripts/test_partner_trial.py",
    "analysis/robustness/test_reach.py::test_a_large_graph",
    "cli/test_import_files.py",
    "cli/test_main.py::test_the_example_works",
    "serve/test_lifecycle.py",
    "serve/test_sign_out.py",
    "serve/test_quiet_start.py",
    "cli/test_main.py::test_help_imports_no_verb",
    "cli/test_main.py::test_a_verb_imports_what_it_needs",
    "cli/test_main.py::test_a_reader_that_goes_away",
    "cli/test_main.py::test_as_a_module",
    # Not slow one by one: they use a database, draw whole screens or write every format.
    "store/test_store.py",
    "store/test_past.py",
    "store/test_erase.py",
    "store/test_clear_disk.py",
    "store/test_files.py",
    "store/test_shared.py",
    "store/test_sign_outs.py",
    "store/test_writing.py",
    "pages/",
    "cli/test_main.py",
    "analysis/measures/test_engine.py",
    "briefing/test_notes.py",
    "export/test_formats.py",
    "intake/places/test_index.py",
    "intake/open_data/test_erasmus.py",
)
#: Fixtures that start a server.
SLOW_FIXTURES = {"chromium", "served"}


def _slowness(item: pytest.Item) -> int | None:
    """Return the place of a test among the slow ones; None when it is none of them."""
    name = item.nodeid.removeprefix("tests/")
    for at, start in enumerate(SLOW):
        if name.startswith(start):
            return at
    on_postgresql = name.startswith("store/") and (
        "postgresql" in item.name or "server" in item.fixturenames
    )
    return len(SLOW) if on_postgresql or SLOW_FIXTURES & {*item.fixturenames} else None


def _group(item: pytest.Item) -> str:
    """Return with whom a test shares a worker: what is dear to start is started once in a run."""
    name = item.nodeid.removeprefix("tests/")
    if name.startswith("browser/") and "address" in item.fixturenames:
        return "app"
    return "office" if "started_office" in item.fixturenames else str(item.path)


def pytest_collection_finish() -> None:
    """Leave modules and tests out of each search for garbage: it takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow, put the longest files first, and keep together what shares a server."""
    first = {}
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
        if (at := _slowness(item)) is not None:
            item.add_marker(pytest.mark.slow)
            if "chromium" in item.fixturenames:
                item.add_marker(pytest.mark.browser)
            first[item.path] = min(at, first.get(item.path, at))
    items.sort(key=lambda item: first.get(item.path, len(SLOW) + 1))


@pytest.fixture
def environment_of(monkeypatch):
    """Set these variables and no others of the product; give what is read from them."""
    from graph_app.runtime.settings import settings as read
    from graph_app.runtime.settings import variables

    def set_variables(given: dict[str, str]):
        for name, _field in variables():
            monkeypatch.delenv(name, raising=False)
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        return read()

    return set_variables


@pytest.fixture(scope="session")
def data_folder() -> Path:
    return EXCERPT


@pytest.fixture(scope="session")
def tables(data_folder) -> Tables:
    from graph_app.intake.project.folder import load_folder

    return load_folder(data_folder)


@pytest.fixture(scope="session")
def frame(tables) -> GraphFrame:
    return frame_from_tables(tables)


@pytest.fixture(scope="session")
def graph(frame) -> GraphFrame:
    """Return the same; some tests call another thing their graph and take ``frame``."""
    return frame


def small_frames() -> dict[str, pd.DataFrame]:
    """Five cities, two networks, a programme and an event with every sort of tie."""
    relations = [
        ("r1", "city:a", "city:b", "sister_city", "1950", None, "active", None),
        ("r2", "city:b", "city:c", "sister_city", None, None, "active", None),
        ("r3", "city:a", "network:n", "membership", "1990-05", None, "active", "climate"),
        ("r4", "city:c", "network:n", "membership", "1995", "2010", "ended", None),
        ("r5", "city:d", "network:n", "membership", None, None, None, None),
        ("r6", "city:a", "programme:p", "participation", "2020", None, "planned", None),
        ("r7", "city:a", "city:b", "cooperation_agreement", "2000", None, "dormant", None),
        ("r8", "city:a", "event:e", "hosts", "1926", None, None, None),
    ]
    names = ["id", "source", "target", "type", "start", "end", "status", "themes"]
    return {
        "cities": pd.DataFrame(
            {
                "id": ["city:a", "city:b", "city:c", "city:d", "city:e"],
                "name": ["Ålesund", "Gdańsk", "Turku", "Łódź", "Alone"],
                "name_fi": [None, None, "Turku", None, None],
                "name_sv": [None, None, "Åbo", None, None],
                "country": ["NO", "PL", "FI", "PL", "SE"],
                "latitude": [62.5, 54.4, 60.5, 51.8, None],
                "longitude": [6.2, 18.6, 22.3, 19.5, None],
                "population": [50000.0, 470000.0, 195000.0, 670000.0, None],
            }
        ),
        "networks": pd.DataFrame(
            {
                "id": ["network:n"],
                "name": ["Baltic"],
                "short_name": ["BN"],
                "themes": ["water;energy"],
            }
        ),
        "programmes": pd.DataFrame(
            {"id": ["programme:p"], "name": ["Green"], "kind": ["project"], "themes": ["climate"]}
        ),
        "events": pd.DataFrame({"id": ["event:e"], "name": ["Games"], "city": ["city:a"]}),
        "relations": pd.DataFrame(relations, columns=names).assign(
            source_id="source:s", checked="2026-02-08"
        ),
        "sources": pd.DataFrame(
            {"id": ["source:s"], "title": ["Own list"], "url": ["https://example.org/list"]}
        ),
    }


@pytest.fixture
def small_tables() -> Tables:
    return Tables.from_frames(small_frames())


@pytest.fixture
def small(small_tables) -> GraphFrame:
    return frame_from_tables(small_tables)


#: Texts that pass the checks of the tables and that a page must show letter by letter.
HOSTILE_NAMES = (
    "<img src=x onerror=window.__pwned=1>",
    "</script><script>window.__pwned=1</script>",
    "![x](http://example.com/x.png) :red[b] $y$",
    "=cmd|' /C calc'!A0",
    "\u202eright to left [a](javascript:window.__pwned=1)",
)


@pytest.fixture
def hostile_tables() -> Tables:
    """Valid tables whose every free text is hostile."""
    frames = small_frames()
    frames["cities"]["name"] = HOSTILE_NAMES
    frames["cities"]["name_fi"] = None
    frames["cities"]["name_sv"] = HOSTILE_NAMES[::-1]
    frames["networks"]["name"] = HOSTILE_NAMES[1]
    frames["networks"]["short_name"] = HOSTILE_NAMES[0]
    frames["programmes"]["name"] = HOSTILE_NAMES[2]
    frames["events"]["name"] = "x" * 300
    frames["relations"]["note"] = HOSTILE_NAMES[0] * 20
    frames["sources"]["title"] = HOSTILE_NAMES[0]
    frames["sources"]["publisher"] = HOSTILE_NAMES[1]
    return Tables.from_frames(frames)


def need(found: object, what: str) -> None:
    """Leave a test out that needs what is not installed; in CI it fails."""
    if not found:
        if os.environ.get("CI"):
            pytest.fail(f"{what} is not installed, and CI is to test with it")
        pytest.skip(f"{what} is not installed")


@pytest.fixture(scope="session")
def chromium():
    need(chromium_path(), "Chromium")
    with browser() as opened:
        yield opened
