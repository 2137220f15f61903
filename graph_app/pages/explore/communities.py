"""Explore from afar: a large view as communities, one of which can be opened."""

from collections.abc import Callable

import pandas as pd
import streamlit as st
from streamlit.column_config import TextColumn

from graph_app.graph.filters import GraphFilter
from graph_app.i18n import Translator
from graph_app.pages.parts.drawing import MOST_NODES, OverviewDrawing, drawn_overview
from graph_app.pages.parts.elements import caption, show_table, words_of
from graph_app.pages.shell import address_bar
from graph_app.pages.shell.context import Context
from graph_app.view.community_picture import bubble_id, bubble_number, community_name
from graph_app.view.graph_view import graph_view
from graph_app.wording.text import name_list, plain

#: Most nodes that can be drawn at all.
MORE_NODES = 20_000

_DETAIL = "explore-detail"
_OPEN = "explore-community"
_GRAPH = "explore-communities"
_CHOSEN = "explore-bubble"


def prepare() -> None:
    """Set detail and opened community from the address, once a visit to the screen."""
    query = address_bar.usable()
    asked = query.get("detail")
    st.session_state[_DETAIL] = asked if asked in ("largest", "all") else "communities"
    st.session_state[_OPEN] = bubble_number(f"community:{query.get('community', '')}")


def address() -> dict[str, str]:
    """Return detail and opened community as parts of the address; defaults are left out."""
    detail, number = st.session_state.get(_DETAIL), st.session_state.get(_OPEN)
    return {
        "detail": detail if detail in ("largest", "all") else "",
        "community": "" if number is None else str(number),
    }


def opened() -> int | None:
    """Return the number of the community that is open, if one is."""
    return st.session_state.get(_OPEN)


def choose_detail(tr: Translator, total: int) -> str:
    """Draw the choice of how much of a large view to draw; small views are drawn whole."""
    if total <= MOST_NODES or opened() is not None:
        # A widget that is not drawn would lose its value.
        st.session_state[_DETAIL] = st.session_state.get(_DETAIL) or "communities"
        return "largest"
    more = tr("All {n}", n=tr.number(total))
    if total > MORE_NODES:
        more = tr("The {n} largest", n=tr.number(MORE_NODES))
    options = {
        "communities": tr("Communities"),
        "largest": tr("The {n} largest", n=tr.number(MOST_NODES)),
        "all": more,
    }
    label = tr("{n} nodes: how much of it to draw", n=tr.number(total))
    words = words_of(options)
    return (
        st.segmented_control(label, list(options), format_func=words, key=_DETAIL) or "communities"
    )


def most_nodes(detail: str) -> int:
    """Return the most nodes that are drawn at a level of detail."""
    return MORE_NODES if detail == "all" else MOST_NODES


def bar(context: Context, wanted: GraphFilter) -> None:
    """Say which community is open, with the way back."""
    tr, number = context.tr, opened()
    if number is None:
        return
    groups = _drawing(context, wanted).overview.groups
    said, back = st.columns([4, 1], vertical_alignment="center")
    said.markdown(f"**{plain(_title(context, groups, number))}**")
    if back.button(tr("All communities"), width="stretch"):
        _open(None)
        st.rerun()


def _drawing(context: Context, wanted: GraphFilter) -> OverviewDrawing:
    graph = context.graph
    return drawn_overview(graph, wanted, context.tr.language, context.home)


def _title(context: Context, groups: pd.DataFrame, number: int) -> str:
    members: tuple[str, ...] = ()
    if number in groups.index:
        members = tuple(groups["members"].loc[number])
    names = {node: context.name(node) for node in members}
    name = community_name(number, members, names, context.tr)
    return context.tr("Community {n}: {name}", n=number, name=name)


@st.fragment
def stage(context: Context, wanted: GraphFilter, write: Callable[[], None]) -> None:
    """Draw the bubbles and, beside them, what is known of the one that is selected."""
    _react()
    write()
    drawing = _drawing(context, wanted)
    left, right = st.columns([7, 3], gap="medium")
    with left:
        _picture(context, drawing, wanted)
    with right, st.container(border=True):
        _details(context, drawing)


