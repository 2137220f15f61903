import networkx as nx
import pytest

from graph_app.graph.convert import simple_edges, to_igraph, to_simple_networkx
from graph_app.graph.frames import frame_from_graph


def test_parallel_ties_merge_and_loops_go():
    graph = nx.MultiGraph([(0, 1, {"weight": 2.0}), (1, 0, {"weight": 0.5}), (1, 1), (1, 2)])
    ends, weight = simple_edges(frame_from_graph(graph))
    assert ends.tolist() == [[0, 1], [1, 2]]
    assert weight.tolist() == [2.5, 1.0]


def test_both_engines_get_the_same_graph(graph):
    ours, reference = to_igraph(graph), to_simple_networkx(graph)
    assert ours.vcount() == reference.number_of_nodes() == len(graph)
    assert ours.degree() == [degree for _, degree in reference.degree]
    assert sum(ours.es["weight"]) == pytest.approx(reference.size(weight="weight"))


def test_an_empty_graph():
    graph = frame_from_graph(nx.Graph())
    assert to_igraph(graph).vcount() == 0
    assert to_simple_networkx(graph).number_of_edges() == 0
