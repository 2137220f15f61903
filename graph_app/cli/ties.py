"""The verb ``ties``: every tie of a node, ours and public."""

import datetime
from pathlib import Path

import click

from graph_app.analysis.ties import ties_of
from graph_app.cli import options
from graph_app.cli.facts import read_tables, settings_of
from graph_app.cli.nodes import named_node
from graph_app.cli.output import print_known
from graph_app.graph.filter_kinds import check_countries
from graph_app.graph.frames import frame_from_tables
from graph_app.intake.reference.layer import no_layer, shipped_layer
from graph_app.intake.reference.union import with_public
from graph_app.model.errors import FilterError
from graph_app.model.relations import RELATION_TYPES

#: What a table has room for; the other formats have all.
_IN_TABLE = ["name", "country", "type", "status", "start", "trust", "ours", "source"]


@options.verb("ties Turku --country DE,EE --type sister_city")
@click.argument("node", metavar="NODE", help="id or name of a node")
@options.folder
@options.list_option("--country", metavar="CC", help="only with nodes of these countries")
@options.list_option("--type", "types", metavar="TYPE", help="only ties of these types")
@click.option("--ours", is_flag=True, help="only what our own tables state")
@options.form
def command(
    node: str,
    folder: Path | None,
    country: tuple[str, ...],
    types: tuple[str, ...],
    ours: bool,
    form: str,
) -> None:
    """Print every tie of a node, how well it is known, and whether it is ours."""
    countries = tuple(code.upper() for code in country)
    check_countries(countries)
    for one in types:
        if one not in RELATION_TYPES:
            raise FilterError.one_of("type", one, RELATION_TYPES)
    tables = with_public(read_tables(folder), no_layer() if ours else shipped_layer())
    graph = frame_from_tables(tables)
    home, today = settings_of(folder).home, datetime.date.today()
    found = named_node(graph, node)
    rows = ties_of(graph, found, tables.sources, home, today, countries, types)
    print_known(rows[_IN_TABLE] if form == "table" else rows, form)
