"""Rules that look at many rows at once, against the same rules spelled out pair by pair."""

import datetime

import hypothesis.strategies as st
import pandas as pd
from hypothesis import given, settings

from graph_app.model.dates import first_day, is_partial_date, last_day
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.tables import Tables
from graph_app.model.validate import validate
from tests.conftest import examples

TODAY = datetime.date(2026, 11, 25)
NODES = ["city:a", "city:b", "network:n", None]
DATES = [None, "2001", "2001-06", "2001-06-05", "2004", "soon"]
TIES = st.lists(
    st.tuples(
        st.sampled_from(NODES),
        st.sampled_from(NODES),
        st.sampled_from(["sister_city", "membership", "nonsense", None]),
        st.sampled_from(DATES),
        st.sampled_from(DATES),
    ),
    max_size=9,
)


def period(start, end):
    known = [isinstance(date, str) and is_partial_date(date) for date in (start, end)]
    first = first_day(start) if known[0] else datetime.date.min
    return first, last_day(end) if known[1] else datetime.date.max


def same(one, other):
    if None in one[:3] or None in other[:3] or one[2] != other[2]:
        return False
    either = one[2] in RELATION_TYPES and RELATION_TYPES[one[2]].symmetric
    return one[:2] == other[:2] or (either and one[:2] == other[:2][::-1])


@settings(max_examples=examples(100))
@given(ties=TIES)
def test_ties_stated_twice_and_loops_are_those_of_a_look_at_each_pair(ties):
    frame = pd.DataFrame(ties, columns=["source", "target", "type", "start", "end"])
    frame = frame.assign(id=[f"r{at}" for at in range(len(ties))], source_id="source:s")
    found = validate(Tables.from_frames({"relations": frame}), TODAY)
    repeated = {
        (finding.row - 2, str(finding.expected))
        for finding in found
        if "already state" in str(finding.expected)
    }
    wanted = set()
    for later, tie in enumerate(ties):
        for earlier, other in enumerate(ties[:later]):
            (a, b), (c, d) = period(*other[3:]), period(*tie[3:])
            if same(tie, other) and a <= d and c <= b:
                wanted.add((later, f"a tie that row {earlier + 2} does not already state"))
                break
    assert repeated == wanted
    loops = {
        finding.row - 2 for finding in found if str(finding.expected) == "another node than source"
    }
    assert loops == {at for at, tie in enumerate(ties) if tie[0] is not None and tie[0] == tie[1]}


@given(
    ids=st.lists(
        st.tuples(
            st.sampled_from(["cities", "networks", "programmes", "events"]), st.sampled_from("abc")
        ),
        max_size=8,
    )
)
def test_an_id_in_several_tables_names_the_last_before(ids):
    tables = ["cities", "networks", "programmes", "organisations", "events"]
    frames = {
        table: pd.DataFrame({"id": [f"city:{id_}" for where, id_ in ids if where == table]})
        for table in tables
    }
    found = validate(Tables.from_frames(frames), TODAY)
    told = sorted(
        (f.file, f.row, str(f.expected))
        for f in found
        if str(f.expected).startswith("an id not in")
    )
    wanted = []
    for at, table in enumerate(tables):
        for row, id_ in enumerate(frames[table]["id"]):
            others = [other for other in tables[:at] if id_ in set(frames[other]["id"])]
            if others:
                wanted.append((f"{table}.csv", row + 2, f"an id not in {others[-1]}.csv"))
    assert told == sorted(wanted)


def test_long_cells_are_measured_in_characters():
    for length, wrong in ((300, 0), (301, 1)):
        frame = pd.DataFrame({"id": ["city:a"], "name": ["ä" * length], "country": "FI"})
        found = validate(Tables.from_frames({"cities": frame}), TODAY)
        assert len(found) == wrong
