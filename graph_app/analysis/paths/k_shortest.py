"""The k cheapest loopless paths of a weighted graph, exact and lazily.

Yen derives the next path from those found: from each node of a path a detour that may come back to
no node before it. Here a detour is an A* search that waits in one queue with all others under what
it costs at least, and is taken up only when nothing cheaper is left. As the true distances to the
end lead it, hardly more than the paths themselves is ever entered.

References
----------
J. Y. Yen (1971), Finding the K shortest loopless paths in a network, Management Science 17(11),
712-716; E. L. Lawler (1972), Management Science 18(7), 401-405 (no path is derived twice);
P. E. Hart, N. J. Nilsson, B. Raphael (1968), IEEE Transactions on Systems Science and Cybernetics
4(2), 100-107 (A*).
"""

import heapq
import itertools
import math
from collections.abc import Collection

from scipy import sparse
from scipy.sparse.csgraph import dijkstra

#: Costs closer than this are equal: sums of the same costs differ in the last digits.
_ROUNDING = 1e-9


def k_cheapest(cost: sparse.csr_array, start: int, end: int, k: int) -> list[tuple[int, ...]]:
    """Return the k cheapest loopless paths between two nodes.

    Parameters
    ----------
    cost : scipy.sparse.csr_array, shape (n, n)
        Symmetric; positive cost of each edge.
    start, end : int
        Different nodes.
    k : int
        Most paths to give, at least 1.

    Returns
    -------
    list of tuple of int
        Nodes of each path; the cheapest first, of equal cost the one of fewer steps, then the one
        of smaller node numbers. Empty where no path leads there.
    """
    search = _Search(cost, end)
    queue = _Queue(search)
    queue.put(_Detour(search, (start,)))
    found: list[tuple[int, ...]] = []
    while len(found) < k and (best := queue.next()) is not None:
        found.append(best.path)
        for at in range(len(best.root) - 1, len(best.path) - 1):
            root = best.path[: at + 1]
            followed = {path[at + 1] for path in found if path[: at + 1] == root}
            queue.put(_Detour(search, root, followed))
    return found


def cheapest_from(cost: sparse.csr_array, root: tuple[int, ...], end: int) -> tuple[int, ...]:
    """Return the cheapest loopless path that begins with a root; empty where there is none.

    Parameters
    ----------
    cost : scipy.sparse.csr_array, shape (n, n)
        Symmetric; positive cost of each edge.
    root : tuple of int
        Nodes that the path begins with, each tied to the next.
    end : int
        Last node of the path; the last of the root at the earliest.
    """
    if root[-1] == end:
        return root
    detour = _Detour(_Search(cost, end), root)
    detour.advance()
    return detour.path or ()


class _Search:
    """The graph and, of each node, what is truly left to go to the end."""

    def __init__(self, matrix: sparse.csr_array, end: int):
        self.matrix, self.end = matrix, end
        self.left = dijkstra(matrix, indices=end)

    def row(self, at: int) -> slice:
        return slice(self.matrix.indptr[at], self.matrix.indptr[at + 1])

    def cost(self, nodes: tuple[int, ...]) -> float:
        """Return the cost of a path; exactly the same for the same costs in any order."""
        return math.fsum(self._edge(a, b) for a, b in itertools.pairwise(nodes))

    def _edge(self, one: int, other: int) -> float:
        row = self.row(one)
        return float(self.matrix.data[row][self.matrix.indices[row] == other][0])


class _Detour:
    """The search for the cheapest path that begins with a root; it can be put aside and resumed.

    Parameters
    ----------
    search : _Search
        The graph and the end.
    root : tuple of int
        Nodes that the path begins with; it may come back to none of them.
    refused : collection of int
        Nodes that may not follow directly on the root.
    """

    def __init__(self, search: _Search, root: tuple[int, ...], refused: Collection[int] = ()):
        self._search, self.root = search, root
        self.path: tuple[int, ...] | None = None
        self._cost = {root[-1]: search.cost(root)}
        self._before: dict[int, int] = {}
        self._done = set(root[:-1])
        self._waiting: list[tuple[float, int, int]] = []
        self._enter(root[-1], 0, refused)

    @property
    def least(self) -> float:
        """No path of this detour costs less; infinity when there is none."""
        return self._waiting[0][0] if self._waiting else math.inf

    def advance(self, limit: float = math.inf) -> None:
        """Search on until the path is found or none can cost less than the limit.

        At least one node is taken from those waiting, so that repeated calls come to an end.
        """
        while self._waiting and self.path is None:
            _, steps, at = heapq.heappop(self._waiting)
            if at == self._search.end:
                self.path = self._walked_back()
            elif at not in self._done:
                self._enter(at, steps)
            if self.least > limit:
                return

    def _enter(self, at: int, steps: int, refused: Collection[int] = ()) -> None:
        self._done.add(at)
        matrix, row = self._search.matrix, self._search.row(at)
        near = matrix.indices[row]
        paid = self._cost[at] + matrix.data[row]
        whole = paid + self._search.left[near]
        for node, so_far, total in zip(near.tolist(), paid.tolist(), whole.tolist(), strict=True):
            if node in self._done or node in refused or total == math.inf:
                continue
            if so_far < self._cost.get(node, math.inf):
                self._cost[node], self._before[node] = so_far, at
                heapq.heappush(self._waiting, (total, steps + 1, node))

    def _walked_back(self) -> tuple[int, ...]:
        way = [self._search.end]
        while way[-1] != self.root[-1]:
            way.append(self._before[way[-1]])
        return (*self.root[:-1], *reversed(way))


class _Queue:
    """Detours by what they cost at least, and found paths by what they cost.

    Of the same cost a detour goes first, for its path may have fewer steps.
    """

    def __init__(self, search: _Search):
        self._search = search
        self._waiting: list[tuple[float, bool, tuple, _Detour]] = []
        self._number = itertools.count()

    @property
    def least(self) -> float:
        return self._waiting[0][0] if self._waiting else math.inf

    def put(self, detour: _Detour) -> None:
        path = detour.path
        if path is not None:
            entry = (self._search.cost(path), True, (len(path), path), detour)
        elif detour.least < math.inf:
            entry = (detour.least - _ROUNDING, False, (next(self._number),), detour)
        else:
            return
        heapq.heappush(self._waiting, entry)

    def next(self) -> _Detour | None:
        """Return the detour whose path is the next cheapest."""
        while self._waiting:
            *_, detour = heapq.heappop(self._waiting)
            if detour.path is not None:
                return detour
            detour.advance(self.least)
            self.put(detour)
        return None
