"""What the product exports comes back whole: generated tables, the shipped ones, every format."""

import datetime
import io
import json
import zipfile
from dataclasses import replace

import networkx as nx
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_app.analysis.measures.centrality import compute
from graph_app.export import FORMATS, ExportView, export, exported_filter
from graph_app.graph.filters import GraphFilter, apply_filter
from graph_app.graph.frames import NODE_COLUMNS, frame_from_tables
from graph_app.i18n import get_translator
from graph_app.intake.merging.merge import merge
from graph_app.intake.sources import SOURCES
from graph_app.model.kinds import STATUSES
from graph_app.model.tables import COLUMNS, NODE_TABLES, Tables
from graph_app.view.style import style_nodes
from tests.conftest import examples

TODAY = datetime.date(2026, 11, 24)
#: Format -> the source of an import that reads it.
SOURCE = {
    "graphml": "graph",
    "gexf": "graph",
    "node-link": "graph",
    "cytoscape": "graph",
    "csv": "edges",
    "xlsx": "edges",
}
NOTHING = Tables.from_frames({})


def bundle_of(tables, wanted=None, looks=False):
    graph = frame_from_tables(tables)
    wanted = exported_filter(wanted or GraphFilter())
    view, tr = apply_filter(graph, wanted).view, get_translator("en")
    bundle = ExportView(view, graph, wanted, TODAY, tr, "Lahti", "city:lahti", tables)
    if looks:
        places = pd.DataFrame({"x": 1.5, "y": -2.0}, index=view.ids)
        measures = compute(view, ["degree"]).table
        bundle = replace(bundle, places=places, style=style_nodes(view, tr), measures=measures)
    return bundle


def written(folder, bundle, form):
    path = folder / f"export.{FORMATS[form].ending}"
    path.write_bytes(export(bundle, form))
    return path


def assert_same(tables, again):
    for table in COLUMNS:
        rows = [
            frame.sort_values("id", ignore_index=True)
            for frame in (getattr(tables, table), getattr(again, table))
        ]
        pd.testing.assert_frame_equal(*rows, obj=table)


@pytest.mark.parametrize("form", SOURCE)
def test_the_shipped_tables_come_back_and_change_nothing_where_they_came_from(
    tmp_path, tables, form
):
    tables = tables.without_personal()
    draft = SOURCES[SOURCE[form]]([written(tmp_path, bundle_of(tables), form)], today=TODAY)
    merged = merge(NOTHING, draft, today=TODAY)
    assert_same(tables, merged.tables)
    assert merged.report.findings == ()
    assert merged.report.rejected == 0
    assert merge(tables, draft, today=TODAY).changes.added == {}


@pytest.mark.parametrize("form", SOURCE)
def test_hostile_texts_come_back_letter_by_letter(tmp_path, hostile_tables, form):
    draft = SOURCES[SOURCE[form]]([written(tmp_path, bundle_of(hostile_tables), form)])
    assert_same(hostile_tables, Tables.from_frames(draft.frames))


@pytest.mark.parametrize("form", SOURCE)
def test_looks_and_measures_are_left_out_and_said(tmp_path, small_tables, form):
    bundle = bundle_of(small_tables, looks=True)
    draft = SOURCES[SOURCE[form]]([written(tmp_path, bundle, form)], today=TODAY)
    assert_same(small_tables, merge(NOTHING, draft, today=TODAY).tables)
    assert [finding.column for finding in draft.findings] == ["node, degree"]


def test_every_column_of_a_node_is_exported():
    renamed = {"founded": "start"}
    for table in NODE_TABLES:
        assert {renamed.get(name, name) for name in COLUMNS[table]} <= set(NODE_COLUMNS), table


@pytest.mark.parametrize("form", SOURCE)
def test_a_view_brings_the_sources_of_its_ties_alone(tmp_path, tables, form):
    bundle = bundle_of(tables, GraphFilter(types=("sister_city",)))
    draft = SOURCES[SOURCE[form]]([written(tmp_path, bundle, form)], today=TODAY)
    cited = set(draft.frames["relations"]["source_id"])
    assert set(draft.frames["sources"]["id"]) == cited
    assert len(cited) < len(tables.sources)


def gephi(raw):
    """What a program leaves of a file that writes ids, attributes and times, and no instruction."""
    graph = nx.read_gexf(io.BytesIO(raw))
    out = io.BytesIO()
    nx.write_gexf(graph, out, version="1.3")
    return out.getvalue()


def networkx_graphml(raw):
    graph = nx.read_graphml(io.BytesIO(raw), force_multigraph=True)
    graph.graph.clear()
    out = io.BytesIO()
    nx.write_graphml(graph, out)
    return out.getvalue()


@pytest.mark.parametrize(("form", "again"), [("gexf", gephi), ("graphml", networkx_graphml)])
def test_what_another_program_saved_again_loses_only_what_it_threw_away(
    tmp_path, tables, form, again
):
    tables = tables.without_personal()
    path = written(tmp_path, bundle_of(tables), form)
    path.write_bytes(again(path.read_bytes()))
    merged = merge(NOTHING, SOURCES["graph"]([path], today=TODAY), today=TODAY)
    for table in ("cities", "networks", "events", "relations"):
        rows = [getattr(one, table).sort_values("id") for one in (tables, merged.tables)]
        assert rows[0].to_csv(index=False) == rows[1].to_csv(index=False)
    known = tables.sources.set_index("id")
    for row in merged.tables.sources.itertuples():
        assert row.title == known["title"][row.id]
        assert row.url == known["url"][row.id]


