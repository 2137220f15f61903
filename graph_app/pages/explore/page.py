"""Explore: the graph, its filters, and the facts of what is clicked."""

import json

import pyarrow as pa
import streamlit as st
from streamlit.column_config import LinkColumn, NumberColumn, TextColumn
from streamlit.elements.lib.column_types import ColumnConfig

from graph_app.graph.filter_specs import SPECS
from graph_app.graph.filters import FilterResult, GraphFilter, loosening
from graph_app.graph.frames import GraphFrame
from graph_app.i18n import Translator
from graph_app.model.errors import GraphAppError
from graph_app.pages.explore import communities, filters, player
from graph_app.pages.parts.cached_drawing import draw_once
from graph_app.pages.parts.drawing import Drawing, Look, drawn, filtered
from graph_app.pages.parts.elements import error_box, show_table
from graph_app.pages.parts.node_details import show_node, tie_markdown
from graph_app.pages.shell import address_bar
from graph_app.pages.shell.context import Context, current_filter, share_filter, write_address
from graph_app.view.backdrop import outlines
from graph_app.view.graph_view import graph_view
from graph_app.view.legend import legend_html
from graph_app.view.tables import nodes_table, ties_table
from graph_app.wording.text import plain

_GRAPH = "explore-graph"
_SELECTED = "explore-selected"
_PENDING = "explore-pending"


def show(context: Context) -> None:
    """Draw the screen."""
    tr = context.tr
    _prepare(context)
    start = filters.start_filter(context)
    with st.sidebar:
        st.button(tr("Clear filters"), on_click=filters.put, args=(start,), width="stretch")
        st.button(tr("Whole graph"), on_click=filters.put, args=(GraphFilter(),), width="stretch")
    slots = filters.draw(context)
    wanted = filters.read()
    result = filtered(context.graph, wanted)
    filters.say_steps(slots, result, tr)
    filters.offer_near(slots, result, context)
    if not result.view.n_edges and not wanted.isolated:
        _write(wanted, filters.draw_look(tr))
        _empty(context, wanted)
        return
    if wanted.year is not None:
        st.markdown(f"### {tr('As it was in {year}', year=wanted.year)}")
    detail = communities.choose_detail(tr, len(result.view))
    if detail == "communities":
        look = filters.draw_look(tr, disabled=True)
        communities.stage(context, wanted, lambda: _write(wanted, look))
    else:
        _stage(context, wanted, detail)
    _tables(context, result, wanted, detail)


@st.fragment
def _stage(context: Context, wanted: GraphFilter, detail: str) -> None:
    """Draw the choice of looks, the picture and, beside it, the facts of what is selected.

    A fragment: a click or another look runs this part alone, not the filters and the tables.
    """
    _react()
    look = filters.draw_look(context.tr)
    _write(wanted, look)
    communities.bar(context, wanted)
    most, opened = communities.most_nodes(detail), communities.opened()
    try:
        drawing = drawn(
            context.graph, wanted, look, context.tr.language, context.home, most, opened
        )
    except GraphAppError as error:
        error_box(context.tr.error(error))
        return
    left, right = st.columns([7, 3], gap="medium")
    with left:
        _picture(context, drawing, wanted, look)
    with right:
        _details(context)


def _prepare(context: Context) -> None:
    """Set the widgets before they are drawn: from the address, or from what was just asked."""
    if filters.is_new():
        wanted = current_filter(context)
        if wanted == GraphFilter() and "filter" not in st.session_state:
            wanted = filters.start_filter(context)
        if wanted.focus and wanted.focus not in context.graph.position:
            wanted = wanted.without("focus")
        filters.put(wanted)
        filters.put_look(filters.look_from_query(address_bar.usable()))
        communities.prepare()
        node = address_bar.get("node")
        known = node is not None and node in context.graph.position
        st.session_state.setdefault(_SELECTED, [node] if known else [])
    player.prepare()
    pending = st.session_state.pop(_PENDING, None)
    if pending:
        _focus(pending)


def _write(wanted: GraphFilter, look: Look) -> None:
    st.session_state["look"] = look
    selected = st.session_state[_SELECTED]
    node = {"node": selected[0]} if len(selected) == 1 else {}
    look_parts = filters.look_to_query(look)
    write_address(share_filter(wanted) | look_parts | communities.address() | node)


# --- what is asked for --------------------------------------------------------------------------


def _focus(node: str) -> None:
    hops = filters.read().hops or 1
    filters.put(filters.read().without("search"))
    st.session_state["explore-focus"] = node
    st.session_state["explore-hops"] = hops


def _refocus(node: str) -> None:
    """Focus on a node: the filters must be drawn anew, so the whole screen runs again."""
    st.session_state[_PENDING] = node
    st.rerun()


# --- the picture --------------------------------------------------------------------------------


def _picture(context: Context, drawing: Drawing, wanted: GraphFilter, look: Look) -> None:
    tr = context.tr
    view = drawing.view
    counts = counts_of(view, tr)
    graph_view(
        drawing.scene,
        tr,
        key=_GRAPH,
        label=tr("Relationship graph: {counts}", counts=counts),
        home=context.home,
        selected=st.session_state[_SELECTED],
        fit=json.dumps([wanted.focus, wanted.hops, look.layout]),
        backdrop=outlines() if look.layout == "geographic" else None,
    )
    st.html(legend_html(drawing.style.legend, tr))
    st.caption(counts)
    if drawing.total > len(view):
        st.info(
            tr(
                "The {shown} largest of {total} nodes are drawn; the tables hold all.",
                shown=tr.number(len(view)),
                total=tr.number(drawing.total),
            )
        )


