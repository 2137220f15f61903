import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.analysis.layout import layout
from graph_app.graph.filters import GraphFilter, apply_filter
from graph_app.graph.frames import frame_from_graph
from graph_app.i18n import get_translator
from graph_app.view.graph_view import Sender, full_message, patch_message, scene
from graph_app.view.picture import Emphasis, parallel_turns, picture
from graph_app.view.style import style_nodes

tr = get_translator("sv")


def drawn(view, emphasis=None):
    return picture(view, layout(view), style_nodes(view, tr), tr, emphasis)


@pytest.fixture(scope="module")
def circle(graph):
    return apply_filter(graph, GraphFilter(focus="city:lahti", hops=1)).view


def test_every_node_and_every_tie_is_drawn_at_its_place(circle):
    network = drawn(circle)
    assert [node["id"] for node in network.nodes] == list(circle.nodes["id"])
    assert [edge["id"] for edge in network.edges] == list(circle.edges["id"])
    places = layout(circle)
    for node in network.nodes:
        assert (node["x"], node["y"]) == tuple(places.loc[node["id"]])


def test_names_are_those_of_the_language(circle):
    nodes = {node["id"]: node for node in drawn(circle).nodes}
    assert nodes["city:lahti"]["label"] == "Lahtis"
    assert nodes["city:lahti"]["title"].split("\n")[1:3] == ["Stad", "Finland"]


def test_status_is_said_by_the_line_not_by_colour(small):
    edges = {edge["id"]: edge for edge in drawn(small).edges}
    assert "dashes" not in edges["r1"]
    assert len({str(edges[r].get("dashes")) for r in ("r1", "r4", "r5", "r6", "r7")}) == 5
    assert all("color" not in edge for edge in edges.values())


def test_parallel_ties_bend_apart(small):
    edges = {edge["id"]: edge for edge in drawn(small).edges}
    assert "smooth" not in edges["r1"]
    assert edges["r7"]["smooth"]["roundness"] > 0


def test_home_focus_and_finds_stand_out(small):
    network = drawn(small, Emphasis("city:a", "city:b", ["city:c"]))
    strong = {node["id"] for node in network.nodes if node.get("strong")}
    assert strong == {"city:a", "city:b", "city:c"}


def test_labels_read_from_afar_do_not_cover_each_other(graph):
    network = drawn(graph)
    fonts = [node["font"]["size"] for node in network.nodes]
    large = [node for node in network.nodes if node["font"]["size"] == max(fonts)]
    assert 20 < len(large) <= 120
    boxes = []
    for node in large:
        half = len(node["label"]) * max(fonts) * 0.56 / 2
        boxes.append((node["x"] - half, node["x"] + half, node["y"] + node["size"]))
    height = max(fonts) * 1.2
    for at, (left, right, top) in enumerate(boxes):
        for other_left, other_right, other_top in boxes[at + 1 :]:
            apart = right <= other_left + 1 or other_right <= left + 1
            assert apart or abs(top - other_top) >= height


def test_hostile_names_are_plain_short_strings(small):
    nodes = small.nodes.assign(name="<img src=x onerror=alert(1)>" * 500)
    view = type(small)(nodes, small.edges, small.source, small.target)
    for node in drawn(view).nodes:
        assert isinstance(node["title"], str)
        assert len(node["label"]) <= 24


def test_nothing_to_draw(small):
    nothing = small.select(np.zeros(len(small), bool))
    network = picture(nothing, pd.DataFrame(columns=["x", "y"]), style_nodes(nothing, tr), tr)
    assert network.nodes == network.edges == []


# --- messages to the browser ------------------------------------------------------------------


def state_after(message, before):
    """What the browser holds after a message."""
    nodes, edges = before if message["kind"] == "patch" else ({}, {})
    nodes = {k: v for k, v in nodes.items() if k not in message.get("drop_nodes", ())}
    edges = {k: v for k, v in edges.items() if k not in message.get("drop_edges", ())}
    nodes |= {node["id"]: node for node in message["nodes"]}
    edges |= {edge["id"]: edge for edge in message["edges"]}
    return nodes, edges


def test_a_patch_turns_one_picture_into_the_other(graph):
    first = scene(drawn(apply_filter(graph, GraphFilter(focus="city:lahti", hops=1)).view))
    second = scene(drawn(apply_filter(graph, GraphFilter(types=("sister_city",))).view))
    held = state_after(full_message(first), ({}, {}))
    held = state_after(patch_message(first, second), held)
    assert held == (dict(second.nodes), dict(second.edges))


def test_only_what_changed_is_sent(circle):
    one = scene(drawn(circle))
    other = scene(drawn(circle, Emphasis(home="city:lahti")))
    message = patch_message(one, other)
    assert [node["id"] for node in message["nodes"]] == ["city:lahti"]
    assert message["edges"] == message["drop_nodes"] == message["drop_edges"] == []


def test_the_sender_counts_up_and_starts_anew_when_asked(circle):
    sender = Sender()
    one, other = scene(drawn(circle)), scene(drawn(circle, Emphasis(home="city:lahti")))
    first = sender.next(one, resync=False)
    assert (first["kind"], first["base"], first["revision"]) == ("full", 0, 1)
    assert sender.next(one, resync=False) is first
    patch = sender.next(other, resync=False)
    assert (patch["kind"], patch["base"], patch["revision"]) == ("patch", 1, 2)
    again = sender.next(other, resync=True)
    assert (again["kind"], again["revision"]) == ("full", 3)


@given(st.integers(1, 5), st.data())
def test_parallel_ties_are_counted_as_pandas_counts_them(n, data):
    pairs = data.draw(st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1))))
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(pairs)
    view = frame_from_graph(graph)
    ends = pd.DataFrame({"a": view.source, "b": view.target})
    ends = pd.DataFrame({"low": ends.min(axis=1), "high": ends.max(axis=1)})
    expected = ends.groupby(["low", "high"]).cumcount().tolist()
    assert parallel_turns(view).tolist() == expected
