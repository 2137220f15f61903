"""The verb ``export``."""

import datetime
from pathlib import Path

import click

from graph_app.analysis.layout import LAYOUTS, view_layout
from graph_app.analysis.measures.centrality import MEASURES, compute
from graph_app.cli import options
from graph_app.cli.facts import read_tables, settings_of
from graph_app.cli.filters import filter_of, filter_options
from graph_app.cli.nodes import also_named
from graph_app.cli.output import write_file
from graph_app.export import FORMATS, ExportView, export, exported_filter
from graph_app.graph.filters import apply_filter
from graph_app.graph.frames import GraphFrame, frame_from_tables
from graph_app.i18n import Translator, get_translator
from graph_app.view.style import COLOUR_BY, Style, style_nodes

_SIZES = ("uniform", *MEASURES)


@options.verb("export --format gexf --focus Lahti --hops 2 --out lahti.gexf")
@options.folder
@click.option("--format", "form", type=options.Choice(FORMATS), required=True)
@click.option("--out", required=True, metavar="FILE", help="- for standard output")
@options.force
@click.option("--colour", type=options.Choice(COLOUR_BY), default="kind", help="of nodes")
@click.option("--size", type=options.Choice(_SIZES), default="degree", help="of nodes")
@click.option("--layout", type=options.Choice(LAYOUTS), default="organic")
@click.option("--measures", is_flag=True, help="add all measures to the nodes")
@options.language
@filter_options
def command(
    folder: Path | None,
    form: str,
    out: str,
    force: bool,
    colour: str,
    size: str,
    layout: str,
    measures: bool,
    lang: str,
    **filters: object,
) -> None:
    """Write a view for other tools."""
    tables, settings = read_tables(folder), settings_of(folder)
    graph = frame_from_tables(tables)
    wanted = exported_filter(filter_of(graph, **filters))
    view, tr = apply_filter(graph, wanted, also_named(graph)).view, get_translator(lang)
    bundle = ExportView(
        view,
        graph,
        wanted,
        datetime.date.today(),
        tr,
        settings.title or settings.home,
        settings.home,
        tables.without_personal(),
        view_layout(graph, wanted, layout),
        _style(view, tr, colour, size),
        compute(view).table if measures else None,
    )
    write_file(export(bundle, form), out, force)


def _style(view: GraphFrame, tr: Translator, colour: str, size: str) -> Style:
    needed = {size, colour} & {*MEASURES}
    table = compute(view, sorted(needed)).table
    sizes = None if size == "uniform" else table[size].tolist()
    groups = table["community"].tolist() if "community" in needed else None
    return style_nodes(view, tr, colour, sizes, groups)
