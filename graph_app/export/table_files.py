"""Table formats: CSV, Excel, Parquet."""

import datetime
import io
import json
import re

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl.xml.functions import tostring

from graph_app.export.bundle import ExportView, map_texts
from graph_app.model.csv_text import csv_file, escape_table
from graph_app.runtime.archives import archive, unpacked

#: Excel's longest cell, in characters.
_EXCEL_CELL = 32_767
# ECMA-376, Part 1, 22.4.2.4: what looks like an escape needs one for its underscore.
_LIKE_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def _frames(bundle: ExportView) -> dict[str, pd.DataFrame]:
    about = pd.DataFrame(bundle.about().items(), columns=["what", "value"])
    ties = bundle.edge_rows()
    return {"nodes": bundle.node_rows(), "ties": ties, "sources": bundle.sources, "about": about}


def write_csv(bundle: ExportView) -> bytes:
    """Write a zip of the nodes, ties, sources and what it is about, as CSV with a byte order mark."""
    return archive({f"{name}.csv": csv_file(frame) for name, frame in _frames(bundle).items()})


def write_excel(bundle: ExportView) -> bytes:
    """Write a workbook with the sheets Nodes, Ties, Sources and About; headings stay in view.

    It is dated as the export is, not by the clock.
    """
    out = io.BytesIO()
    with pd.ExcelWriter(out, engine="openpyxl") as writer:
        for name, frame in _frames(bundle).items():
            sheet = name.capitalize()
            shortened = map_texts(escape_table(frame), _cell_text)
            shortened.to_excel(writer, sheet_name=sheet, index=False, freeze_panes=(1, 0))
            for cells in writer.sheets[sheet].iter_rows():
                for cell in cells:
                    # Text, whatever it says: neither a formula nor an error such as #N/A.
                    if isinstance(cell.value, str):
                        cell.data_type = "s"
    about = writer.book.properties
    about.created = about.modified = datetime.datetime.combine(bundle.date, datetime.time())
    return archive({**unpacked(out.getvalue()), "docProps/core.xml": tostring(about.to_tree())})


def _cell_text(text: str) -> str:
    """Return a text as a workbook has it: XML would make one line end of a carriage return."""
    escaped = _LIKE_ESCAPE.sub("_x005F_", text[:_EXCEL_CELL])
    return escaped.replace("\r", "_x000D_")[:_EXCEL_CELL]


def write_parquet(bundle: ExportView) -> bytes:
    """Write a zip of nodes, ties and sources as Parquet; what it is about is schema metadata."""
    about = {"graph-app": json.dumps(bundle.about(), ensure_ascii=False)}
    files = {}
    for name, frame in _frames(bundle).items():
        if name == "about":
            continue
        table = pa.Table.from_pandas(frame, preserve_index=False)
        table = table.replace_schema_metadata({**(table.schema.metadata or {}), **about})
        out = io.BytesIO()
        pq.write_table(table, out)
        files[f"{name}.parquet"] = out.getvalue()
    return archive(files)
