"""GraphML of any writer: networkx, igraph, graph-tool, Gephi, yEd, Cytoscape.

References
----------
Brandes, U., Eiglsperger, M., Lerner, J. and Pich, C. (2013), Graph Markup Language (GraphML), in
Handbook of Graph Drawing and Visualization; GraphML Primer, http://graphml.graphdrawing.org; yWorks,
yEd GraphML (``yfiles.type``, ``y:NodeLabel``).
"""

from typing import NamedTuple

from graph_app.intake.graphs.found import Edge, Facts, FoundGraph, Node, Notes
from graph_app.intake.graphs.scopes import Scopes
from graph_app.intake.graphs.typed import is_list, pieces_of, set_list, typed_text
from graph_app.intake.graphs.xml_tree import (
    Element,
    attributes,
    children,
    elements,
    local,
    text_of,
)
from graph_app.model.messages import Message

_LABELS = frozenset(("nodelabel", "edgelabel"))


class _Key(NamedTuple):
    name: str
    type: str
    default: str | None


def read_graphml(root: Element, notes: Notes) -> FoundGraph:
    """Read a GraphML document; see :func:`graph_app.intake.graphs.gexf.read_gexf`."""
    by_name = elements(root)
    reading = _Reading(notes, by_name.get("key", []))
    for element in by_name.get("graph", [])[:1]:
        reading.graph(element)
    for element in by_name.get("node", []):
        reading.node(element)
    declared = list(reading.found.nodes)
    for number, element in enumerate(by_name.get("edge", []), start=1):
        reading.edge(element, number, declared)
    for number, element in enumerate(by_name.get("hyperedge", []), start=1):
        shown = attributes(element).get("id", "")
        notes.add(number, "hyperedge", shown, Message("edges between two nodes"))
    return reading.found


class _Reading:
    def __init__(self, notes: Notes, keys: list[Element]):
        self.found = FoundGraph(notes)
        self._notes = notes
        self._scopes = Scopes(self.found)
        # One id may be a key of nodes and another one of edges.
        self._keys: dict[str, dict[str, _Key]] = {}
        for element in keys:
            cells = attributes(element)
            id, kind = cells.get("id", ""), cells.get("for", "all").lower()
            default = next((text_of(child) for child in children(element, "default")), None)
            graphics = "graphics" in cells.get("yfiles.type", "")
            name = "" if graphics else (cells.get("attr.name") or id).lower()
            key = _Key(name, cells.get("attr.type", "string"), default)
            self._keys.setdefault(kind, {}).setdefault(id, key)

    def graph(self, element: Element) -> None:
        self.found.facts |= self._facts(element, "graph", 0)

    def node(self, element: Element) -> None:
        cells, number = attributes(element), len(self.found.nodes) + 1
        id = cells.get("id", "")
        facts = self._facts(element, "node", number)
        group = any(local(child) == "graph" for child in element)
        self._scopes.declare(element, id, facts, group)

    def edge(self, element: Element, number: int, declared: list[Node]) -> None:
        cells = attributes(element)
        source = self._scopes.end_of(element, cells.get("source", ""), number, declared)
        target = self._scopes.end_of(element, cells.get("target", ""), number, declared)
        if source is not None and target is not None:
            facts = self._facts(element, "edge", number)
            if cells.get("id"):
                facts.setdefault("id", cells["id"])
            self.found.edges.append(Edge(number, source, target, facts))

    def _facts(self, element: Element, kind: str, number: int) -> Facts:
        keys = self._keys.get("all", {}) | self._keys.get(kind, {})
        facts: Facts = {}
        stated = set()
        for data in children(element, "data"):
            id = attributes(data).get("key", "")
            stated.add(id)
            self._add(facts, data, keys.get(id) or self._undeclared(id, kind, number), kind, number)
        for id, key in keys.items():
            if key.default and key.name and id not in stated:
                facts.setdefault(key.name, key.default)
        return facts

    def _undeclared(self, id: str, kind: str, number: int) -> _Key:
        others = [keys[id] for keys in self._keys.values() if id in keys]
        expected = Message("a key that the file declares for this kind of element")
        self._notes.add(number, f"{kind}, data", id, expected)
        return others[0] if others else _Key(id.lower(), "string", None)

    def _add(self, facts: Facts, data: Element, key: _Key, kind: str, number: int) -> None:
        if len(data):
            self._add_drawn(facts, data)
            return
        text = typed_text(text_of(data), key.type)
        name = key.name or "graphics"
        if is_list(key.type):
            set_list(facts, name, pieces_of(text), self._notes, number, kind)
        elif text and facts.setdefault(name, text) != text:
            expected = Message("one value")
            self._notes.add(number, f"{kind}, {name}", text, expected)

    def _add_drawn(self, facts: Facts, data: Element) -> None:
        """Add the label that yEd draws; its shapes and colours are no facts."""
        self._notes.looks += 1
        labels = (text_of(part) for part in data.iter() if local(part) in _LABELS)
        label = next((text for text in labels if text), "")
        if label:
            facts.setdefault("label", " ".join(label.split()))
