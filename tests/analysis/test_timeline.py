import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.analysis.overview.key_figures import PARTNERSHIPS, key_figures
from graph_app.analysis.timeline import GROUPS, timeline, timeline_gaps
from graph_app.model.kinds import KINDS
from tests.analysis.graphs import TODAY, frame_of, with_edges


def counts(graph, node):
    return timeline(graph, node, TODAY).set_index(["kind", "year"])


def test_counts_what_has_begun_and_not_ended(small):
    rows = counts(small, "city:c")["count"]
    assert rows["memberships", 1995] == rows["memberships", 2010] == 1
    assert rows["memberships", 2011] == 0
    assert timeline(small, "city:e", TODAY).empty


def test_two_ties_with_one_partner_are_one_partner(small):
    rows = counts(small, "city:a")["count"]
    assert rows["partners", 1950] == rows["partners", 2026] == 1


def test_what_has_no_start_is_counted_apart(small):
    rows = counts(small, "city:c")
    assert rows.loc[("partners", 1995), "count"] == 0
    assert rows.loc[("partners", 1995), "undated"] == 1
    gaps = timeline_gaps(small, "city:c")
    assert gaps.loc["partners"].tolist() == [1, 0]
    assert gaps.loc["memberships"].tolist() == [0, 0]


def test_where_no_start_is_known_there_is_no_line_but_a_number(small):
    assert timeline(small, "city:d", TODAY).empty
    assert timeline_gaps(small, "city:d").loc["memberships", "start"] == 1


def test_members_of_a_network_and_participants_of_a_programme(small):
    rows = counts(small, "network:n").sort_index()
    assert list(rows.loc["members", "count"].loc[[1990, 1995, 2011]]) == [1, 2, 1]
    assert rows.loc[("members", 2026), "undated"] == 1
    assert counts(small, "programme:p").loc[("participants", 2020), "count"] == 1


def test_ties_that_ended_nobody_knows_when_are_in_no_year_and_counted(small):
    ended = with_edges(small, status=["ended", *small.edges["status"].iloc[1:]])
    # The agreement of 2000 is left between the two.
    assert counts(ended, "city:b").index.get_level_values("year").min() == 2000
    assert timeline_gaps(ended, "city:b").loc["partners", "end"] == 0
    ended = with_edges(small, status=[*["ended"] * 7, None])
    assert timeline(ended, "city:b", TODAY).empty
    assert timeline_gaps(ended, "city:b").loc["partners", "end"] == 2


def test_the_last_year_is_that_of_the_key_figures(graph):
    rows = counts(graph, "city:lahti")
    now = key_figures(graph, "city:lahti", TODAY)
    for kind in ("partners", "memberships"):
        last = rows.loc[(kind, TODAY.year)]
        assert last["count"] + last["undated"] == getattr(now, kind)
        assert last["undated"] == timeline_gaps(graph, "city:lahti").loc[kind, "start"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_node_has_its_groups(kind):
    assert GROUPS[kind]


@st.composite
def city_ties(draw):
    year = st.one_of(st.none(), st.integers(1950, 2030).map(str))
    others = st.sampled_from(["city:b", "city:c", "city:d"])
    status = st.sampled_from(["active", "ended", None])
    tie = st.tuples(others, st.sampled_from(PARTNERSHIPS), year, year, status)
    rows = [
        (f"r{at}", "city:a", other, kind, start, max(end, start or "") if end else None, status)
        for at, (other, kind, start, end, status) in enumerate(draw(st.lists(tie, max_size=8)))
    ]
    ids = [f"city:{x}" for x in "abcd"]
    names = ["id", "source", "target", "type", "start", "end", "status"]
    relations = pd.DataFrame(rows, columns=names, dtype="str")
    cities = pd.DataFrame({"id": ids, "name": ids, "country": "FI"})
    return frame_of({"cities": cities, "relations": relations})


@given(city_ties())
def test_each_year_by_counting_one_by_one(graph):
    rows = timeline(graph, "city:a", TODAY)
    for row in rows.itertuples():
        dated, whole = set(), set()
        for tie in graph.edges.assign(begin=graph.start_year, over=graph.end_year).itertuples():
            if tie.status == "ended" and np.isnan(tie.over):
                continue
            if tie.over < row.year or tie.begin > row.year:
                continue
            whole.add(tie.target)
            if tie.begin <= row.year:
                dated.add(tie.target)
        assert (row.count, row.undated) == (len(dated), len(whole) - len(dated))
