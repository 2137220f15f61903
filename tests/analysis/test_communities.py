import networkx as nx
import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from graph_app.analysis.communities import community_overview
from graph_app.analysis.measures.centrality import compute
from graph_app.graph.filters import GraphFilter, apply_filter
from graph_app.graph.frames import frame_from_graph


def numbers_of(graph):
    return compute(graph, ["community"]).table["community"].to_numpy()


def test_two_triangles_joined_by_a_tie():
    graph = nx.Graph([(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (2, 3)])
    frame = frame_from_graph(graph)
    found = community_overview(frame, numbers_of(frame))
    assert found.groups["nodes"].tolist() == [3, 3]
    assert found.groups["ties"].tolist() == [3, 3]
    assert found.links.to_dict("records") == [{"one": 1, "other": 2, "ties": 1}]
    assert {found.groups["members"].iloc[0][0], found.groups["members"].iloc[1][0]} == {"2", "3"}


@given(
    st.integers(1, 25),
    st.lists(st.tuples(st.integers(0, 24), st.integers(0, 24)), max_size=60),
    st.lists(st.integers(0, 4), min_size=25, max_size=25),
)
def test_every_node_and_every_tie_is_counted_once(n, pairs, numbers):
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from((a % n, b % n) for a, b in pairs)
    frame = frame_from_graph(graph)
    found = community_overview(frame, np.array(numbers[:n]))
    assert found.groups["nodes"].sum() == n
    assert found.groups["ties"].sum() + found.links["ties"].sum() == len(pairs)
    assert (found.links["one"] < found.links["other"]).all()
    assert all(1 <= len(members) <= 5 for members in found.groups["members"])


def test_a_filter_keeps_the_numbers_and_counts_what_is_left(graph):
    numbers = pd.Series(numbers_of(graph), index=graph.nodes["id"])
    view = apply_filter(graph, GraphFilter(types=("sister_city",), countries=("FI", "SE"))).view
    found = community_overview(view, numbers.reindex(view.nodes["id"]).to_numpy())
    for number, group in found.groups.iterrows():
        ids = set(numbers.index[numbers.eq(number)]) & set(view.nodes["id"])
        assert group["nodes"] == len(ids)
        assert set(group["members"]) <= ids
        inside = view.edges["source"].isin(ids) & view.edges["target"].isin(ids)
        assert group["ties"] == inside.sum()


def test_countries_are_the_most_frequent_first(graph):
    found = community_overview(graph, np.ones(len(graph), dtype=int))
    counts = graph.nodes["country"].value_counts()
    best = found.groups["countries"].iloc[0]
    assert counts[best[0]] == counts.max()
    assert len(best) == 3
