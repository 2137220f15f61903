import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import pdist

from graph_app.analysis.layout import LAYOUTS, STEP, layout, map_places, spread
from graph_app.analysis.synthetic import synthetic_tables
from graph_app.graph.ego import ego_network
from graph_app.graph.filters import GraphFilter, apply_filter
from graph_app.graph.frames import frame_from_graph, frame_from_tables
from graph_app.model.errors import FilterError


@pytest.fixture(scope="module")
def circle(graph):
    return apply_filter(graph, GraphFilter(focus="city:lahti", hops=1)).view


@pytest.mark.parametrize("kind", LAYOUTS)
def test_everybody_has_a_place_of_its_own_and_the_same_each_time(circle, kind):
    places = layout(circle, kind, focus="city:lahti")
    assert list(places.index) == list(circle.nodes["id"])
    assert np.isfinite(places.to_numpy()).all()
    assert pdist(places.to_numpy()).min() > 10
    assert places.equals(layout(circle, kind, focus="city:lahti"))


@pytest.mark.parametrize("kind", LAYOUTS)
@pytest.mark.parametrize(
    "graph", [nx.Graph(), nx.empty_graph(1), nx.empty_graph(5), nx.path_graph(2)]
)
def test_small_and_tieless_graphs(kind, graph):
    places = layout(frame_from_graph(graph), kind)
    assert len(places) == len(graph)
    assert np.isfinite(places.to_numpy()).all()


def test_neighbours_are_nearer_than_others(circle):
    places = layout(circle, "organic").to_numpy()
    near = np.linalg.norm(places[circle.source] - places[circle.target], axis=1).mean()
    assert near < 0.75 * pdist(places).mean()


def test_parts_are_side_by_side():
    graph = nx.disjoint_union_all([nx.cycle_graph(12), nx.cycle_graph(5), nx.path_graph(2)])
    places = layout(frame_from_graph(graph), "organic").to_numpy()
    first, second = places[:12], places[12:17]
    apart = (first.max(axis=0) < second.min(axis=0)) | (second.max(axis=0) < first.min(axis=0))
    assert apart.any()


def test_the_map_has_north_above_and_east_to_the_right(graph):
    places = layout(graph, "geographic")
    assert places.loc["city:lahti", "y"] < places.loc["city:pecs", "y"]
    assert places.loc["city:vasteras", "x"] < places.loc["city:narva", "x"]


def test_a_city_without_coordinates_is_beside_its_neighbours(graph):
    near = ego_network(graph, "city:worcestershire")
    places = layout(near, "geographic")
    assert np.linalg.norm(places.loc["city:worcestershire"] - places.loc["city:lahti"]) < 200


def test_miller_projection_as_published():
    found = map_places(pd.Series([0.0]), pd.Series([50.0]))[0, 1] / -1900
    assert found == pytest.approx(1.25 * np.log(np.tan(np.pi / 4 + 0.4 * np.radians(50))))
    assert map_places(pd.Series([180.0]), pd.Series([0.0]))[0] == pytest.approx([1900 * np.pi, 0])


def test_rings_are_the_steps_from_the_focus(circle):
    places = layout(circle, "concentric", focus="city:lahti")
    radius = np.hypot(places["x"] / 1.3, places["y"])
    assert radius["city:lahti"] == 0
    assert radius.drop("city:lahti").min() == pytest.approx(radius.max(), rel=0.01)


def test_two_columns(circle):
    places = layout(circle, "bipartite")
    cities = circle.nodes["kind"].eq("city").to_numpy()
    assert set(places["x"][cities]) == {places["x"].min()}
    assert set(places["x"][~cities]) == {places["x"].max()}


def test_spreading_keeps_far_nodes_and_parts_near_ones():
    places = np.array([[0.0, 0], [0, 0], [5, 0], [500, 500]])
    moved = spread(places, 20)
    assert pdist(moved).min() > 15
    assert (moved[3] == places[3]).all()


def test_unknown_layout_is_named(circle):
    with pytest.raises(FilterError, match="'spiral'"):
        layout(circle, "spiral")


def test_when_the_graph_grows_old_nodes_stay_near_their_places():
    tables = synthetic_tables(300, 450)
    graph = frame_from_tables(tables)
    old = layout(graph.select(np.arange(300) < 280))
    new = layout(graph, before=old)
    moved = np.linalg.norm(new.loc[old.index] - old, axis=1)
    assert np.median(moved) < STEP / 10
    assert moved.max() < 2 * STEP
    assert new.notna().all().all()
    alone = layout(graph)
    assert np.median(np.linalg.norm(alone.loc[old.index] - old, axis=1)) > STEP


def test_a_new_node_is_beside_its_neighbour():
    graph = frame_from_graph(nx.path_graph(6))
    old = layout(graph.select(np.arange(6) < 5))
    new = layout(graph, before=old)
    gap = np.linalg.norm(new.loc["5"] - new.loc["4"])
    assert gap < 1.5 * STEP


def test_a_mostly_new_graph_is_placed_afresh():
    graph = frame_from_tables(synthetic_tables(100, 150))
    old = layout(graph.select(np.arange(100) < 30))
    assert layout(graph, before=old).equals(layout(graph))
