"""A filter as words."""

from typing import Any

from graph_app.graph.filter_kinds import Choice, Choices, Flag, Kind, Node
from graph_app.graph.filter_specs import SPECS, GraphFilter
from graph_app.graph.frames import GraphFrame
from graph_app.i18n import Translator
from graph_app.wording.names import node_name


def filter_words(wanted: GraphFilter, graph: GraphFrame, tr: Translator) -> list[tuple[str, str]]:
    """Return what a filter shows.

    Parameters
    ----------
    wanted : GraphFilter
        The filter.
    graph : GraphFrame
        The graph with its focus.
    tr : Translator
        The reader's language.

    Returns
    -------
    list of (str, str)
        Label and value of each field that filters, then of those that change what others do;
        empty when nothing is filtered.
    """
    specs = [SPECS[name] for name in wanted.in_effect]
    specs.sort(key=lambda spec: (spec.apply is None, isinstance(spec.kind, Flag)))
    values = [_value_words(spec.kind, getattr(wanted, spec.field), graph, tr) for spec in specs]
    return [(tr(spec.label), text) for spec, text in zip(specs, values, strict=True) if text]


def _value_words(kind: Kind, value: Any, graph: GraphFrame, tr: Translator) -> str:
    """Return a value in words; empty for a node that the graph does not have."""
    match kind:
        case Choices():
            return ", ".join(map(getattr(tr, kind.says), value))
        case Choice():
            return tr(kind.labels[value])
        case Flag():
            return tr(kind.said)
        case Node():
            return node_name(graph, value, tr) if value in graph.position else ""
    return str(value)
