"""Table formats: CSV, Excel, Parquet."""

import io
import json
import zipfile

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from graph_app.export.bundle import ExportView
from graph_app.model.words import escape_formula

#: Excel's longest cell, in characters.
_EXCEL_CELL = 32_767
#: Every file in an archive has this time, so that the same view gives the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def escape_formulas(frame: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before texts that a spreadsheet would run as a formula.

    References
    ----------
    OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection
    """
    texts = frame.select_dtypes(["str", "object"]).columns
    return frame.assign(
        **{name: frame[name].map(escape_formula, na_action="ignore") for name in texts}
    )


def _about_rows(bundle: ExportView) -> pd.DataFrame:
    return pd.DataFrame(bundle.about().items(), columns=["what", "value"])


def _frames(bundle: ExportView) -> dict[str, pd.DataFrame]:
    return {
        "nodes": bundle.node_rows(),
        "ties": bundle.edge_rows(),
        "about": _about_rows(bundle),
    }


def _archive(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def write_csv(bundle: ExportView) -> bytes:
    """Write a zip of ``nodes.csv``, ``ties.csv`` and ``about.csv``, UTF-8 with a byte order mark."""
    return _archive(
        {
            f"{name}.csv": escape_formulas(frame)
            .to_csv(index=False, lineterminator="\r\n")
            .encode("utf-8-sig")
            for name, frame in _frames(bundle).items()
        }
    )


def write_excel(bundle: ExportView) -> bytes:
    """Write a workbook with the sheets Nodes, Ties and About; headings stay in view."""
    out = io.BytesIO()
    with pd.ExcelWriter(out, engine="openpyxl") as writer:
        for name, frame in _frames(bundle).items():
            sheet = name.capitalize()
            _shortened(escape_formulas(frame)).to_excel(
                writer, sheet_name=sheet, index=False, freeze_panes=(1, 0)
            )
            for cells in writer.sheets[sheet].iter_rows():
                for cell in cells:
                    if cell.data_type == "f":
                        cell.data_type = "s"
    return out.getvalue()


def _shortened(frame: pd.DataFrame) -> pd.DataFrame:
    texts = frame.select_dtypes(["str", "object"]).columns
    return frame.assign(**{name: frame[name].str.slice(0, _EXCEL_CELL) for name in texts})


def write_parquet(bundle: ExportView) -> bytes:
    """Write a zip of ``nodes.parquet`` and ``ties.parquet``; what it is about is schema metadata."""
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
    return _archive(files)
