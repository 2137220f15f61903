"""What is exported: a view, what it was filtered by, and how it looks."""

import datetime
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import urlencode

import networkx as nx
import numpy as np
import pandas as pd

from graph_app.graph.build import build_graph
from graph_app.graph.citations import citation_table
from graph_app.graph.filters import GraphFilter, filter_to_query
from graph_app.graph.frames import GraphFrame
from graph_app.i18n import Translator
from graph_app.model.tables import FROM_CITY, Tables, among
from graph_app.model.words import clean
from graph_app.view.style import Style
from graph_app.wording.filters import filter_words
from graph_app.wording.names import node_names


@dataclass(frozen=True, eq=False)
class ExportView:
    """A view, ready to be written.

    Parameters
    ----------
    view : GraphFrame
        Nodes and ties.
    graph : GraphFrame
        The whole graph, for the names that the filter mentions.
    wanted : GraphFilter
        The filter that made the view.
    date : datetime.date
        Day of the export.
    translator : Translator
        Language of words meant for people.
    title : str
        What the view is about, e.g. the home city.
    home : str
        Node id of the home city.
    tables : Tables
        The facts that the graph was made of, for what a graph does not hold: the sources.
    places : pandas.DataFrame, optional
        Index node id, columns ``x`` and ``y`` in pixels.
    style : Style, optional
        Looks of the nodes, in the order of the view.
    measures : pandas.DataFrame, optional
        Index node id, one column a measure; they become facts of the nodes.
    """

    view: GraphFrame
    graph: GraphFrame
    wanted: GraphFilter
    date: datetime.date
    translator: Translator
    title: str
    home: str = ""
    tables: Tables = field(default_factory=lambda: Tables.from_frames({}))
    places: pd.DataFrame | None = None
    style: Style | None = None
    measures: pd.DataFrame | None = None

    def about(self) -> dict[str, str]:
        """Return what every file carries: title, revision, date, filter, size, credits."""
        words = filter_words(self.wanted, self.graph, self.translator)
        return {
            "title": clean(self.title),
            "revision": self.view.revision,
            "date": self.date.isoformat(),
            "filter": clean("; ".join(f"{label}: {value}" for label, value in words)),
            "filter_query": clean(urlencode(filter_to_query(self.wanted))),
            "nodes": str(len(self.view)),
            "ties": str(self.view.n_edges),
            "credits": "Coordinates and populations: GeoNames, CC BY 4.0. Each tie names its source.",
        }

    def placed(self) -> Iterator[tuple[str, float, float]]:
        """Yield the nodes whose place is known, each with its x and y."""
        if self.places is not None:
            known = self.places.reindex(self.view.nodes["id"]).replace([np.inf, -np.inf], np.nan)
            yield from known[["x", "y"]].dropna().itertuples(name=None)

    @cached_property
    def sources(self) -> pd.DataFrame:
        """Sources of the ties in the view; of the whole graph all that the tables hold."""
        sources, view = self.tables.sources, self.view
        if (len(view), view.n_edges) == (len(self.graph), self.graph.n_edges):
            return _cleaned(sources)
        cited = among(sources["id"], view.edges["source_id"].dropna())
        return _cleaned(sources[cited].reset_index(drop=True))

    def _nodes(self) -> pd.DataFrame:
        """Return the nodes, and which of their facts are those of the city that they name."""
        nodes, stated = self.view.nodes, self.tables.organisations
        without = among(nodes["id"], stated["id"][stated["country"].isna()])
        taken = without & nodes["country"].notna().to_numpy()
        if not taken.any():
            return nodes
        # Without this mark nobody could tell what a table states from what follows from its city.
        marks = pd.Series("country", nodes.index, dtype="str").where(taken)
        return nodes.assign(**{FROM_CITY: marks})

    def node_rows(self) -> pd.DataFrame:
        """Return the nodes as rows: facts, measures, places and looks; text cleaned."""
        rows = self._nodes().copy()
        for more in (self.measures, self.places):
            if more is not None:
                rows = rows.join(more, on="id")
        if self.style is not None:
            style = self.style
            rows = rows.assign(colour=style.colour, size=style.size, group=style.group)
        return _cleaned(rows)

    def edge_rows(self) -> pd.DataFrame:
        """Return the ties as rows: facts, names of the ends, title and address of the source."""
        rows = self._edges()
        names = node_names(self.view, self.translator).to_numpy(dtype=object)
        at = list(rows).index("target") + 1
        rows.insert(at, "from_name", names[self.view.source])
        rows.insert(at + 1, "to_name", names[self.view.target])
        return _cleaned(rows)

    def _edges(self) -> pd.DataFrame:
        """Return the ties with title and address of their source, where the source is known."""
        rows = self.view.edges.copy()
        if len(self.sources):
            cited = citation_table(rows, self.sources)
            rows = rows.assign(source_title=cited["title"], source_url=cited["url"])
        return rows

    def networkx(self) -> nx.MultiGraph:
        """Return the view as a graph with cleaned text, measures, and what it is about.

        Its attribute ``sources`` is the table of sources as a JSON text: formats of graphs have
        values of a single type, and no place for rows that are neither nodes nor edges.
        """
        view = self.view
        rows = _cleaned(self._nodes()), _cleaned(self._edges())
        graph = build_graph(GraphFrame(*rows, view.source, view.target, view.revision))
        graph.graph.update(self.about())
        if len(self.sources):
            graph.graph["sources"] = _json_rows(self.sources)
        if self.measures is not None:
            for name, column in self.measures.items():
                values = {node: column[node].item() for node in graph if node in column.index}
                nx.set_node_attributes(graph, values, str(name))
        return graph


def exported_filter(wanted: GraphFilter) -> GraphFilter:
    """Return the filter of an export: one that cuts nothing keeps the nodes without a tie as well.

    Who asks for everything gets everything; a picture leaves out what would lie about in it.
    """
    return wanted if wanted.active else replace(wanted, isolated=True)


def _json_rows(frame: pd.DataFrame) -> str:
    """Return rows as a JSON list of objects; what is not known is left out."""
    rows = [
        {name: value for name, value in row.items() if not pd.isna(value)}
        for row in frame.to_dict("records")
    ]
    return json.dumps(rows, ensure_ascii=False)


def _cleaned(frame: pd.DataFrame) -> pd.DataFrame:
    return map_texts(frame, clean)


def map_texts(frame: pd.DataFrame, change: Callable[[str], object]) -> pd.DataFrame:
    """Return a table with every text in it changed; numbers and blanks stay as they are."""
    texts = frame.select_dtypes(["str", "object"])
    changed = texts.map(lambda value: change(value) if isinstance(value, str) else value)
    return frame.assign(**{str(name): changed[name] for name in changed})
