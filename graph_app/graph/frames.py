"""The graph as columns: one row a node, one row a relation, ends as positions.

networkx is the graph that users see; filters and builders work on these columns, because a
Python loop per tie is too slow for the world's sister cities.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from graph_app.graph.namesakes import Namesakes, find_namesakes
from graph_app.model import dates
from graph_app.model.kinds import UNKNOWN
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.tables import COLUMNS, NODE_TABLES, Tables
from graph_app.model.words import clean, fold

#: Columns of :attr:`GraphFrame.nodes`. ``subkind`` is the kind of a programme or organisation.
NODE_COLUMNS = (
    "id",
    "kind",
    "name",
    "name_fi",
    "name_sv",
    "short_name",
    "subkind",
    "country",
    "city",
    "part_of",
    "secretariat",
    "start",
    "end",
    "recurrence",
    "themes",
    "audience",
    "scope",
    "members_reported",
    "latitude",
    "longitude",
    "population",
    "website",
    "wikidata",
    "geonames",
)
_NUMBERS = ("members_reported", "latitude", "longitude", "population")

#: Columns of :attr:`GraphFrame.edges`.
EDGE_COLUMNS = (*COLUMNS["relations"], "weight")


@dataclass(frozen=True, eq=False)
class GraphFrame:
    """A graph as columns. Frozen: every selection gives a new one.

    Parameters
    ----------
    nodes : pandas.DataFrame
        One row a node, :data:`NODE_COLUMNS`, index 0..n-1, unique ``id``.
    edges : pandas.DataFrame
        One row a relation, :data:`EDGE_COLUMNS`, index 0..m-1, unique ``id``.
    source, target : numpy.ndarray of int32, shape (m,)
        Positions of the ends of each relation in `nodes`.
    revision : str
        Content hash of the tables that the columns come from.
    namesakes : Namesakes, optional
        Nodes of the whole graph that share a name; by default they are looked for in `nodes`.
    """

    nodes: pd.DataFrame
    edges: pd.DataFrame
    source: np.ndarray
    target: np.ndarray
    revision: str = ""
    namesakes: Namesakes | None = None

    def __len__(self) -> int:
        return len(self.nodes)

    def __reduce__(self) -> tuple[Any, ...]:
        # What was derived here is derived anew where it is needed, and does not travel.
        given = (self.nodes, self.edges, self.source, self.target, self.revision)
        return GraphFrame, (*given, self.all_namesakes)

    @property
    def n_edges(self) -> int:
        """Number of relations."""
        return len(self.edges)

    @cached_property
    def all_namesakes(self) -> Namesakes:
        """Nodes that must be told apart, in this selection as in the whole graph."""
        return self.namesakes or find_namesakes(self.nodes)

    @cached_property
    def ids(self) -> np.ndarray:
        """Ids of the nodes; Python strings, shape (n,)."""
        return self.nodes["id"].to_numpy(dtype=object)

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Node id -> position in `nodes`."""
        return {node: at for at, node in enumerate(self.ids)}

    @cached_property
    def start_year(self) -> np.ndarray:
        """Year in which each relation starts; float64, NaN where unknown."""
        return dates.years(self.edges["start"])

    @cached_property
    def end_year(self) -> np.ndarray:
        """Year in which each relation ends; float64, NaN where unknown or open."""
        return dates.years(self.edges["end"])

    @cached_property
    def folded_names(self) -> np.ndarray:
        """All names of each node (English, Finnish, Swedish, short), folded for search."""
        names = self.nodes[["name", "name_fi", "name_sv", "short_name"]].fillna("")
        return np.array([fold("\n".join(row)) for row in names.to_numpy()], dtype=object)

    @cached_property
    def adjacency(self) -> sparse.csr_array:
        """Symmetric adjacency matrix of the simple graph; the data are summed tie weights."""
        weight = np.where(
            self.source == self.target, 0.0, self.edges["weight"].to_numpy(dtype=float)
        )
        whole = symmetric(len(self), self.source, self.target, weight)
        whole.eliminate_zeros()
        return whole

    @cached_property
    def degree(self) -> np.ndarray:
        """Number of distinct neighbours of each node; int64, shape (n,)."""
        return np.asarray(np.diff(self.adjacency.indptr), dtype=np.int64)

    @cached_property
    def component(self) -> np.ndarray:
        """Number of the connected component of each node; int32, shape (n,)."""
        return np.asarray(connected_components(self.adjacency, directed=False)[1])

    def is_kind(self, *kinds: str) -> np.ndarray:
        """Return which nodes are of some kinds; bool, shape (n,)."""
        return self.nodes["kind"].isin(kinds).to_numpy(dtype=bool)

    def is_type(self, *types: str) -> np.ndarray:
        """Return which relations are of some types; bool, shape (m,)."""
        return self.edges["type"].isin(types).to_numpy(dtype=bool)

    def has_status(self, *statuses: str) -> np.ndarray:
        """Return which relations have one of some statuses; bool, shape (m,)."""
        return self.edges["status"].isin(statuses).to_numpy(dtype=bool)

    def select(self, keep_nodes: np.ndarray, keep_edges: np.ndarray | None = None) -> "GraphFrame":
        """Return the part of the graph with these nodes and, of their ties, these.

        Parameters
        ----------
        keep_nodes : numpy.ndarray of bool, shape (n,)
            Nodes to keep. A tie needs both its ends.
        keep_edges : numpy.ndarray of bool, shape (m,), optional
            Ties to keep; all by default.
        """
        both = keep_nodes[self.source] & keep_nodes[self.target]
        keep = both if keep_edges is None else both & keep_edges
        renumber = np.cumsum(keep_nodes, dtype=np.int32) - 1
        return GraphFrame(
            self.nodes[keep_nodes].reset_index(drop=True),
            self.edges[keep].reset_index(drop=True),
            renumber[self.source[keep]],
            renumber[self.target[keep]],
            self.revision,
            self.all_namesakes,
        )

    def with_ties(self, keep_edges: np.ndarray) -> "GraphFrame":
        """Return the graph with all its nodes and some ties; `keep_edges` is bool, shape (m,)."""
        return self.select(np.ones(len(self), dtype=bool), keep_edges)

    def ties_of(self, node: str) -> np.ndarray:
        """Return the positions in `edges` of the relations that touch a node."""
        at = self.position[node]
        return np.asarray(np.flatnonzero((self.source == at) | (self.target == at)))

    def neighbours(self, node: str) -> np.ndarray:
        """Return the positions in `nodes` of the distinct neighbours of a node."""
        return row_of(self.adjacency, self.position[node])

    def other_ends(self, at: int, ties: np.ndarray) -> np.ndarray:
        """Return the position of the other end of each of these ties of the node at a position."""
        return np.asarray(np.where(self.source[ties] == at, self.target[ties], self.source[ties]))


