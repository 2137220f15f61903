"""Write whatever the product writes, one file each: ``python -m tests.everything DATA OUT THREADS``."""

import contextlib
import csv
import dataclasses
import io
import os
import sys
import time
from pathlib import Path

import pandas as pd

from graph_app.analysis.communities import community_overview
from graph_app.analysis.layout import LAYOUTS, layout, view_layout
from graph_app.analysis.measures.centrality import MEASURES, compute
from graph_app.analysis.synthetic import synthetic_tables
from graph_app.briefing.notes import (
    BRIEFING_FORMATS,
    comparison_note,
    memberships_note,
    profile_note,
    write_briefing,
)
from graph_app.cli.main import main as graph_app
from graph_app.editing.rows import zipped
from graph_app.export import FORMATS, export
from graph_app.graph.filters import GraphFilter
from graph_app.graph.frames import frame_from_tables
from graph_app.intake.project.folder import load_folder
from graph_app.view.style import style_nodes
from tests.briefing.briefings import HOME, make_request
from tests.busy import busy
from tests.export.conftest import make_bundle

#: More nodes than those whose vectors are multiplied by one thread.
LARGE = (12_000, 18_000)
SLOW = ("betweenness", "closeness", "harmonic")
#: What the command line prints of the folder in ``GRAPH_APP_DATA``: name -> arguments.
VERBS = {
    "summary": ["summary", "--top", "0", *(f"--measure={name}" for name in MEASURES)],
    "paths": ["paths", "lahti", "city:pecs"],
    "partners": ["partners", "lahti"],
    "memberships": ["memberships", "lahti"],
    "compare": ["compare", "lahti", "city:turku"],
    "robustness": ["robustness", "--city", "lahti"],
}
TWINS = ["city1", "country1", "lat1", "lng1", "city2", "country2", "lat2", "lng2"]


def write_all(data, out):
    """Write every format, note, layout and figure of a folder of tables."""
    tables = load_folder(data)
    graph = frame_from_tables(tables)
    (out / "tables.zip").write_bytes(zipped(tables))
    _write_exports(graph, tables, out)
    _write_notes(graph, tables, out)
    _write_figures(graph, "", out)
    _write_figures(frame_from_tables(synthetic_tables(*LARGE)), "large-", out)


def _write_exports(graph, tables, out):
    plain = make_bundle(graph, GraphFilter(focus=HOME, hops=2), sources=tables.sources)
    measures = compute(plain.view).table
    looks = style_nodes(
        plain.view, plain.translator, "community", measures["pagerank"], measures["community"]
    )
    bundle = dataclasses.replace(
        plain, places=view_layout(graph, plain.wanted), style=looks, measures=measures
    )
    for name in FORMATS:
        (out / f"export.{name}").write_bytes(export(bundle, name))


def _write_notes(graph, tables, out):
    request = make_request(graph, tables, "sv")
    notes = {
        "profile": profile_note(request, "city:vasteras"),
        "comparison": comparison_note(request, (HOME, "city:turku", "city:tallinn")),
        "memberships": memberships_note(request, HOME),
    }
    for name, note in notes.items():
        for form in BRIEFING_FORMATS:
            (out / f"{name}.{form}").write_bytes(write_briefing(note, form))


def _write_figures(graph, prefix, out):
    table = compute(graph, [name for name in MEASURES if not prefix or name not in SLOW]).table
    table.to_csv(out / f"{prefix}measures.csv")
    overview = community_overview(graph, table["community"].to_numpy())
    (out / f"{prefix}communities.csv").write_text(
        overview.groups.to_csv() + overview.links.to_csv()
    )
    for kind in LAYOUTS:
        layout(graph, kind, focus=HOME).to_csv(out / f"{prefix}{kind}.csv")


def print_all(out):
    """Write what each verb prints on both channels."""
    for name, arguments in VERBS.items():
        (out / f"{name}.txt").write_text(_printed([*arguments, "--format", "json"]))


def import_all(data, out):
    """Import ties between all cities of a folder, by names alone, into a folder of their own."""
    names = pd.read_csv(data / "cities.csv")[["name", "country"]].fillna("").to_numpy().tolist()
    rows = zip(names, names[1:] + names[:1], strict=True)
    with (out / "ties.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([TWINS, *((*a, "", "", *b, "", "") for a, b in rows)])
    written = ["--into", str(out / "imported"), "--report", str(out / "report.csv")]
    edges = ["import", "edges", str(out / "ties.csv"), "--mapping", "twin-cities"]
    said = _printed([*edges, *written, "--doubtful", str(out / "doubtful.csv"), "--yes"])
    (out / "import.txt").write_text(said.replace(str(out), ""))


def _printed(arguments):
    said, beside = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(beside):
        code = graph_app(arguments)
    assert code == 0, (arguments, beside.getvalue())
    return said.getvalue() + beside.getvalue()


if __name__ == "__main__":
    data, out = map(Path, sys.argv[1:3])
    # Threads take turns more often than usual.
    sys.setswitchinterval(0.0002)
    with busy(int(sys.argv[3])):
        write_all(data, out)
        # The strength of a tie depends on the day, and the command line goes by the clock.
        os.environ["TZ"] = "UTC"
        time.tzset()
        print_all(out)
        import_all(data, out)
