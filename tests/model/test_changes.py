import pandas as pd

from graph_app.model.changes import Change, ChangeSet, as_tuples


def test_many_changes_are_counted_and_listed_one_by_one():
    added = pd.DataFrame({"id": ["city:x"], "name": ["X"], "population": [float("nan")]})
    changed = pd.DataFrame({"id": ["city:a"], "name": pd.array([None], dtype="str")})
    many = ChangeSet({"cities": added}, {"cities": changed}, {"relations": ["r1", "r2"]})
    assert len(many) == 4
    assert list(many) == [
        Change("cities", "add", "city:x", {"name": "X", "population": None}),
        Change("cities", "change", "city:a", {"name": None}),
        Change("relations", "remove", "r1"),
        Change("relations", "remove", "r2"),
    ]
    assert not ChangeSet()


def test_zero_has_no_sign():
    assert str(as_tuples(pd.DataFrame({"latitude": [-0.0, 1.5]}))) == "[(0.0,), (1.5,)]"
