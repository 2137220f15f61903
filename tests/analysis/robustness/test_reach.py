import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.analysis.robustness.cuts import bridges, cut_points
from graph_app.analysis.robustness.reach import robustness, tie_loss
from graph_app.analysis.strength import STATUS_FACTORS, tie_strength
from graph_app.analysis.synthetic import synthetic_tables
from graph_app.graph.convert import to_simple_networkx
from graph_app.graph.frames import frame_from_graph, frame_from_tables
from graph_app.model.errors import FilterError
from tests.analysis.graphs import TODAY, cost_graph, multigraphs, strongest_ways, with_edges

STATUSES = ("active", "dormant", "planned", "ended", None)


def labelled(graph):
    """Return the columns of a graph whose nodes are cities in turn with networks."""
    graph = nx.convert_node_labels_to_integers(nx.MultiGraph(graph))
    for node in graph:
        graph.nodes[node]["kind"] = "city" if node % 2 == 0 else "network"
    return frame_from_graph(graph)


CLASSIC = {
    "karate": nx.karate_club_graph(),
    "davis": nx.davis_southern_women_graph(),
    "florentine": nx.florentine_families_graph(),
    "miserables": nx.les_miserables_graph(),
    "barbell": nx.barbell_graph(5, 3),
    "lollipop": nx.lollipop_graph(4, 6),
    "star": nx.star_graph(7),
    "path": nx.path_graph(9),
    "cycle": nx.cycle_graph(9),
    "tree": nx.balanced_tree(2, 4),
    "two parts": nx.disjoint_union(nx.barbell_graph(3, 1), nx.path_graph(4)),
    "no ties": nx.empty_graph(3),
}


def lost_without(graph, home, nodes=(), edges=()):
    """Return what the home node no longer reaches, by breadth-first search."""
    before = nx.node_connected_component(graph, home)
    less = nx.Graph(graph)
    less.remove_nodes_from(nodes)
    less.remove_edges_from(edges)
    return before - nx.node_connected_component(less, home) - set(nodes)


def assert_as_by_brute_force(frame, home):
    graph = to_simple_networkx(frame)
    names = frame.nodes["id"]
    found = bridges(frame, names[home])
    assert {frozenset(pair) for pair in zip(found["near"], found["far"], strict=True)} == {
        frozenset(pair) for pair in nx.bridges(graph)
    }
    for row in found.itertuples():
        lost = lost_without(graph, home, edges=[(row.near, row.far)])
        assert (row.nodes, row.cities) == (len(lost), sum(node % 2 == 0 for node in lost))
        assert not lost or (row.far in lost and row.near not in lost)
        for tie in row.ties:
            assert {frame.source[tie], frame.target[tie]} == {row.near, row.far}
    cut = cut_points(frame, names[home])
    assert set(cut["node"]) == set(nx.articulation_points(graph)) - {home}
    for row in cut.itertuples():
        lost = lost_without(graph, home, nodes=[row.node])
        assert (row.nodes, row.cities) == (len(lost), sum(node % 2 == 0 for node in lost))


