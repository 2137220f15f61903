"""Small files of each kind of graph that programs write, and what is right for each."""

import datetime
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_app.intake.files.graph_files import read_graphs
from graph_app.intake.merging.merge import merge
from graph_app.model.tables import Tables
from tests.conftest import examples
from tests.intake.make_files import write

TODAY = datetime.date(2026, 11, 24)
NODES = '<nodes><node id="0" label="Lahti"/><node id="1" label="Suhl">{more}</node></nodes>'
PAIR = {("Lahti", "Suhl")}


def gexf(edge='<edge id="0" source="0" target="1"/>', more="", head="", ns="", graph=""):
    nodes = NODES.format(more=more)
    return f"<gexf {ns}><graph {graph}>{head}{nodes}<edges>{edge}</edges></graph></gexf>"


def graphml(inner, keys='<key id="n" for="node" attr.name="name"/>'):
    return f'<graphml>{keys}<graph edgedefault="undirected">{inner}</graph></graphml>'


def read(tmp_path, content, ending="gexf"):
    text = content if isinstance(content, str) else json.dumps(content)
    return read_graphs([write(tmp_path, f"a.{ending}", text)], type="sister_city", today=TODAY)


def pairs(draft):
    name = dict(zip(draft.frames["cities"]["id"], draft.frames["cities"]["name"], strict=True))
    ties = draft.frames["relations"]
    return {tuple(sorted((name[a], name[b])))
            for a, b in zip(ties["source"], ties["target"], strict=True)}  # fmt: skip


@pytest.mark.parametrize(
    "ns",
    ["", *(f'xmlns="{ns}"' for ns in ("http://www.gexf.net/1.3", "http://gexf.net/1.3",
     "https://www.gexf.net/1.2draft", "http://www.gexf.net/1.1draft", "urn:x"))],
)  # fmt: skip
@pytest.mark.parametrize("type", ["directed", "undirected", "mutual"])
def test_any_namespace_and_direction(tmp_path, ns, type):
    edge = f'<edge source="0" target="1" type="{type}"/>'
    assert pairs(read(tmp_path, gexf(edge, ns=ns))) == PAIR


@pytest.mark.parametrize(
    ("facts", "inner", "start", "end", "findings"),
    [
        ('start="1940" end="1999"', "", "1940", "1999", 0),
        ('start="1940.0" end="Infinity"', "", "1940", "", 0),
        ('start="1940-01-01T00:00:00.000Z"', "", "1940-01-01", "", 0),
        ('start="1940-05-01+02:00" endopen="2003-01-01"', "", "1940-05-01", "2002-12-31", 0),
        ("", '<spell start="1940"/>', "1940", "", 0),
        ("", '<spell start="1940" end="1950"/><spell start="1990"/>', "1940", "", 1),
        ('start="-946771200000"', "", "", "", 1),
        ('timestamp="1940"', "", "", "", 1),
        ('intervals="&lt;[1940, 1950]; [1990, Infinity)&gt;"', "", "1940", "", 1),
    ],
)
def test_times(tmp_path, facts, inner, start, end, findings):
    edge = f'<edge source="0" target="1" {facts}><spells>{inner}</spells></edge>'
    draft = read(tmp_path, gexf(edge))
    tie = draft.frames["relations"].iloc[0]
    assert (tie["start"], tie["end"]) == (start, end)
    assert len(draft.findings) == findings


@pytest.mark.parametrize(
    ("type", "value", "population", "findings"),
    [
        ("long", "36000", 36000.0, 0),
        ("long", "null", None, 0),
        ("double", "NaN", None, 0),
        ("double", "INF", None, 1),
        ("listfloat", "[36000]", 36000.0, 0),
        ("listfloat", "[1, 2]", None, 1),
        ("odd", "3.6E4", 36000.0, 0),
        ("long", "&lt;[1988, 2000, 56000]; [2000, 2024, 36000]&gt;", 36000.0, 1),
    ],
)
def test_types_of_values(tmp_path, type, value, population, findings):
    head = f'<attributes class="node"><attribute id="p" title="population" type="{type}"/></attributes>'
    more = f'<attvalues><attvalue for="p" value="{value}"/></attvalues>'
    draft = read(tmp_path, gexf(head=head, more=more))
    found = draft.frames["cities"].set_index("name")["population"]["Suhl"]
    assert (None if found != found else found) == population
    assert len(draft.findings) == findings


@pytest.mark.parametrize("colour", ['hex="#f0f"', 'r="1" g="2" b="3"', ""])
def test_looks_are_counted(tmp_path, colour):
    draft = read(tmp_path, gexf(more=f"<color {colour}/>"))
    assert draft.counts["colours, sizes and positions left out"] == 1


@pytest.mark.parametrize(
    "content",
    [
        graphml('<node id="a"><data key="n">Lahti</data></node><node id="g"><graph>'
                '<node id="g::b"><data key="n">Suhl</data></node></graph></node>'
                '<edge source="a" target="g::b" directed="true"/>'),
        graphml('<node id="a"><data key="n">Lahti</data></node><node id="b"><data key="n">Suhl'
                '</data><data key="zz">1</data></node><edge source="a" target="b"/>'),
        graphml('<node id="a"><data key="g"><y:N xmlns:y="urn:y"><y:NodeLabel>Lahti</y:NodeLabel>'
                '</y:N></data></node><node id="Suhl"/><edge source="a" target="Suhl"/>',
                '<key id="g" for="node" yfiles.type="nodegraphics"/>'),
    ],
)  # fmt: skip
def test_graphml(tmp_path, content):
    assert pairs(read(tmp_path, content, "graphml")) == PAIR


