"""Robustness on Measures: what the home city's reach depends on, and what a dormant tie would cost."""

import datetime

import pandas as pd
import streamlit as st
from streamlit.column_config import NumberColumn, TextColumn
from streamlit.elements.lib.column_types import ColumnConfig

from graph_app.analysis.robustness.reach import Robustness, robustness
from graph_app.graph.filters import GraphFilter
from graph_app.graph.frames import GraphFrame
from graph_app.i18n import Translator
from graph_app.pages.parts.cached_drawing import draw_once
from graph_app.pages.parts.charts import draw_chart
from graph_app.pages.parts.elements import caption, show_table
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
    """Draw bridges, cut points and what is lost when one of the home city's ties lies dormant.

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
        caption(tr("The home city is not in this view. Loosen the filter in Explore."))
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
    caption(_scope(found, wanted, tr), 600)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"#### {plain(tr('Ties without a way around'))}")
        rows = found.bridges[found.bridges["nodes"] > 0]
        none = tr("There is none: every tie has a way around it.")
        _cut_off(tr, bridges_table(rows.head(_MOST_ROWS), view, tr), len(rows), tr("Tie"), none)
    with right:
        st.markdown(f"#### {plain(tr('Nodes without a way around'))}")
        rows = found.cut_points[found.cut_points["nodes"] > 0]
        none = tr("There is none: every node has a way around it.")
        _cut_off(tr, cut_points_table(rows.head(_MOST_ROWS), view, tr), len(rows), tr("Node"), none)
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


def _cut_off(tr: Translator, rows: pd.DataFrame, total: int, label: str, none: str) -> None:
    """Draw what is cut off without a tie or a node; say so where it is nothing."""
    if rows.empty:
        caption(none)
        return
    columns = {
        "what": TextColumn(label, width="large"),
        "cities": NumberColumn(tr("Cities cut off"), width=125),
        "nodes": NumberColumn(tr("Nodes cut off"), width=125),
    }
    show_table(rows, tr, columns, height=min(320, 38 + 35 * len(rows)))
    _say_cut(tr, len(rows), total)


def _say_cut(tr: Translator, shown: int, total: int) -> None:
    if total > shown:
        caption(tr("The first {shown} of {total}.", shown=tr.number(shown), total=tr.number(total)))


def _losses(context: Context, found: Robustness, view: GraphFrame) -> None:
    tr = context.tr
    st.markdown(f"#### {plain(tr('If one of our ties sleeps'))}")
    caption(
        tr(
            "A sleeping tie leads nowhere, and what still runs over it is as strong as a "
            "dormant tie. Where a second tie joins us with the same place, every way stays "
            "open."
        ),
        600,
    )
    rows = losses_chart_rows(found.losses, view, tr)
    title = tr("Nodes no longer within two steps, the ten ties that cost most")
    if len(rows):
        st.markdown(f"**{plain(title)}**")
        draw_chart(bars(rows, tr, tr("Tie with"), title, ink()))
    else:
        caption(tr("Without any one of our ties, all stay within two steps."))
    shown = losses_table(found.losses.head(_MOST_ROWS), view, tr)
    show_table(shown, tr, _loss_columns(tr), height=min(420, 38 + 35 * len(shown)))
    _say_cut(tr, len(shown), len(found.losses))


def _loss_columns(tr: Translator) -> dict[str, ColumnConfig]:
    return {
        "with": TextColumn(tr("Tie with"), width="medium"),
        "beyond_two": NumberColumn(
            tr("Beyond two steps"),
            help=tr("Nodes that are within two steps now, and then no more."),
        ),
        "beyond_two_cities": NumberColumn(tr("of them cities")),
        "farther": NumberColumn(tr("Farther"), help=tr("Nodes still reached, but in more steps.")),
        "lost": NumberColumn(tr("Lost"), help=tr("Nodes no longer reached at all.")),
        "lost_cities": NumberColumn(tr("lost cities")),
        "strength_loss": NumberColumn(
            tr("Strength lost"),
            format="percent",
            help=tr("Share of the summed strength of our strongest ways to all others."),
        ),
        "parallel": NumberColumn(
            tr("Other ties there"), help=tr("Further ties with the same place.")
        ),
    }
