import datetime
import io
import json

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_app.export import export
from graph_app.intake.files.graph_files import read_graphs
from graph_app.intake.merging.merge import merge
from graph_app.model.errors import GraphAppError, TableError
from tests.conftest import examples
from tests.export.conftest import make_bundle
from tests.intake import make_files as files
from tests.intake.files.test_guards import BOMB

TODAY = datetime.date(2026, 11, 24)
ENDINGS = {"gexf": "gexf", "graphml": "graphml", "node-link": "json"}


@pytest.mark.parametrize("form", ENDINGS)
def test_our_own_exports_are_read_back(tmp_path, tables, graph, form):
    content = export(make_bundle(graph), form)
    path = files.write(tmp_path, f"a.{ENDINGS[form]}", content)
    draft = read_graphs([path], today=TODAY)
    cited = graph.edges["source_id"].nunique()
    assert draft.read == len(graph.nodes) + len(graph.edges) + cited
    merged = merge(tables, draft, today=TODAY)
    assert merged.report.accepted == 0
    assert merged.report.known == len(graph.edges)
    assert merged.tables.revision == tables.revision


def foreign():
    graph = nx.Graph()
    graph.add_node(1, label="Lahti", lat=60.98, lon=25.66, country="Finland")
    graph.add_node(2, label="Turku")
    graph.add_edge(1, 2, weight=2.5)
    return graph


def written(graph, ending):
    out = io.BytesIO()
    if ending == "json":
        return json.dumps(nx.node_link_data(graph, edges="links")).encode()
    {"gexf": nx.write_gexf, "graphml": nx.write_graphml}[ending](graph, out)
    return out.getvalue()


@pytest.mark.parametrize("ending", ["gexf", "graphml", "json"])
def test_graphs_of_others_need_a_type_of_tie(tmp_path, ending):
    path = files.write(tmp_path, f"a.{ending}", written(foreign(), ending))
    with pytest.raises(TableError, match="ties without a type"):
        read_graphs([path])
    draft = read_graphs([path], type="sister_city", today=TODAY)
    cities = draft.frames["cities"].set_index("name")
    assert cities["latitude"]["Lahti"] == 60.98
    assert cities["country"]["Lahti"] == "FI"
    assert len(draft.frames["relations"]) == 1


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.graphml", BOMB, "document type"),
        ("a.gexf", BOMB.replace("graphml", "gexf"), "document type"),
        ("a.graphml", "<graphml", "no well-formed XML"),
        ("a.gexf", "<x/>", "found the element 'x', expected GEXF"),
        ("a.json", '{"nodes": 1}', "no list of nodes"),
        ("a.json", '{"nodes": [], "links": 3}', "no list of edges"),
        (
            "a.json",
            '{"nodes": [{"x": 1}], "links": [{"source": 1}]}',
            "no tie between them, expected ties; first: .* a source and a target",
        ),
        ("a.txt", "x", "found the ending"),
        ("a.gexf", "", "an empty file"),
        ("a.gexf", b"PK\x03\x04", "a zip or Excel file"),
    ],
)
def test_bad_graphs(tmp_path, name, content, says):
    with pytest.raises(TableError, match=says):
        read_graphs([files.write(tmp_path, name, content)], type="sister_city")


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.floats(), st.text(max_size=5), st.integers()),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(st.sampled_from(["nodes", "links", "edges", "source", "target", "id",
                            "name", "directed", "multigraph", "key"]), inner, max_size=5),
        ),
        max_leaves=25,
    )
)  # fmt: skip
def test_any_json_gives_a_draft_or_a_named_error(tmp_path, data):
    try:
        read_graphs([files.write(tmp_path, "a.json", json.dumps(data))], type="sister_city")
    except GraphAppError:
        return
