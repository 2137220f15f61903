"""Nodes by their ids, where several graphs of one file may use the same ids."""

from graph_app.intake.graphs.found import Facts, FoundGraph, Node, repeat, undeclared
from graph_app.intake.graphs.xml_tree import Element, within


class Scopes:
    """The nodes of each graph of an XML file, declared in it or only named by edges.

    An edge means the node of its own graph, else one of a graph around it, else any in the file:
    GraphML allows edges between nodes of nested graphs, declared in a graph around both.
    """

    def __init__(self, found: FoundGraph) -> None:
        self._found = found
        self._of_graph: dict[tuple[Element | None, str], Node] = {}
        self._anywhere: dict[str, Node] = {}

    def declare(self, element: Element, id: str, facts: Facts, group: bool = False) -> None:
        """Add the node that an element declares, or complete the one that it repeats."""
        known = self._of_graph.get((_graph(element), id))
        if known is None:
            self._add(element, self._found.add_node(id, facts, group))
        else:
            self._found.repeated += 1
            repeat(self._found.notes, known, facts)

    def end_of(self, element: Element, id: str, number: int, declared: list[Node]) -> Node | None:
        """Return the node that an edge means; None where no node is known, which is reported."""
        node = self._find(element, id)
        if node is None:
            node = undeclared(self._found, id, declared, number)
            if node is not None:
                self._add(element, node)
        return node

    def _add(self, element: Element, node: Node) -> None:
        self._of_graph[_graph(element), node.id] = node
        self._anywhere.setdefault(node.id, node)

    def _find(self, element: Element, id: str) -> Node | None:
        """Return the node that an element means by an id."""
        for graph in within(element, "graph"):
            if node := self._of_graph.get((graph, id)):
                return node
        return self._anywhere.get(id)


def _graph(element: Element) -> Element | None:
    return next(iter(within(element, "graph")), None)
