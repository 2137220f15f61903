import io
import json

import igraph
import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from graph_app.export import export
from graph_app.graph.filters import GraphFilter
from graph_app.graph.frames import frame_from_graph
from graph_app.model.words import clean
from tests.conftest import examples
from tests.export.conftest import make_bundle

WANTED = GraphFilter(types=("sister_city",), focus="city:lahti", hops=2)


def same(one, other):
    assert dict(one.nodes(data=True)) == dict(other.nodes(data=True))
    edges = [{k: d for *_, k, d in g.edges(keys=True, data=True)} for g in (one, other)]
    assert edges[0] == edges[1]
    ends = [{(frozenset((u, v)), k) for u, v, k in g.edges(keys=True)} for g in (one, other)]
    assert ends[0] == ends[1]


def read_graphml(raw):
    return nx.read_graphml(io.BytesIO(raw), force_multigraph=True)


def read_node_link(raw):
    return nx.node_link_graph(json.loads(raw), source="from", target="to", edges="edges")


@pytest.mark.parametrize("which", ["shipped", "hostile"])
@pytest.mark.parametrize(
    ("name", "read"), [("graphml", read_graphml), ("node-link", read_node_link)]
)
def test_read_back_equal(frame, hostile, name, read, which):
    bundle = make_bundle(frame if which == "shipped" else hostile[0])
    again = read(export(bundle, name))
    same(again, bundle.networkx())
    assert all("\x00" not in str(data) for _, data in again.nodes(data=True))
    for key, value in bundle.about().items():
        assert again.graph[key] == value


def test_gexf_shows_what_explore_showed(frame):
    bundle = make_bundle(frame, WANTED)
    raw = export(bundle, "gexf")
    again = nx.read_gexf(io.BytesIO(raw))
    graph = bundle.networkx()
    assert set(again) == set(graph)
    assert again.number_of_edges() == graph.number_of_edges()
    at = list(bundle.view.nodes["id"]).index("city:lahti")
    viz = again.nodes["city:lahti"]["viz"]
    assert viz["size"] == pytest.approx(bundle.style.size[at])
    red, green, blue = (viz["color"][c] for c in "rgb")
    assert f"#{red:02x}{green:02x}{blue:02x}" == bundle.style.colour[at]
    x, y = bundle.places.loc["city:lahti"]
    assert (viz["position"]["x"], viz["position"]["y"]) == pytest.approx((x, -y), abs=0.01)
    edge = next(d for u, v, d in again.edges(data=True) if d["id"] == "sister-city-lahti-vasteras")
    assert (edge["from"], edge["to"], edge["start"]) == (
        "city:lahti",
        "city:vasteras",
        "1940-01-01",
    )
    assert edge["since"] == "1940"
    assert b"<description>title: Lahti; revision: " + frame.revision.encode() in raw
    assert b"Sister city" in raw


def test_gexf_with_hostile_text_is_one_well_formed_file(hostile):
    again = nx.read_gexf(io.BytesIO(export(make_bundle(hostile[0]), "gexf")))
    assert again.nodes["city:a"]["label"] == hostile[0].nodes["name"][0]


@pytest.mark.parametrize(
    ("date", "days"),
    [
        ("1940", ("1940-01-01", "1940-12-31")),
        ("1988-02", ("1988-02-01", "1988-02-29")),
        ("1999-05-31", ("1999-05-31", "1999-05-31")),
        ("some day", (None, None)),
    ],
)
def test_times_of_gexf_are_whole_days_and_dates_stay_as_they_are_known(date, days):
    graph = nx.MultiGraph()
    graph.add_edge("city:a", "city:b", type="sister_city", start=date, end=date)
    raw = export(make_bundle(frame_from_graph(graph), looks=False), "gexf")
    root = etree.fromstring(raw)
    assert [one.get("timeformat") for one in root.iter("{*}graph")] == [days[0] and "date"]
    edge = next(root.iter("{*}edge"))
    assert (edge.get("start"), edge.get("end")) == days
    data = next(data for *_, data in nx.read_gexf(io.BytesIO(raw)).edges(data=True))
    assert (data["since"], data["until"]) == (date, date)


