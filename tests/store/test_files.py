import os
import stat
import subprocess
import sys
import time

import pytest

from graph_app.model.errors import StoreError
from graph_app.runtime.private_files import part_file
from graph_app.store import open_store
from graph_app.store.database import FILE_NAME
from tests.conftest import ROOT


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_store_and_backup_are_for_their_user_alone(tmp_path):
    before = os.umask(0)
    try:
        store = open_store(tmp_path / "store")
        store.head()
        store.backup(tmp_path / "b.zip")
        found = {path.name: mode(path) for path in (tmp_path / "store").iterdir()}
    finally:
        os.umask(before)
    assert mode(tmp_path / "store") == 0o700
    assert FILE_NAME in found
    assert set(found.values()) == {0o600}
    assert mode(tmp_path / "b.zip") == 0o600
    store.close()


@pytest.mark.parametrize(
    ("content", "found"),
    [(b"", "an empty file"), (b"x" * 9000, "no SQLite file"), (None, "a folder")],
)
def test_what_is_no_store_is_refused_and_left(tmp_path, content, found):
    path = tmp_path / FILE_NAME
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.raises(StoreError, match=f"found {found}, expected a store; restore a backup"):
        open_store(tmp_path)
    assert path.is_dir() or path.read_bytes() == content


def test_a_file_removed_meanwhile_does_not_come_back_empty(tmp_path):
    store = open_store(tmp_path)
    store.close()
    (tmp_path / FILE_NAME).unlink()
    with pytest.raises(StoreError):
        store.head()
    assert not (tmp_path / FILE_NAME).exists()


OPENING = """
import os, sys
from graph_app.model.errors import GraphAppError
from graph_app.store import open_store
from graph_app.intake.project.folder import load_folder
what = {"store": open_store, "folder": load_folder}[sys.argv[1]]
os.setuid(65534)
try:
    what(sys.argv[2])
except GraphAppError as error:
    print(error)
"""


@pytest.mark.parametrize("what", ["store", "folder"])
@pytest.mark.parametrize("closed", ["itself", "above", "file"])
def test_what_cannot_be_read_is_one_clear_error(tmp_path, what, closed):
    if os.geteuid():
        pytest.skip("only root can become somebody else")
    place = tmp_path / "above" / "place"
    open_store(place).close()
    (place / "cities.csv").write_text("id\n")
    (place / "relations.csv").write_text("id\n")
    for path in (place, place.parent, *place.glob("*.*")):
        path.chmod(0o755)
    for path in (tmp_path, *tmp_path.parents[:2]):
        path.chmod(0o755)
    closing = {"itself": [place], "above": [place.parent], "file": list(place.glob("*.*"))}
    for path in closing[closed]:
        path.chmod(0)
    done = subprocess.run(
        [sys.executable, "-c", OPENING, what, str(place)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    assert "ermission denied" in done.stdout
    assert len(done.stdout.splitlines()) == 1


KILLED = """
import sys, time
from pathlib import Path
from graph_app.runtime.private_files import part_file
with part_file(Path(sys.argv[1])) as part:
    print(part, flush=True)
    time.sleep(600)
"""


def test_what_a_killed_process_left_is_removed_and_nothing_else(tmp_path):
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    left = child.stdout.readline().strip()
    old = time.time() - 3600
    others = [tmp_path / "report.part", tmp_path / "b.zip.part"]
    for path in others:
        path.write_text("not ours")
    for path in (left, *others):
        os.utime(path, (old, old))
    open_store(tmp_path).close()
    assert os.path.exists(left), "its owner lives"
    child.kill()
    child.wait()
    with part_file(tmp_path):
        assert not os.path.exists(left)
    assert all(path.exists() for path in others)