def symmetric(
    n: int, one: np.ndarray, other: np.ndarray, value: np.ndarray | None = None
) -> sparse.csr_array:
    """Return the symmetric matrix with each value at both places of its pair of positions.

    Parameters
    ----------
    n : int
        Number of rows.
    one, other : numpy.ndarray of int, shape (k,)
        Positions; values of the same pair are added up.
    value : numpy.ndarray of float64, shape (k,), optional
        1 by default.
    """
    value = np.ones(len(one)) if value is None else value
    half = sparse.coo_array((value, (one, other)), shape=(n, n)).tocsr()
    return (half + half.T).tocsr()


def row_of(matrix: sparse.sparray, at: int) -> np.ndarray:
    """Return the columns of the entries of one row of a CSR matrix, or the rows of a CSC column."""
    return np.asarray(matrix.indices[matrix.indptr[at] : matrix.indptr[at + 1]])


def named_themes(themes: pd.Series) -> pd.Series:
    """Return each theme of a column of ``;`` lists as a row of its own, under the index of the list.

    Examples
    --------
    >>> named_themes(pd.Series(["water; energy", None, "water"])).tolist()
    ['water', 'energy', 'water']
    """
    named = themes.dropna().str.split(";").explode().str.strip()
    return named[named != ""]


def theme_masks(themes: pd.Series) -> dict[str, np.ndarray]:
    """Split a column of ``;`` lists of themes.

    Returns
    -------
    dict of str to numpy.ndarray of bool
        Theme -> rows that name it. :data:`~graph_app.model.kinds.UNKNOWN` -> rows without themes.
    """
    named = named_themes(themes)
    masks = {str(name): themes.index.isin(rows.index) for name, rows in named.groupby(named)}
    return {**masks, UNKNOWN: themes.isna().to_numpy()}


