import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_app.analysis.overview.key_figures import PARTNERSHIPS
from graph_app.analysis.partners.signals import SIGNALS, PartnerGraph, distance_km, live_ties
from graph_app.graph.frames import frame_from_graph
from graph_app.model.earth import EARTH_RADIUS_KM
from tests.analysis.graphs import frame_of
from tests.conftest import small_frames

NAMES = list(SIGNALS)


def cities_of(graph: nx.Graph) -> PartnerGraph:
    """A networkx graph whose nodes are cities and whose edges are sister-city ties."""
    graph = nx.Graph(graph)
    for _, _, data in graph.edges(data=True):
        data.clear()
    nx.set_node_attributes(graph, "city", "kind")
    nx.set_edge_attributes(graph, "sister_city", "type")
    frame = frame_from_graph(graph)
    return PartnerGraph(frame, np.ones(frame.n_edges, dtype=bool))


def signal(graph: PartnerGraph, name: str) -> np.ndarray:
    return graph.signals(np.arange(len(graph.cities)))[NAMES.index(name)]


@pytest.mark.parametrize(
    "classic", [nx.karate_club_graph, nx.les_miserables_graph, nx.florentine_families_graph]
)
@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ("common_neighbours", nx.common_neighbor_centrality),
        ("adamic_adar", nx.adamic_adar_index),
        ("resource_allocation", nx.resource_allocation_index),
    ],
)
def test_shared_neighbours_are_those_of_networkx(classic, name, reference):
    graph = nx.Graph(classic().edges)
    ours = cities_of(graph)
    at = {node: number for number, node in enumerate(graph)}
    pairs = list(nx.non_edges(graph))
    extra = {"alpha": 1.0} if name == "common_neighbours" else {}
    expected = {(u, v): value for u, v, value in reference(graph, pairs, **extra)}
    found = signal(ours, name)
    assert pairs
    for (u, v), value in expected.items():
        assert found[at[u], at[v]] == pytest.approx(value, abs=1e-12)


def test_memberships_are_the_jaccard_coefficient_of_networkx():
    graph = nx.davis_southern_women_graph()
    women = graph.graph["top"]
    kinds = {node: "city" if node in women else "network" for node in graph}
    nx.set_node_attributes(graph, kinds, "kind")
    nx.set_edge_attributes(graph, "membership", "type")
    frame = frame_from_graph(graph)
    ours = PartnerGraph(frame, np.ones(frame.n_edges, dtype=bool))
    ids = list(frame.nodes["id"].iloc[ours.cities])
    found = signal(ours, "memberships")
    pairs = [(u, v) for u in women for v in women if u < v]
    for u, v, value in nx.jaccard_coefficient(graph, pairs):
        assert found[ids.index(u), ids.index(v)] == pytest.approx(value)


def test_chains_are_counted_without_the_pair_itself():
    graph = nx.Graph(nx.karate_club_graph().edges)
    found = signal(cities_of(graph), "chains")
    nodes = list(graph)
    degree = dict(graph.degree)
    for i, u in enumerate(nodes):
        for j, v in enumerate(nodes):
            if u == v:
                continue
            expected = sum(
                1 / np.sqrt(degree[z] * degree[w])
                for z in graph[u]
                if z != v
                for w in graph[z]
                if w not in (u, v) and graph.has_edge(w, v)
            )
            assert found[i, j] == pytest.approx(expected, abs=1e-9)


def test_no_signal_uses_the_tie_of_the_pair_itself(frame):
    graph = PartnerGraph(frame, live_ties(frame, 2026))
    ties = np.flatnonzero(graph.live & frame.is_type(*PARTNERSHIPS))
    assert len(ties) > 40
    for tie in ties[::4]:
        ends = frame.source[tie], frame.target[tie]
        between = np.isin(frame.source, ends) & np.isin(frame.target, ends)
        one, other = graph.number[list(ends)]
        without = PartnerGraph(frame, graph.live & ~between)
        known = graph.signals([one])[:, 0, other]
        hidden = without.signals([one])[:, 0, other]
        np.testing.assert_allclose(known, hidden, atol=1e-12, err_msg=frame.edges["id"].iloc[tie])


