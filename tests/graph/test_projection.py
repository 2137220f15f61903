import itertools

import networkx as nx
import pytest

from graph_app.graph.build import build_graph
from graph_app.graph.projection import Projection, project
from graph_app.model.errors import TooLargeError


def test_cities_tied_by_shared_networks(small):
    shared = project(small, Projection("city", "network"))
    pairs = {frozenset(p) for p in zip(shared.edges["source"], shared.edges["target"], strict=True)}
    cities = ("city:a", "city:c", "city:d")
    assert pairs == set(map(frozenset, itertools.combinations(cities, 2)))
    assert set(shared.edges["note"]) == {"1"}
    assert list(shared.edges["weight"]) == pytest.approx([0.5] * 3)


def test_equals_networkx_(frame):
    memberships = frame.with_ties(frame.is_type("membership"))
    graph = nx.Graph(build_graph(memberships))
    cities = [n for n, kind in graph.nodes(data="kind") if kind == "city"]
    part = graph.subgraph(cities + [n for n, k in graph.nodes(data="kind") if k == "network"])
    bipartite = nx.Graph((u, v) for u, v in part.edges if u.split(":")[0] != v.split(":")[0])
    bipartite.add_nodes_from(part)
    reference = nx.bipartite.collaboration_weighted_projected_graph(bipartite, cities)
    ours = project(memberships, Projection("city", "network"))
    assert ours.n_edges == reference.number_of_edges() > 500
    for row in ours.edges.head(500).itertuples():
        assert row.weight == pytest.approx(reference.edges[row.source, row.target]["weight"])


def test_refuses_before_it_explodes(graph):
    with pytest.raises(TooLargeError, match="Eurocities"):
        project(graph, Projection("city", "network"), max_pairs=500)


def test_nothing_shared_gives_no_ties(small):
    assert project(small, Projection("city", "event")).n_edges == 0
    assert len(project(small, Projection("organisation", "city"))) == 0
