"""The registry of formats."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

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
    serves : str
        What it is good for, in plain English.
    write : callable
        ``ExportView -> bytes``.
    """

    name: str
    label: str
    ending: str
    mime: str
    serves: str
    write: Callable[[ExportView], bytes]


_ZIP = "application/zip"
_JSON = "application/json"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_FORMATS = (
    Format(
        "html",
        N_("Web page"),
        "html",
        "text/html",
        N_("One page to send or to put on a memory stick: opens in any browser, without internet."),
        standalone.write_html,
    ),
    Format(
        "xlsx",
        N_("Excel"),
        "xlsx",
        _EXCEL,
        N_("Nodes and ties as two sheets, for lists and mail merges."),
        table_files.write_excel,
    ),
    Format(
        "csv",
        N_("CSV"),
        "csv.zip",
        _ZIP,
        N_("Nodes and ties as plain tables, for any program."),
        table_files.write_csv,
    ),
    Format(
        "gexf",
        N_("GEXF (Gephi)"),
        "gexf",
        "application/gexf+xml",
        N_("For Gephi, with the colours, sizes and places of Explore."),
        graph_files.write_gexf,
    ),
    Format(
        "graphml",
        N_("GraphML"),
        "graphml",
        "application/graphml+xml",
        N_("For networkx, igraph in R, yEd and Cytoscape; carries every fact."),
        graph_files.write_graphml,
    ),
    Format(
        "node-link",
        N_("Node-link JSON"),
        "json",
        _JSON,
        N_("For networkx and D3; carries every fact."),
        graph_files.write_node_link,
    ),
    Format(
        "cytoscape",
        N_("Cytoscape JSON"),
        "cyjs",
        _JSON,
        N_("For Cytoscape and Cytoscape.js, with places."),
        graph_files.write_cytoscape,
    ),
    Format(
        "pajek",
        N_("Pajek"),
        "net",
        "text/plain",
        N_("For Pajek and older tools: names, places and weights only."),
        graph_files.write_pajek,
    ),
    Format(
        "parquet",
        N_("Parquet"),
        "parquet.zip",
        _ZIP,
        N_("For data scientists: typed columns for pandas, R and DuckDB."),
        table_files.write_parquet,
    ),
)

#: Name -> format, in the order of the screen.
FORMATS: Mapping[str, Format] = MappingProxyType({f.name: f for f in _FORMATS})


def export(bundle: ExportView, name: str) -> bytes:
    """Write a view in a format.

    Raises
    ------
    ExportError
        If the format is unknown or cannot hold the view.
    """
    if name not in FORMATS:
        raise ExportError.one_of(Message("format"), name, FORMATS)
    return FORMATS[name].write(bundle)


def file_name(bundle: ExportView, name: str) -> str:
    """Return a file name with title, date and revision, e.g. ``lahti-2026-11-24-1a2b3c.gexf``."""
    title = slug(bundle.title)[:40] or "graph"
    return f"{title}-{bundle.date}-{bundle.view.revision[:6]}.{FORMATS[name].ending}"
