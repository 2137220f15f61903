"""What a change may not break, whoever touched the rows in question."""

import datetime

import pandas as pd
import pytest

from graph_app.model.errors import InvalidTablesError
from graph_app.model.tables import Tables
from graph_app.store import Change, ChangeSet
from tests.conftest import small_frames
from tests.store.conftest import EDITOR, Clock


@pytest.fixture
def chain(tmp_path, opened):
    """A store in which programmes are parts of each other."""
    frames = small_frames()
    frames["programmes"] = pd.DataFrame({
        "id": [f"programme:{name}" for name in "pqrs"],
        "name": list("PQRS"),
        "part_of": [None, "programme:p", "programme:q", "programme:r"],
    })  # fmt: skip
    frames["organisations"] = pd.DataFrame(
        {"id": ["organisation:o"], "name": ["O"], "city": ["city:d"]}
    )
    store = opened(tmp_path)
    store.load(Tables.from_frames(frames), EDITOR)
    return store


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (Change("programmes", "change", "programme:p", {"part_of": "programme:s"}), "q, part_of"),
        (Change("cities", "remove", "city:d"), "organisation:o, city"),
        (Change("programmes", "remove", "programme:q"), "programme:r, part_of"),
        (Change("sources", "remove", "source:s"), "r5, source_id"),
        (Change("relations", "change", "r2", {"target": "city:a"}), "that r1 does not already"),
    ],
)
def test_a_rule_that_a_row_which_nobody_touched_would_break(chain, change, found):
    with pytest.raises(InvalidTablesError) as caught:
        chain.save([change], actor=EDITOR, base=1)
    assert any(found in str(finding) for finding in caught.value.findings)
    assert chain.head().number == 1


def test_a_cycle_over_rows_that_nobody_touched_is_found(chain):
    frame = pd.DataFrame({"id": ["programme:p"], "part_of": ["programme:s"]})
    with pytest.raises(InvalidTablesError, match="part_of"):
        chain.save(ChangeSet(changed={"programmes": frame}), actor=EDITOR, base=1)


def test_what_was_wrong_before_stops_no_other_change(tmp_path, opened):
    """A clock that goes back makes a day of the past one of the future."""
    clock = Clock(datetime.datetime(2026, 11, 24, tzinfo=datetime.UTC))
    store = opened(tmp_path, clock=clock)
    store.load(Tables.from_frames(small_frames()), EDITOR)
    clock.now = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
    made = store.save([Change("relations", "change", "r1", {"note": "x"})], actor=EDITOR, base=1)
    assert made.number == 2
    later = Change("relations", "change", "r2", {"checked": "2026-03"})
    with pytest.raises(InvalidTablesError, match="r2, checked"):
        store.save([later], actor=EDITOR, base=2)
