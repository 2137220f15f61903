import networkx as nx
import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from graph_app.analysis.communities import community_overview
from graph_app.analysis.measures.centrality import compute
from graph_app.graph.filters import GraphFilter, apply_filter
from graph_app.graph.frames import frame_from_graph
from tests.analysis.graphs import multigraphs


def numbers_of(graph):
    return compute(graph, ["community"]).table["community"].to_numpy()


def test_two_triangles_joined_by_a_tie():
    graph = nx.Graph([(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (2, 3)])
    frame = frame_from_graph(graph)
    found = community_overview(frame, numbers_of(frame))
    assert found.groups["nodes"].tolist() == [3, 3]
    assert found.groups["ties"].tolist() == [3, 3]
    assert found.links.to_dict("records") == [{"one": 1, "other": 2, "ties": 1}]
    assert {members[0] for members in found.groups["members"]} == {"2", "3"}


@given(multigraphs(25), st.lists(st.integers(0, 4), min_size=25, max_size=25))
def test_every_node_and_every_tie_is_counted_once(graph, numbers):
    found = community_overview(frame_from_graph(graph), np.array(numbers[: len(graph)]))
    assert found.groups["nodes"].sum() == len(graph)
    assert found.groups["ties"].sum() + found.links["ties"].sum() == graph.number_of_edges()
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
