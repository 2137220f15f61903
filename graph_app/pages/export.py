"""Export: what Explore shows, for other tools."""

import datetime

import streamlit as st

from graph_app.analysis.layout import LAYOUTS
from graph_app.analysis.measures.cached import compute_cached
from graph_app.analysis.measures.centrality import MEASURES, RANKING
from graph_app.export import FORMATS, ExportView, export, file_name
from graph_app.graph.filters import GraphFilter
from graph_app.pages.explore.page import node_columns, tie_columns
from graph_app.pages.parts.drawing import (
    Look,
    around,
    filter_key,
    filtered,
    grouped,
    measured,
    places_of,
)
from graph_app.pages.shell.context import Context, current_filter, keep_filter, write_address
from graph_app.view.style import COLOUR_BY, style_nodes
from graph_app.view.tables import nodes_table, ties_table
from graph_app.wording.filters import filter_words
from graph_app.wording.text import plain


def show(context: Context) -> None:
    """Draw the screen."""
    tr = context.tr
    wanted = current_filter(context)
    write_address(keep_filter(wanted))
    view = filtered(context.graph, context.graph.revision, wanted).view
    st.markdown(f"## {plain(tr('Take it with you'))}")
    _scope(context, wanted, len(view), view.n_edges)
    look, measures = _options(context)
    _formats(context, wanted, look, measures)
    _preview(context, view)


def _scope(context: Context, wanted: GraphFilter, nodes: int, ties: int) -> None:
    tr = context.tr
    words = filter_words(wanted, context.graph, tr)
    text = "; ".join(f"{label}: {value}" for label, value in words) or tr("none")
    st.markdown(f"**{plain(tr('Filter: {filter}', filter=text), 600)}**")
    counts = tr("{nodes} nodes, {ties} ties", nodes=tr.number(nodes), ties=tr.number(ties))
    revision = tr("Revision: {revision}", revision=context.graph.revision)
    st.caption(plain(f"{counts} · {revision}"))
    change, whole, _rest = st.columns([1, 1, 3])
    if change.button(tr("Change in Explore"), width="stretch"):
        context.go_to("explore", **keep_filter(wanted))
    if words and whole.button(tr("Whole graph"), width="stretch"):
        st.session_state["filter"] = GraphFilter()
        write_address({})
        st.rerun()


def _options(context: Context) -> tuple[Look, bool]:
    tr = context.tr
    start = st.session_state.get("look", Look())
    colour, size, place, more = st.columns(4, vertical_alignment="bottom")
    sizes = {"uniform": tr("All the same"), **{name: tr(MEASURES[name].label) for name in RANKING}}
    look = Look(
        _pick(colour, tr("Colour by"), {k: tr(v) for k, v in COLOUR_BY.items()}, start.colour),
        _pick(size, tr("Size by"), sizes, start.size),
        _pick(place, tr("Layout"), {k: tr(v) for k, v in LAYOUTS.items()}, start.layout),
    )
    return look, more.toggle(tr("With all measures"))


def _pick(column, label: str, options: dict[str, str], start: str) -> str:
    names = list(options)
    return column.selectbox(label, names, index=names.index(start), format_func=options.get)


def _bundle(context: Context, wanted: GraphFilter, look: Look, measures: bool) -> ExportView:
    graph = context.graph
    view = filtered(graph, graph.revision, wanted).view
    sizes = groups = None
    if look.size != "uniform":
        sizes = measured(view, graph.revision, wanted, look.size).table[look.size]
    if look.colour == "community":
        groups = grouped(graph, graph.revision, around(wanted)).reindex(view.nodes["id"])
    return ExportView(
        view,
        graph,
        wanted,
        datetime.date.today(),
        context.tr,
        context.settings.title or context.name(context.home),
        context.home,
        context.tables.sources,
        places_of(graph, wanted, look.layout),
        style_nodes(view, context.tr, look.colour, sizes, groups),
        compute_cached(view, MEASURES, filter_key(wanted)).table if measures else None,
    )


def _formats(context: Context, wanted: GraphFilter, look: Look, measures: bool) -> None:
    tr = context.tr
    title = ExportView(
        filtered(context.graph, context.graph.revision, wanted).view,
        context.graph,
        wanted,
        datetime.date.today(),
        tr,
        context.settings.title or context.name(context.home),
    )
    for at, form in enumerate(FORMATS.values()):
        if at % 3 == 0:
            columns = st.columns(3)
        with columns[at % 3].container(border=True, height="stretch"):
            st.markdown(f"**{plain(tr(form.label))}**")
            st.caption(plain(tr(form.serves)))
            st.download_button(
                tr("Download"),
                # Made when the button is pressed, not each time the screen is drawn.
                data=lambda name=form.name: export(_bundle(context, wanted, look, measures), name),
                file_name=file_name(title, form.name),
                mime=form.mime,
                on_click="ignore",
                key=f"download-{form.name}",
                icon=":material/download:",
                width="stretch",
            )


def _preview(context: Context, view) -> None:
    tr = context.tr
    with st.expander(tr("What is in it")):
        nodes, ties = st.tabs([tr("Nodes"), tr("Ties")])
        nodes.dataframe(
            nodes_table(view, tr).head(200),
            hide_index=True,
            placeholder="–",
            height=300,
            column_config=node_columns(context),
        )
        ties.dataframe(
            ties_table(view, context.tables.sources, tr).head(200),
            hide_index=True,
            placeholder="–",
            height=300,
            column_config=tie_columns(context),
        )
