"""The years of a node: a line of its partners, members or participants."""

import datetime

import pandas as pd
import streamlit as st

from graph_app.analysis.timeline import timeline, timeline_gaps
from graph_app.graph.columns import Columns
from graph_app.i18n import Translator
from graph_app.pages.chart import show_chart
from graph_app.pages.context import Context, ink
from graph_app.view.charts import specification
from graph_app.view.text import plain
from graph_app.view.timeline_chart import gap_words, timeline_chart, timeline_table


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
    _ = context._
    rows, gaps = _years(context.graph, context.graph.revision, node, today)
    if rows.empty and not gaps.to_numpy().any():
        return
    labels = _labels(_)
    title = _("Development over the years")
    st.markdown(f"### {plain(title)}")
    if rows.empty:
        st.caption(plain(_("No start year is known, so no line can be drawn.")))
    else:
        name = _("Development over the years: {name}", name=context.name(node))
        colour = ink()
        show_chart(
            ("timeline", context.graph.revision, node, today, _.language, colour),
            lambda: specification(timeline_chart(rows, labels, _, name, colour)),
        )
    for text in gap_words(gaps, labels, drawn=not rows.empty, _=_):
        st.caption(plain(text))
    with st.expander(_("Show as table")):
        st.dataframe(timeline_table(rows, gaps, labels, _), placeholder="–")


@st.cache_data(show_spinner=False, max_entries=200)
def _years(
    _graph: Columns, revision: str, node: str, today: datetime.date
) -> tuple[pd.DataFrame, pd.DataFrame]:
    return timeline(_graph, node, today), timeline_gaps(_graph, node)


def _labels(_: Translator) -> dict[str, str]:
    return {
        "partners": _("Partner cities"),
        "memberships": _("Memberships"),
        "members": _("Members"),
        "participants": _("Participants"),
        "participations": _("Participations"),
    }
