"""Ids of ties and repeats among them, against the plain rules spelled out row by row."""

import hypothesis.strategies as st
import numpy as np
import pandas as pd
from hypothesis import given, settings

from graph_app.intake.files.collecting import Collector
from graph_app.intake.merging.relations import known_ends, new_ties
from graph_app.model.dates import first_day, last_day
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.tables import COLUMNS, Tables

# Names whose joined forms are alike: a-b + c and a + b-c, and one name of two kinds.
NODES = ["city:a", "city:a-b", "city:b-c", "city:c", "network:c", "city:a-b-c", "city:ä"]
TYPES = ["sister_city", "membership", "cooperation_agreement"]
TIES = st.lists(
    st.tuples(
        st.sampled_from(NODES),
        st.sampled_from(NODES),
        st.sampled_from(TYPES),
        st.sampled_from(["", "2001", "2001-05", "2010"]),
        st.sampled_from(["", "2005", "2012"]),
    ),
    max_size=12,
)
NAMES = ["source", "target", "type", "start", "end"]


def plain(ties, known, used):
    """Return the ids of new ties, one after the other."""
    new_rows = []
    for row in sorted(range(len(ties)), key=lambda at: (ties[at][3] == "", _begins(ties[at]), at)):
        if not any(_repeats(ties[row], other) for other in [*known, *(ties[k] for k in new_rows)]):
            new_rows.append(row)
    new_rows = [ties[row] for row in sorted(new_rows)]
    ids = ["-".join((t[2].replace("_", "-"), _local(t[0]), _local(t[1]))) for t in new_rows]
    taken = _taken(ids, used)
    for at in np.flatnonzero(taken):
        year = new_rows[at][3][:4]
        ids[at] += f"-{year}" if year else ""
    base, number = list(ids), 1
    while any(taken := _taken(ids, used)):
        number += 1
        for at in np.flatnonzero(taken):
            ids[at] = f"{base[at]}-{number}"
    return ids, new_rows


def _taken(ids, used):
    return [id_ in used or id_ in ids[:at] for at, id_ in enumerate(ids)]


def _local(node):
    return node.partition(":")[2]


def _begins(tie):
    return first_day(tie[3]).toordinal() if tie[3] else 0


def _ends(tie):
    return last_day(tie[4]).toordinal() if tie[4] else 4_000_000


def _repeats(one, other):
    a, b = (one[0], one[1]), (other[0], other[1])
    same = a == b or (RELATION_TYPES[one[2]].symmetric and a == b[::-1])
    overlap = _begins(one) <= _ends(other) and _begins(other) <= _ends(one)
    return one[2] == other[2] and same and overlap


def frame_of(ties, ids):
    frame = pd.DataFrame(ties, columns=NAMES, dtype="str").assign(id=ids)
    return frame.reindex(columns=list(COLUMNS["relations"])).assign(source_id="source:s")


@settings(max_examples=100)
@given(
    ties=TIES,
    known=TIES,
    used=st.sets(st.sampled_from(["sister-city-a-b-c", "sister-city-a-b-c-2", "membership-a-c"])),
)
def test_new_ties_are_those_that_the_plain_rules_give(ties, known, used):
    ties = [tie for tie in ties if tie[0] != tie[1] and not 0 < _ends(tie) < _begins(tie)]
    known = [tie for tie in known if tie[0] != tie[1]]
    used = sorted(used)[: len(known)]
    used += [f"r{at}" for at in range(len(known) - len(used))]
    frame = frame_of(ties, [f"d{at}" for at in range(len(ties))])
    old = Tables.from_frames({"relations": frame_of(known, used)}).relations
    notes = Collector()
    given_ends = known_ends(frame, {}, notes)
    new, every = new_ties(given_ends, old, both_ways=False, keep_ids=False, notes=notes)
    ids, new_rows = plain(ties, known, used)
    assert new["id"].tolist() == ids
    assert [tuple(row) for row in new[NAMES].itertuples(index=False)] == new_rows
    assert [str(new[name].dtype) for name in ("source", "target", "type")] == ["str"] * 3
    assert notes.counts.get("ties stated already", 0) == len(ties) - len(new_rows)
    # Each tie is new, or names the one that states it: of the tables, or a new one of the draft.
    assert every["draft"].tolist() == frame["id"].tolist()
    repeats = every.loc[every["repeats"] != "", "repeats"]
    assert set(repeats) <= {*old["id"], *new["draft"]}
    assert every.loc[every["repeats"] == "", "draft"].tolist() == new["draft"].tolist()


def test_ends_that_became_one_node_or_none():
    frame = frame_of([("x", "y", *("sister_city", "", "")), ("x", "z", *("sister_city", "", ""))],
                     ["d1", "d2"])  # fmt: skip
    notes = Collector()
    ends = known_ends(frame, {"x": "city:a", "y": "city:a", "z": ""}, notes)
    assert ends.empty
    assert notes.counts == {"rows rejected": 2, "ties of a node to itself": 1}
    assert [finding.found for finding in notes.findings] == ["city:a"]
