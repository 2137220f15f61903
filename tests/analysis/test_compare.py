import itertools

import networkx as nx
import numpy as np
import pytest

from graph_app.analysis.compare import GROUPS, closest_partner, compare
from graph_app.analysis.synthetic import synthetic_tables
from graph_app.graph.convert import to_simple_networkx
from graph_app.graph.frames import frame_from_tables
from graph_app.model.errors import FilterError
from tests.analysis.graphs import near

THREE = ["city:lahti", "city:vasteras", "city:randers"]


@pytest.fixture(scope="module")
def made_up():
    return frame_from_tables(synthetic_tables(60, 160, seed=3))


def test_the_novu_cities_share_what_the_tables_say(graph):
    found = compare(graph, THREE)
    assert set(found.shared_by_all("partners")) == {"city:akureyri", "city:alesund"}
    assert found.shared_by_all("programmes") == ("programme:novu",)
    assert not found.shared_by_all("networks")
    assert found.facts.loc["population", "city:lahti"] == 121622
    assert found.facts.loc["networks"].tolist() == [6, 0, 0]
    assert found.facts.loc["partners", "city:lahti"] == 17


def test_patterns_have_every_neighbour_once(graph):
    found = compare(graph, THREE)
    for group in GROUPS:
        patterns = found.patterns(group)
        listed = [node for ids in patterns["ids"] for node in ids]
        assert sorted(listed) == sorted(found.others(group).index)
        assert patterns["count"].sum() == len(listed)
        assert patterns["pattern"].is_unique
        assert patterns["degree"].is_monotonic_decreasing


def test_a_pattern_is_an_exclusive_intersection(graph):
    found = compare(graph, THREE)
    sets = {node: near(graph, node) - set(THREE) for node in found.ids}
    for row in found.patterns("all").itertuples():
        inside = [sets[n] for n, has in zip(THREE, row.pattern, strict=True) if has]
        outside = [sets[n] for n, has in zip(THREE, row.pattern, strict=True) if not has]
        assert set(row.ids) == set.intersection(*inside) - set().union(*outside)


def test_jaccard_equals_networkx(made_up):
    graph = to_simple_networkx(made_up)
    ids = list(made_up.nodes["id"].iloc[[0, 1, 2, 59]])
    overlap = compare(made_up, ids).jaccard["all"]
    for a, b in itertools.combinations(ids, 2):
        # That the two are tied to each other is no overlap.
        apart = graph.copy()
        u, v = made_up.position[a], made_up.position[b]
        apart.remove_edges_from([(u, v)])
        ((_, _, expected),) = nx.jaccard_coefficient(apart, [(u, v)])
        assert overlap.loc[a, b] == pytest.approx(expected)
        assert overlap.loc[b, a] == overlap.loc[a, b]


def test_distances_equal_networkx(made_up):
    graph = to_simple_networkx(made_up)
    ids = list(made_up.nodes["id"].iloc[[3, 17, 40, 55]])
    found = compare(made_up, ids)
    assert not found.sampled
    for row in found.distances.itertuples():
        u, v = made_up.position[row.one], made_up.position[row.other]
        assert row.steps == nx.shortest_path_length(graph, u, v)
        between = [nx.shortest_path_length(graph, a, b) for a in graph[u] for b in graph[v]]
        assert row.neighbourhood == np.median(between)
    assert found.typical_steps == found.distances["steps"].median()


def test_no_way_and_no_place_are_blank(small):
    found = compare(small, ["city:a", "city:e"])
    (row,) = found.distances.itertuples()
    assert np.isnan([row.steps, row.neighbourhood, row.km]).all()
    assert np.isnan(found.typical_steps)
    assert np.isnan(found.jaccard["networks"].loc["city:e", "city:e"])


def test_direct_ties_are_named(small):
    found = compare(small, ["city:a", "city:b"])
    assert set(found.direct) == {"r1", "r7"}
    assert list(found.others("partners").index) == ["city:c"]


def test_networks_are_compared_by_their_members(graph):
    found = compare(graph, ["network:ubc", "network:eurocities"])
    assert found.facts.loc["members"].tolist() == [26, 37]
    assert "city:lahti" in found.shared_by_all("members")


def test_many_neighbours_are_sampled_and_said_so():
    hubs = ["network:n0", "network:n1"]
    many = frame_from_tables(synthetic_tables(1000, 1400))
    one, again = compare(many, hubs), compare(many, hubs)
    assert one.sampled
    assert one.distances.equals(again.distances)


@pytest.mark.parametrize(
    ("ids", "says"),
    [
        (["city:lahti"], "found 1"),
        (["city:lahti", "city:lahti"], "found 1"),
        (["city:lahti", "city:atlantis"], "'city:atlantis'"),
        ([f"city:{n}" for n in "abcde"], "found 5"),
    ],
)
def test_other_numbers_and_unknown_nodes_are_refused(graph, ids, says):
    with pytest.raises(FilterError, match=says):
        compare(graph, ids)


def test_closest_partner_is_the_best_connected(small, graph):
    assert closest_partner(small, "city:a") == "city:b"
    assert closest_partner(small, "city:e") is None
    partners = compare(graph, THREE).sets["partners"]
    own = partners.index[partners["city:lahti"]]
    degree = {node: graph.degree[graph.position[node]] for node in own}
    assert degree[closest_partner(graph, "city:lahti")] == max(degree.values())
