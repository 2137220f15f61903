"""The verbs ``summary`` and ``export``."""

import argparse
import csv
import datetime
import json
import os
import sys
from pathlib import Path

import pandas as pd

from graph_app.analysis.layout import LAYOUTS, view_layout
from graph_app.analysis.measures.centrality import MEASURES, compute
from graph_app.cli.filters import add_filters, filter_of
from graph_app.export import FORMATS, ExportView, export
from graph_app.export.table_files import escape_formulas
from graph_app.graph.filters import GraphFilter, apply_filter
from graph_app.graph.frames import GraphFrame, frame_from_tables
from graph_app.i18n import LANGUAGES, get_translator
from graph_app.intake.project.folder import load_folder
from graph_app.intake.project.settings import read_settings
from graph_app.model.errors import ExportError, reason_of
from graph_app.view.style import COLOUR_BY, style_nodes


def register(verbs) -> None:
    """Add the verbs to the command line."""
    summary = verbs.add_parser("summary", help="measures of a view, largest first")
    _add_folder(summary)
    summary.add_argument("--measure", action="append", choices=MEASURES, metavar="NAME")
    summary.add_argument("--top", type=int, default=20, metavar="N", help="rows; 0 for all")
    summary.add_argument("--format", choices=("table", "csv", "json"), default="table")
    add_filters(summary)
    summary.set_defaults(run=_summary)
    verb = verbs.add_parser("export", help="write a view for other tools")
    _add_folder(verb)
    verb.add_argument("--format", choices=FORMATS, required=True)
    verb.add_argument("--out", required=True, metavar="FILE", help="- for standard output")
    verb.add_argument("--force", action="store_true", help="overwrite FILE")
    verb.add_argument("--colour", choices=COLOUR_BY, default="kind")
    verb.add_argument("--size", choices=("uniform", *MEASURES), default="degree")
    verb.add_argument("--layout", choices=LAYOUTS, default="organic")
    verb.add_argument("--measures", action="store_true", help="add all measures to the nodes")
    verb.add_argument("--lang", choices=LANGUAGES, default="en")
    add_filters(verb)
    verb.set_defaults(run=_export)


def _add_folder(parser: argparse.ArgumentParser) -> None:
    default = os.environ.get("GRAPH_APP_DATA") or "data"
    parser.add_argument("folder", nargs="?", type=Path, default=Path(default), metavar="DIR")


def _summary(arguments: argparse.Namespace) -> int:
    graph = frame_from_tables(load_folder(arguments.folder))
    view = apply_filter(graph, filter_of(arguments, graph)).view
    names = arguments.measure or ["degree", "betweenness", "closeness", "pagerank", "community"]
    result = compute(view, names)
    rows = result.table.sort_values(names[0], ascending=False, kind="stable")
    rows = rows.head(arguments.top) if arguments.top > 0 else rows
    rows.insert(0, "name", view.nodes.set_index("id")["name"].reindex(rows.index))
    _print_rows(rows.reset_index(), arguments.format)
    size = f"{result.nodes} nodes, {result.edges} edges, {result.components} components"
    print(f"Simple weighted graph: {size}; revision {view.revision}", file=sys.stderr)
    return 0


def _print_rows(rows: pd.DataFrame, form: str) -> None:
    if form == "json":
        print(json.dumps(rows.to_dict("records"), ensure_ascii=False, indent=1))
    elif form == "csv":
        escape_formulas(rows).to_csv(sys.stdout, index=False, quoting=csv.QUOTE_MINIMAL)
    else:
        print(rows.to_string(index=False, max_colwidth=40, float_format="{:.4f}".format))


def _export(arguments: argparse.Namespace) -> int:
    tables = load_folder(arguments.folder)
    graph = frame_from_tables(tables)
    wanted = filter_of(arguments, graph)
    home = read_settings(arguments.folder)
    bundle = _bundle(arguments, graph, wanted, tables.sources, home)
    _write(export(bundle, arguments.format), arguments.out, arguments.force)
    return 0


def _bundle(arguments, graph: GraphFrame, wanted: GraphFilter, sources, settings) -> ExportView:
    view = apply_filter(graph, wanted).view
    tr = get_translator(arguments.lang)
    needed = {arguments.size, *(["community"] if arguments.colour == "community" else [])}
    measures = compute(view, sorted(needed - {"uniform"}))
    sizes = None if arguments.size == "uniform" else measures.table[arguments.size]
    groups = measures.table.get("community")
    return ExportView(
        view,
        graph,
        wanted,
        datetime.date.today(),
        tr,
        settings.title or settings.home,
        settings.home,
        sources,
        view_layout(graph, wanted, arguments.layout),
        style_nodes(view, tr, arguments.colour, sizes, groups),
        compute(view).table if arguments.measures else None,
    )


def _write(content: bytes, out: str, force: bool) -> None:
    """Write in one step: a file that is there is whole, whatever happens meanwhile."""
    if out == "-":
        sys.stdout.buffer.write(content)
        return
    path = Path(out)
    if path.exists() and not force:
        raise ExportError("{path}: exists already; --force overwrites it", path=path)
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise ExportError(
            "{path}: cannot be written: {reason}", path=path, reason=reason_of(error)
        ) from error
