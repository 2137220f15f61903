import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.analysis.paths.best_paths import (
    LEVELS,
    MOST_PATHS,
    best_paths,
    far_examples,
    level,
    path_places,
    path_via,
    paths_between,
    paths_view,
    strength_graph,
)
from graph_app.analysis.strength import HANDOVER, tie_strength
from graph_app.graph.frames import GraphFrame, frame_from_graph
from graph_app.graph.years import as_of
from graph_app.model.errors import FilterError
from tests.analysis.graphs import TODAY, cost_graph, ids_at, multigraphs, near


def names(graph, path):
    return graph.nodes["name"].iloc[list(path.nodes)].tolist()


def check(graph, path, one, other):
    """Every step is a tie of the graph, no node comes twice, and the strength is the product."""
    assert ids_at(graph, path.nodes)[:: len(path.ties)] == [one, other]
    assert len(set(path.nodes)) == len(path.nodes) == len(path.ties) + 1
    for (a, b), tie in zip(itertools.pairwise(path.nodes), path.ties, strict=True):
        assert {graph.source[tie], graph.target[tie]} == {a, b}
    ties = tie_strength(graph, TODAY)[list(path.ties)]
    assert path.strength == pytest.approx(ties.prod() * HANDOVER ** (len(ties) - 1))


def test_lahti_reaches_chattanooga_through_wuxi(graph):
    (path,) = best_paths(graph, "city:lahti", "city:chattanooga", today=TODAY)
    assert names(graph, path) == ["Lahti", "Wuxi", "Chattanooga"]
    assert path.strength == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    "end", ["city:vasteras", "network:iclei", "programme:european-green-leaf", "city:espoo"]
)
def test_paths_are_as_networkx_ranks_them(frame, end):
    """The reference: all simple paths of networkx on -log of the strongest tie of each pair."""
    graph, ends = cost_graph(frame), (frame.position["city:lahti"], frame.position[end])
    ranked = itertools.islice(nx.shortest_simple_paths(graph, *ends, "cost"), 8)
    expected = [np.exp(-nx.path_weight(graph, path, "cost")) / HANDOVER for path in ranked]
    found = best_paths(frame, "city:lahti", end, 8, today=TODAY)
    assert [path.strength for path in found] == pytest.approx(expected)
    for path in found:
        check(frame, path, "city:lahti", end)


def test_the_way_back_is_as_strong(graph):
    there = best_paths(graph, "city:lahti", "city:espoo", 6, today=TODAY)
    back = best_paths(graph, "city:espoo", "city:lahti", 6, today=TODAY)
    assert [p.strength for p in there] == pytest.approx([p.strength for p in back])


def ties_of(graph, paths):
    return [graph.edges["id"].iloc[list(path.ties)].tolist() for path in paths]


def test_ended_ties_are_walked_only_when_asked_and_of_parallel_ties_the_strongest(small):
    to_c = best_paths(small, "city:a", "city:c", today=TODAY)
    assert ties_of(small, to_c) == [["r1", "r2"]]
    with_ended = best_paths(small, "city:a", "city:c", today=TODAY, ended=True)
    assert ties_of(small, with_ended)[1] == ["r3", "r4"]
    assert with_ended[1].strength < with_ended[0].strength / 10


@pytest.mark.parametrize(("year", "there"), [(2000, True), (2015, False)])
def test_in_an_earlier_year_the_ties_of_that_year_count(small, year, there):
    then = as_of(small, year)
    found = best_paths(then, "city:a", "city:c", today=TODAY, past=True)
    assert any("r4" in ties for ties in ties_of(then, found)) == there


def test_in_an_earlier_year_every_status_counts_as_unknown(small):
    factors = strength_graph(as_of(small, 2000), TODAY, past=True).factors
    assert set(factors["status"]) == {0.7}


def test_small_exchange_is_stronger_than_large_association():
    graph = nx.Graph()
    for at in range(1750):
        graph.add_edge(f"c{at}", "large", type="membership", weight=0.4)
    for at in range(5):
        graph.add_edge(f"c{at}", "small", type="participation", weight=0.4)
    nx.set_node_attributes(graph, {"large": "network", "small": "programme"}, "kind")
    frame = frame_from_graph(graph)
    first, second = best_paths(frame, "c0", "c4", 2, today=TODAY)
    assert [names(frame, p)[1] for p in (first, second)] == ["small", "large"]
    assert first.strength > 5 * second.strength


def test_no_path_is_nothing(small):
    assert best_paths(small, "city:a", "city:e", today=TODAY) == ()


@pytest.mark.parametrize(
    ("one", "other", "k", "says"),
    [
        ("city:a", "city:zz", 5, "'city:zz'"),
        ("city:a", "city:a", 5, "twice"),
        ("city:a", "city:b", 0, "found 0"),
        ("city:a", "city:b", MOST_PATHS + 1, f"1 to {MOST_PATHS}"),
    ],
)
def test_what_cannot_be_asked(small, one, other, k, says):
    with pytest.raises(FilterError, match=says):
        best_paths(small, one, other, k, today=TODAY)