def counts_of(view: GraphFrame, tr: Translator) -> str:
    """Return how many nodes and ties a view has."""
    nodes, ties = tr.number(len(view)), tr.number(view.n_edges)
    return tr("{nodes} nodes, {ties} ties", nodes=nodes, ties=ties)


def _react() -> None:
    """Show details after a click; move the focus after a double click.

    What the component reported is in the session before anything is drawn, so that address,
    picture and details follow in the same run.
    """
    state = st.session_state.get(_GRAPH) or {}
    clicked = state.get("selection") or {}
    if clicked != st.session_state.get("explore-clicked", {}):
        st.session_state["explore-clicked"] = clicked
        st.session_state[_SELECTED] = [str(node) for node in clicked.get("nodes", [])]
        st.session_state["explore-tie"] = (clicked.get("edges") or [None])[0]
    node = state.get("double_click")
    if isinstance(node, str):
        _refocus(node)


def _empty(context: Context, wanted: GraphFilter) -> None:
    tr = context.tr
    st.info(tr("Nothing is left with these filters."))
    helpful = loosening(context.graph, wanted)
    if not helpful:
        st.text(tr("No single filter is to blame: clear them all."))
    for name, ties in helpful[:3]:
        label = tr(
            "Without the filter {filter}: {ties} ties",
            filter=tr(SPECS[name].label),
            ties=tr.number(ties),
        )
        st.button(label, on_click=filters.put, args=(wanted.without(name),), key=f"loosen-{name}")


# --- beside and beneath ---------------------------------------------------------------------------


def _details(context: Context) -> None:
    selected = [n for n in st.session_state[_SELECTED] if n in context.graph.position]
    tie = st.session_state.get("explore-tie")
    with st.container(border=True):
        if len(selected) == 1:
            show_node(context, selected[0], _refocus)
        elif len(selected) > 1:
            st.markdown(plain(context.tr.ngettext("{n} node", "{n} nodes", len(selected))))
            for node in selected[:20]:
                st.text(context.name(node))
        elif tie is not None and context.graph.edges["id"].eq(tie).any():
            at = int(context.graph.edges["id"].eq(tie).argmax())
            st.markdown(tie_markdown(context, at))
        else:
            st.caption(
                context.tr(
                    "Click a node or a line to see its facts and sources; double-click a node to "
                    "walk on from it."
                )
            )


def _tables(context: Context, result: FilterResult, wanted: GraphFilter, detail: str) -> None:
    tr, view = context.tr, result.view
    names = [tr("Nodes ({n})", n=tr.number(len(view))), tr("Ties ({n})", n=tr.number(view.n_edges))]
    if detail == "communities":
        with st.expander(tr("Communities as a table")):
            communities.communities_table(context, wanted)
    nodes, ties = st.tabs(names)
    key = (context.graph.revision, wanted, tr.language)
    with nodes:
        rows, ids = _node_rows(view, tr, repr(key))
        chosen = st.dataframe(
            rows,
            key="explore-nodes",
            hide_index=True,
            placeholder="–",
            on_select="rerun",
            selection_mode="multi-row",
            column_config=node_columns(context),
            height=320,
        )
        picked = [ids[at] for at in chosen["selection"]["rows"] if at < len(ids)]
        if picked != st.session_state.get("explore-picked", []):
            st.session_state["explore-picked"] = picked
            st.session_state[_SELECTED] = picked
            st.rerun()
    with ties:
        draw_once(("ties", *key), lambda: _ties(context, view), rows=view.n_edges)


@st.cache_resource(max_entries=60, show_spinner=False)
def _node_rows(_view: GraphFrame, _translator: Translator, key: str) -> tuple[pa.Table, list[str]]:
    """Return the nodes as they travel to the browser, the best connected first, and their ids."""
    rows = nodes_table(_view, _translator).sort_values("ties", ascending=False)
    return pa.Table.from_pandas(rows), rows.index.tolist()


def _ties(context: Context, view: GraphFrame) -> None:
    rows = ties_table(view, context.tables.sources, context.tr)
    show_table(rows, context.tr, tie_columns(context), height=320)


def node_columns(context: Context) -> dict[str, ColumnConfig | str]:
    """Return the headings and forms of a table of nodes."""
    tr = context.tr
    return {
        "name": TextColumn(tr("Name"), width="medium"),
        "kind": tr("Kind"),
        "country": tr("Country"),
        "population": NumberColumn(tr("Population"), format="localized"),
        "ties": NumberColumn(tr("Tied to")),
        "themes": tr("Themes"),
    }


def tie_columns(context: Context) -> dict[str, ColumnConfig | str]:
    """Return the headings and forms of a table of ties, beside those of most tables."""
    tr = context.tr
    return {
        "from": tr("From"),
        "to": tr("To"),
        "until": tr("Until"),
        "checked": tr("Checked"),
        "source": TextColumn(tr("Source"), width="medium"),
        "link": LinkColumn(tr("Link"), display_text=tr("open")),
        "note": TextColumn(tr("Note"), width="medium"),
    }
