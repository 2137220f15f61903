"""The filters of Explore as options of the command line."""

import argparse

from graph_app.graph.filters import LIST_FIELDS, GraphFilter
from graph_app.graph.frames import GraphFrame
from graph_app.graph.names import find_node
from graph_app.model.errors import FilterError


def add_filters(parser: argparse.ArgumentParser) -> None:
    """Add the filter options; lists may be repeated or joined with commas."""
    group = parser.add_argument_group("filters, as in Explore")
    for option in LIST_FIELDS:
        group.add_argument(f"--{option}", action="append", default=[], metavar="A,B")
    group.add_argument("--year", type=int, help="as it was in that year")
    group.add_argument("--no-undated", action="store_true", help="leave out ties without a start")
    group.add_argument("--search", default="", metavar="TEXT")
    group.add_argument("--focus", default="", metavar="NODE", help="id or name")
    group.add_argument("--hops", type=int, metavar="N", help="steps from the focus, 1 to 4")
    group.add_argument("--min-degree", type=int, default=0, metavar="N")
    group.add_argument("--isolated", action="store_true", help="keep nodes without a tie")


def filter_of(arguments: argparse.Namespace, graph: GraphFrame) -> GraphFilter:
    """Return the filter that the options ask for.

    Raises
    ------
    FilterError
        If a value is unknown or out of range.
    """
    lists = {
        field: tuple(part for text in getattr(arguments, option) for part in text.split(","))
        for option, field in LIST_FIELDS.items()
    }
    if arguments.hops is not None and not arguments.focus:
        raise FilterError("--hops: found no --focus, expected a node from which to count")
    return GraphFilter(
        **lists,
        year=arguments.year,
        undated=not arguments.no_undated,
        search=arguments.search,
        focus=find_node(graph, arguments.focus) if arguments.focus else "",
        hops=arguments.hops,
        min_degree=arguments.min_degree,
        isolated=arguments.isolated,
    )
