"""The registry of formats."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from graph_app.analysis.measures.cached import compute_cached
from graph_app.analysis.measures.centrality import MEASURES
from graph_app.export import graph_files, standalone, table_files
from graph_app.export.bundle import ExportView
from graph_app.model.errors import ExportError
from graph_app.model.messages import Message
from graph_app.model.words import N_, slug


@dataclass(frozen=True, slots=True)
class Format:
    """A format and whom it serves.

    Parameters
    ----------
    name, label, ending, mime : str
        Identifier, English label, end of the file name, media type.
    write : callable
        ``ExportView -> bytes``.
    serves : str
        What it is good for, in plain English.
    """

    name: str
    label: str
    ending: str
    mime: str
    write: Callable[[ExportView], bytes]
    serves: str


_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SERVES = {
    "html": N_(
        "One page to send or to put on a memory stick: opens in any browser, without internet."
    ),
    "xlsx": N_("Nodes and ties as two sheets, for lists and mail merges."),
    "csv": N_("Nodes and ties as plain tables, for any program."),
    "gexf": N_("For Gephi, with the colours, sizes and places of Explore."),
    "graphml": N_("For networkx, igraph in R, yEd and Cytoscape; carries every fact."),
    "node-link": N_("For networkx and D3; carries every fact."),
    "cytoscape": N_("For Cytoscape and Cytoscape.js, with places."),
    "pajek": N_("For Pajek and older tools: names, places and weights only."),
    "parquet": N_("For data scientists: typed columns for pandas, R and DuckDB."),
}
_FORMATS: dict[str, tuple[str, str, str, Callable[[ExportView], bytes]]] = {
    "html": (N_("Web page"), "html", "text/html", standalone.write_html),
    "xlsx": (N_("Excel"), "xlsx", _EXCEL, table_files.write_excel),
    "csv": (N_("CSV"), "csv.zip", "application/zip", table_files.write_csv),
    "gexf": (N_("GEXF (Gephi)"), "gexf", "application/gexf+xml", graph_files.write_gexf),
    "graphml": (N_("GraphML"), "graphml", "application/graphml+xml", graph_files.write_graphml),
    "node-link": (N_("Node-link JSON"), "json", "application/json", graph_files.write_node_link),
    "cytoscape": (N_("Cytoscape JSON"), "cyjs", "application/json", graph_files.write_cytoscape),
    "pajek": (N_("Pajek"), "net", "text/plain", graph_files.write_pajek),
    "parquet": (N_("Parquet"), "parquet.zip", "application/zip", table_files.write_parquet),
}

#: Name -> format, in the order of the screen.
FORMATS: Mapping[str, Format] = MappingProxyType(
    {name: Format(name, *facts, serves=_SERVES[name]) for name, facts in _FORMATS.items()}
)


def export(bundle: ExportView, name: str) -> bytes:
    """Write a view in a format.

    Raises
    ------
    ExportError
        If the format is unknown or cannot represent the view.
    """
    if name not in FORMATS:
        raise ExportError.one_of(Message("format"), name, FORMATS)
    return FORMATS[name].write(bundle)


def export_measured(
    bundle: ExportView,
    name: str,
    filter_key: str,
    progress: Callable[[float, str], None] | None = None,
) -> bytes:
    """Write a view with all measures in a format; to be called in a worker process.

    Parameters
    ----------
    bundle : ExportView
        The view, without measures.
    name : str
        The format.
    filter_key : str
        Names the filter of the view, for what is cached on disk.
    progress : callable, optional
        Told the share that is measured, and the measure.

    Raises
    ------
    ExportError
        See :func:`export`.
    """
    measures = compute_cached(bundle.view, MEASURES, filter_key, progress=progress).table
    return export(replace(bundle, measures=measures), name)


def file_name(bundle: ExportView, name: str) -> str:
    """Return a file name with title, date and revision, e.g. ``lahti-2026-11-24-1a2b3c.gexf``."""
    title = slug(bundle.title)[:40] or "graph"
    return f"{title}-{bundle.date}-{bundle.view.revision[:6]}.{FORMATS[name].ending}"
