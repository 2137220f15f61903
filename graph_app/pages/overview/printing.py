"""How Overview is set on one A4 page."""

import pandas as pd

from graph_app.i18n import Translator
from graph_app.wording.text import shorten

#: Rows of a chart on the printed page, and what a row and the map are high there, in pixels.
PRINTED_ROWS, PRINTED_ROW, PRINTED_MAP = 10, 17, 250

_SHEET = ":is(.st-key-overview-sheet, .st-key-overview-print-sheet)"
#: How the sheet is set on paper, and in the print view also on screen.
_COMPACT = """
SHEET { gap: 0.45rem !important; display: flex !important; }
SHEET > * { margin-bottom: 0 !important; }
SHEET h2 { font-size: 1.3rem !important; padding: 0 !important; }
SHEET h3 { font-size: 0.95rem !important; padding: 0 !important; }
SHEET .stHorizontalBlock { display: flex !important; flex-wrap: nowrap; gap: 0.6rem; }
SHEET .stColumn { min-width: 0; }
SHEET .stColumn > * { gap: 0.3rem !important; }
SHEET .stColumn > * > * { margin-bottom: 0 !important; }
SHEET [data-testid="stMetric"] { min-height: 6.1rem; }
SHEET [data-testid="stMetric"] > * { padding: 0.35rem 0.5rem !important; }
SHEET [data-testid="stMetricValue"] { font-size: 1.6rem !important; padding: 0; }
SHEET [data-testid="stMetricLabel"] .stTooltipIcon { display: none; }
SHEET [data-testid="stMetricDelta"] { font-size: 0.7rem !important; }
SHEET [data-testid="stMetricDelta"] p { white-space: normal; }
SHEET [data-testid="stMarkdownContainer"] { margin-bottom: 0 !important; }
SHEET .stMarkdown p, SHEET [data-testid="stCaptionContainer"] p {
  font-size: 0.75rem; line-height: 1.3; margin: 0;
}
SHEET [data-testid="stCaptionContainer"] { margin-bottom: 0 !important; }
SHEET .st-key-overview-lead .stMarkdown p { font-size: 1rem; line-height: 1.35; }
"""
#: Paper is white whatever the theme; the print view shows it as it will be.
_PAPER = """
.st-key-overview-print-sheet {
  box-sizing: content-box; width: 186mm; padding: 8mm; border-radius: 4px;
  background: #fff; color: #1b2a34; color-scheme: light;
}
.st-key-overview-print-sheet [data-testid="stMetric"] { border-color: #c3d0d8; }
.st-key-overview-print-sheet [data-testid="stMetricDelta"] {
  background: #e8eff3 !important; color: #1b2a34 !important;
}
.st-key-overview-print-sheet :is(h2, h3, p, label) { color: #1b2a34 !important; }
"""
PRINT_STYLE = f"""<style>
@page {{ size: A4 portrait; margin: 12mm; }}
{_COMPACT.replace("SHEET", ".st-key-overview-print-sheet")}
{_PAPER}
.st-key-overview-lead p {{ font-size: 1.15rem; font-weight: 500; }}
.st-key-overview-on-paper {{ display: none; }}
@media print {{
  {_COMPACT.replace("SHEET", _SHEET)}
  {_SHEET} .stVegaLiteChart svg.marks {{ max-width: 100%; height: auto !important; }}
  .st-key-overview-sheet .stColumn svg.marks {{ max-height: 48mm; }}
  .stMainBlockContainer {{ padding: 0 !important; }}
  .st-key-overview-print-sheet {{ padding: 0; }}
  .st-key-overview-on-paper {{ display: block !important; }}
  .stMainBlockContainer, .stMainBlockContainer > * {{ gap: 0 !important; }}
  html:has(.st-key-overview-print-sheet) :is(body, #root, .stApp, .stAppViewContainer, .stMain),
  html:has(.st-key-overview-print-sheet) {{ background: #fff !important; }}
  .stApp:has(.st-key-overview-print-sheet) p {{ color: #1b2a34; }}
  .st-key-overview-controls, .st-key-overview-rest, .st-key-language-switch, .stExpander,
  .stElementToolbar, .stAppToolbar, {_SHEET} .stButtonGroup {{ display: none !important; }}
}}
</style>"""


def for_print(rows: pd.DataFrame, in_time: bool, tr: Translator) -> pd.DataFrame:
    """Return as many rows as a printed chart shows; the rest is one row, so that nothing is lost.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns ``label`` and ``count``.
    in_time : bool
        Whether the rows are in the order of time: the earliest are put together then, otherwise
        the last.
    """
    rows = rows.assign(label=[shorten(label, 24) for label in rows["label"]])
    extra = len(rows) - PRINTED_ROWS
    if extra <= 0:
        return rows
    rest = rows.head(extra + 1) if in_time else rows.tail(extra + 1)
    label = tr("Earlier") if in_time else tr("{n} others", n=tr.number(len(rest)))
    row = pd.DataFrame({"label": [label], "count": [rest["count"].sum()]})
    parts = [row, rows.iloc[extra + 1 :]] if in_time else [rows.iloc[: -extra - 1], row]
    return pd.concat(parts, ignore_index=True)
