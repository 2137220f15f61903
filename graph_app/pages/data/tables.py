"""Tables: each of them as a grid to read and search."""

import datetime
import hashlib

import pandas as pd
import streamlit as st

from graph_app.editing.rows import zipped
from graph_app.i18n import get_translator
from graph_app.model.findings import Finding
from graph_app.model.tables import COLUMNS, NODE_TABLES, PERSONAL_TABLES, Tables
from graph_app.model.validate import validate
from graph_app.pages.parts.contact_persons import with_persons
from graph_app.pages.shell.context import Context
from graph_app.wording.data import (
    COLUMN_LABELS,
    TABLES,
    finding_rows,
    found_rows,
    readable_table,
    tables_shown,
)
from graph_app.wording.text import plain

#: Up to so many rows all are checked without asking.
_CHECKED = 5000
#: Rows that are sent to the browser; the search reaches all.
_MOST = 5000
#: Pixels of a long table; a table of few rows is as high as they are.
_HEIGHT, _FEW = 460, 12


def show_tables(context: Context) -> dict[str, str]:
    """Draw the tables; give what is shown as parts of the address."""
    tr = context.tr
    table, query = _choose(context)
    readable = _read(context, table)
    found = found_rows(readable, query)
    _say_counts(context, table, int(found.sum()), len(found))
    if found.any():
        st.dataframe(
            readable[found].head(_MOST),
            hide_index=True,
            placeholder="–",
            height=_HEIGHT if found.sum() > _FEW else "content",
            column_order=[*(name for name in readable if name != "id"), "id"],
            column_config=column_labels(context, table),
        )
    elif query:
        st.info(tr("No row holds these words. Search for less."))
    else:
        st.info(tr("This table holds no row yet."))
    _findings(context)
    persons = with_persons(context, "tables", context.tables.contacts)
    st.download_button(
        tr("Download all tables as a zip of CSV"),
        data=lambda: zipped(context.tables, persons),
        file_name="tables.zip",
        mime="application/zip",
        on_click="ignore",
        icon=":material/download:",
    )
    return {"table": table, "q": query}


def _choose(context: Context) -> tuple[str, str]:
    tr, tables = context.tr, tables_shown(context.sees_contacts)
    if st.session_state.get("data-f-shown") not in tables:
        asked = st.query_params.get("table")
        st.session_state["data-f-shown"] = asked if asked in tables else "relations"
        st.session_state.setdefault("data-f-query", st.query_params.get("q", ""))
    left, right = st.columns([1, 2])
    table = left.selectbox(
        tr("Table"), list(tables), format_func=lambda name: tr(tables[name]), key="data-f-shown"
    )
    query = right.text_input(
        tr("Search in all columns"), key="data-f-query", placeholder=tr("Words, in any order")
    )
    return table, query.strip()


def _read(context: Context, table: str) -> pd.DataFrame:
    tables, language = context.tables, context.tr.language
    if table in PERSONAL_TABLES:
        # Kept for nobody: the next reader may not see it, and it may be erased.
        return _readable(tables, table, language)
    return _kept_readable(tables, tables.revision, table, language)


@st.cache_resource(max_entries=14, show_spinner=False)
def _kept_readable(_tables: Tables, revision: str, table: str, language: str) -> pd.DataFrame:
    return _readable(_tables, table, language)


def _readable(tables: Tables, table: str, language: str) -> pd.DataFrame:
    tr = get_translator(language)
    names = dict(zip(tables.sources["id"], tables.sources["title"], strict=True))
    for nodes in NODE_TABLES:
        frame = getattr(tables, nodes)
        names |= dict(zip(frame["id"], tr.names(frame), strict=True))
    return readable_table(table, getattr(tables, table), names, tr)


def _say_counts(context: Context, table: str, found: int, total: int) -> None:
    tr = context.tr
    counts = "; ".join(
        f"{tr(label)}: {tr.number(len(getattr(context.tables, name)))}"
        for name, label in tables_shown(context.sees_contacts).items()
    )
    st.caption(plain(counts, 600))
    if found < total:
        text = tr("{found} of {total} rows", found=tr.number(found), total=tr.number(total))
        st.caption(plain(f"{tr(TABLES[table])}: {text}"))
    if found > _MOST:
        text = tr("The first {n} are shown; search to see others.", n=tr.number(_MOST))
        st.caption(plain(text))


def column_labels(context: Context, table: str) -> dict[str, object]:
    """Return the labels of the columns of a table for a grid."""
    tr = context.tr
    labels: dict[str, object] = {name: tr(COLUMN_LABELS[name]) for name in COLUMNS[table]}
    for name in ("website", "url"):
        if name in labels:
            # As text: a link is offered only where its address has been checked.
            labels[name] = st.column_config.TextColumn(labels[name])
    for name in ("population", "members_reported"):
        if name in labels:
            labels[name] = st.column_config.NumberColumn(labels[name], format="localized")
    return labels


@st.cache_resource(max_entries=2, show_spinner=False)
def _found_wrong(_tables: Tables, revision: str, today: datetime.date) -> list[Finding]:
    return validate(_tables, today)


def _findings(context: Context) -> None:
    tr = context.tr
    rows = sum(len(getattr(context.tables, table)) for table in COLUMNS)
    if rows > _CHECKED and not st.button(tr("Check against every rule")):
        st.caption(plain(tr("Every saving is checked; checking all rows at once takes a while.")))
        return
    # The revision does not count persons, and findings about them are for who may see them.
    persons = tuple(map(str, context.tables.contacts.itertuples(index=False)))
    revision = f"{context.tables.revision}:{hashlib.blake2b(repr(persons).encode()).hexdigest()}"
    found = _found_wrong(context.tables, revision, datetime.date.today())
    if not found:
        st.caption(plain(tr("Checked against every rule: nothing is wrong.")))
        return
    st.warning(plain(tr.ngettext("{n} cell breaks a rule", "{n} cells break a rule", len(found))))
    st.dataframe(
        finding_rows(found, tr),
        hide_index=True,
        column_config={
            "file": tr("File"),
            "row": tr("Row"),
            "column": tr("Column"),
            "found": tr("Found"),
            "expected": tr("Expected"),
        },
    )
