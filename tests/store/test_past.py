import pytest

from graph_app.analysis.synthetic import synthetic_tables
from graph_app.store import Change, open_store, past
from tests.store.conftest import EDITOR, load_small


def note(row, text):
    return Change("relations", "change", row, {"note": text})


def live(store):
    """Revision 2 adds, changes and removes; revision 3 touches the same rows."""
    load_small(store)
    tie = {"source": "city:a", "target": "city:f", "type": "sister_city", "source_id": "source:s"}
    changes = [
        Change("relations", "remove", "r2"),
        Change("cities", "add", "city:f", {"name": "Lahti", "country": "FI"}),
        note("r7", "x"),
        Change("relations", "add", "r9", tie),
        Change("relations", "remove", "r1"),
        note("r3", "y"),
        Change("cities", "change", "city:a", {"population": None}),
    ]
    store.save(changes, actor=EDITOR, base=1)
    store.save([note("r3", "later"), Change("relations", "remove", "r9")], actor=EDITOR, base=2)


@pytest.fixture
def busy(copy_of):
    store = copy_of(live)
    yield store
    store.close()


def test_changes_stand_by_table_and_place_the_removed_ones_last(busy):
    assert [(one.id, one.action) for one in busy.changes(2, None)] == [
        ("city:a", "change"),
        ("city:f", "add"),
        ("r3", "change"),
        ("r7", "change"),
        ("r9", "add"),
        ("r1", "remove"),
        ("r2", "remove"),
    ]
    (third,) = (one for one in busy.changes(2) if one.id == "r3")
    assert (third.before["note"], third.after["note"]) == (None, "y")


@pytest.mark.parametrize("limit", range(9))
def test_a_limit_gives_the_first_of_all_changes(busy, limit):
    assert busy.changes(2, limit) == busy.changes(2, None)[:limit]


def test_a_limit_holds_when_rows_are_read_not_after(tmp_path, monkeypatch):
    store = open_store(str(tmp_path / "large"))
    store.load(synthetic_tables(400, 1_000, 7), EDITOR)
    read = []

    def counted(*arguments):
        frame = whole(*arguments)
        read.append(len(frame))
        return frame

    whole = past.read_by_id
    monkeypatch.setattr(past, "read_by_id", counted)
    monkeypatch.setattr(past, "read_frame", None)
    assert len(store.changes(1, 30)) == 30
    assert sum(read) == 30
    store.close()