def test_ended_ties_are_left_out_and_parallel_ones_count_once(small):
    graph = PartnerGraph(small, live_ties(small, 2026))
    assert graph.partners.toarray().sum() == 4, "a-b, tied twice, and b-c"
    ids = list(small.nodes["id"])
    members = graph.memberships.toarray()[:, ids.index("network:n")]
    assert list(members) == [1, 0, 0, 1, 0], "the membership of c ended"
    assert signal(graph, "common_neighbours")[0, 2] == 1


def test_a_tie_that_is_ended_today_held_before_it_ended(small):
    ended = small.edges["id"].tolist().index("r4")
    live = [bool(live_ties(small, year)[ended]) for year in (2005, 2009, 2010, 2026)]
    assert live == [True, True, False, False]


def test_what_is_not_known_is_not_zero(small):
    graph = PartnerGraph(small, live_ties(small, 2026))
    found = dict(zip(NAMES, graph.signals([0])[:, 0], strict=True))
    alone = 4
    assert np.isnan(found["size"][alone])
    assert np.isnan(found["distance"][alone])
    assert found["size"][1] == pytest.approx(-np.log10(470000 / 50000))
    frames = small_frames()
    frames["cities"].loc[1, "population"] = 0.0
    zero = frame_of(frames)
    found = PartnerGraph(zero, live_ties(zero, 2026)).signals([0])[NAMES.index("size"), 0]
    assert np.isnan(found[1]), "nobody lives nowhere: a 0 is a blank"


def test_distance_is_along_the_great_circle():
    places = [(0.0, 0.0), (90.0, 0.0), (0.0, 180.0), (0.0, 90.0)]
    nodes = {at: {"latitude": lat, "longitude": lon} for at, (lat, lon) in enumerate(places)}
    graph = nx.empty_graph(4)
    nx.set_node_attributes(graph, nodes)
    found = distance_km(frame_from_graph(graph), 0, np.arange(4))
    quarter = EARTH_RADIUS_KM * np.pi / 2
    np.testing.assert_allclose(found, [0, quarter, 2 * quarter, quarter], atol=1e-6)


def test_themes_are_those_of_networks_and_of_the_ties_to_them(small):
    graph = PartnerGraph(small, live_ties(small, 2026))
    rows = graph.themes.toarray().astype(bool)
    themes = [{graph.theme_names[at] for at in np.flatnonzero(row)} for row in rows]
    assert themes == [{"climate", "energy", "water"}, set(), set(), {"energy", "water"}, set()]
    assert signal(graph, "themes")[0, 3] == pytest.approx(2 / 3)


def test_country_ties_count_each_partnership_once(frame):
    graph = PartnerGraph(frame, live_ties(frame, 2026))
    known = graph.country >= 0
    both = graph.partners[known][:, known].nnz // 2
    assert np.triu(graph.country_ties).sum() == both > 40
    np.testing.assert_array_equal(graph.country_ties, graph.country_ties.T)


@settings(max_examples=25)
@given(
    st.floats(-80, 80),
    st.floats(-179, 179),
    st.one_of(st.none(), st.integers(1, 10**7)),
    st.integers(0, 4),
)
def test_an_isolated_city_changes_nothing_for_the_others(latitude, longitude, people, city):
    def signals(*more):
        frames = small_frames()
        frames["cities"] = pd.concat([frames["cities"], *more], ignore_index=True)
        graph = frame_of(frames)
        return PartnerGraph(graph, live_ties(graph, 2026)).signals([city])[:, 0]

    facts = {"latitude": latitude, "longitude": longitude, "population": people}
    new = pd.DataFrame([{"id": "city:new", "name": "New", **facts}])
    before, after = signals(), signals(new)
    np.testing.assert_allclose(after[:, :5], before)
    network_signals = [NAMES.index(n) for n in ("common_neighbours", "chains", "memberships")]
    assert (after[network_signals, 5] == 0).all()
