"""What a graph file holds: nodes, edges, and what could not be kept of it."""

from dataclasses import dataclass, field

from graph_app.intake.files.collecting import Collector
from graph_app.model.messages import Message
from graph_app.model.words import on_one_line

#: What an element says, by name in small letters.
Facts = dict[str, str]


@dataclass(eq=False)
class Node:
    """A node of a file.

    Parameters
    ----------
    id : str
        As written; two graphs of one file may use the same.
    number : int
        Place among the nodes of the file, from 1.
    facts : dict of str to str
        What the file says of it.
    group : bool
        Whether it contains other nodes.
    """

    id: str
    number: int
    facts: Facts = field(default_factory=dict)
    group: bool = False


@dataclass(eq=False)
class Edge:
    """An edge of a file, between two of its nodes.

    Parameters
    ----------
    number : int
        Place among the edges of the file, from 1.
    source, target : Node
        Its ends, in the order in which they are written.
    facts : dict of str to str
        What the file says of it.
    """

    number: int
    source: Node
    target: Node
    facts: Facts = field(default_factory=dict)


class Notes:
    """What could not be kept of a file, one finding for each sort of it.

    A graph has as many repetitions of one fault as it has elements: the first is shown and the rest
    are counted.

    Parameters
    ----------
    file : str
        Name of the file.
    """

    def __init__(self, file: str):
        self.file = file
        self._sorts: dict[tuple[str, str], tuple[int, str, Message, int]] = {}
        self._refused: set[int] = set()
        #: How many colours, sizes and positions the file holds: they are no facts.
        self.looks = 0

    @property
    def refused(self) -> int:
        """How many edges are not taken."""
        return len(self._refused)

    def add(self, number: int, element: str, found: object, expected: Message) -> None:
        """Add what was found in an element.

        Parameters
        ----------
        number : int
            Place of the element among its kind; 0 is the whole file.
        element : str
            Where in the element, e.g. ``edge, start``.
        found : object
            What is written there.
        expected : Message
            What would be right. Findings of one element and template are one sort.
        """
        sort = (element, expected.template)
        first = number, on_one_line(str(found))[:60], expected, 0
        number, text, shown, n = self._sorts.get(sort, first)
        self._sorts[sort] = number, text, shown, n + 1

    def refuse(self, number: int, element: str, found: object, expected: Message) -> None:
        """Add what was found in an edge, by its number, that is not taken for it."""
        self._refused.add(number)
        self.add(number, element, found, expected)

    def collected(self) -> Collector:
        """Return the findings."""
        collector = Collector()
        for (element, _), (number, text, expected, n) in self._sorts.items():
            found: str | Message = text
            if n > 1:
                found = Message("{first} (the first of {n:,})", first=text, n=n)
            collector.add(self.file, number, element, found, expected)
        collector.count("colours, sizes and positions left out", self.looks)
        return collector


@dataclass(eq=False)
class FoundGraph:
    """All nodes and edges of a file.

    Parameters
    ----------
    notes : Notes
        What could not be kept.
    nodes : list of Node
        In the order of the file.
    edges : list of Edge
        In the order of the file; those between unknown ends are not in it.
    """

    notes: Notes
    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    #: What the file says of itself.
    facts: Facts = field(default_factory=dict)
    #: How many nodes repeat the id of another, and how many only edges name.
    repeated: int = 0
    implied: int = 0

    def add_node(self, id: str, facts: Facts, group: bool = False) -> Node:
        """Add a node and return it."""
        node = Node(id, len(self.nodes) + 1, facts, group)
        self.nodes.append(node)
        return node

    def check_counts(self, nodes: int, edges: int) -> None:
        """Report when not as many elements were read as an independent count finds in the file."""
        for what, read, there in (
            ("node", len(self.nodes) + self.repeated - self.implied, nodes),
            ("edge", len(self.edges) + self.notes.refused, edges),
        ):
            if read != there:
                expected = Message("{n:,} elements, as many as the file holds", n=there)
                self.notes.add(0, what, f"{read:,}", expected)


def repeat(notes: Notes, node: Node, facts: Facts) -> None:
    """Complete a node by its repetition in the file; what contradicts the first is reported."""
    for name, value in facts.items():
        if node.facts.setdefault(name, value) != value:
            expected = Message(
                "the value {first!r}, as in the first node of this id",
                first=node.facts[name][:40],
            )
            notes.add(node.number, f"node, {name}", value, expected)


def is_name(text: str) -> bool:
    """Return whether an id may be a name: it has a letter, and is no short mark such as ``n12``."""
    letters = sum(character.isalpha() for character in text)
    return letters > 2 or (letters > 0 and not any(c.isdigit() for c in text))


def undeclared(graph: FoundGraph, id: str, declared: list[Node], number: int) -> Node | None:
    """Return a node for an end that no node of the file has, or None where its name is unknown.

    Where the nodes of a file are named by their ids, the id of one that is not declared is its
    name too.
    """
    named = any(node.facts.get(name, node.id) != node.id for node in declared[:50]
                for name in ("name", "label", "title"))  # fmt: skip
    if named or not is_name(id):
        expected = Message("the id of a node in the file")
        graph.notes.refuse(number, "edge", id, expected)
        return None
    if declared:
        graph.notes.add(number, "edge", id, Message("a node of this id; it is taken as its name"))
    graph.implied += 1
    return graph.add_node(id, {})
