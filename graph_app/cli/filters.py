"""The filters of Explore as options of the command line."""

from collections.abc import Callable
from dataclasses import fields

import click

from graph_app.cli.nodes import named_node
from graph_app.cli.options import comma_list
from graph_app.graph.filters import MAX_HOPS, GraphFilter
from graph_app.graph.frames import GraphFrame
from graph_app.model.errors import FilterError

#: Option, field of the filter, type (tuple: may be repeated or joined with commas), help.
_FILTERS = (
    ("kind", "kinds", tuple, "kinds of node"),
    ("type", "types", tuple, "types of relation"),
    ("country", "countries", tuple, "countries by code, such as FI"),
    ("theme", "themes", tuple, "themes"),
    ("status", "statuses", tuple, "statuses of a tie"),
    ("year", "year", int, "as it was in that year"),
    ("undated", "undated", bool, "with --year: ties whose start is not known"),
    ("search", "search", str, "text in a name"),
    ("focus", "focus", str, "id or name of a node"),
    ("hops", "hops", int, f"steps from the focus, 1 to {MAX_HOPS}"),
    ("min-degree", "min_degree", int, "least number of neighbours"),
    ("isolated", "isolated", bool, "keep nodes without a tie"),
)
_DEFAULTS = {field.name: field.default for field in fields(GraphFilter)}
_METAVAR = {tuple: "A,B", int: "N", str: "TEXT"}


def filter_options(command: Callable) -> Callable:
    """Add the filter options to a command, which gets them by the names of the fields."""
    for option, field, kind, text in reversed(_FILTERS):
        command = _option(option, field, kind, text)(command)
    return command


def _option(option: str, field: str, kind: type, text: str) -> Callable:
    default = _DEFAULTS[field]
    if kind is bool:
        name = f"--{option}/--no-{option}" if default else f"--{option}"
        return click.option(name, field, is_flag=True, default=default, help=text)
    more = {"multiple": True, "callback": comma_list} if kind is tuple else {"type": kind}
    shown = {"metavar": _METAVAR[kind], "help": text, "show_default": False}
    return click.option(f"--{option}", field, default=default, **shown, **more)


def filter_of(graph: GraphFrame, **given) -> GraphFilter:
    """Return the filter that the options ask for.

    Parameters
    ----------
    graph : GraphFrame
        The graph in which the focus is looked for.
    **given
        Fields of the filter; the focus by its id or name.

    Raises
    ------
    FilterError
        If a value is unknown or out of range.
    """
    focus = given.pop("focus")
    if given["hops"] is not None and not focus:
        raise FilterError("--hops: found no --focus, expected a node from which to count")
    return GraphFilter(**given, focus=named_node(graph, focus) if focus else "")
