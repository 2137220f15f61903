"""The filters of Explore as options of the command line."""

import argparse

from graph_app.graph.filter_kinds import Choices, Flag, Node, read
from graph_app.graph.filter_specs import SPECS, FilterSpec, GraphFilter
from graph_app.graph.frames import GraphFrame
from graph_app.graph.names import find_node
from graph_app.model.errors import FilterError


def add_filters(parser: argparse.ArgumentParser) -> None:
    """Add the filter options; lists may be repeated or joined with commas."""
    group = parser.add_argument_group("filters, as in Explore")
    for field, spec in SPECS.items():
        if isinstance(spec.kind, Flag):
            form: dict = {"action": "store_true"}
        else:
            action = "append" if isinstance(spec.kind, Choices) else "store"
            form = {"action": action, "metavar": spec.kind.metavar}
        group.add_argument(f"--{spec.option}", dest=field, help=spec.help, **form)


def filter_of(arguments: argparse.Namespace, graph: GraphFrame) -> GraphFilter:
    """Return the filter that the options ask for.

    Raises
    ------
    FilterError
        If a value is unknown or out of range.
    """
    given = {field: getattr(arguments, field) for field in SPECS}
    values = {
        field: _value(SPECS[field], text, graph)
        for field, text in given.items()
        if text not in (None, False)
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
            return tuple(",".join(given).split(","))
        case Node():
            return find_node(graph, given) if given else ""
    return read(spec.kind, spec.option, given)
