import networkx as nx
import pytest

from graph_app.graph.build import build_graph


def test_every_relation_is_an_edge_named_by_its_id(small_tables):
    graph = build_graph(small_tables)
    assert isinstance(graph, nx.MultiGraph)
    assert {key for *_, key in graph.edges(keys=True)} == set(small_tables.relations["id"])
    assert graph.number_of_edges("city:a", "city:b") == 2
    assert graph.graph["revision"] == small_tables.revision


def test_direction_is_kept_as_attributes(small):
    for _, _, data in build_graph(small).edges(data=True):
        assert data["source"].split(":")[0] in ("city",)
        assert {"source", "target", "type", "weight"} <= set(data)


def test_a_missing_fact_is_a_missing_attribute(small):
    graph = build_graph(small)
    assert "latitude" not in graph.nodes["city:e"]
    assert "start" not in graph.edges["city:b", "city:c", "r2"]
    assert graph.nodes["city:c"]["name_sv"] == "Åbo"


def test_equals_the_graph_that_networkx_itself_builds(frame):
    graph = build_graph(frame)
    reference = nx.MultiGraph()
    reference.add_edges_from(frame.edges[["source", "target", "id"]].itertuples(index=False))
    assert graph.number_of_edges() == reference.number_of_edges() == len(frame.edges)
    for u, v, key in reference.edges(keys=True):
        assert graph.has_edge(u, v, key)
        assert graph.has_edge(v, u, key)


def test_the_graph_can_be_changed_like_any_other(small):
    graph = build_graph(small)
    graph.remove_edge("city:b", "city:a", key="r1")
    assert not graph.has_edge("city:a", "city:b", "r1")
    graph.remove_node("city:a")
    assert graph.degree("city:b") == 1


def test_a_self_loop_is_kept_once(small):
    loop = small.edges.iloc[[0]].assign(target="city:a", id="loop")
    columns = type(small)(small.nodes, loop, small.source[:1], small.source[:1])
    graph = build_graph(columns)
    assert nx.number_of_selfloops(graph) == 1
    assert graph.degree("city:a") == pytest.approx(2)