STATUSES = ("active", "dormant", "ended", "planned")


@st.composite
def ties(draw):
    graph = draw(multigraphs(8, STATUSES, st.sampled_from([0.3, 0.7, 1.0])))
    kinds = st.sampled_from(["city", "network", "programme"])
    nx.set_node_attributes(graph, {at: draw(kinds) for at in graph}, "kind")
    return frame_from_graph(graph)


@given(ties(), st.booleans())
def test_paths_are_walks_of_the_graph_and_do_not_grow_stronger(graph, ended):
    one, other = graph.ids[[0, -1]]
    found = best_paths(graph, one, other, 6, today=TODAY, ended=ended)
    for path in found:
        check(graph, path, one, other)
    strengths = [path.strength for path in found]
    assert all(0 < s <= 1 for s in strengths)
    assert all(a >= b * (1 - 1e-9) for a, b in itertools.pairwise(strengths))
    if not ended:
        assert not graph.has_status("ended")[[tie for path in found for tie in path.ties]].any()


def test_the_path_through_a_neighbour(graph):
    strengths = strength_graph(graph, TODAY)
    at = graph.position
    path = path_via(strengths, at["city:lahti"], at["city:randers"], at["city:vasteras"])
    assert names(graph, path) == ["Lahti", "Randers", "Västerås"]
    straight = path_via(strengths, at["city:lahti"], at["city:vasteras"], at["city:vasteras"])
    assert straight.strength == 1.0
    event = at["event:fis-nordic-world-ski-championships-1926"]
    assert path_via(strengths, at["city:lahti"], at["city:vasteras"], event) is None


@given(ties())
def test_the_path_through_a_neighbour_is_the_strongest_that_begins_so(graph):
    strengths, start, end = strength_graph(graph, TODAY), 0, len(graph) - 1
    costs = nx.from_scipy_sparse_array(strengths.cost)
    rest = costs.subgraph(set(costs) - {start})
    for via in map(int, strengths.neighbours(start)):
        found = path_via(strengths, start, via, end)
        if nx.has_path(rest, via, end):
            onward = nx.dijkstra_path_length(rest, via, end)
            whole = costs.edges[start, via]["weight"] + onward
            assert found.nodes[:2] == (start, via)
            check(graph, found, *graph.ids[[start, end]])
            assert found.strength == pytest.approx(np.exp(-whole) / HANDOVER)
        else:
            assert found is None


@given(ties(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(graph, random):
    one, other = graph.ids[[0, -1]]
    nodes, rows = list(range(len(graph))), list(range(graph.n_edges))
    random.shuffle(nodes)
    random.shuffle(rows)
    place = np.argsort(nodes)
    shuffled = GraphFrame(
        graph.nodes.iloc[nodes].reset_index(drop=True),
        graph.edges.iloc[rows].reset_index(drop=True),
        place[graph.source[rows]],
        place[graph.target[rows]],
    )

    def described(frame):
        found = best_paths(frame, one, other, 4, today=TODAY)
        ties = frame.edges["id"]
        return [(*frame.ids[list(p.nodes)], *ties.iloc[list(p.ties)], p.strength) for p in found]

    assert described(shuffled) == described(graph)


def test_levels_fall():
    levels = [level(s) for s in (1.0, 0.25, 0.2499, 0.05, 0.01, 0.0009)]
    assert levels == ["warm", "warm", "lukewarm", "lukewarm", "cool", "cold"]
    least = [bound for bound, _ in LEVELS.values()]
    assert least == sorted(least, reverse=True)


def test_the_picture_has_the_paths_and_no_other_tie(graph):
    found = best_paths(graph, "city:lahti", "city:vasteras", 4, today=TODAY)
    view = paths_view(graph, found)
    assert set(view.edges["id"]) == {tie for ties in ties_of(graph, found) for tie in ties}
    places = path_places(graph, found)
    assert set(places.index) == set(view.nodes["id"])
    assert places["x"].idxmin() == "city:lahti"
    assert places["x"].idxmax() == "city:vasteras"
    assert not places.duplicated().any()
    # The direct tie runs through no other node.
    between = places.drop(["city:lahti", "city:vasteras"])
    assert (between["y"] != places["y"]["city:lahti"]).all()


def test_examples_are_out_of_reach_and_reachable(graph):
    examples = far_examples(graph, "city:lahti")
    assert [node.split(":")[0] for node in examples] == ["city", "network", "programme"]
    strengths = strength_graph(graph, TODAY)
    for node in examples:
        assert node not in near(graph, "city:lahti")
        assert paths_between(strengths, "city:lahti", node, 1)
    assert graph.nodes["country"].iloc[graph.position[examples[0]]] != "FI"


def test_examples_of_a_city_alone(small):
    assert far_examples(small, "city:e") == []
