"""Merging and splitting nodes: no tie is lost, tables stay valid, one undoes the other."""

import datetime
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.editing.merge_nodes import differing, merge_nodes
from graph_app.editing.pointers import pointing
from graph_app.editing.split_node import split_node
from graph_app.model.changes import as_rows
from graph_app.model.tables import COLUMNS, Tables
from graph_app.model.validate import validate

TODAY = datetime.date(2026, 11, 24)
CITIES = [f"city:{letter}" for letter in "abcde"]


def applied(tables, changes):
    """Return the tables after changes."""
    frames = {}
    for table in COLUMNS:
        frame = getattr(tables, table)
        changed = changes.changed.get(table)
        out = [*changes.removed.get(table, ()), *(changed["id"] if changed is not None else ())]
        parts = [frame[~frame["id"].isin(out)], changed, changes.added.get(table)]
        frames[table] = pd.concat(
            [part for part in parts if part is not None and len(part)] or [frame]
        )
    return Tables.from_frames(frames)


def rows_of(tables):
    """Return all rows of all tables as a set."""
    return {(table, *row.items()) for table in COLUMNS for row in as_rows(getattr(tables, table))}


def facts(ties, organisations=()):
    """Return valid tables of five cities with ties: (source, target, type, start, end)."""
    cities = [{"id": id_, "name": id_[-1].upper(), "country": "FI"} for id_ in CITIES]
    rows, seen = [], set()
    for at, (source, target, type_, start) in enumerate(ties):
        key = (type_, frozenset((source, target)))
        if source == target or key in seen:
            continue
        seen.add(key)
        rows.append({"id": f"r{at}", "source": source, "target": target, "type": type_,
                     "start": start, "status": "active", "source_id": f"source:{at % 2}"})  # fmt: skip
    seats = [{"id": f"organisation:{at}", "name": f"O{at}", "city": city}
             for at, city in enumerate(organisations)]  # fmt: skip
    sources = [{"id": f"source:{at}", "title": f"List {at}"} for at in range(2)]
    listed = {"cities": cities, "relations": rows, "organisations": seats, "sources": sources}
    return Tables.from_frames({name: pd.DataFrame(some) for name, some in listed.items() if some})


FACTS = st.builds(
    facts,
    st.lists(
        st.tuples(
            st.sampled_from(CITIES),
            st.sampled_from(CITIES),
            st.sampled_from(["sister_city", "cooperation_agreement"]),
            st.sampled_from([None, "1990", "2001-05"]),
        ),
        max_size=12,
    ),
    st.lists(st.sampled_from(CITIES), max_size=3),
)


@given(FACTS, st.sampled_from(CITIES), st.sampled_from(CITIES))
def test_a_merge_keeps_every_tie_or_names_it(tables, stays, goes):
    if stays == goes:
        with pytest.raises(ValueError, match="not two nodes"):
            merge_nodes(tables, stays, goes)
        return
    merged = merge_nodes(tables, stays, goes)
    after = applied(tables, merged.changes)
    assert validate(after, TODAY) == []
    assert goes not in set(after.cities["id"])
    assert pointing(after, goes) == {}
    left = set(after.relations["id"])
    assert left | set(merged.joined) | set(merged.dropped) == set(tables.relations["id"])
    assert set(merged.joined.values()) <= left
    # The source of a joined tie is still named.
    sources = tables.relations.set_index("id")["source_id"]
    for gone, kept in merged.joined.items():
        row = after.relations.set_index("id").loc[kept]
        title = f"List {sources[gone][-1]}"
        assert row["source_id"] == sources[gone] or title in row["note"]
    before = pointing(tables, goes).get("organisations")
    if before is not None:
        moved = after.organisations.set_index("id").loc[before["id"], "city"]
        assert set(moved) == {stays}


@given(FACTS, st.sampled_from(CITIES), st.data())
def test_a_merge_after_a_split_gives_the_same_facts(tables, node, data):
    found = pointing(tables, node)
    rows = {
        table: data.draw(st.sets(st.sampled_from(some["id"].tolist())))
        for table, some in found.items()
    }
    new, changes = split_node(tables, node, rows, {"name": "Another", "country": "EE"})
    split = applied(tables, changes)
    assert validate(split, TODAY) == []
    assert set(split.relations["id"]) == set(tables.relations["id"])
    moved = {table: set(some["id"]) for table, some in pointing(split, new).items()}
    assert moved == {table: ids for table, ids in rows.items() if ids}
    again = applied(split, merge_nodes(split, node, new).changes)
    assert rows_of(again) == rows_of(tables)


def test_the_cells_that_a_person_chose_are_taken():
    tables = facts(
        [("city:a", "city:b", "sister_city", "1990"), ("city:b", "city:c", "sister_city", None)]
    )
    assert differing(tables, "city:a", "city:b") == {"name": ("A", "B")}
    merged = merge_nodes(tables, "city:a", "city:b", {"name": "B"})
    assert merged.dropped == ("r0",)
    assert merged.moved == ("r1",)
    after = applied(tables, merged.changes).cities.set_index("id")
    assert after.loc["city:a", "name"] == "B"


def test_ties_joined_keep_what_only_one_says():
    tables = facts(
        [("city:a", "city:c", "sister_city", None), ("city:b", "city:c", "sister_city", "1990")]
    )
    merged = merge_nodes(tables, "city:a", "city:b")
    assert merged.joined == {"r1": "r0"}
    (tie,) = as_rows(applied(tables, merged.changes).relations)
    assert (tie["start"], tie["source_id"], tie["note"]) == ("1990", "source:0", "List 1")


def test_a_part_of_what_it_becomes_is_part_of_nothing():
    frames = {"programmes": pd.DataFrame([
        {"id": "programme:a", "name": "A", "kind": "funding", "part_of": "programme:b"},
        {"id": "programme:b", "name": "B", "kind": "funding"},
        {"id": "programme:c", "name": "C", "kind": "funding", "part_of": "programme:b"},
    ])}  # fmt: skip
    tables = Tables.from_frames(frames)
    after = applied(tables, merge_nodes(tables, "programme:a", "programme:b").changes)
    assert validate(after, TODAY) == []
    assert after.programmes.set_index("id")["part_of"].fillna("").to_dict() == {
        "programme:a": "", "programme:c": "programme:a"}  # fmt: skip


def test_a_split_needs_a_name():
    with pytest.raises(ValueError, match="name"):
        split_node(replace(facts([])), "city:a", {}, {"name": ""})
