"""Memberships: what each network gives, and what if we left it or joined that one."""

import datetime
from functools import partial

import pandas as pd
import streamlit as st
from streamlit.column_config import NumberColumn, TextColumn
from streamlit.elements.lib.column_types import ColumnConfig

from graph_app.analysis.memberships.value import Portfolio, portfolio, standing
from graph_app.graph.frames import GraphFrame
from graph_app.i18n import Translator
from graph_app.pages.memberships import what_if as what_if_part
from graph_app.pages.parts.briefing_button import briefing_button
from graph_app.pages.parts.cached_drawing import draw_once
from graph_app.pages.parts.charts import draw_chart
from graph_app.pages.parts.choosing import pick_node
from graph_app.pages.parts.elements import (
    caption,
    download_table,
    show_table,
    words_of,
)
from graph_app.pages.shell import address_bar
from graph_app.pages.shell.context import Context, ink, write_address
from graph_app.pages.shell.valid_year import ValidYear, choose_year
from graph_app.view.overlap_charts import heat_map
from graph_app.wording.memberships import (
    VERDICT_LABELS,
    labels_of,
    portfolio_headline,
    verdict_sentence,
)
from graph_app.wording.names import short_names
from graph_app.wording.text import name_list, plain

_NODE, _SHARE = "memberships-node", "memberships-share"


def show(context: Context) -> None:
    """Draw the screen."""
    tr = context.tr
    st.markdown(f"## {plain(tr('Memberships'))}")
    home = _choose(context)
    if home is None:
        st.info(tr("The tables hold no city. Add cities and their memberships first."))
        return
    chosen = choose_year(context, "memberships")
    today = datetime.date.today()
    graph = graph_in_force(chosen, today)
    day = today if chosen.year is None else min(today, datetime.date(chosen.year, 12, 31))
    found = _portfolio(graph, chosen.key, home, day)
    key = (*chosen.key, today, home, tr.language)
    st.markdown(f"**{plain(portfolio_headline(found, context.name, tr), 600)}**")
    if not found.table.empty:
        briefing_button(
            context, home, chosen.graph, memberships=True, year=chosen.year, undated=chosen.undated
        )
        draw_once(("memberships-networks", *key), lambda: _networks(context, found))
        rows = partial(_rows, context, found.table)
        download_table(rows, tr, _headings(tr), "memberships")
    if len(found.table) > 1:
        _overlap(context, found, key)
    address = what_if_part.show(context, graph, chosen, home)
    own = {"node": home} if home != context.home else {}
    write_address(own | address | chosen.address)


def graph_in_force(chosen: ValidYear, today: datetime.date) -> GraphFrame:
    """Return the graph of the chosen year without memberships and partnerships that have ended."""
    return _in_force(chosen.graph, chosen.key, today, chosen.year)


@st.cache_resource(max_entries=20, show_spinner=False)
def _in_force(_graph: GraphFrame, key: tuple, today: datetime.date, year: int | None) -> GraphFrame:
    return standing(_graph, today, year)


@st.cache_resource(max_entries=50, show_spinner=False)
def _portfolio(_graph: GraphFrame, key: tuple, home: str, day: datetime.date) -> Portfolio:
    return portfolio(_graph, home, day)


def _choose(context: Context) -> str | None:
    tr, cities = context.tr, context.of_kind("city")
    if not cities:
        return None
    starts = (address_bar.get("node"), context.home)
    return pick_node(context, tr("Whose memberships?"), cities, _NODE, starts)


# --- network by network ---------------------------------------------------------------------------


def _networks(context: Context, found: Portfolio) -> None:
    tr = context.tr
    st.markdown(f"### {plain(tr('What each network gives'))}")
    sentences = [
        f"- **{plain(tr(VERDICT_LABELS[row['verdict']]))}.** "
        + plain(verdict_sentence(row, context.name, tr), 900)
        for _at, row in found.table.iterrows()
    ]
    st.markdown("\n".join(sentences))
    show_table(_rows(context, found.table), tr, _headings(tr), height="content")
    caption(_method(tr), 1200)
    _alone(context, found)


