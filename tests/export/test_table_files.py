import io
import json
import zipfile

import networkx as nx
import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from graph_app.export import FORMATS, export, file_name
from graph_app.graph.citations import citations, cited_sources
from graph_app.graph.filters import GraphFilter
from graph_app.graph.frames import frame_from_graph
from graph_app.model.errors import ExportError
from tests.export.conftest import make_bundle

#: Ids of digits alone, which pandas would read as numbers.
TEXT = {"geonames": "str"}


def opened(raw):
    archive = zipfile.ZipFile(io.BytesIO(raw))
    return {name: archive.read(name) for name in archive.namelist()}


def equal(one, other):
    for name in other:
        if other[name].dtype.kind == "f":
            np.testing.assert_allclose(one[name].astype(float), other[name])
        else:
            assert list(one[name].fillna("")) == list(other[name].astype(object).fillna(""))


def test_csv_is_read_back_equal(graph, tables):
    bundle = make_bundle(graph, sources=tables.sources)
    files = opened(export(bundle, "csv"))
    assert set(files) == {"nodes.csv", "ties.csv", "sources.csv", "about.csv"}
    equal(pd.read_csv(io.BytesIO(files["nodes.csv"]), dtype=TEXT), bundle.node_rows())
    equal(pd.read_csv(io.BytesIO(files["ties.csv"])), bundle.edge_rows())
    about = dict(pd.read_csv(io.BytesIO(files["about.csv"]), dtype="str").fillna("").to_numpy())
    assert about == bundle.about()


def test_ties_carry_the_title_and_address_of_their_citation(graph, tables):
    rows = make_bundle(graph, sources=tables.sources).edge_rows()
    cited = citations(graph.edges, cited_sources(tables.sources))
    expected = [(one.title, one.url) if one else ("", "") for one in cited]
    assert list(zip(rows["source_title"], rows["source_url"].fillna(""), strict=True)) == expected
    assert sum(map(bool, cited)) > 300


@pytest.mark.parametrize("language", ["en", "sv"])
def test_ties_name_their_ends_beside_the_ids_in_the_language_of_the_reader(graph, language):
    bundle = make_bundle(graph, language=language)
    rows = bundle.edge_rows()
    names = dict(zip(graph.ids, bundle.translator.names(graph.nodes), strict=True))
    assert list(rows)[1:5] == ["source", "target", "from_name", "to_name"]
    assert rows["from_name"].tolist() == [names[node] for node in rows["source"]]
    assert rows["to_name"].tolist() == [names[node] for node in rows["target"]]
    assert (rows["to_name"] != graph.nodes.set_index("id")["name"][rows["target"]].array).any() == (
        language == "sv"
    )


def test_a_workbook_holds_carriage_returns_and_what_looks_like_one():
    graph = nx.Graph()
    graph.add_node("city:a", kind="city", name="_x000D_\r\nb")
    bundle = make_bundle(frame_from_graph(graph), GraphFilter(isolated=True), looks=False)
    book = openpyxl.load_workbook(io.BytesIO(export(bundle, "xlsx")))
    assert book["Nodes"]["C2"].value == "_x005F_x000D__x000D_\nb"


def test_excel_is_read_back_equal(graph, tables):
    bundle = make_bundle(graph, sources=tables.sources)
    sheets = pd.read_excel(io.BytesIO(export(bundle, "xlsx")), sheet_name=None, dtype=TEXT)
    assert list(sheets) == ["Nodes", "Ties", "Sources", "About"]
    equal(sheets["Nodes"], bundle.node_rows())
    ties = bundle.edge_rows()
    years = [name for name in ("start", "end", "checked") if name in ties]
    equal(sheets["Ties"].astype(dict.fromkeys(years, "object")), ties)


def test_parquet_is_read_back_equal(graph):
    bundle = make_bundle(graph)
    files = opened(export(bundle, "parquet"))
    for name, expected in (("nodes", bundle.node_rows()), ("ties", bundle.edge_rows())):
        table = pq.read_table(io.BytesIO(files[f"{name}.parquet"]))
        equal(table.to_pandas(), expected)
        assert json.loads(table.schema.metadata[b"graph-app"]) == bundle.about()


def test_no_cell_is_a_formula(hostile):
    bundle = make_bundle(hostile[0], sources=hostile[1])
    for name, raw in opened(export(bundle, "csv")).items():
        for cell in pd.read_csv(io.BytesIO(raw), dtype="str").fillna("").to_numpy().ravel():
            assert not cell.startswith(("=", "+", "@", "\t", "\r")), (name, cell)
    book = openpyxl.load_workbook(io.BytesIO(export(bundle, "xlsx")))
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
            assert all(not str(cell.value).startswith("=") for cell in row)


def test_the_same_view_gives_the_same_bytes(graph):
    assert export(make_bundle(graph), "csv") == export(make_bundle(graph), "csv")


def test_file_names_and_unknown_formats(graph):
    bundle = make_bundle(graph)
    start = f"lahti-2026-11-24-{graph.revision[:6]}."
    assert all(file_name(bundle, name).startswith(start) for name in FORMATS)
    with pytest.raises(ExportError, match="'docx'"):
        export(bundle, "docx")
