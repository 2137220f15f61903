import networkx as nx
import numpy as np

from graph_app.graph.build import build_graph
from graph_app.graph.ego import ego_network, within_steps
from graph_app.graph.frames import frame_from_graph


def test_equals_networkx(frame):
    graph = build_graph(frame)
    for node in ("city:lahti", "network:ubc", "city:vasteras"):
        for steps in (0, 1, 2):
            ours = ego_network(frame, node, steps)
            reference = nx.ego_graph(graph, node, steps)
            assert set(ours.nodes["id"]) == set(reference)
            assert ours.n_edges == reference.number_of_edges()


def test_a_tie_without_weight_is_walked_when_ties_are_named():
    graph = nx.path_graph(4)
    nx.set_edge_attributes(graph, {(1, 2): 0.0}, "weight")
    frame = frame_from_graph(graph)
    every = np.ones(3, dtype=bool)
    assert within_steps(frame, 0, 3, every).tolist() == [True] * 4
    assert within_steps(frame, 0, 3, every & [True, True, False]).tolist() == [*[True] * 3, False]
    assert within_steps(frame, 0, 3).tolist() == [True, True, False, False]
