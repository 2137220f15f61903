"""The folder of a process: private, gone with it, and removed for it by the next when it was killed."""

import os
import shutil
import subprocess
import sys
import time

import pytest

from graph_app.runtime.private_folder import (
    PrivateFolder,
    create_private,
    remove_earlier,
    remove_left_over,
)
from tests.conftest import ROOT

_CHILD = """
import os, sys
from pathlib import Path
from graph_app.runtime.private_folder import PrivateFolder, close_private_folder
held = PrivateFolder(Path(sys.argv[1]))
(held.path / "secret").write_text("x")
print(held.path, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def start():
    """Start a process that has a folder; give it and the folder."""
    started = []

    def begin(parent):
        command = [sys.executable, "-c", _CHILD, str(parent)]
        process = subprocess.Popen(command, cwd=ROOT, stdin=-1, stdout=-1, text=True)
        started.append(process)
        return process, parent / process.stdout.readline().strip()

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def test_it_is_private_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        held = PrivateFolder(tmp_path / "all")
        os.close(create_private(held.path / "file"))
    finally:
        os.umask(before)
    for path, mode in ((held.path, 0o700), (held.path.parent, 0o700), (held.path / "file", 0o600)):
        assert path.stat().st_mode & 0o777 == mode
    held.close()
    assert not held.path.exists()


def test_what_killed_processes_left_goes_and_a_living_neighbour_stays(tmp_path, start):
    (killed, left), (_alive, neighbour), (ended, gone) = (start(tmp_path) for _ in range(3))
    killed.kill()
    killed.wait()
    ended.communicate("")
    assert not gone.exists()
    assert (left / "secret").exists()
    foreign = tmp_path / "somebody's"
    foreign.mkdir()
    elsewhere = tmp_path.parent / f"{tmp_path.name}-elsewhere"
    elsewhere.mkdir()
    (tmp_path / "process-link").symlink_to(elsewhere)
    held = PrivateFolder(tmp_path)
    assert not left.exists()
    assert (neighbour / "secret").exists()
    assert all(folder.exists() for folder in (held.path, foreign, elsewhere))
    remove_left_over(tmp_path)
    assert held.path.exists(), "its own lock counts too"
    held.close()
    shutil.rmtree(elsewhere)


def test_a_place_where_others_may_write_is_refused(tmp_path):
    place = tmp_path / "shared"
    place.mkdir()
    place.chmod(0o777)
    with pytest.raises(PermissionError):
        PrivateFolder(place)
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(PermissionError):
        PrivateFolder(tmp_path / "link")


def test_what_earlier_versions_left_goes_once_it_is_old(tmp_path):
    old, new, other = (tmp_path / f"{name}abc" for name in
                       ("graph-app-import-", "graph-app-import-new", "import-"))  # fmt: skip
    for folder in (old, new, other):
        folder.mkdir()
    for folder in (old, other):
        os.utime(folder, (0, 0))
    remove_earlier(tmp_path, time.time())
    assert (old.exists(), new.exists(), other.exists()) == (False, True, True)