@pytest.mark.parametrize("name", CLASSIC)
def test_bridges_and_cut_points_of_classic_graphs(name):
    columns = labelled(CLASSIC[name])
    for home in (0, len(columns) // 2, len(columns) - 1):
        assert_as_by_brute_force(columns, home)


@given(multigraphs(14).map(labelled), st.integers(0, 13))
def test_bridges_and_cut_points_of_random_graphs(graph, home):
    assert_as_by_brute_force(graph, home % len(graph))


def test_parallel_ties_are_one_bridge(small):
    found = bridges(small, "city:a").set_index("far")
    b = small.position["city:b"]
    assert [small.edges["id"][tie] for tie in found.loc[b, "ties"]] == ["r1", "r7"]
    assert (found.loc[b, "nodes"], found.loc[b, "cities"]) == (2, 2)


def test_ended_ties_are_left_out_unless_they_are_kept(small):
    everything = np.ones(small.n_edges, dtype=bool)
    ids = {small.edges["id"][tie] for ties in bridges(small, "city:a")["ties"] for tie in ties}
    assert ids == {"r1", "r2", "r3", "r5", "r6", "r7", "r8"}
    with_ended = bridges(small, "city:a", everything)["ties"]
    assert {small.edges["id"][tie] for ties in with_ended for tie in ties} == {"r5", "r6", "r8"}


def test_the_costliest_is_first(graph):
    for found in (bridges(graph, "city:lahti"), cut_points(graph, "city:lahti")):
        assert found["nodes"].is_monotonic_decreasing
    first = cut_points(graph, "city:lahti").iloc[0]
    assert graph.nodes["id"][first["node"]] == "network:eurocities"


# --- one dormant tie ------------------------------------------------------------------------------


def assert_loss_as_by_brute_force(frame, home):
    node = frame.nodes["id"][home]
    status = frame.edges["status"]
    keep = ~frame.has_status("ended")
    strength = tie_strength(frame, TODAY)
    used = np.flatnonzero(keep & (frame.source != frame.target))
    graph = nx.empty_graph(len(frame), nx.MultiGraph)
    graph.add_edges_from(zip(frame.source[used], frame.target[used], used, strict=True))
    steps = nx.single_source_shortest_path_length(graph, home)
    before = strongest_ways(cost_graph(frame, keep, strength), home)
    found = tie_loss(frame, node, TODAY)
    assert set(found["tie"]) == {tie for *_, tie in graph.edges(home, keys=True)}
    for row in found.itertuples():
        less = graph.copy()
        less.remove_edge(home, row.other, row.tie)
        left = nx.single_source_shortest_path_length(less, home)
        lost = set(steps) - set(left)
        farther = {v for v in left if left[v] > steps[v]}
        beyond = {v for v in steps if steps[v] <= 2 and left.get(v, 9) > 2}
        assert (row.lost, row.farther, row.beyond_two) == (len(lost), len(farther), len(beyond))
        cities = [sum(v % 2 == 0 for v in nodes) for nodes in (lost, farther, beyond)]
        assert [row.lost_cities, row.farther_cities, row.beyond_two_cities] == cities
        assert row.parallel == graph.number_of_edges(home, row.other) - 1
        # The strength of a dormant tie, from the definition of strength itself.
        dormant = with_edges(frame, status=status.where(status.index != row.tie, "dormant"))
        weaker = strength.copy()
        weaker[row.tie] = min(strength[row.tie], tie_strength(dormant, TODAY)[row.tie])
        after = strongest_ways(cost_graph(frame, keep, weaker), home)
        drop = {v: before[v] - after[v] for v in before}
        assert row.weaker == sum(d > 1e-9 * before[v] for v, d in drop.items())
        assert row.strength_loss == pytest.approx(sum(drop.values()) / sum(before.values()))


@given(
    multigraphs(14, STATUSES, st.sampled_from([0.3, 0.5, 1.0])).map(labelled), st.integers(0, 13)
)
def test_what_a_dormant_tie_costs(graph, home):
    assert_loss_as_by_brute_force(graph, home % len(graph))


@pytest.mark.parametrize("name", ["karate", "florentine", "lollipop", "star", "cycle", "no ties"])
def test_what_a_dormant_tie_costs_in_classic_graphs(name):
    assert_loss_as_by_brute_force(labelled(CLASSIC[name]), 0)


def test_a_partner_with_a_second_tie_stays_as_near(small):
    found = tie_loss(small, "city:a", TODAY).set_index("tie")
    assert found.loc[0, "parallel"] == found.loc[6, "parallel"] == 1
    assert found.loc[0, ["lost", "farther", "beyond_two"]].sum() == 0
    # The sister-city tie is the stronger: the dormant agreement carries on, more weakly.
    assert found.loc[0, "strength_loss"] > 0
    assert found.loc[6, "strength_loss"] == 0
    assert STATUS_FACTORS["dormant"] < STATUS_FACTORS["active"]


def test_no_tie_no_loss(small):
    assert tie_loss(small, "city:e", TODAY).empty
    found = robustness(small, "city:e", TODAY)
    assert (found.nodes, found.cities) == (0, 0)
    assert not (found.bridges["nodes"] + found.bridges["cities"]).any()


# --- all of it ------------------------------------------------------------------------------------


def test_what_the_reach_of_a_small_graph_depends_on(small):
    found = robustness(small, "city:a", TODAY)
    assert (found.nodes, found.cities, found.ties) == (6, 3, 7)
    b, n = small.position["city:b"], small.position["network:n"]
    cut = found.cut_points.set_index("node")
    assert cut["nodes"].to_dict() == cut["cities"].to_dict() == {b: 1, n: 1}
    assert len(found.losses) == 5


def test_in_the_past_no_tie_has_ended_and_no_status_is_known(small):
    found = robustness(small, "city:a", TODAY, past=True)
    assert found.ties == small.n_edges
    then = with_edges(small, status=pd.Series(None, index=small.edges.index, dtype="str"))
    pd.testing.assert_frame_equal(found.losses, tie_loss(then, "city:a", TODAY))


def test_a_home_city_that_is_not_there(small):
    for measure in (bridges, cut_points, lambda *ends: robustness(*ends, TODAY)):
        with pytest.raises(FilterError, match="city:atlantis"):
            measure(small, "city:atlantis")


def test_a_hub_of_a_large_graph():
    big = frame_from_tables(synthetic_tables(20_000, 45_000, seed=1))
    hub = big.nodes["id"][int(big.degree.argmax())]
    found = robustness(big, hub, TODAY)
    assert len(found.losses) == big.degree.max()
    assert found.nodes == len(big) - 1
