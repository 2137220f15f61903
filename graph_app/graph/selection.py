"""Which nodes and ties are still in while filters are applied one after the other."""

from collections.abc import Callable, Iterable

import numpy as np

from graph_app.graph.frames import GraphFrame

#: Ids of the nodes that a text means beyond what the tables call them.
AlsoFound = Callable[[str], Iterable[str]]


def nothing_else(text: str) -> Iterable[str]:
    """Return that a text means no further node."""
    return ()


class Selection:
    """Nodes and ties of a graph that are still in; boolean masks.

    `focus` is the position of a node that always stays; `isolated` says whether nodes without
    any tie stay. `matched` are the nodes that a search found; `also` says what it finds as well.
    """

    def __init__(
        self,
        graph: GraphFrame,
        focus: int | None,
        isolated: bool,
        also: AlsoFound = nothing_else,
    ):
        self.graph = graph
        self.also = also
        self.isolated = isolated
        self.nodes = np.ones(len(graph), dtype=bool)
        self.edges = np.ones(graph.n_edges, dtype=bool)
        self.always = np.arange(len(graph)) == (-1 if focus is None else focus)
        self.matched = np.zeros(len(graph), dtype=bool)
        self._trim()

    def keep_nodes(self, keep: np.ndarray) -> None:
        """Drop all other nodes, but those that always stay."""
        self.nodes &= keep | self.always
        self._trim()

    def keep_edges(self, keep: np.ndarray) -> None:
        """Drop all other ties."""
        self.edges &= keep
        self._trim()

    def _trim(self) -> None:
        graph = self.graph
        self.edges &= self.nodes[graph.source] & self.nodes[graph.target]
        if not self.isolated:
            tied = self.always | self.matched
            tied[graph.source[self.edges]] = True
            tied[graph.target[self.edges]] = True
            self.nodes &= tied

    def view(self) -> GraphFrame:
        """Return what is still in as a graph."""
        return self.graph.select(self.nodes, self.edges)
