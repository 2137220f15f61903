import threading

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_app.runtime import cache as module
from graph_app.runtime.cache import DiskCache, kept
from tests.conftest import examples


@pytest.fixture
def table():
    index = pd.Index(["city:a", "city:ö"], name="id")
    return pd.DataFrame({"degree": [1, 2], "value": [0.5, np.nan]}, index=index)


def test_what_is_put_comes_back_with_its_index_types_and_facts(tmp_path, table):
    DiskCache(tmp_path).put("one", table, {"modularity": 0.4})
    found, facts = DiskCache(tmp_path).get("one")
    pd.testing.assert_frame_equal(found, table)
    assert facts == {"modularity": 0.4}
    assert DiskCache(tmp_path).get("other") is None


@given(cut=st.integers(0, 2000), flip=st.integers(0, 2000))
@settings(max_examples=examples(60))
def test_a_torn_or_changed_file_is_thrown_away(tmp_path_factory, cut, flip):
    folder = tmp_path_factory.mktemp("shelf")
    shelf = DiskCache(folder)
    shelf.put("one", pd.DataFrame({"x": range(50)}))
    (path,) = folder.iterdir()
    content = path.read_bytes()
    changed = bytearray(content[: max(0, len(content) - 1 - cut)])
    if changed:
        changed[flip % len(changed)] ^= 1
    path.write_bytes(bytes(changed))
    assert shelf.get("one") is None
    assert not path.exists()


def test_the_shelf_stays_within_its_bound_and_what_was_read_last_stays(tmp_path, table):
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
    shelf = DiskCache(tmp_path / "file" / "shelf")
    shelf.put("one", table)
    assert shelf.get("one") is None


def test_results_of_another_version_of_the_code_are_not_used(tmp_path, table, monkeypatch):
    shelf = DiskCache(tmp_path)
    shelf.put("one", table)
    monkeypatch.setattr(module, "code_stamp", lambda: "another")
    assert shelf.get("one") is None


def test_many_writers_at_once_leave_whole_files(tmp_path, table):
    shelf = DiskCache(tmp_path)
    writers = [threading.Thread(target=shelf.put, args=("one", table)) for _ in range(16)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert shelf.get("one") is not None
    assert len(list(tmp_path.iterdir())) == 1


def test_kept_computes_once(tmp_path, table, monkeypatch):
    monkeypatch.setattr(module, "shelf", lambda: DiskCache(tmp_path))
    calls = []

    def compute():
        calls.append(1)
        return table

    assert kept("k", compute).equals(kept("k", compute))
    assert len(calls) == 1
