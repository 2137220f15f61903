"""GEXF 1.0 to 1.3 in any namespace.

References
----------
GEXF Working Group, GEXF 1.1draft and 1.2draft Primer, GEXF 1.3 Schema, https://gexf.net; Gephi,
``ExporterGEXF`` and ``ImporterGEXF``.
"""

import datetime

from graph_app.intake.graphs.found import Edge, Facts, FoundGraph, Node, Notes
from graph_app.intake.graphs.gexf_values import Values
from graph_app.intake.graphs.scopes import Scopes
from graph_app.intake.graphs.xml_tree import Element, attributes, children, elements, within

_DIRECTIONS = frozenset(("", "directed", "undirected", "mutual", "dir", "undir", "sym"))
#: Attributes of an edge that say something of the tie.
_EDGE_FACTS = ("id", "label", "weight", "kind")


def read_gexf(root: Element, notes: Notes, today: datetime.date) -> FoundGraph:
    """Read a GEXF document.

    Parameters
    ----------
    root : element
        As :func:`graph_app.intake.graphs.xml_tree.root_of` gives it.
    notes : Notes
        Takes what cannot be kept.
    today : datetime.date
        Of values that change with time, the one of this day counts, else the latest.
    """
    by_name = elements(root)
    reading = _Reading(notes, Values(by_name.get("attributes", []), notes, today))
    for element in by_name.get("node", []):
        reading.node(element)
    reading.mark_groups()
    declared = list(reading.found.nodes)
    for number, element in enumerate(by_name.get("edge", []), start=1):
        reading.edge(element, number, declared)
    return reading.found


class _Reading:
    def __init__(self, notes: Notes, values: Values):
        self.found = FoundGraph(notes)
        self._notes = notes
        self._values = values
        self._scopes = Scopes(self.found)
        self._groups: set[str] = set()

    def node(self, element: Element) -> None:
        cells, number = attributes(element), len(self.found.nodes) + 1
        id = cells.get("id", "")
        facts: Facts = {"label": cells["label"]} if cells.get("label") else {}
        self._values.add(element, cells, "node", number, facts)
        around = [attributes(node).get("id", "") for node in within(element, "node")[:1]]
        self._groups.update(filter(None, [cells.get("pid", ""), *around, *_parents(element)]))
        self._scopes.declare(element, id, facts)

    def mark_groups(self) -> None:
        for node in self.found.nodes:
            node.group = node.id in self._groups

    def edge(self, element: Element, number: int, declared: list[Node]) -> None:
        cells = attributes(element)
        source = self._scopes.end_of(element, cells.get("source", ""), number, declared)
        target = self._scopes.end_of(element, cells.get("target", ""), number, declared)
        if source is None or target is None:
            return
        facts: Facts = {name: cells[name] for name in _EDGE_FACTS if cells.get(name)}
        if cells.get("type", "").lower() not in _DIRECTIONS:
            # networkx writes an attribute "type" of an edge in place of its direction.
            facts["type"] = cells["type"]
        self._values.add(element, cells, "edge", number, facts)
        self.found.edges.append(Edge(number, source, target, facts))


def _parents(element: Element) -> list[str]:
    return [
        attributes(parent).get("for", "")
        for group in children(element, "parents")
        for parent in children(group, "parent")
    ]
