"""Tables: each of them as a grid to read and search."""

import datetime
import hashlib
from functools import partial

import pandas as pd
import streamlit as st
from streamlit.column_config import NumberColumn, TextColumn
from streamlit.elements.lib.column_types import ColumnConfig

from graph_app.editing.rows import zipped
from graph_app.graph.frames import frame_from_tables
from graph_app.i18n import get_translator
from graph_app.model.findings import Finding
from graph_app.model.tables import COLUMNS, PERSONAL_TABLES, Tables
from graph_app.model.validate import validate
from graph_app.pages.parts.contact_persons import with_persons
from graph_app.pages.parts.downloads import download
from graph_app.pages.parts.elements import caption, pick, show_table, text_field, warning
from graph_app.pages.sessions.downloads import LIGHT_ROWS, Download
from graph_app.pages.shell import address_bar
from graph_app.pages.shell.context import Context
from graph_app.wording.data import (
    COLUMN_LABELS,
    TABLES,
    finding_rows,
    found_rows,
    readable_table,
    tables_shown,
)
from graph_app.wording.names import node_names

#: Up to so many rows all are checked without asking.
_CHECKED = 5000
#: Rows that are sent to the browser; the search reaches all.
_MOST = 5000
#: Pixels of a long table; a table of few rows is as high as they are.
_HEIGHT, _FEW = 460, 12


def show_tables(context: Context) -> dict[str, str]:
    """Draw the tables; give what is shown as parts of the address."""
    tr = context.tr
    table, query = choose_table(context, "data-f-shown", "data-f-query")
    readable = _read(context, table)
    found = readable[found_rows(readable, query)]
    _say_counts(context, table, len(found), len(readable))
    if len(found):
        show_table(
            found.head(_MOST),
            tr,
            column_labels(context, table),
            # Persons leave only in the zip below, for those who ask for them.
            file="" if table in PERSONAL_TABLES else table,
            height=_HEIGHT if len(found) > _FEW else "content",
            column_order=[*(name for name in COLUMNS[table] if name != "id"), "id"],
        )
    elif query:
        st.info(tr("No row holds these words. Search for less."))
    else:
        st.info(tr("This table holds no row yet."))
    _findings(context)
    persons = with_persons(context, "tables", context.tables.contacts)
    download(
        tr("Download all tables as a zip of CSV"),
        tables_zip(context, context.tables, persons, "tables.zip"),
        "tables.zip",
        "application/zip",
    )
    return {"table": table, "q": query}


def tables_zip(context: Context, tables: Tables, persons: bool, name: str) -> Download:
    """Return the download of all tables as a zip of CSV."""
    heavy = sum(len(getattr(tables, table)) for table in COLUMNS) > LIGHT_ROWS
    return Download(partial(zipped, tables, persons), context.tr, name, heavy)


def choose_table(context: Context, table_key: str, query_key: str) -> tuple[str, str]:
    """Draw the choice of a table and the search in it; return its name and the query."""
    tr, tables = context.tr, tables_shown(context.sees_contacts)
    st.session_state.setdefault(query_key, address_bar.get("q"))
    labels = {name: tr(label) for name, label in tables.items()}
    left, right = st.columns([1, 2])
    starts = (address_bar.get("table"), "relations")
    table = pick(tr("Table"), labels, table_key, starts, left)
    hint = tr("Words, in any order")
    query = text_field(
        tr, tr("Search in all columns"), address_bar.LONGEST, right, key=query_key, placeholder=hint
    )
    return table, query.strip()


def _read(context: Context, table: str) -> pd.DataFrame:
    tables, language = context.tables, context.tr.language
    if table in PERSONAL_TABLES:
        # Cached for nobody: the next reader may not see it, and it may be erased.
        return _readable(tables, table, language)
    return _cached_readable(tables, tables.revision, table, language)


@st.cache_resource(max_entries=14, show_spinner=False)
def _cached_readable(_tables: Tables, revision: str, table: str, language: str) -> pd.DataFrame:
    return _readable(_tables, table, language)


def _readable(tables: Tables, table: str, language: str) -> pd.DataFrame:
    tr = get_translator(language)
    names = dict(zip(tables.sources["id"], tables.sources["title"], strict=True))
    graph = frame_from_tables(tables)
    names |= dict(zip(graph.ids, node_names(graph, tr), strict=True))
    return readable_table(table, getattr(tables, table), names, tr)


def _say_counts(context: Context, table: str, found: int, total: int) -> None:
    tr = context.tr
    counts = "; ".join(
        f"{tr(label)}: {tr.number(len(getattr(context.tables, name)))}"
        for name, label in tables_shown(context.sees_contacts).items()
    )
    caption(counts, 600)
    if found < total:
        text = tr("{found} of {total} rows", found=tr.number(found), total=tr.number(total))
        caption(f"{tr(TABLES[table])}: {text}")
    if found > _MOST:
        caption(tr("The first {n} are shown; search to see others.", n=tr.number(_MOST)))


def column_labels(context: Context, table: str) -> dict[str, ColumnConfig | str]:
    """Return the labels of the columns of a table for a grid."""
    tr = context.tr
    labels: dict[str, ColumnConfig | str] = {n: tr(COLUMN_LABELS[n]) for n in COLUMNS[table]}
    for name in labels.keys() & {"website", "url"}:
        # As text: a link is offered only where its address has been checked.
        labels[name] = TextColumn(tr(COLUMN_LABELS[name]))
    for name in labels.keys() & {"population", "members_reported"}:
        labels[name] = NumberColumn(tr(COLUMN_LABELS[name]), format="localized")
    return labels


@st.cache_resource(max_entries=2, show_spinner=False)
def _found_wrong(_tables: Tables, revision: str, today: datetime.date) -> list[Finding]:
    return validate(_tables, today)


def _findings(context: Context) -> None:
    tr = context.tr
    rows = sum(len(getattr(context.tables, table)) for table in COLUMNS)
    if rows > _CHECKED and not st.button(tr("Check against every rule")):
        caption(tr("Every saving is checked; checking all rows at once takes a while."))
        return
    # The revision does not count persons, and findings about them are for who may see them.
    persons = tuple(map(str, context.tables.contacts.itertuples(index=False)))
    revision = f"{context.tables.revision}:{hashlib.blake2b(repr(persons).encode()).hexdigest()}"
    found = _found_wrong(context.tables, revision, datetime.date.today())
    if not found:
        caption(tr("Checked against every rule: nothing is wrong."))
        return
    warning(tr.ngettext("{n} cell breaks a rule", "{n} cells break a rule", len(found)))
    show_table(finding_rows(found, tr), tr)
