import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import pdist

from graph_app.analysis.communities import community_overview
from graph_app.analysis.measures.centrality import compute
from graph_app.analysis.synthetic import synthetic_tables
from graph_app.graph.frames import frame_from_tables
from graph_app.i18n import get_translator
from graph_app.view.community_picture import (
    MOST_BUBBLES,
    bubble_id,
    bubble_number,
    bubble_places,
    community_colour,
    community_picture,
)
from graph_app.view.palette import OTHER_COLOUR


@pytest.fixture(scope="module")
def overview(graph):
    return community_overview(graph, compute(graph, ["community"]).table["community"].to_numpy())


def test_a_bubble_for_each_community_and_bundles_between_them(graph, overview):
    places = bubble_places(overview)
    network = community_picture(overview, places, graph, "city:lahti", get_translator("fi"))
    assert [bubble_number(node["id"]) for node in network.nodes] == list(overview.groups.index)
    assert {edge["from"] for edge in network.edges} <= {node["id"] for node in network.nodes}
    assert len(network.edges) == len({edge["id"] for edge in network.edges}) > 0
    strong = [node for node in network.nodes if node.get("strong")]
    lahti = next(n for n, m in overview.groups["members"].items() if "city:lahti" in m)
    assert [node["id"] for node in strong] == [bubble_id(lahti)]
    largest = max(network.nodes, key=lambda node: node["size"])
    assert bubble_number(largest["id"]) == overview.groups["nodes"].idxmax()


def test_bubbles_do_not_cover_one_another(overview):
    places = bubble_places(overview)
    assert pdist(places.to_numpy()).min() > 80


def test_of_very_many_communities_the_largest_are_drawn():
    graph = frame_from_tables(synthetic_tables(300, 400))
    overview = community_overview(graph, np.arange(len(graph)) // 2)
    places = bubble_places(overview)
    assert len(places) == MOST_BUBBLES
    network = community_picture(overview, places, graph, "", get_translator("en"))
    assert len(network.nodes) == MOST_BUBBLES


def test_an_empty_view_gives_an_empty_picture(graph, overview):
    nothing = graph.select(np.zeros(len(graph), dtype=bool))
    left = community_overview(nothing, np.zeros(0, dtype=int))
    network = community_picture(left, bubble_places(overview), nothing, "", get_translator("sv"))
    assert (network.nodes, network.edges) == ([], [])


def test_ids_and_colours():
    assert bubble_number(bubble_id(17)) == 17
    others = ("city:lahti", "community:", "community:x", None, 3)
    assert {bubble_number(other) for other in others} == {None}
    assert len({community_colour(n) for n in range(1, 9)}) == 8
    assert community_colour(0) == community_colour(9) == OTHER_COLOUR


def test_names_are_shown_as_text(hostile_tables):
    view = frame_from_tables(hostile_tables)
    overview = community_overview(view, np.ones(len(view), dtype=int))
    network = community_picture(
        overview, pd.DataFrame({"x": [0.0], "y": [0.0]}, index=[1]), view, "", get_translator("en")
    )
    assert all(isinstance(node["title"], str) for node in network.nodes)
    assert len(network.nodes[0]["label"]) < 60
