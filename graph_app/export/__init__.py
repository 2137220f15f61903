"""A view as a file for other tools: networkx formats, tables, one page to send."""

from graph_app.export.bundle import ExportView, exported_filter
from graph_app.export.formats import FORMATS, Format, export, export_measured, file_name

__all__ = [
    "FORMATS",
    "ExportView",
    "Format",
    "export",
    "export_measured",
    "exported_filter",
    "file_name",
]