def test_two_graphs_may_use_the_same_ids(tmp_path):
    graph = '<graph><node id="a"><data key="n">{}</data></node><node id="b"><data key="n">Suhl</data></node><edge source="a" target="b"/></graph>'
    content = f'<graphml><key id="n" for="node" attr.name="name"/>{graph.format("Lahti")}{graph.format("Kotka")}</graphml>'
    assert pairs(read(tmp_path, content, "graphml")) == {*PAIR, ("Kotka", "Suhl")}


LAHTI, SUHL = {"id": "1", "name": "Lahti"}, {"id": "2", "name": "Suhl"}
TIE = {"source": "1", "target": "2"}


@pytest.mark.parametrize(
    "content",
    [
        {"nodes": [LAHTI, SUHL], "links": [TIE]},
        {"nodes": [LAHTI, SUHL], "edges": [{"from": 1, "to": 2}]},
        {"nodes": [{"id": "Lahti"}, {"id": "Suhl"}], "links": [{"source": 0, "target": 1}]},
        {"nodes": [{"name": "Lahti"}, {"name": "Suhl"}], "links": [{"source": "Lahti", "target": "Suhl"}]},
        {"nodes": ["Lahti", "Suhl"], "links": [[0, 1]]},
        {"nodes": [LAHTI, SUHL], "links": [{"source": LAHTI, "target": SUHL}]},
        {"nodes": [{"key": "1", "attributes": {"label": "Lahti"}}, {"key": "2", "attributes": {"label": "Suhl"}}],
         "edges": [{"key": "e", **TIE, "attributes": {"type": "line"}}]},
        {"graph": {"nodes": {"1": {"label": "Lahti"}, "2": {"label": "Suhl"}}, "edges": [TIE]}},
        {"graphs": [{"nodes": [LAHTI, SUHL], "edges": [TIE]}]},
        {"elements": {"nodes": [{"data": LAHTI}, {"data": SUHL}], "edges": [{"data": TIE}]}},
        [{"data": LAHTI}, {"data": SUHL}, {"data": {"id": "e", **TIE}}],
        {"directed": False, "nodes": [{"id": "Lahti"}, {"id": "Suhl"}],
         "adjacency": [[{"id": "Suhl"}], [{"id": "Lahti"}]]},
        {"Lahti": ["Suhl"], "Suhl": ["Lahti"]},
        {"name": "Lahti", "children": [{"name": "Suhl"}]},
        {"links": [{"source": "Lahti", "target": "Suhl"}]},
    ],
)  # fmt: skip
def test_forms_of_json(tmp_path, content):
    draft = read(tmp_path, content, "json")
    assert pairs(draft) == PAIR
    assert draft.read == 1


def test_parallel_edges_and_full_precision(tmp_path):
    nodes = [LAHTI | {"lat": 60.982671234567, "lon": 25.66151, "country": "FI"}, SUHL]
    ties = [TIE | {"type": "sister_city"}, TIE | {"type": "cooperation_agreement"}]
    draft = read(tmp_path, {"multigraph": False, "nodes": nodes, "links": ties}, "json")
    assert sorted(draft.frames["relations"]["type"]) == ["cooperation_agreement", "sister_city"]
    assert 60.982671234567 in draft.frames["cities"]["latitude"].tolist()


def test_nothing_is_left_out_in_silence(tmp_path):
    nodes = [LAHTI | {"mood": "good"}, SUHL, {"id": "3", "name": "Alone"}]
    ties = [TIE, TIE | {"target": "9"}, {"source": "1"}]
    draft = read(tmp_path, {"nodes": nodes, "links": ties}, "json")
    found = {finding.column: str(finding.found) for finding in draft.findings}
    assert found["node, mood"] == "good"
    assert found["node"] == "Alone"
    assert {str(f.found) for f in draft.findings} >= {"9"}
    assert (draft.read, draft.rejected) == (3, 2)


def test_pajek(tmp_path):
    text = '*Vertices 2\n1 "Lahti" 0.1 0.2\n2 "Suhl"\n*Edges\n1 2 1\n'
    assert pairs(read(tmp_path, text, "net")) == PAIR


names = st.sampled_from(["Lahti", "Suhl", "Kotka", "Västerås", "Pécs"])
ties = st.lists(st.tuples(names, names, st.sampled_from(["", "1940", "1988-05-01"])), min_size=1)


@settings(max_examples=examples(10), suppress_health_check=[HealthCheck.function_scoped_fixture],
          deadline=None)  # fmt: skip
@given(ties.filter(lambda found: any(a != b for a, b, _ in found)))
def test_importing_twice_is_importing_once(tmp_path, found):
    links = [{"source": a, "target": b, "start": start} for a, b, start in found]
    once = merge(Tables.from_frames({}), read(tmp_path, {"links": links}, "json"), today=TODAY)
    twice = merge(once.tables, read(tmp_path, {"links": links}, "json"), today=TODAY)
    assert twice.tables.revision == once.tables.revision
