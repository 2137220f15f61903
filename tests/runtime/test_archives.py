import time

from graph_app.runtime.archives import archive, unpacked

FILES = {"b.csv": b"1", "a.csv": "ä".encode() * 1000, "empty": b""}


def test_files_come_back_in_their_order():
    assert list(unpacked(archive(FILES)).items()) == list(FILES.items())


def test_the_same_files_are_the_same_bytes_at_any_hour(monkeypatch):
    first = archive(FILES)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setattr(time, "time", lambda: 4e9)
    assert archive(FILES) == first
    assert archive(dict(reversed(FILES.items()))) != first
