"""The verb ``summary``."""

import sys
from pathlib import Path

import click

from graph_app.analysis.measures.centrality import MEASURES, compute
from graph_app.cli import options
from graph_app.cli.facts import read_tables
from graph_app.cli.filters import filter_of, filter_options
from graph_app.cli.nodes import also_named, english_names
from graph_app.cli.output import print_rows
from graph_app.graph.filters import apply_filter
from graph_app.graph.frames import frame_from_tables

_SHOWN = ("degree", "betweenness", "closeness", "pagerank", "community")


@options.verb("summary --measure betweenness --year 1990 --top 5")
@options.folder
@click.option(
    "--measure", "measures", multiple=True, type=options.Choice(MEASURES), metavar="NAME",
    default=_SHOWN, show_default=False, help=f"may be repeated: {', '.join(MEASURES)}",
)  # fmt: skip
@options.top
@options.form
@filter_options
def command(
    folder: Path | None, measures: tuple[str, ...], top: int, form: str, **filters: object
) -> None:
    """Print measures of a view, largest first."""
    graph = frame_from_tables(read_tables(folder))
    view = apply_filter(graph, filter_of(graph, **filters), also_named(graph)).view
    result = compute(view, measures)
    rows = result.table.sort_values(measures[0], ascending=False, kind="stable")
    rows = rows.head(top) if top > 0 else rows
    rows.insert(0, "name", english_names(view).reindex(rows.index))
    print_rows(rows.reset_index(), form)
    size = f"{result.nodes} nodes, {result.edges} edges, {result.components} components"
    print(f"Simple weighted graph: {size}; revision {view.revision}", file=sys.stderr)
