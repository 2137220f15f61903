"""Profile: one city, network, programme, organisation or event."""

import datetime

import streamlit as st

from graph_app.analysis.profile import shared, ties_by_type
from graph_app.graph.filters import GraphFilter
from graph_app.pages.explore.page import tie_columns
from graph_app.pages.parts.briefing_button import briefing_button
from graph_app.pages.parts.cached_drawing import draw_once
from graph_app.pages.parts.choosing import pick_node
from graph_app.pages.parts.contact_persons import show_persons
from graph_app.pages.parts.drawing import Look, drawn
from graph_app.pages.parts.elements import caption, show_table
from graph_app.pages.parts.node_details import compare_button, show_facts, tie_markdown
from graph_app.pages.profile.public_ties import show_public_ties
from graph_app.pages.profile.timeline import show_timeline
from graph_app.pages.shell import address_bar
from graph_app.pages.shell.context import Context, share_filter, write_address
from graph_app.pages.shell.valid_year import ValidYear, choose_year
from graph_app.view.graph_view import graph_view
from graph_app.view.legend import legend_html
from graph_app.view.palette import KIND_SHAPES, SHAPE_MARKS
from graph_app.view.tables import ties_table
from graph_app.wording.text import name_list, plain

_NODE = "profile-node"
#: More ties of one type than this are a table, not sentences.
_MANY = 12


def show(context: Context) -> None:
    """Draw the screen."""
    node = _choose(context)
    chosen = choose_year(context, "profile")
    write_address({"node": node} | chosen.address)
    then = context.with_graph(chosen.graph)
    left, right = st.columns([2, 3], gap="large")
    with left:
        _head(then, node, chosen)
        key = (chosen.key, node, context.home, context.tr.language)
        draw_once(("facts", *key), lambda: show_facts(then, node))
        # Not everybody may see persons: they are drawn for each reader.
        show_persons(context, node)
        draw_once(("shared", *key), lambda: _shared(then, node))
    with right:
        _picture(context, node, chosen)
    show_timeline(context, node, datetime.date.today())
    draw_once(("profile", *key), lambda: _ties(then, node))
    if chosen.year is None:
        show_public_ties(context, node)


def _choose(context: Context) -> str:
    tr, graph = context.tr, context.graph
    asked = address_bar.get("node")
    arrived = asked != st.session_state.get("profile-asked")
    st.session_state["profile-asked"] = asked
    if _NODE not in st.session_state or (arrived and asked in graph.position):
        st.session_state[_NODE] = asked if asked in graph.position else context.home
    titles = context.titles()
    chosen = pick_node(context, tr("Whose profile?"), titles, _NODE) or context.home
    st.session_state["profile-asked"] = chosen
    return chosen


def _head(context: Context, node: str, chosen: ValidYear) -> None:
    kind = context.graph.nodes["kind"].iloc[context.graph.position[node]]
    st.markdown(f"## {plain(context.name(node))}")
    st.caption(f"{SHAPE_MARKS[KIND_SHAPES[kind]]} {plain(context.tr.kind(kind))}")
    if st.button(context.tr("Show in Explore"), icon=":material/hub:", width="stretch"):
        context.go_to("explore", **share_filter(_ego(node, chosen)))
    compare_button(context, node)
    briefing_button(context, node, chosen.graph, year=chosen.year, undated=chosen.undated)


def _ego(node: str, chosen: ValidYear) -> GraphFilter:
    return GraphFilter(focus=node, hops=1, year=chosen.year, undated=chosen.undated)


def _picture(context: Context, node: str, chosen: ValidYear) -> None:
    tr, graph = context.tr, context.graph
    wanted = _ego(node, chosen)
    drawing = drawn(graph, wanted, Look(), tr.language, context.home, most=150)
    graph_view(
        drawing.scene,
        tr,
        key="profile-graph",
        label=tr("Ego network of {name}", name=context.name(node)),
        home=node,
        fit=node,
        height=460,
    )
    st.html(legend_html(drawing.style.legend, tr))
    if drawing.total > len(drawing.view):
        shown, total = tr.number(len(drawing.view)), tr.number(drawing.total)
        st.caption(tr("The {shown} largest of {total} nodes are drawn.", shown=shown, total=total))


def _shared(context: Context, node: str) -> None:
    tr = context.tr
    if node == context.home:
        return
    found = shared(context.graph, context.home, node)
    st.markdown(f"### {plain(tr('With {city}', city=context.name(context.home)))}")
    for kind, ids in found.common.items():
        names = name_list(context.name(one) for one in ids[:30])
        st.markdown(f"**{plain(tr.kind(kind, many=True))}:** {plain(names, 1500)}")
    if not found.common:
        caption(tr("They share no neighbour."))
    if found.direct:
        return
    if not found.path:
        caption(tr("No chain of ties leads there."))
        return
    st.markdown(f"**{plain(tr('The shortest way there'))}**")
    for tie in found.path:
        st.markdown(tie_markdown(context, tie))


def _ties(context: Context, node: str) -> None:
    tr, graph = context.tr, context.graph
    groups = ties_by_type(graph, node)
    st.markdown(f"### {plain(tr('Ties and sources'))}")
    if not groups:
        st.info(tr("No tie is known."))
    for name, ties in groups.items():
        with st.expander(f"{plain(tr.relation(name))} ({tr.number(len(ties))})", expanded=True):
            if len(ties) <= _MANY:
                for tie in ties:
                    st.markdown(tie_markdown(context, int(tie)))
            else:
                rows = ties_table(graph, context.tables.sources, tr, ties)
                show_table(rows, tr, tie_columns(context), height=360)
