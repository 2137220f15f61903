"""Robustness on Measures: what the home city's reach hangs on, and what sleeps with a tie."""

import datetime

import pandas as pd
import streamlit as st

from graph_app.analysis.robustness.reach import Robustness, robustness
from graph_app.graph.filters import GraphFilter
from graph_app.graph.frames import GraphFrame
from graph_app.i18n import Translator
from graph_app.pages.parts.charts import draw_chart
from graph_app.pages.parts.once import draw_once
from graph_app.pages.shell.context import Context, ink
from graph_app.view.charts import bars
from graph_app.wording.robustness import (
    bridges_table,
    cut_points_table,
    headlines,
    losses_chart_rows,
    losses_table,
)
from graph_app.wording.text import plain

#: A table longer than this is cut, and says so.
_MOST_ROWS = 1000


def show_robustness(context: Context, wanted: GraphFilter, view: GraphFrame) -> None:
    """Draw bridges, cut points and what is lost when one of the home city's ties sleeps.

    Parameters
    ----------
    context : Context
        The language and the home city.
    wanted : GraphFilter
        The filter that gave the view.
    view : GraphFrame
        The view.
    """
    tr, home = context.tr, context.home
    st.markdown(f"### {plain(tr('What our reach hangs on'))}")
    if home not in view.position:
        st.caption(plain(tr("The home city is not in this view. Loosen the filter in Explore.")))
        return
    key = (view.revision, wanted, home, datetime.date.today())
    found = _found(view, *key)
    draw_once(
        ("robustness", *key, tr.language, ink()),
        lambda: _draw(context, found, wanted, view),
        rows=len(found.bridges) + len(found.cut_points) + len(found.losses),
    )


def _draw(context: Context, found: Robustness, wanted: GraphFilter, view: GraphFrame) -> None:
    tr, home = context.tr, context.home
    for sentence in headlines(found, view, home, tr):
        st.markdown(plain(sentence, 600))
    if not found.nodes:
        return
    st.caption(plain(_scope(found, wanted, tr), 600))
    left, right = st.columns(2, gap="large")
    with left:
        _bridges(context, found, view)
    with right:
        _cut_points(context, found, view)
    _losses(context, found, view)


# Streamlit would take the filter apart field by field.
@st.cache_resource(max_entries=40, show_spinner=False, hash_funcs={GraphFilter: repr})
def _found(
    _view: GraphFrame, revision: str, wanted: GraphFilter, home: str, today: datetime.date
) -> Robustness:
    return robustness(_view, home, today, past=wanted.year is not None)


def _scope(found: Robustness, wanted: GraphFilter, tr: Translator) -> str:
    size = tr(
        "Counted: {nodes} nodes that we reach, {cities} of them cities; {ties} ties, parallel ones "
        "as one.",
        nodes=tr.number(found.nodes),
        cities=tr.number(found.cities),
        ties=tr.number(found.ties),
    )
    if wanted.year is not None:
        rule = tr("Ties as they held in {year}, whatever became of them.", year=wanted.year)
    else:
        rule = tr("Ties that have ended are left out.")
    return f"{size} {rule} Hopcroft, Tarjan (1973); Tarjan (1974)."


def _bridges(context: Context, found: Robustness, view: GraphFrame) -> None:
    tr = context.tr
    st.markdown(f"#### {plain(tr('Ties without a way around'))}")
    rows = found.bridges[found.bridges["nodes"] > 0]
    if rows.empty:
        st.caption(plain(tr("There is none: every tie has a way around it.")))
        return
    _cut_off_table(tr, bridges_table(rows.head(_MOST_ROWS), view, tr), len(rows), tr("Tie"))


def _cut_points(context: Context, found: Robustness, view: GraphFrame) -> None:
    tr = context.tr
    st.markdown(f"#### {plain(tr('Nodes without a way around'))}")
    rows = found.cut_points[found.cut_points["nodes"] > 0]
    if rows.empty:
        st.caption(plain(tr("There is none: every node has a way around it.")))
        return
    _cut_off_table(tr, cut_points_table(rows.head(_MOST_ROWS), view, tr), len(rows), tr("Node"))


def _cut_off_table(tr: Translator, rows: pd.DataFrame, total: int, label: str) -> None:
    st.dataframe(
        rows,
        hide_index=True,
        height=min(320, 38 + 35 * len(rows)),
        column_config={
            "what": st.column_config.TextColumn(label, width="large"),
            "cities": st.column_config.NumberColumn(tr("Cities cut off"), width=125),
            "nodes": st.column_config.NumberColumn(tr("Nodes cut off"), width=125),
        },
    )
    _cut(tr, len(rows), total)


def _cut(tr: Translator, shown: int, total: int) -> None:
    if total > shown:
        text = tr("The first {shown} of {total}.", shown=tr.number(shown), total=tr.number(total))
        st.caption(plain(text))


def _losses(context: Context, found: Robustness, view: GraphFrame) -> None:
    tr = context.tr
    st.markdown(f"#### {plain(tr('If one of our ties sleeps'))}")
    st.caption(
        plain(
            tr(
                "A sleeping tie leads nowhere, and what still runs over it is as strong as a "
                "dormant tie. Where a second tie joins us with the same place, every way stays "
                "open."
            ),
            600,
        )
    )
    rows = losses_chart_rows(found.losses, view, tr)
    title = tr("Nodes no longer within two steps, the ten ties that cost most")
    if len(rows):
        st.markdown(f"**{plain(title)}**")
        draw_chart(bars(rows, tr, tr("Tie with"), title, ink()))
    else:
        st.caption(plain(tr("Without any one of our ties, all stay within two steps.")))
    shown = losses_table(found.losses.head(_MOST_ROWS), view, tr)
    st.dataframe(
        shown,
        hide_index=True,
        placeholder="–",
        height=min(420, 38 + 35 * len(shown)),
        column_config=_loss_columns(tr),
    )
    _cut(tr, len(shown), len(found.losses))


def _loss_columns(tr: Translator) -> dict:
    number = st.column_config.NumberColumn
    return {
        "with": st.column_config.TextColumn(tr("Tie with"), width="medium"),
        "type": tr("Relation"),
        "status": tr("Status"),
        "beyond_two": number(
            tr("Beyond two steps"),
            help=tr("Nodes that are within two steps now, and then no more."),
        ),
        "beyond_two_cities": number(tr("of them cities")),
        "farther": number(tr("Farther"), help=tr("Nodes still reached, but in more steps.")),
        "lost": number(tr("Lost"), help=tr("Nodes no longer reached at all.")),
        "lost_cities": number(tr("lost cities")),
        "strength_loss": number(
            tr("Strength lost"),
            format="percent",
            help=tr("Share of the summed strength of our strongest ways to all others."),
        ),
        "parallel": number(tr("Other ties there"), help=tr("Further ties with the same place.")),
    }
