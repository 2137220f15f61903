import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.analysis.briefing import (
    MOST_DRAWN,
    common_neighbours,
    compared_lanes,
    nearest_ties,
    portfolio_lanes,
    profile_facts,
)
from graph_app.analysis.compare import compare
from graph_app.analysis.memberships.value import portfolio, standing
from graph_app.analysis.profile import shared
from graph_app.analysis.strength import tie_strength
from graph_app.graph.build import build_graph
from graph_app.graph.frames import frame_from_graph
from graph_app.graph.years import as_of
from graph_app.model.errors import FilterError
from tests.analysis.graphs import TODAY, multigraphs, near, with_edges, without

HOME = "city:lahti"
SUBJECTS = [
    "city:vasteras",
    "city:tallinn",
    "network:eurocities",
    "event:novu-2024",
    "programme:novu",
    "organisation:lut",
    HOME,
]


GRAPHS = multigraphs(weights=st.floats(0.05, 1.0))


@given(GRAPHS)
def test_nearest_ties_are_the_strongest_of_each_neighbour(graph):
    frame = frame_from_graph(graph)
    strength = frame.edges["weight"].to_numpy()
    found = nearest_ties(frame, "0", strength)
    assert set(found.index) == set(graph[0]) - {0}
    for at, tie in found.items():
        assert strength[tie] == max(data["weight"] for data in graph[0][at].values())
    values = strength[found.to_numpy()]
    assert (np.diff(values) <= 0).all()


@given(GRAPHS)
def test_common_neighbours_are_those_of_networkx(graph):
    frame = frame_from_graph(graph)
    found = common_neighbours(frame, "0", "1", frame.edges["weight"].to_numpy())
    assert {int(one.node) for one in found} == set(nx.common_neighbors(nx.Graph(graph), 0, 1))
    assert [one.strength for one in found] == sorted((o.strength for o in found), reverse=True)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_facts_of_the_shipped_nodes(frame, subject):
    facts = profile_facts(frame, subject, HOME, TODAY)
    graph = build_graph(frame)
    if subject == HOME:
        assert not facts.direct
        assert not facts.common
    else:
        ids = {frame.edges["id"][at] for at in facts.direct}
        assert ids == set(graph.get_edge_data(subject, HOME, default={}))
        common = shared(frame, HOME, subject).common
        assert {k: {one.node for one in v} for k, v in facts.common.items()} == {
            kind: set(nodes) for kind, nodes in common.items()
        }
    assert {tie for ties in facts.ties.values() for tie in ties} == set(frame.ties_of(subject))
    assert facts.figures["checked"] <= facts.figures["ties"] <= len(frame.ties_of(subject))
    assert not facts.path or not (facts.direct or facts.common)
    _check_lanes(frame, facts.picture, {subject, HOME})


def _check_lanes(graph, lanes, expected):
    drawn = [node for lane in lanes.lanes for node in lane]
    assert len(drawn) == len(set(drawn)) <= MOST_DRAWN
    assert expected <= set(drawn)
    ends = graph.edges.iloc[list(lanes.ties)]
    assert set(ends["source"]) | set(ends["target"]) <= set(drawn)
    assert len(lanes.ties) == len(set(lanes.ties))


def test_whom_to_ask_has_a_reason_in_the_tables(graph):
    facts = profile_facts(graph, "city:tallinn", HOME, TODAY)
    said = {contact.node: contact for contact in facts.contacts}
    office = said["network:ubc"]
    assert office.reason == "shared"
    tie = graph.edges.iloc[office.ties[0]]
    assert (tie["type"], tie["target"]) == ("secretariat", "city:gdansk")
    vasteras = profile_facts(graph, "city:vasteras", HOME, TODAY)
    assert {c.node for c in vasteras.contacts if c.reason == "both"} == {
        "city:akureyri",
        "city:alesund",
        "city:randers",
    }


@pytest.mark.parametrize("subject", SUBJECTS[:-1])
def test_nobody_is_sent_to_the_home_city_itself(graph, subject):
    contacts = profile_facts(graph, subject, HOME, TODAY).contacts
    assert HOME not in {contact.node for contact in contacts}
    assert len({contact.node for contact in contacts}) == len(contacts)


def test_our_own_organisations_are_named(graph):
    facts = profile_facts(graph, "programme:novu", HOME, TODAY)
    own = [contact.node for contact in facts.contacts if contact.reason == "own"]
    assert all(node.startswith("organisation:") for node in own)
    seated = {"organisation:lahti-youth-services", "organisation:ladec"}
    named = {
        contact.node
        for at in graph.ids[graph.is_kind("programme")]
        for contact in profile_facts(graph, at, HOME, TODAY).contacts
        if contact.reason == "own"
    }
    assert named & seated


def test_a_closed_tie_opens_no_door(small):
    # city:c left the network that a and c share; b is the way, by ties that have not ended.
    facts = profile_facts(small, "city:c", "city:a", TODAY)
    assert [(c.node, c.reason) for c in facts.contacts] == [("city:b", "both")]
    closed = with_edges(
        small, status=small.edges["status"].mask(small.edges["id"] == "r2", "ended")
    )
    assert profile_facts(closed, "city:c", "city:a", TODAY).contacts == ()


def test_without_a_common_neighbour_the_way_is_shown(small):
    graph = without(small, "r4")
    apart = profile_facts(without(graph, "r1", "r7", "r3"), "city:c", "city:a", TODAY)
    assert (apart.path, apart.contacts) == ((), ())
    far = profile_facts(graph, "event:e", "city:c", TODAY)
    assert [graph.edges["id"][at] for at in far.path] == ["r2", "r1", "r8"]
    assert [len(lane) for lane in far.picture.lanes[:4]] == [1, 1, 1, 1]
    assert far.contacts[-1].reason == "path"


def test_facts_of_a_year(graph):
    facts = profile_facts(as_of(graph, 1939, False), "city:vasteras", HOME, TODAY, year=1939)
    assert facts.direct == ()
    assert facts.figures["partners"] == 0


def test_unknown_nodes_are_named(small):
    with pytest.raises(FilterError, match="city:nowhere"):
        profile_facts(small, "city:nowhere", "city:a", TODAY)


@pytest.mark.parametrize(
    "ids",
    [
        (HOME, "city:vasteras"),
        (HOME, "city:tallinn", "city:turku", "network:ubc"),
        ("organisation:lut", "city:wuxi"),
    ],
)
def test_compared_nodes_are_beside_what_two_of_them_share(frame, ids):
    graph = standing(frame, TODAY)
    lanes = compared_lanes(graph, compare(graph, ids), tie_strength(graph, TODAY))
    _check_lanes(graph, lanes, set(ids))
    for node in lanes.lanes[1] if len(lanes.lanes) > 1 else ():
        assert len(near(graph, node) & set(ids)) >= 2


def test_memberships_are_between_the_city_and_whom_they_reach(frame):
    graph = standing(frame, TODAY)
    lanes = portfolio_lanes(graph, portfolio(graph, HOME, TODAY))
    _check_lanes(graph, lanes, {HOME})
    assert set(graph.edges["type"].iloc[list(lanes.ties)]) == {"membership"}
    counts = [len(near(graph, city) & set(lanes.lanes[1])) for city in lanes.lanes[2]]
    assert min(counts) >= 2
    assert counts == sorted(counts, reverse=True)
