import networkx as nx

from graph_app.graph.build import build_graph
from graph_app.graph.ego import ego_network


def test_equals_networkx(columns):
    graph = build_graph(columns)
    for node in ("city:lahti", "network:ubc", "city:vasteras"):
        for steps in (0, 1, 2):
            ours = ego_network(columns, node, steps)
            reference = nx.ego_graph(graph, node, steps)
            assert set(ours.nodes["id"]) == set(reference)
            assert ours.n_edges == reference.number_of_edges()
