"""The filters of Explore as options of the command line."""

from collections.abc import Callable

import click

from graph_app.cli.nodes import named_node
from graph_app.cli.options import comma_list
from graph_app.graph.filter_kinds import Choices, Flag, Node, read
from graph_app.graph.filter_specs import SPECS, FilterSpec, GraphFilter
from graph_app.graph.frames import GraphFrame
from graph_app.model.errors import FilterError


def filter_options(command: Callable) -> Callable:
    """Add the filter options to a command, which gets them by the names of the fields."""
    for field, spec in reversed(SPECS.items()):
        command = click.option(f"--{spec.option}", field, help=spec.help, **_form(spec))(command)
    return command


def _form(spec: FilterSpec) -> dict[str, object]:
    match spec.kind:
        case Flag():
            return {"is_flag": True}
        case Choices():
            return {"multiple": True, "callback": comma_list, "metavar": spec.kind.metavar}
    return {"default": None, "metavar": spec.kind.metavar}


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


def _value(spec: FilterSpec, given, graph: GraphFrame):
    match spec.kind:
        case Flag():
            return not getattr(GraphFilter, spec.field)
        case Choices():
            return given
        case Node():
            return named_node(graph, given) if given else ""
    return read(spec.kind, spec.option, given)