def _picture(context: Context, drawing: OverviewDrawing, wanted: GraphFilter) -> None:
    tr, groups = context.tr, drawing.overview.groups
    chosen = st.session_state.get(_CHOSEN)
    count = tr.ngettext("{n} community", "{n} communities", len(groups))
    homes = [n for n, members in groups["members"].items() if context.home in members]
    graph_view(
        drawing.scene,
        tr,
        key=_GRAPH,
        label=tr("Communities of the graph: {counts}", counts=count),
        home=bubble_id(int([*homes, *groups.index][0])),
        selected=[bubble_id(chosen)] if chosen is not None else [],
        fit=f"{wanted.focus}/{wanted.hops}",
    )
    caption(
        tr(
            "Each bubble is a community: a group with more ties inside than to the outside. "
            "Its area shows how many nodes it has, the width of a line how many ties run "
            "between two. Double-click one to open it."
        )
    )
    if drawing.drawn < len(groups):
        st.info(
            tr(
                "The {shown} largest of {total} communities are drawn; the table holds all.",
                shown=tr.number(drawing.drawn),
                total=tr.number(len(groups)),
            )
        )


def _react() -> None:
    state = st.session_state.get(_GRAPH) or {}
    clicked = (state.get("selection") or {}).get("nodes") or []
    st.session_state[_CHOSEN] = bubble_number(clicked[0]) if clicked else None
    number = bubble_number(state.get("double_click"))
    if number is not None:
        _open(number)
        st.rerun()


def _open(number: int | None) -> None:
    st.session_state[_OPEN] = number
    st.session_state.pop(_CHOSEN, None)


def _details(context: Context, drawing: OverviewDrawing) -> None:
    tr, groups = context.tr, drawing.overview.groups
    number = st.session_state.get(_CHOSEN)
    if number is None or number not in groups.index:
        st.caption(tr("Click a community to see what it holds; double-click to open it."))
        return
    group = groups.loc[number]
    st.markdown(f"#### {plain(_title(context, groups, number))}")
    nodes = tr.ngettext("{n} node", "{n} nodes", int(group["nodes"]))
    ties = tr.ngettext("{n} tie inside", "{n} ties inside", int(group["ties"]))
    st.markdown(plain(f"{nodes}, {ties}"))
    if st.button(tr("Open this community"), width="stretch"):
        _open(number)
        st.rerun(scope="app")
    names = name_list(context.name(node) for node in group["members"])
    st.markdown(f"**{plain(tr('Best connected members'))}:** {plain(names, 400)}")
    if group["countries"]:
        countries = ", ".join(tr.country(code) for code in group["countries"])
        st.markdown(f"**{plain(tr('Most frequent countries'))}:** {plain(countries)}")
    _links(context, drawing, number)


def _links(context: Context, drawing: OverviewDrawing, number: int) -> None:
    tr, links = context.tr, drawing.overview.links
    own = links[links["one"].eq(number) | links["other"].eq(number)].head(8)
    if own.empty:
        return
    st.markdown(f"**{plain(tr('Ties to other communities'))}**")
    lines = []
    for one, other, ties in own.itertuples(index=False):
        there = int(other if one == number else one)
        count = tr.ngettext("{n} tie", "{n} ties", int(ties))
        lines.append(f"- {plain(_title(context, drawing.overview.groups, there))}: {plain(count)}")
    st.markdown("\n".join(lines))


def communities_table(context: Context, wanted: GraphFilter) -> None:
    """Draw all communities of the view as a table."""
    tr, groups = context.tr, _drawing(context, wanted).overview.groups
    names = context.labels()
    rows = pd.DataFrame(
        {
            "number": groups.index,
            "nodes": groups["nodes"].to_numpy(),
            "ties": groups["ties"].to_numpy(),
            "members": [name_list(names[m] for m in members) for members in groups["members"]],
            "countries": [", ".join(map(tr.country, codes)) for codes in groups["countries"]],
        }
    )
    columns = {
        "number": tr("Community"),
        "nodes": tr("Nodes"),
        "ties": tr("Ties inside"),
        "members": TextColumn(tr("Best connected members"), width="large"),
        "countries": tr("Most frequent countries"),
    }
    show_table(rows, tr, columns, file="communities", height=320)
