"""The same input gives the same bytes, in whatever process, on whatever day, under whatever load."""

import os
import shutil
import subprocess
import sys

import pytest

from graph_app.briefing.notes import BRIEFING_FORMATS
from graph_app.export import FORMATS
from tests.conftest import ROOT
from tests.everything import VERBS


def copied(folder, to, reverse):
    """Copy files in an order of their own: some file systems list them as they were made."""
    to.mkdir()
    for path in sorted(folder.iterdir(), reverse=reverse):
        shutil.copy(path, to)
    return to


def written(data, out, threads, **environment):
    out.mkdir()
    subprocess.run(
        [sys.executable, "-m", "tests.everything", data, out, str(threads)],
        cwd=ROOT,
        env={**os.environ, "GRAPH_APP_DATA": str(data), **environment},
        check=True,
    )
    files = [path for path in out.rglob("*") if path.is_file()]
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def both(tmp_path_factory, data_folder):
    """What two processes write: other hash seeds, threads, loads, and never on the same day."""
    place = tmp_path_factory.mktemp("both")
    here = {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "OMP_NUM_THREADS": "1"}
    there = {"PYTHONHASHSEED": "2", "TZ": "Pacific/Pago_Pago"}
    first = written(copied(data_folder, place / "one", False), place / "first", 0, **here)
    second = written(copied(data_folder, place / "other", True), place / "second", 1, **there)
    return first, second


def test_everything_is_written(both):
    exports = {f"export.{name}" for name in FORMATS}
    notes = {f"profile.{name}" for name in BRIEFING_FORMATS}
    verbs = {f"{name}.txt" for name in VERBS}
    imported = {"import.txt", "report.csv", "doubtful.csv", "imported/relations.csv"}
    assert exports | notes | verbs | imported <= set(both[0]) == set(both[1])


def test_every_file_is_the_same(both):
    first, second = both
    assert [name for name in first if first[name] != second[name]] == []
