import networkx as nx

from graph_app.analysis.profile import shared, shortest_ties, ties_by_type
from graph_app.graph.build import build_graph


def test_common_neighbours(graph):
    found = shared(graph, "city:lahti", "city:vasteras")
    assert found.direct
    assert set(found.common["city"]) == {"city:akureyri", "city:alesund", "city:randers"}
    assert "programme:novu" in found.common["programme"]


def test_shortest_way_equals_networkx(frame):
    graph = nx.Graph(build_graph(frame))
    for target in ("city:chattanooga", "city:gimli", "city:tallinn", "city:copenhagen"):
        ties = shortest_ties(frame, "city:lahti", target)
        assert len(ties) == nx.shortest_path_length(graph, "city:lahti", target)
        at = "city:lahti"
        for tie in ties:
            ends = frame.edges.iloc[tie][["source", "target"]].tolist()
            assert at in ends
            at = ends[1 - ends.index(at)]
        assert at == target


def test_no_way(small):
    assert shortest_ties(small, "city:a", "city:e") == ()
    assert not shared(small, "city:a", "city:e").direct
    assert shortest_ties(small, "city:a", "city:a") == ()


def test_the_strongest_of_parallel_ties_is_walked(small):
    (tie,) = shortest_ties(small, "city:a", "city:b")
    assert small.edges["id"][tie] == "r1"


def test_ties_by_type_hold_each_tie_once(graph):
    groups = ties_by_type(graph, "city:lahti")
    assert sorted(at for ties in groups.values() for at in ties) == list(
        graph.ties_of("city:lahti")
    )
    years = graph.start_year[groups["sister_city"]]
    assert list(years) == sorted(years)
