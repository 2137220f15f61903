"""Graphs written as JSON to nodes and edges: which node an edge means, and what each says."""

from collections.abc import Callable
from typing import Any, NamedTuple

from graph_app.intake.graphs.found import Edge, Facts, FoundGraph, Node, Notes, repeat, undeclared
from graph_app.intake.graphs.json_forms import Lists, lists_of
from graph_app.intake.graphs.typed import json_facts, scalar_text
from graph_app.model.messages import Message

_IDS = ("id", "key", "@id")
_NAMES = ("name", "label", "title")
_NODE_KEYS = frozenset(_IDS)
_PAIRS = (("from", "to"), ("source", "target"))


class _Ends(NamedTuple):
    number: int
    source: object
    target: object
    facts: Facts


_Find = Callable[[object], Node | None]


def read_json_graph(data: object, notes: Notes) -> FoundGraph:
    """Read a graph written as JSON.

    Parameters
    ----------
    data : object
        The value of the file.
    notes : Notes
        Takes what cannot be kept.

    Raises
    ------
    TableError
        If it is none of the forms of :mod:`graph_app.intake.graphs.json_forms`.
    """
    found, number = FoundGraph(notes, facts=_facts(data)), 0
    for lists in lists_of(notes.file, data, notes):
        places = [_add_node(found, node) for node in lists.nodes]
        nodes = _by_id(found, places)
        edges = [_ends(edge, number + at, notes) for at, edge in enumerate(lists.edges, start=1)]
        number += len(edges)
        _join(found, nodes, lists, [edge for edge in edges if edge is not None])
    return found


def _facts(data: object) -> Facts:
    """Return what a file says of itself, as networkx and Cytoscape write it."""
    parts = [data.get(key) for key in ("graph", "data")] if isinstance(data, dict) else []
    told = next((part for part in parts if isinstance(part, dict)), {})
    return {str(name).lower(): scalar_text(value) for name, value in told.items()}


def _add_node(found: FoundGraph, node: Any) -> Node:
    number = len(found.nodes) + 1
    if not isinstance(node, dict):
        return Node(scalar_text(node), number, {})
    data = node.get("data")
    inner = data if isinstance(data, dict) else {}
    ids = (part.get(key) for part in (node, inner) for key in _IDS)
    id = next((scalar_text(id) for id in ids if _is_scalar(id)), "")
    return Node(id, number, json_facts(node, _NODE_KEYS, found.notes, number, "node"))


def _is_scalar(value: object) -> bool:
    return value is not None and not isinstance(value, dict | list) and value != ""


class _Nodes(NamedTuple):
    places: list[Node]
    by_id: dict[str, Node]
    by_name: dict[str, Node | None]


def _by_id(found: FoundGraph, listed: list[Node]) -> _Nodes:
    """Add the nodes to a graph, those of one id once."""
    places: list[Node] = []
    by_id: dict[str, Node] = {}
    by_name: dict[str, Node | None] = {}
    for node in listed:
        known = by_id.get(node.id) if node.id else None
        if known is None:
            known = found.add_node(node.id, node.facts)
            by_id.setdefault(node.id, known)
            for name in {known.facts.get(name, "") for name in _NAMES} - {""}:
                # A name that two nodes have means neither.
                by_name[name] = None if name in by_name else known
        else:
            found.repeated += 1
            repeat(found.notes, known, node.facts)
        places.append(known)
    by_id.pop("", None)
    for node in places:
        parent = by_id.get(node.facts.pop("parent", ""))
        if parent is not None:
            parent.group = True
    return _Nodes(places, by_id, by_name)


def _ends(edge: Any, number: int, notes: Notes) -> _Ends | None:
    if isinstance(edge, list | tuple) and len(edge) in (2, 3):
        facts = edge[2] if len(edge) == 3 else {}
        facts = facts if isinstance(facts, dict) else {"weight": facts}
        skipped = frozenset(("id", "source", "target"))
        return _Ends(number, edge[0], edge[1], json_facts(facts, skipped, notes, number, "edge"))
    inner = edge.get("data") if isinstance(edge, dict) else None
    for part in (edge, inner):
        for pair in _PAIRS:
            # Our own files name the ends "from" and "to": source and target are facts of a tie.
            if isinstance(part, dict) and pair[0] in part and pair[1] in part:
                skipped = frozenset((*pair, "key"))
                facts = json_facts(edge, skipped, notes, number, "edge")
                if _is_scalar(edge.get("key")):
                    facts.setdefault("id", scalar_text(edge["key"]))
                if part is inner:
                    facts = {name: text for name, text in facts.items() if name not in pair}
                return _Ends(number, part[pair[0]], part[pair[1]], facts)
    notes.refuse(number, "edge", scalar_text(edge)[:80], Message("a source and a target"))
    return None


def _join(found: FoundGraph, nodes: _Nodes, lists: Lists, edges: list[_Ends]) -> None:
    find = _finder(nodes, lists, edges)
    for edge in edges:
        ends = [find(end) or _implied(found, nodes, end, edge.number)
                for end in (edge.source, edge.target)]  # fmt: skip
        if ends[0] is not None and ends[1] is not None:
            found.edges.append(Edge(edge.number, ends[0], ends[1], edge.facts))


def _implied(found: FoundGraph, nodes: _Nodes, end: object, number: int) -> Node | None:
    id = scalar_text(_inner(end)) if _is_scalar(_inner(end)) else ""
    node = undeclared(found, id, nodes.places, number)
    if node is not None:
        nodes.by_id[id] = node
    return node


def _inner(end: object) -> object:
    """Return the id in an end that is the node itself, as D3 leaves it after a layout."""
    if isinstance(end, dict):
        return next((end[key] for key in (*_IDS, *_NAMES) if _is_scalar(end.get(key))), None)
    return end


def _finder(nodes: _Nodes, lists: Lists, edges: list[_Ends]) -> _Find:
    """Return how this file means its ends: by id or name, or by position in the list of nodes.

    The way that finds more of them is taken for all, ids before positions where both do: networkx 1.x
    wrote positions even where the nodes had ids, and is known by its list of graph attributes.
    """

    def named(end: object) -> Node | None:
        text = scalar_text(_inner(end)) if _is_scalar(_inner(end)) else ""
        return nodes.by_id.get(text) or nodes.by_name.get(text)

    def placed(end: object) -> Node | None:
        if isinstance(end, float) and end.is_integer():
            end = int(end)
        if isinstance(end, bool) or not isinstance(end, int) or not 0 <= end < len(nodes.places):
            return None
        return nodes.places[end]

    ways = [placed, named] if lists.positions else [named, placed]
    ends = [end for edge in edges for end in (edge.source, edge.target)]
    return max(ways, key=lambda way: sum(way(end) is not None for end in ends))
