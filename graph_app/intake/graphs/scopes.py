"""Nodes by their ids, where several graphs of one file may use the same ids."""

from graph_app.intake.graphs.found import Node
from graph_app.intake.graphs.xml_tree import Element, within


class Scopes:
    """The nodes of each graph of an XML file.

    An edge means the node of its own graph, else one of a graph around it, else any in the file:
    GraphML allows edges between nodes of nested graphs, declared in a graph around both.
    """

    def __init__(self) -> None:
        self._of_graph: dict[tuple[Element | None, str], Node] = {}
        self._anywhere: dict[str, Node] = {}

    def get(self, element: Element, id: str) -> Node | None:
        """Return the node of an id in the same graph as an element."""
        return self._of_graph.get((_graph(element), id))

    def add(self, element: Element, node: Node) -> None:
        """Add the node that an element declares."""
        self._of_graph[_graph(element), node.id] = node
        self._anywhere.setdefault(node.id, node)

    def find(self, element: Element, id: str) -> Node | None:
        """Return the node that an element means by an id."""
        for graph in within(element, "graph"):
            if node := self._of_graph.get((graph, id)):
                return node
        return self._anywhere.get(id)


def _graph(element: Element) -> Element | None:
    return next(iter(within(element, "graph")), None)