def _rows(context: Context, table: pd.DataFrame) -> pd.DataFrame:
    tr = context.tr
    figures = ["members", "reported", "cities", "countries", "exclusive"]
    return pd.DataFrame(
        {
            "network": labels_of(list(table["network"]), context.name),
            **{name: table[name] for name in figures},
            "share": 100 * table["share"],
            "cost": tr("not known"),
            "since": table["since"].map(tr.date, na_action="ignore"),
            "last_activity": table["last_activity"].map(tr.date, na_action="ignore"),
            "themes": table["themes"].map(tr.themes, na_action="ignore"),
            "status": table["status"].map(tr.status),
            "note": table["note"],
        }
    )


def _headings(tr: Translator) -> dict[str, ColumnConfig | str]:
    return {
        "network": TextColumn(tr("Network"), width="medium", pinned=True),
        "members": tr("Members known"),
        "reported": NumberColumn(
            tr("Reported"),
            format="localized",
            help=tr(
                "The number of members that a source states. It may be older than the list of "
                "members, or count in another way."
            ),
        ),
        "cities": tr("Cities reached"),
        "countries": tr("Countries"),
        "exclusive": tr("Through it alone"),
        "share": NumberColumn(tr("Share alone"), format="%.0f %%"),
        "cost": tr("Cost"),
        "last_activity": tr("Last activity"),
        "themes": TextColumn(tr("Themes"), width="medium"),
        "note": TextColumn(tr("Note"), width="medium"),
    }


def _method(tr: Translator) -> str:
    return tr(
        "Members known: those that the tables hold; reported: as many as the network says it has. "
        "Cities reached: other cities among the known members. Unique: at least half of its "
        "cities are reached through it alone; redundant: fewer than a tenth; partly redundant: "
        "between the two. Not judged where the tables hold fewer than a quarter of its reported "
        "members. Last activity: the latest dated event or programme tied to the network. The tables "
        "hold no costs; a note of the membership can."
    )


def _alone(context: Context, found: Portfolio) -> None:
    tr, nodes = context.tr, context.graph.nodes.set_index("id")
    rows = [
        (context.name(network), context.name(city), tr.country(nodes["country"].get(city)))
        for network, cities in found.exclusive.items()
        for city in cities
    ]
    with st.expander(tr("Cities reached through one network alone")):
        if rows:
            show_table(pd.DataFrame(rows, columns=["network", "city", "country"]), tr)
        else:
            caption(tr("Every city is reached through at least two networks."))


# --- overlap --------------------------------------------------------------------------------------


def _overlap(context: Context, found: Portfolio, key: tuple) -> None:
    tr = context.tr
    st.markdown(f"### {plain(tr('How they overlap'))}")
    kinds = {
        "contained": tr("Of the cities of one, the share that the other reaches too"),
        "jaccard": tr("What both reach, as a share of what either reaches (Jaccard)"),
    }
    chosen = st.radio(tr("Overlap as"), list(kinds), format_func=words_of(kinds), key=_SHARE)
    draw_once(
        ("memberships-overlap", *key, chosen, ink()),
        lambda: _shares(context, found, getattr(found, chosen), kinds[chosen]),
    )


def _shares(context: Context, found: Portfolio, shares: pd.DataFrame, title: str) -> None:
    tr = context.tr
    known = found.table["cities"].to_numpy() > 0
    labels = labels_of(list(shares.index), context.name)
    if known.sum() > 1:
        short = _short_labels(context, list(shares.index[known]))
        rows = shares.loc[known, known]
        draw_chart(heat_map(rows, short, tr, title, ink(), tr("The other"), tr("Of the cities of")))
    if not known.all():
        left = [label for label, has in zip(labels, known, strict=True) if not has]
        caption(tr("Left out, no other member known: {networks}.", networks=name_list(left)), 900)
    with st.expander(tr("Show as table")):
        rows = (100 * shares).set_axis(labels).rename_axis("network")
        columns: dict[str, ColumnConfig | str] = {"network": tr("Network")}
        for name, label in zip(shares.columns, labels, strict=True):
            columns[name] = NumberColumn(label, format="%.0f %%")
        st.dataframe(rows, placeholder="–", column_config=columns)


def _short_labels(context: Context, ids: list[str]) -> list[str]:
    """Return the short names of networks for axes, the whole name where there is none."""
    short = short_names(context.graph).set_axis(context.graph.ids)

    def name(node: str) -> str:
        return short[node] if isinstance(short.get(node), str) else context.name(node)

    return labels_of(ids, name)