def frame_from_tables(tables: Tables) -> GraphFrame:
    """Join the tables of nodes and of relations into the columns of one graph.

    Relations with an end that no table of nodes holds are left out; ``validate`` reports them.
    """
    nodes = _nodes(tables)
    index = pd.Index(nodes["id"])
    source = index.get_indexer(tables.relations["source"])
    target = index.get_indexer(tables.relations["target"])
    known = (source >= 0) & (target >= 0)
    edges = tables.relations[known].reset_index(drop=True)
    weights = {name: kind.weight for name, kind in RELATION_TYPES.items()}
    edges = edges.assign(weight=edges["type"].map(weights).astype(float))
    return GraphFrame(
        nodes,
        edges,
        source[known].astype(np.int32),
        target[known].astype(np.int32),
        tables.revision,
    )


def _nodes(tables: Tables) -> pd.DataFrame:
    parts = []
    for table, kind in NODE_TABLES.items():
        frame = getattr(tables, table).rename(columns={"kind": "subkind", "founded": "start"})
        parts.append(frame.assign(kind=kind))
    nodes = _typed(pd.concat(parts, ignore_index=True).drop_duplicates("id", ignore_index=True))
    # Events and organisations take country and place from the city they name.
    cities = nodes.set_index("id")
    for column in ("country", "latitude", "longitude"):
        nodes[column] = nodes[column].fillna(nodes["city"].map(cities[column]))
    return nodes


def _typed(nodes: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of nodes in their order and types."""
    types = {name: "float64" if name in _NUMBERS else "str" for name in NODE_COLUMNS}
    return nodes.reindex(columns=list(NODE_COLUMNS)).astype(types)


def frame_from_graph(graph: "nx.Graph[Any]") -> GraphFrame:
    """Return the columns of any networkx graph, so that analysts can measure their own.

    Parameters
    ----------
    graph : networkx.Graph
        Any graph; directions are dropped. A node's ``kind``, ``name`` ... and an edge's ``type``,
        ``weight`` ... are used where present; ``weight`` is 1 by default.
    """
    ids = list(graph.nodes)
    place = {node: at for at, node in enumerate(ids)}
    nodes = pd.DataFrame([_storable(graph.nodes[node]) for node in ids], index=range(len(ids)))
    nodes = nodes.assign(id=[str(node) for node in ids]).reindex(columns=list(NODE_COLUMNS))
    nodes["name"] = nodes["name"].where(nodes["name"].notna(), nodes["id"])
    ties = list(graph.edges(data=True))
    edges = pd.DataFrame([_storable(data) for *_, data in ties], index=range(len(ties)))
    edges = edges.reindex(columns=list(EDGE_COLUMNS))
    own_id = pd.Series([f"tie-{at}" for at in range(len(ties))], index=edges.index)
    edges["id"] = edges["id"].where(edges["id"].notna(), own_id)
    edges["weight"] = edges["weight"].fillna(1.0).astype(float)
    source = np.array([place[u] for u, *_ in ties], dtype=np.int32)
    target = np.array([place[v] for _, v, *_ in ties], dtype=np.int32)
    edges = edges.astype(dict.fromkeys(COLUMNS["relations"], "str"))
    return GraphFrame(_typed(nodes), edges, source, target)


def _storable(facts: Mapping[str, object]) -> dict[str, object]:
    """Return facts whose texts can be stored as UTF-8; a Python string may hold what cannot."""
    return {key: clean(fact) if isinstance(fact, str) else fact for key, fact in facts.items()}
