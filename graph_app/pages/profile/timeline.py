"""The years of a node: a line of its partners, members or participants."""

import datetime

import streamlit as st

from graph_app.analysis.timeline import timeline, timeline_gaps
from graph_app.pages.parts.cached_drawing import draw_once
from graph_app.pages.parts.elements import caption
from graph_app.pages.shell.context import Context, ink
from graph_app.view.timeline_chart import gap_words, timeline_specification, timeline_table
from graph_app.wording.text import plain


def show_timeline(context: Context, node: str, today: datetime.date) -> None:
    """Draw how partners, memberships, members or participants came to be; nothing without any.

    Parameters
    ----------
    context : Context
        The whole graph and the language.
    node : str
        Node id.
    today : datetime.date
        The last day that counts.
    """
    colour = ink()
    key = ("timeline", context.graph.revision, node, today, context.tr.language, colour)
    draw_once(key, lambda: _draw(context, node, today, colour))


def _draw(context: Context, node: str, today: datetime.date, colour: str) -> None:
    tr, graph = context.tr, context.graph
    rows, gaps = timeline(graph, node, today), timeline_gaps(graph, node)
    if rows.empty and not gaps.to_numpy().any():
        return
    labels = {
        "partners": tr("Partner cities"),
        "memberships": tr("Memberships"),
        "members": tr("Members"),
        "participants": tr("Participants"),
        "participations": tr("Participations"),
    }
    title = tr("Development over the years")
    st.markdown(f"### {plain(title)}")
    if rows.empty:
        caption(tr("No start year is known, so no line can be drawn."))
    else:
        name = tr("Development over the years: {name}", name=context.name(node))
        spec = timeline_specification(rows, labels, tr, name, colour)
        st.vega_lite_chart(spec, width="stretch")
    for text in gap_words(gaps, labels, drawn=not rows.empty, tr=tr):
        caption(text)
    with st.expander(tr("Show as table")):
        st.dataframe(timeline_table(rows, gaps, labels, tr), placeholder="–")
