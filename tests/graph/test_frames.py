import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.graph.frames import frame_from_graph, frame_from_tables, theme_masks
from graph_app.model.tables import Tables


def test_nodes_of_every_table_are_rows_with_their_kind(small):
    kinds = small.nodes["kind"].value_counts().to_dict()
    assert kinds == {"city": 5, "network": 1, "programme": 1, "event": 1}
    assert small.n_edges == 8


def test_an_event_takes_country_and_place_from_its_city(small):
    event = small.nodes.set_index("id").loc["event:e"]
    assert (event["country"], event["latitude"]) == ("NO", 62.5)


def test_ends_are_positions_of_the_named_nodes(small):
    assert list(small.ids[small.source]) == list(small.edges["source"])
    assert list(small.ids[small.target]) == list(small.edges["target"])


def test_parallel_ties_count_as_one_neighbour_and_sum_their_weights(small):
    a, b = small.position["city:a"], small.position["city:b"]
    assert small.degree[a] == 4
    assert small.adjacency[a, b] == pytest.approx(1.9)


def test_relations_with_an_unknown_end_are_left_out(small_tables):
    relations = small_tables.relations.copy()
    relations.loc[0, "target"] = "city:nowhere"
    parts = {**vars(small_tables), "relations": relations}
    parts.pop("revision", None)
    assert frame_from_tables(Tables.from_frames(parts)).n_edges == 7


def test_selection_renumbers_ends(small):
    part = small.select(small.is_kind("city"))
    assert set(part.edges["id"]) == {"r1", "r2", "r7"}
    assert list(part.ids[part.source]) == list(part.edges["source"])
    assert part.revision == small.revision


def test_revision_follows_the_content(small_tables):
    frames = {t: getattr(small_tables, t) for t in ("cities", "relations")}
    same, again = (Tables.from_frames({t: f.copy() for t, f in frames.items()}) for _ in "ab")
    changed = same.cities.assign(name=same.cities["name"].replace("Alone", "Lonely"))
    other = Tables.from_frames({"cities": changed, "relations": same.relations})
    assert same.revision == again.revision != other.revision


def test_theme_masks_split_lists_and_count_blanks(small):
    masks = theme_masks(small.nodes["themes"])
    assert masks["water"].sum() == masks["energy"].sum() == masks["climate"].sum() == 1
    assert masks["unknown"].sum() == len(small) - 2


def test_any_networkx_graph_becomes_columns():
    graph = frame_from_graph(nx.karate_club_graph())
    assert (len(graph), graph.n_edges) == (34, 78)
    assert graph.degree.max() == 17


@given(st.integers(0, 30), st.integers(0, 60), st.integers(0, 10))
def test_degrees_are_those_of_the_simple_graph(n, m, seed):
    rng = np.random.default_rng(seed)
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(n))
    if n:
        graph.add_edges_from(rng.integers(0, n, (m, 2)).tolist())
    simple = nx.Graph(graph)
    simple.remove_edges_from(list(nx.selfloop_edges(simple)))
    frame = frame_from_graph(graph)
    assert list(frame.degree) == [degree for _, degree in simple.degree]
    assert len(set(frame.component)) == nx.number_connected_components(simple)
