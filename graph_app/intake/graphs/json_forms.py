"""The forms in which programs write a graph as JSON, each to its lists of nodes and edges.

References
----------
networkx, ``node_link_data``, ``adjacency_data`` and ``tree_data``, 1.x to 3.x; graphology, Serialization;
Cytoscape.js, Elements JSON; JSON Graph Format 1 and 2; D3, d3-force and d3-hierarchy; vis-network, Data.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from graph_app.intake.graphs.found import Notes
from graph_app.model.errors import TableError
from graph_app.model.messages import Message

_EDGES = ("edges", "links")
#: Deepest tree that is read.
_DEEPEST = 200


@dataclass(eq=False)
class Lists:
    """The nodes and edges of one graph, as the file lists them.

    Parameters
    ----------
    nodes : list
        Of any form that :mod:`graph_app.intake.graphs.json_graphs` reads.
    edges : list
        Likewise.
    positions : bool
        Whether the ends of edges are more likely positions in the list of nodes than ids.
    """

    nodes: list[Any] = field(default_factory=list)
    edges: list[Any] = field(default_factory=list)
    positions: bool = False


def lists_of(name: str, data: object, notes: Notes) -> list[Lists]:
    """Return the lists of each graph in a JSON value.

    Raises
    ------
    TableError
        If it is no graph.
    """
    many = data.get("graphs") if isinstance(data, dict) else None
    if isinstance(many, list) and many:
        return [lists for part in many for lists in lists_of(name, part, notes)]
    if isinstance(data, list):
        return _of_list(name, data, notes)
    if isinstance(data, dict):
        found = _of_object(data, notes)
        if found is not None:
            _check(name, found)
            return [found]
    raise TableError("{name}: found no list of nodes, expected node-link JSON", name=name)


def _of_list(name: str, data: list[Any], notes: Notes) -> list[Lists]:
    objects = [part for part in data if isinstance(part, dict)]
    if objects and len(objects) == len(data):
        if all(isinstance(part.get("data"), dict) for part in objects):
            return [_elements(objects)]
        if all("nodes" in part or "elements" in part for part in objects):
            return [lists for part in objects for lists in lists_of(name, part, notes)]
    raise TableError("{name}: found no list of nodes, expected node-link JSON", name=name)


def _of_object(data: dict[str, Any], notes: Notes) -> Lists | None:
    inner, elements = data.get("graph"), data.get("elements")
    if isinstance(elements, dict):
        return _node_link(elements, notes)
    if isinstance(elements, list):
        return _elements([part for part in elements if isinstance(part, dict)])
    if "nodes" not in data and isinstance(inner, dict) and ("nodes" in inner or "edges" in inner):
        return _node_link(inner, notes)
    if "adjacency" in data:
        return _adjacency(data)
    if "nodes" in data or any(isinstance(data.get(key), list) for key in _EDGES):
        return _node_link(data, notes)
    if isinstance(data.get("children"), list):
        return _tree(data)
    return _neighbours(data)


def _check(name: str, lists: Lists) -> None:
    if not isinstance(lists.nodes, list):
        raise TableError("{name}: found no list of nodes, expected node-link JSON", name=name)
    if not isinstance(lists.edges, list):
        raise TableError("{name}: found no list of edges, expected node-link JSON", name=name)


def _node_link(data: dict[str, Any], notes: Notes) -> Lists:
    nodes = data.get("nodes", [])
    if isinstance(nodes, dict):
        nodes = [{"id": id} | (node if isinstance(node, dict) else {"label": node})
                 for id, node in nodes.items()]  # fmt: skip
    there = [data[key] for key in _EDGES if key in data]
    edges = there[0] if there else None
    if len(there) == 2 and isinstance(edges, list) and isinstance(there[1], list):
        edges = edges if edges == there[1] else edges + there[1]
    for number, _ in enumerate(_listed(data.get("hyperedges")), start=1):
        notes.add(number, "hyperedge", "", Message("edges between two nodes"))
    # networkx 1.x wrote the graph's own facts as a list, and ends as positions.
    return Lists(nodes, edges, positions=isinstance(data.get("graph"), list))  # type: ignore[arg-type]


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _elements(parts: Iterable[dict[str, Any]]) -> Lists:
    """Sort the flat elements of Cytoscape.js: edges have a source and a target."""
    lists = Lists()
    for part in parts:
        data = part.get("data")
        is_edge = isinstance(data, dict) and "source" in data and "target" in data
        (lists.edges if is_edge else lists.nodes).append(part)
    return lists


def _adjacency(data: dict[str, Any]) -> Lists:
    nodes, rows = data.get("nodes"), data.get("adjacency")
    directed = data.get("directed") is True
    edges: list[Any] = []
    for at, row in enumerate(_listed(rows)):
        source = _id_at(_listed(nodes), at)
        edges += [(source, _id_at([end], 0), end) for end in _listed(row)]
    return Lists(nodes, edges if directed else list(_once(edges)))  # type: ignore[arg-type]


def _id_at(nodes: list[Any], at: int) -> object:
    node = nodes[at] if at < len(nodes) else None
    return node.get("id", at) if isinstance(node, dict) else node


def _once(edges: list[tuple[Any, Any, Any]]) -> Iterator[tuple[Any, Any, Any]]:
    """Yield each edge of an undirected graph once: it is listed at both of its ends."""
    listed: dict[tuple[str, ...], int] = {}
    for source, target, facts in edges:
        more = {key: value for key, value in facts.items() if key != "id"} if isinstance(
            facts, dict) else {}  # fmt: skip
        there, back = (
            (repr(source), repr(target), repr(more)),
            (repr(target), repr(source), repr(more)),
        )
        if source != target and listed.get(back, 0):
            listed[back] -= 1
            continue
        listed[there] = listed.get(there, 0) + 1
        yield source, target, facts


def _tree(data: dict[str, Any]) -> Lists:
    """Return the nodes of a tree, each by its place, and an edge from each to its children."""
    lists = Lists(positions=True)
    waiting: list[tuple[dict[str, Any], int, int]] = [(data, -1, 0)]
    for node, parent, depth in waiting:
        at = len(lists.nodes)
        lists.nodes.append({key: value for key, value in node.items() if key != "children"})
        if parent >= 0:
            lists.edges.append((parent, at, {}))
        if depth < _DEEPEST:
            inner = [part for part in _listed(node.get("children")) if isinstance(part, dict)]
            waiting += [(part, at, depth + 1) for part in inner]
    return lists


def _neighbours(data: dict[str, Any]) -> Lists | None:
    """Return a graph written as the neighbours of each node: lists, or objects by id."""
    if not data or not all(isinstance(value, list | dict) for value in data.values()):
        return None
    edges: list[tuple[Any, Any, Any]] = []
    for source, ends in data.items():
        for end in ends:
            if isinstance(end, dict | list):
                return None
            edges += [(source, end, facts) for facts in _parallel(ends, end)]
    return Lists(list(data), list(_once(edges))) if edges else None


def _parallel(ends: list[Any] | dict[str, Any], end: Any) -> list[Any]:
    """Return what is said of the edges to an end; of parallel ones by their keys."""
    facts = ends[end] if isinstance(ends, dict) else {}
    if isinstance(facts, dict) and facts and all(isinstance(part, dict) for part in facts.values()):
        return list(facts.values())
    return [facts if isinstance(facts, dict) else {"weight": facts}]
