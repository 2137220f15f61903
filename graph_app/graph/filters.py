"""Filters that combine, say what each leaves, and travel in an address."""

from collections.abc import Mapping
from dataclasses import dataclass

from graph_app.graph.filter_kinds import Choice, Choices, Flag, Node, Number, Text, read, write
from graph_app.graph.filter_specs import SPECS, GraphFilter, specs_of
from graph_app.graph.frames import GraphFrame
from graph_app.graph.selection import AlsoFound, Selection, nothing_else
from graph_app.model.errors import FilterError
from graph_app.model.messages import Message

#: The order of the parameters is part of every address that was ever passed on.
_PARAMETERS = specs_of(Choices, Number, Text, Node, Flag, Choice)


@dataclass(frozen=True, eq=False)
class FilterResult:
    """A filtered view.

    Parameters
    ----------
    view : GraphFrame
        What is left.
    steps : tuple of (str, int, int)
        For each active field, in the order applied: name, nodes left, ties left.
    matched : tuple of str
        Ids of the nodes that the search text itself found.
    """

    view: GraphFrame
    steps: tuple[tuple[str, int, int], ...]
    matched: tuple[str, ...]


def apply_filter(
    graph: GraphFrame, wanted: GraphFilter, also: AlsoFound = nothing_else
) -> FilterResult:
    """Filter a graph.

    Parameters
    ----------
    graph : GraphFrame
        The whole graph.
    wanted : GraphFilter
        What to show.
    also : callable
        Gives the ids of the nodes that a search text means beyond what the tables call them.

    Returns
    -------
    FilterResult
        The view, what each active field left, and the nodes that the search found.

    Raises
    ------
    FilterError
        If the focus is not a node of the graph.
    """
    focus = graph.position.get(wanted.focus) if wanted.focus else None
    if wanted.focus and focus is None:
        raise FilterError.wrong(Message("focus"), wanted.focus, Message("a node id"))
    selection = Selection(graph, focus, wanted.isolated, also)
    steps = []
    active = wanted.active
    for spec in SPECS.values():
        if spec.apply and spec.field in active:
            spec.apply(selection, wanted)
            steps.append((spec.field, int(selection.nodes.sum()), int(selection.edges.sum())))
    matched = tuple(graph.ids[selection.matched & selection.nodes])
    return FilterResult(selection.view(), tuple(steps), matched)


def loosening(
    graph: GraphFrame, wanted: GraphFilter, also: AlsoFound = nothing_else
) -> list[tuple[str, int]]:
    """Say which one filter to loosen when nothing is left.

    Returns
    -------
    list of (str, int)
        Active field and the number of ties in the view without it, the most helpful first;
        fields that would not help alone are left out.
    """
    gains = [
        (name, apply_filter(graph, wanted.without(name), also).view.n_edges)
        for name in wanted.active
    ]
    return sorted([gain for gain in gains if gain[1]], key=lambda gain: -gain[1])


def filter_to_query(wanted: GraphFilter) -> dict[str, str]:
    """Return the filter as the parameters of an address; defaults are left out."""
    changed = wanted.changed()
    return {s.query_key: write(changed[s.field]) for s in _PARAMETERS if s.field in changed}


def filter_from_query(query: Mapping[str, str]) -> GraphFilter:
    """Read a filter from the parameters of an address; other parameters are ignored.

    Raises
    ------
    FilterError
        If a value is unknown, no number, or out of range.
    """
    values = {
        spec.field: read(spec.kind, spec.query_key, query[spec.query_key])
        for spec in SPECS.values()
        if query.get(spec.query_key)
    }
    return GraphFilter(**{field: value for field, value in values.items() if value is not None})
