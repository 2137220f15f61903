import datetime

import pytest

from graph_app.analysis.layout import layout
from graph_app.analysis.measures.centrality import compute
from graph_app.export import ExportView
from graph_app.graph.filters import GraphFilter, apply_filter
from graph_app.graph.frames import frame_from_tables
from graph_app.i18n import get_translator
from graph_app.model.tables import Tables
from graph_app.view.style import style_nodes
from tests.conftest import small_frames

HOSTILE = [
    "<img src=x onerror=window.__pwned=1>",
    "</script><script>window.__pwned=1</script>",
    '" href="javascript:window.__pwned=1',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2",
    "@SUM(A1)",
    "\tTab",
    "\u202eright to left",
    "a\x00b",
    "x" * 10_000,
    "{{ data }} {% raw %} %s ]]> &amp; \u2028",
    "*Vertices 3",
    "two\nlines \"quoted\" 'single'",
]


def make_bundle(graph, wanted=None, looks=True, language="en", sources=None):
    wanted = wanted or GraphFilter()
    view = apply_filter(graph, wanted).view
    tr = get_translator(language)
    more = {}
    if looks:
        more = {"places": layout(view), "style": style_nodes(view, tr)}
        more["measures"] = compute(view, ["degree", "betweenness"]).table
    if sources is not None:
        more["tables"] = Tables.from_frames({"sources": sources})
    return ExportView(
        view, graph, wanted, datetime.date(2026, 11, 24), tr, "Lahti", home="city:lahti", **more
    )


def hostile_frames():
    """The small tables with a hostile text in every text column that may hold one."""
    frames = small_frames()
    frames["cities"]["name"] = HOSTILE[:5]
    frames["cities"]["name_sv"] = HOSTILE[5:10]
    frames["networks"]["name"] = HOSTILE[10]
    frames["programmes"]["name"] = HOSTILE[11]
    frames["events"]["name"] = HOSTILE[12]
    frames["relations"]["note"] = HOSTILE[:8]
    frames["sources"]["title"] = HOSTILE[1]
    frames["sources"]["url"] = "javascript:window.__pwned=1"
    return frames


@pytest.fixture
def hostile():
    frames = hostile_frames()
    return frame_from_tables(Tables.from_frames(frames)), frames["sources"]
