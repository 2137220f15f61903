"""The graph as columns: one row a node, one row a relation, ends as positions.

networkx is the graph that users see; filters and builders work on these columns, because a
Python loop per tie is too slow for the world's sister cities.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

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
    """

    nodes: pd.DataFrame
    edges: pd.DataFrame
    source: np.ndarray
    target: np.ndarray
    revision: str = ""

    def __len__(self) -> int:
        return len(self.nodes)

    @property
    def n_edges(self) -> int:
        """Number of relations."""
        return len(self.edges)

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
        joined = names["name"].str.cat([names[c] for c in names.columns[1:]], sep="\n")
        return np.array([fold(text) for text in joined], dtype=object)

    @cached_property
    def adjacency(self) -> sparse.csr_array:
        """Symmetric adjacency matrix of the simple graph; the data are summed tie weights."""
        n = len(self)
        loops = self.source == self.target
        weight = np.where(loops, 0.0, self.edges["weight"].to_numpy(dtype=float))
        ends = (self.source, self.target)
        half = sparse.coo_array((weight, ends), shape=(n, n)).tocsr()
        whole = (half + half.T).tocsr()
        whole.eliminate_zeros()
        return whole

    @cached_property
    def links(self) -> sparse.csr_array:
        """Which nodes any tie joins, whatever its weight: symmetric, the data have no meaning."""
        return self.links_of(np.ones(self.n_edges, dtype=bool))

    def links_of(self, keep_edges: np.ndarray) -> sparse.csr_array:
        """Return :attr:`links` of some of the ties; `keep_edges` is bool, shape (m,)."""
        n = len(self)
        ends = (self.source[keep_edges], self.target[keep_edges])
        half = sparse.coo_array((np.ones(len(ends[0])), ends), shape=(n, n)).tocsr()
        return (half + half.T).tocsr()

    @cached_property
    def degree(self) -> np.ndarray:
        """Number of distinct neighbours of each node; int64, shape (n,)."""
        return np.diff(self.adjacency.indptr).astype(np.int64)

    @cached_property
    def component(self) -> np.ndarray:
        """Number of the connected component of each node; int32, shape (n,)."""
        return connected_components(self.adjacency, directed=False)[1]

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
        )

    def ties_of(self, node: str) -> np.ndarray:
        """Return the positions in `edges` of the relations that touch a node."""
        at = self.position[node]
        return np.flatnonzero((self.source == at) | (self.target == at))

    def neighbours(self, node: str) -> np.ndarray:
        """Return the positions in `nodes` of the distinct neighbours of a node."""
        at = self.position[node]
        return self.adjacency.indices[self.adjacency.indptr[at] : self.adjacency.indptr[at + 1]]


def theme_masks(themes: pd.Series) -> dict[str, np.ndarray]:
    """Split a column of ``;`` lists of themes.

    Returns
    -------
    dict of str to numpy.ndarray of bool
        Theme -> rows that name it. :data:`~graph_app.model.kinds.UNKNOWN` -> rows without themes.
    """
    named = themes.dropna().str.split(";").explode().str.strip()
    named = named[named != ""]
    masks = {}
    for theme, rows in named.groupby(named).groups.items():
        mask = np.zeros(len(themes), dtype=bool)
        mask[rows] = True
        masks[theme] = mask
    masks[UNKNOWN] = themes.isna().to_numpy()
    return masks


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
    nodes = pd.concat(parts, ignore_index=True).reindex(columns=list(NODE_COLUMNS))
    nodes = nodes.drop_duplicates("id", ignore_index=True)
    text = [name for name in NODE_COLUMNS if name not in _NUMBERS]
    nodes = nodes.astype(dict.fromkeys(text, "str") | dict.fromkeys(_NUMBERS, "float64"))
    return _fill_from_city(nodes)


def _fill_from_city(nodes: pd.DataFrame) -> pd.DataFrame:
    """Events and organisations take country and place from the city they name."""
    cities = nodes.set_index("id")
    filled = {}
    for column in ("country", "latitude", "longitude"):
        from_city = nodes["city"].map(cities[column])
        filled[column] = nodes[column].where(nodes[column].notna(), from_city)
    return nodes.assign(**filled)


def frame_from_graph(graph: nx.Graph) -> GraphFrame:
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
    text = [name for name in NODE_COLUMNS if name not in _NUMBERS]
    nodes = nodes.astype(dict.fromkeys(text, "str") | dict.fromkeys(_NUMBERS, "float64"))
    edges = edges.astype(dict.fromkeys(COLUMNS["relations"], "str"))
    return GraphFrame(nodes, edges, source, target)


def _storable(facts: Mapping[str, object]) -> dict[str, object]:
    """Return facts whose texts can be stored as UTF-8; a Python string may hold what cannot."""
    return {key: clean(fact) if isinstance(fact, str) else fact for key, fact in facts.items()}
