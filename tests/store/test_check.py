"""A check of the rows that a change can have broken finds what a check of all rows finds."""

import datetime

import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from graph_app.model.errors import InvalidTablesError
from graph_app.model.tables import COLUMNS, Tables
from graph_app.model.validate import validate
from graph_app.store import ChangeSet, diff, open_store
from graph_app.store.changes import effect_of, in_form
from graph_app.store.check import findings_after
from graph_app.store.records import EMPTY
from graph_app.store.state import State
from graph_app.store.writing import _after, _placed
from tests.conftest import examples, small_frames
from tests.store.conftest import EDITOR

TODAY = datetime.date(2026, 11, 24)


def wide_tables():
    """The small tables with programmes in a chain, organisations, and many cities besides."""
    frames = small_frames()
    more = pd.DataFrame({"id": [f"city:x{at}" for at in range(200)]}).assign(name="X", country="FI")
    frames["cities"] = pd.concat([frames["cities"], more], ignore_index=True)
    frames["programmes"] = pd.DataFrame({
        "id": [f"programme:{name}" for name in "pqrs"],
        "name": list("PQRS"),
        "part_of": [None, "programme:p", "programme:q", "programme:r"],
    })  # fmt: skip
    frames["organisations"] = pd.DataFrame(
        {"id": ["organisation:o"], "name": ["O"], "city": ["city:d"]}
    )
    return Tables.from_frames(frames)


TABLES = wide_tables()
NODES = ["city:a", "city:b", "city:c", "city:d", "network:n", "programme:p", "programme:q",
         "programme:s", "event:e", "organisation:o", "city:none"]  # fmt: skip
EDITS = st.one_of(
    st.tuples(st.just("remove"), st.sampled_from([*NODES[:-1], "source:s", "r1", "r5", "r6"])),
    st.tuples(st.just("part_of"), st.sampled_from("pqrs"), st.sampled_from([None, *NODES])),
    st.tuples(st.just("city"), st.sampled_from(["organisations", "events"]), st.sampled_from(NODES)),
    st.tuples(
        st.just("tie"), st.sampled_from(["r1", "r2", "r7", "r8", "r9"]), st.sampled_from(NODES),
        st.sampled_from(NODES), st.sampled_from(["sister_city", "membership", "part_of"]),
        st.sampled_from(["source:s", "source:none"]),
    ),
)  # fmt: skip


def edited(tables, edit):
    frames = {table: getattr(tables, table).copy() for table in COLUMNS}
    what, *rest = edit
    if what == "remove":
        frames = {table: frame[frame["id"] != rest[0]] for table, frame in frames.items()}
    elif what == "part_of":
        chosen = frames["programmes"]["id"] == f"programme:{rest[0]}"
        frames["programmes"].loc[chosen, "part_of"] = rest[1]
    elif what == "city":
        frames[rest[0]]["city"] = rest[1]
    else:
        names = ["id", "source", "target", "type", "source_id"]
        ties = frames["relations"]
        new = pd.DataFrame([rest], columns=names)
        frames["relations"] = pd.concat([ties[ties["id"] != rest[0]], new], ignore_index=True)
    return Tables.from_frames(frames)


def effects_of(state, changes):
    effects = {}
    for table, wanted in in_form(changes).items():
        now = state.rows(table, wanted.ids)
        effects[table], conflicts = effect_of(table, wanted, now, now, wanted.ids[:0])
        assert not conflicts
    return effects


@settings(max_examples=examples(15), suppress_health_check=list(HealthCheck))
@given(st.lists(EDITS, min_size=1, max_size=3))
def test_what_a_part_shows_is_what_the_whole_shows(edits):
    after = TABLES
    for edit in edits:
        after = edited(after, edit)
    frames = {table: getattr(TABLES, table) for table in COLUMNS}
    places = {table: pd.RangeIndex(len(frame)).to_numpy() for table, frame in frames.items()}
    state = State(EMPTY, frames, places)
    effects = effects_of(state, diff(TABLES, after))
    there = _after(state, effects, _placed(effects, 1))
    whole = validate(there.tables, TODAY)
    found = findings_after(there, effects, TODAY)
    ids = {table: frame["id"] for table, frame in there.frames.items()}
    named = {
        (one.file, ids[one.file.removesuffix(".csv")].iloc[one.row - 2], one.column, one.found)
        for one in whole
    }
    assert {(one.file, one.id, one.column, one.found) for one in found} == named


def test_the_small_tables_are_valid():
    assert validate(TABLES, TODAY) == []


def test_a_cycle_over_rows_that_nobody_touched_is_found(tmp_path):
    store = open_store(tmp_path)
    store.load(TABLES, EDITOR)
    frame = pd.DataFrame({"id": ["programme:p"], "part_of": ["programme:s"]})
    with pytest.raises(InvalidTablesError, match="part_of"):
        store.save(ChangeSet(changed={"programmes": frame}), actor=EDITOR, base=1)
