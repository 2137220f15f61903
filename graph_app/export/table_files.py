"""Table formats: CSV, Excel, Parquet."""

import datetime
import io
import json

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl.xml.functions import tostring

from graph_app.export.bundle import ExportView, map_texts
from graph_app.model.csv_text import csv_file, escape_table
from graph_app.runtime.archives import archive, unpacked

#: Excel's longest cell, in characters.
_EXCEL_CELL = 32_767


def _frames(bundle: ExportView) -> dict[str, pd.DataFrame]:
    about = pd.DataFrame(bundle.about().items(), columns=["what", "value"])
    return {"nodes": bundle.node_rows(), "ties": bundle.edge_rows(), "about": about}


def write_csv(bundle: ExportView) -> bytes:
    """Write a zip of ``nodes.csv``, ``ties.csv`` and ``about.csv``, UTF-8 with a byte order mark."""
    return archive({f"{name}.csv": csv_file(frame) for name, frame in _frames(bundle).items()})


def write_excel(bundle: ExportView) -> bytes:
    """Write a workbook with the sheets Nodes, Ties and About; headings stay in view.

    It is dated as the export is, not by the clock.
    """
    out = io.BytesIO()
    with pd.ExcelWriter(out, engine="openpyxl") as writer:
        for name, frame in _frames(bundle).items():
            sheet = name.capitalize()
            shortened = map_texts(escape_table(frame), lambda text: text[:_EXCEL_CELL])
            shortened.to_excel(writer, sheet_name=sheet, index=False, freeze_panes=(1, 0))
            for cells in writer.sheets[sheet].iter_rows():
                for cell in cells:
                    # Text, whatever it says: neither a formula nor an error such as #N/A.
                    if isinstance(cell.value, str):
                        cell.data_type = "s"
    about = writer.book.properties
    about.created = about.modified = datetime.datetime.combine(bundle.date, datetime.time())
    return archive({**unpacked(out.getvalue()), "docProps/core.xml": tostring(about.to_tree())})


def write_parquet(bundle: ExportView) -> bytes:
    """Write a zip of ``nodes.parquet`` and ``ties.parquet``; what it is about is schema metadata."""
    about = {"graph-app": json.dumps(bundle.about(), ensure_ascii=False)}
    files = {}
    for name, frame in (("nodes", bundle.node_rows()), ("ties", bundle.edge_rows())):
        table = pa.Table.from_pandas(frame, preserve_index=False)
        table = table.replace_schema_metadata({**(table.schema.metadata or {}), **about})
        out = io.BytesIO()
        pq.write_table(table, out)
        files[f"{name}.parquet"] = out.getvalue()
    return archive(files)