def test_graphml_declares_each_key_once_and_every_element_uses_a_declared_one(frame):
    root = etree.fromstring(export(make_bundle(frame), "graphml"))
    keys = {}
    for key in root.iter("{*}key"):
        assert key.get("id") not in keys
        keys[key.get("id")] = key.get("for")
    for element in root.iter("{*}graph", "{*}node", "{*}edge"):
        kind = etree.QName(element).localname
        assert {keys[data.get("key")] for data in element.findall("{*}data")} <= {kind}
    ids = [edge.get("id") for edge in root.iter("{*}edge")]
    assert len(ids) == len(set(ids)) == frame.n_edges


def test_igraph_reads_graphml_with_every_fact(tmp_path, frame):
    bundle = make_bundle(frame)
    path = tmp_path / "a.graphml"
    path.write_bytes(export(bundle, "graphml"))
    again, expected = igraph.Graph.Read_GraphML(str(path)), bundle.networkx()
    assert (again.vcount(), again.ecount()) == (len(expected), expected.number_of_edges())
    assert {one["id"]: one["name"] for one in again.vs} == dict(expected.nodes(data="name"))
    assert sorted(one["source_id"] for one in again.es) == sorted(
        source for *_, source in expected.edges(data="source_id")
    )
    assert again["revision"] == frame.revision


@pytest.mark.parametrize("which", ["shipped", "hostile"])
def test_pajek_carries_names_places_and_weights(frame, hostile, which):
    graph = frame if which == "shipped" else hostile[0]
    bundle = make_bundle(graph)
    raw = export(bundle, "pajek").decode()
    again = nx.parse_pajek(raw.splitlines())
    expected = bundle.networkx()
    assert set(again) == set(expected)
    assert again.number_of_edges() == expected.number_of_edges()
    assert again.size(weight="weight") == pytest.approx(expected.size(weight="weight"))
    assert f"% revision: {graph.revision}" in raw


def test_cytoscape_can_be_read_by_networkx(graph):
    bundle = make_bundle(graph, WANTED)
    data = json.loads(export(bundle, "cytoscape"))
    assert bundle.about().items() <= data["data"].items()
    assert data["data"]["name"] == "Lahti"
    again = nx.cytoscape_graph(data)
    expected = bundle.networkx()
    assert set(again) == set(expected)
    assert {k for *_, k in again.edges(keys=True)} == {k for *_, k in expected.edges(keys=True)}
    lahti = next(n for n in data["elements"]["nodes"] if n["data"]["id"] == "city:lahti")
    assert lahti["position"]["x"] == pytest.approx(bundle.places.loc["city:lahti", "x"])


@pytest.mark.parametrize("graph", [nx.Graph(), nx.empty_graph(1), nx.MultiGraph([(0, 1), (0, 1)])])
@pytest.mark.parametrize("name", ["graphml", "gexf", "pajek", "node-link", "cytoscape"])
@pytest.mark.parametrize("looks", [True, False])
def test_small_views(graph, name, looks):
    bundle = make_bundle(frame_from_graph(graph), GraphFilter(isolated=True), looks)
    assert export(bundle, name)


texts = st.text(st.characters(), min_size=1, max_size=40)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(40))
@given(names=st.lists(texts, min_size=2, max_size=4))
def test_any_name_survives_what_carries_names(names):
    graph = nx.Graph()
    for at, name in enumerate(names):
        graph.add_node(f"city:c{at}", kind="city", name=name)
    graph.add_edge("city:c0", "city:c1", type="sister_city", note=names[0])
    bundle = make_bundle(frame_from_graph(graph), GraphFilter(isolated=True), looks=False)
    again = read_node_link(export(bundle, "node-link"))
    assert [again.nodes[node]["name"] for node in again] == [clean(name) for name in names]
    for name, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        read(io.BytesIO(export(bundle, name)))
