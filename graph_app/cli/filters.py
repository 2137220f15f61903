"""The filters of Explore as options of the command line."""

from collections.abc import Callable
from typing import Any

import click

from graph_app.cli.nodes import named_node
from graph_app.cli.options import Decorator, list_option
from graph_app.graph.filter_kinds import Choices, Flag, Node, read
from graph_app.graph.filter_specs import SPECS, FilterSpec, GraphFilter
from graph_app.graph.frames import GraphFrame
from graph_app.model.errors import FilterError


def filter_options(command: Callable) -> Callable:
    """Add the filter options to a command, which gets them by the names of the fields."""
    for field in reversed(list(SPECS)):
        command = _option(field, SPECS[field])(command)
    return command


def _option(field: str, spec: FilterSpec) -> Decorator:
    names, metavar = (f"--{spec.option}", field), spec.kind.metavar
    match spec.kind:
        case Flag():
            return click.option(*names, is_flag=True, help=spec.help)
        case Choices():
            return list_option(*names, metavar=metavar, help=spec.help)
    return click.option(*names, metavar=metavar, help=spec.help)


def filter_of(graph: GraphFrame, **given: object) -> GraphFilter:
    """Return the filter that the options ask for.

    Parameters
    ----------
    graph : GraphFrame
        The graph in which the focus is looked for.
    **given
        Fields of the filter as written on the command line; the focus by its id or name.

    Raises
    ------
    FilterError
        If a value is unknown or out of range.
    """
    values = {
        field: _value(spec, given[field], graph)
        for field, spec in SPECS.items()
        if given[field] not in (None, False, ())
    }
    for spec in (SPECS[field] for field in values):
        if spec.apply and spec.needs and not values.get(spec.needs):
            raise FilterError(
                "--{option}: found no --{other}, expected both",
                option=spec.option,
                other=SPECS[spec.needs].option,
            )
    return GraphFilter(**values)


def _value(spec: FilterSpec, given: Any, graph: GraphFrame) -> Any:
    match spec.kind:
        case Flag():
            return not getattr(GraphFilter, spec.field)
        case Choices():
            return given
        case Node():
            return named_node(graph, given) if given else ""
    return read(spec.kind, spec.option, given)
