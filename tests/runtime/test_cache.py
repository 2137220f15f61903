from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_app.runtime import cache as module
from graph_app.runtime.cache import DiskCache, cached_table, code_stamp
from tests.conftest import examples


@pytest.fixture
def table():
    index = pd.Index(["city:a", "city:ö"], name="id")
    return pd.DataFrame({"degree": [1, 2], "value": [0.5, np.nan]}, index=index)


def test_what_is_put_comes_back_with_its_index_types_and_attrs(tmp_path, table):
    table.attrs = {"modularity": 0.4, "pivots": None}
    DiskCache(tmp_path).put("one", table)
    found = DiskCache(tmp_path).get("one")
    pd.testing.assert_frame_equal(found, table)
    assert found.attrs == table.attrs
    assert DiskCache(tmp_path).get("other") is None


@given(cut=st.integers(0, 2000), flip=st.integers(0, 2000))
@settings(max_examples=examples(60))
def test_a_torn_or_changed_file_is_thrown_away(tmp_path_factory, cut, flip):
    folder = tmp_path_factory.mktemp("cache")
    cached = DiskCache(folder)
    cached.put("one", pd.DataFrame({"x": range(50)}))
    (path,) = folder.iterdir()
    content = path.read_bytes()
    changed = bytearray(content[: max(0, len(content) - 1 - cut)])
    if changed:
        changed[flip % len(changed)] ^= 1
    path.write_bytes(bytes(changed))
    assert cached.get("one") is None
    assert not path.exists()


def test_the_cache_stays_within_its_bound_and_what_was_read_last_stays(tmp_path, table):
    one = DiskCache(tmp_path)
    one.put("size", table)
    size = next(tmp_path.iterdir()).stat().st_size
    small = DiskCache(tmp_path / "small", most_bytes=3 * size + size // 2)
    for key in "abc":
        small.put(key, table)
    assert small.get("a") is not None
    small.put("d", table)
    assert small.get("a") is not None
    assert small.get("b") is None
    assert sum(path.stat().st_size for path in small.folder.iterdir()) <= small.most_bytes


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path, table):
    (tmp_path / "file").write_text("in the way")
    cached = DiskCache(tmp_path / "file" / "folder")
    cached.put("one", table)
    assert cached.get("one") is None


def test_results_of_another_version_of_the_code_are_not_used(tmp_path, table, monkeypatch):
    cached = DiskCache(tmp_path)
    cached.put("one", table)
    monkeypatch.setattr(module, "code_stamp", lambda: "another")
    assert cached.get("one") is None


def test_many_writers_at_once_leave_whole_files(tmp_path, table):
    cached = DiskCache(tmp_path)
    with ThreadPoolExecutor(16) as writers:
        list(writers.map(cached.put, ["one"] * 16, [table] * 16))
    assert cached.get("one") is not None
    assert len(list(tmp_path.iterdir())) == 1


def test_files_are_private_and_foreign_ones_are_left_alone(tmp_path, table):
    folder = tmp_path / "cache"
    DiskCache(folder).put("one", table)
    (path,) = folder.iterdir()
    assert (folder.stat().st_mode & 0o777, path.stat().st_mode & 0o777) == (0o700, 0o600)
    (folder / "mine.txt").write_text("not a result")
    (folder / "subfolder").mkdir()
    (folder / "left-by-a-killed-writer.part").write_bytes(bytes(10_000))
    DiskCache(folder, most_bytes=0).put("two", table)
    assert {path.name for path in folder.iterdir()} == {"mine.txt", "subfolder"}


def test_a_cached_table_is_computed_once(tmp_path, table, monkeypatch):
    monkeypatch.setattr(module, "disk_cache", lambda: DiskCache(tmp_path))
    calls = []

    def compute():
        calls.append(1)
        return table

    assert cached_table("k", compute).equals(cached_table("k", compute))
    assert len(calls) == 1


def test_any_change_of_the_code_is_another_version(tmp_path):
    module_of_a_room = tmp_path / "analysis" / "measures" / "engine.py"
    module_of_a_room.parent.mkdir(parents=True)
    stamps = set()
    for source in ("a = 1", "a = 2", "a = 1"):
        module_of_a_room.write_text(source)
        stamps.add(code_stamp.__wrapped__(tmp_path))
    assert len(stamps) == 2


def test_a_folder_in_which_others_may_write_is_not_believed(tmp_path, table, caplog):
    cached = DiskCache(tmp_path)
    cached.put("one", table)
    tmp_path.chmod(0o777)
    for _ in range(3):
        assert cached.get("one") is None
    cached.put("two", table)
    assert len(list(tmp_path.iterdir())) == 1
    assert [record.message for record in caplog.records] == [
        f"no results are cached: others may write in {tmp_path}"
    ]
    tmp_path.chmod(0o700)
    assert cached.get("one") is not None
