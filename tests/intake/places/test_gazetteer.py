import pandas as pd
import pytest

from graph_app.intake.places import gazetteer as module
from graph_app.intake.places.gazetteer import gazetteer


def test_it_is_read_from_disk_as_it_was_made(monkeypatch):
    made = gazetteer()
    monkeypatch.setattr(module, "_make", lambda: pytest.fail("made again"))
    for before, after in zip(made, gazetteer.__wrapped__(), strict=True):
        pd.testing.assert_frame_equal(before, after)


def test_every_name_belongs_to_a_place():
    places, names = gazetteer()
    assert names["place"].between(0, len(places) - 1).all()
    assert not names.duplicated(["key", "place"]).any()
    assert names["country"].eq(places["country"].take(names["place"]).to_numpy()).all()
    assert set(names["place"][names["main"]]) == set(places.index)
