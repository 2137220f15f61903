"""Export: what Explore shows, for other tools."""

import datetime
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from graph_app.export import (
    FORMATS,
    ExportView,
    export,
    export_measured,
    exported_filter,
    file_name,
)
from graph_app.graph.filters import GraphFilter
from graph_app.graph.frames import GraphFrame
from graph_app.pages.explore.filters import look_choices
from graph_app.pages.explore.page import counts_of, node_columns, tie_columns
from graph_app.pages.parts.downloads import download, show_running
from graph_app.pages.parts.drawing import Look, filter_key, filtered, groups_of, measured, places_of
from graph_app.pages.parts.elements import caption, show_table, words_of
from graph_app.pages.sessions.downloads import LIGHT_ROWS, Download
from graph_app.pages.shell.context import (
    Context,
    current_filter,
    share_filter,
    show_whole_graph,
    write_address,
)
from graph_app.view.style import style_nodes
from graph_app.view.tables import nodes_table, ties_table
from graph_app.wording.filters import filter_words
from graph_app.wording.text import plain

#: Formats of which a small view takes no time that a reader would notice.
_LIGHT = ("csv", "parquet", "pajek", "node-link", "cytoscape")


def show(context: Context) -> None:
    """Draw the screen."""
    tr = context.tr
    shown = current_filter(context)
    write_address(share_filter(shown))
    wanted = exported_filter(shown)
    view = filtered(context.graph, wanted).view
    st.markdown(f"## {plain(tr('Take it with you'))}")
    _scope(context, shown, view)
    look, measures = _options(context)
    show_running(tr)
    _formats(context, wanted, view, look, measures)
    with st.expander(tr("What is in it")):
        nodes, ties = st.tabs([tr("Nodes"), tr("Ties")])
        rows = nodes_table(view, tr).head(200)
        show_table(rows, tr, node_columns(context), nodes, height=300)
        rows = ties_table(view, context.tables.sources, tr).head(200)
        show_table(rows, tr, tie_columns(context), ties, height=300)


def _scope(context: Context, wanted: GraphFilter, view: GraphFrame) -> None:
    tr = context.tr
    words = filter_words(wanted, context.graph, tr)
    text = "; ".join(f"{label}: {value}" for label, value in words) or tr("none")
    st.markdown(f"**{plain(tr('Filter: {filter}', filter=text), 600)}**")
    counts = counts_of(view, tr)
    revision = tr("Revision: {revision}", revision=context.graph.revision)
    caption(f"{counts} · {revision}")
    change, whole, _rest = st.columns([1, 1, 3])
    if change.button(tr("Change in Explore"), width="stretch"):
        context.go_to("explore", **share_filter(wanted))
    if words:
        show_whole_graph(tr, whole)


def _options(context: Context) -> tuple[Look, bool]:
    tr = context.tr
    start = st.session_state.get("look", Look())
    *places, more = st.columns(4, vertical_alignment="bottom")
    chosen = {
        name: place.selectbox(
            label,
            list(words),
            index=list(words).index(getattr(start, name)),
            format_func=words_of(words),
        )
        for place, (name, (label, words)) in zip(places, look_choices(tr).items(), strict=True)
    }
    look = Look(chosen["colour"], chosen["size"], chosen["layout"])
    return look, more.toggle(tr("With all measures"))


def _header(context: Context, wanted: GraphFilter, view: GraphFrame) -> ExportView:
    """Return a view with what files are named after, without places, looks and measures."""
    title = context.settings.title or context.name(context.home)
    today = datetime.date.today()
    return ExportView(view, context.graph, wanted, today, context.tr, title)


def _bundle(context: Context, wanted: GraphFilter, view: GraphFrame, look: Look) -> ExportView:
    graph, sizes, groups = context.graph, None, None
    if look.size != "uniform":
        sizes = measured(view, wanted, look.size).table[look.size].to_numpy()
    if look.colour == "community":
        groups = groups_of(graph, wanted, view).tolist()
    return replace(
        _header(context, wanted, view),
        home=context.home,
        tables=context.tables.without_personal(),
        places=places_of(graph, wanted, look.layout),
        style=style_nodes(view, context.tr, look.colour, sizes, groups),
    )


def _formats(
    context: Context, wanted: GraphFilter, view: GraphFrame, look: Look, measures: bool
) -> None:
    tr, header = context.tr, _header(context, wanted, view)
    for at, form in enumerate(FORMATS.values()):
        if at % 3 == 0:
            columns = st.columns(3)
        with columns[at % 3].container(border=True, height="stretch"):
            st.markdown(f"**{plain(tr(form.label))}**")
            caption(tr(form.serves))
            name = file_name(header, form.name)
            prepare = partial(_request, context, wanted, view, look, measures, form.name)
            heavy = measures or form.name not in _LIGHT or len(view) + view.n_edges > LIGHT_ROWS
            data = Download(None, tr, name, heavy, prepare, measures, shown=True)
            key = f"download-{form.name}"
            download(tr("Download"), data, name, form.mime, key=key, width="stretch")


def _request(
    context: Context,
    wanted: GraphFilter,
    view: GraphFrame,
    look: Look,
    measures: bool,
    form: str,
) -> Callable[..., bytes]:
    """Return what writes the view, once there is a place for it."""
    bundle = _bundle(context, wanted, view, look)
    if measures:
        return partial(export_measured, bundle, form, filter_key(wanted))
    return partial(export, bundle, form)