def test_a_tie_added_in_another_program_has_the_file_as_its_source(tmp_path, small_tables):
    path = written(tmp_path, bundle_of(small_tables), "node-link")
    data = json.loads(path.read_text())
    data["edges"].append(
        {"from": "city:a", "to": "city:e", "key": "mine", "type": "friendship_municipality"}
    )
    path.write_text(json.dumps(data))
    merged = merge(small_tables, SOURCES["graph"]([path], today=TODAY), today=TODAY)
    assert {table: len(rows) for table, rows in merged.changes.added.items()} == {
        "relations": 1,
        "sources": 1,
    }
    assert merged.tables.sources["title"].iloc[-1] == path.name


def test_a_workbook_saved_with_a_wrong_number_says_where(tmp_path, small_tables):
    files = {"nodes": "id,kind,name,population\ncity:a,city,A,many\n"}
    files["ties"] = "id,source,target,type,source_id\n"
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as out:
        for name, text in files.items():
            out.writestr(f"{name}.csv", text)
    draft = SOURCES["folder"]([path])
    assert [str(finding) for finding in draft.findings] == [
        'a.zip, row 2, population: found "many", expected a number with a decimal point, or nothing'
    ]
    assert draft.counts == {"cells left out": 1}


@pytest.mark.parametrize("end", [";", "\t"])
def test_csv_saved_by_a_spreadsheet_of_another_country_is_read(tmp_path, small_tables, end):
    path = written(tmp_path, bundle_of(small_tables), "csv")
    with zipfile.ZipFile(path) as packed:
        files = {name: pd.read_csv(packed.open(name), dtype=str) for name in packed.namelist()}
    paths = []
    for name, frame in files.items():
        frame.to_csv(tmp_path / name, sep=end, index=False, encoding="cp1257")
        paths.append(tmp_path / name)
    assert_same(
        small_tables, merge(NOTHING, SOURCES["edges"](paths, today=TODAY), today=TODAY).tables
    )


# Nothing that a table refuses; blanks at the ends are no part of a text in any format.
text = (
    st.one_of(
        st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=12),
        st.text("ab=+-@'\";,\n\r\t_x000D_<>&?]{}%", min_size=1, max_size=12),
    )
    .map(str.strip)
    .filter(bool)
)
maybe = st.one_of(st.none(), text)
date = st.sampled_from([None, "1940", "1988-05", "2000-02", "2003-12-31", "1999-01-01"])
web = st.sampled_from([None, "https://example.org/?a=1&b=2"])
number = st.one_of(st.none(), st.floats(-80, 80, allow_nan=False))


@st.composite
def generated(draw):
    def rows(kind, n, /, **columns):
        return pd.DataFrame(
            [
                {"id": f"{kind}:n{at}", **{name: draw(of) for name, of in columns.items()}}
                for at in range(n)
            ]
        )

    themes = st.sampled_from([None, "water", "energy;water"])
    n = draw(st.integers(2, 4))
    city = st.sampled_from([None, *(f"city:n{at}" for at in range(n))])
    country = st.sampled_from([None, "FI", "NA", "SE"])
    frames = {
        "cities": rows(
            "city", n, name=text, name_fi=maybe, name_sv=maybe, country=country, latitude=number,
            longitude=number, population=st.one_of(st.none(), st.integers(0, 10**8)),
            wikidata=st.sampled_from([None, "Q1", "Q28911"]),
        ),
        "networks": rows(
            "network", 1, name=text, short_name=maybe, founded=date, secretariat=city, scope=maybe,
            members_reported=st.one_of(st.none(), st.integers(0, 9999)), themes=themes, website=web,
        ),
        "programmes": rows(
            "programme", 1, name=text, short_name=maybe, kind=st.sampled_from([None, "project"]),
            start=st.sampled_from([None, "1950"]), end=st.sampled_from([None, "2001-02"]),
            themes=themes, audience=maybe, website=web,
        ),
        "organisations": rows(
            "organisation", 2, name=text, kind=st.sampled_from([None, "company"]), city=city,
            country=country, website=web,
        ),
        "events": rows("event", 1, name=text, city=city, start=date, recurrence=maybe, themes=themes),
        "sources": rows("source", 2, title=text, publisher=maybe, url=web, published=date),
    }  # fmt: skip
    ties = [("city:n0", "network:n0", "membership"), ("city:n1", "city:n0", "sister_city"),
            ("city:n1", "city:n0", "cooperation_agreement"), ("city:n0", "event:n0", "hosts")]  # fmt: skip
    facts = {
        "start": date, "status": st.sampled_from([None, *STATUSES]), "themes": themes,
        "note": maybe, "source_id": st.sampled_from(["source:n0", "source:n1"]),
        "checked": st.sampled_from([None, "2026-02-08"]),
    }  # fmt: skip
    frames["relations"] = pd.DataFrame(
        [
            {"id": f"t{at}", "source": source, "target": target, "type": type}
            | {name: draw(of) for name, of in facts.items()}
            for at, (source, target, type) in enumerate(ties[: draw(st.integers(0, 4))])
        ]
    )
    return Tables.from_frames(frames)


@pytest.mark.parametrize("form", SOURCE)
@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
@given(tables=generated())
def test_any_tables_come_back(tmp_path, form, tables):
    draft = SOURCES[SOURCE[form]]([written(tmp_path, bundle_of(tables), form)], today=TODAY)
    again = Tables.from_frames(draft.frames)
    assert_same(tables, again)
