"""Overview: how is our city connected? Two minutes for a mayor."""

import datetime

import streamlit as st
from streamlit.column_config import TextColumn

from graph_app.analysis.overview.key_figures import ATTENTION, attention, ties_by
from graph_app.graph.filters import GraphFilter
from graph_app.pages.explore.page import tie_columns
from graph_app.pages.overview.dashboard import Moment, draw, imprint
from graph_app.pages.parts.cached_drawing import draw_once
from graph_app.pages.parts.elements import error_box, show_table
from graph_app.pages.profile.timeline import show_timeline
from graph_app.pages.shell.context import Context, share_filter
from graph_app.view.tables import ties_table
from graph_app.wording.text import plain


def show(context: Context) -> None:
    """Draw the screen."""
    today = datetime.date.today()
    if context.home not in context.graph.position:
        error_box(context.tr("The home city {node} is in no table.", node=context.home))
        return
    moment = draw(context, today)
    if not moment.printing:
        with st.container(key="overview-rest"):
            _rest(context, moment)


def _rest(context: Context, moment: Moment) -> None:
    tr, year, today = context.tr, moment.as_of.year, moment.today
    last = today if year is None else min(today, datetime.date(year, 12, 31))
    show_timeline(context, context.home, last)
    key = moment.key(context)
    if year is None:
        lacking = draw_once(("attention", *key), lambda: _attention(context, today))
        if lacking and st.button(tr("Show our ties in Explore"), icon=":material/hub:"):
            context.go_to("explore", **share_filter(GraphFilter(focus=context.home, hops=1)))
    reported = tuple(context.settings.reported.items())
    draw_once(("foot", reported, *key), lambda: _foot(context, today))


def _attention(context: Context, today: datetime.date) -> bool:
    """Draw the ties that need attention; return whether there are any."""
    tr, graph = context.tr, context.graph
    found = attention(graph, context.home, today)
    st.markdown(f"### {plain(tr('What needs attention'))}")
    if found.empty:
        st.success(tr("Every tie has been checked within a year."))
        return False
    counts = found["reason"].value_counts()
    for reason in ATTENTION:
        if reason in counts:
            st.markdown(f"- **{counts[reason]}** {plain(tr(ATTENTION[reason]))}")
    rows = ties_table(graph, context.tables.sources, tr, found["relation"].to_numpy())
    rows.insert(0, "why", [tr(ATTENTION[reason]) for reason in found["reason"]])
    columns = {"why": TextColumn(tr("Why"), width="medium")} | tie_columns(context)
    rows = rows[["why", "from", "type", "to", "since", "checked", "source", "link"]]
    show_table(rows, tr, columns, height=300)
    return True


def _foot(context: Context, today: datetime.date) -> None:
    tr, settings = context.tr, context.settings
    counts = ties_by(context.graph, context.home, "type").set_index("group")["count"]
    for relation, reported in settings.reported.items():
        sentence = tr(
            "{relation}: the tables hold {held} of the {reported} that the city counts.",
            relation=tr.relation(relation),
            held=tr.number(int(counts.get(relation, 0))),
            reported=tr.number(reported),
        )
        st.markdown(plain(sentence))
    imprint(context, today)
