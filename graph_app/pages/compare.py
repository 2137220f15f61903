"""Compare: two to four nodes side by side."""

import datetime

import pandas as pd
import streamlit as st
from streamlit.column_config import TextColumn

from graph_app.analysis.compare import FEWEST, MOST, Comparison, closest_partner, compare
from graph_app.graph.frames import GraphFrame
from graph_app.pages.memberships.page import graph_in_force
from graph_app.pages.parts.briefing_button import briefing_button
from graph_app.pages.parts.cached_drawing import draw_once
from graph_app.pages.parts.charts import draw_chart
from graph_app.pages.parts.choosing import pick_nodes
from graph_app.pages.parts.elements import caption, segments, show_table
from graph_app.pages.parts.node_details import tie_markdown
from graph_app.pages.shell import address_bar
from graph_app.pages.shell.context import Context, ink, write_address
from graph_app.pages.shell.valid_year import choose_year
from graph_app.view.overlap_charts import upset_chart
from graph_app.view.tables import nodes_table
from graph_app.wording.memberships import (
    GROUP_LABELS,
    comparison_headline,
    groups_with_rows,
    labels_of,
    pairs_rows,
    who_has,
)
from graph_app.wording.nodes import facts_of
from graph_app.wording.text import plain

#: With more bars than this the plot takes the whole width.
_BESIDE = 6
_NODES, _GROUP = "compare-nodes", "compare-group"


def show(context: Context) -> None:
    """Draw the screen."""
    tr = context.tr
    st.markdown(f"## {plain(tr('Compare'))}")
    ids = _choose(context)
    chosen = choose_year(context, "compare")
    address = {"nodes": ",".join(ids)} | chosen.address
    if len(ids) < FEWEST:
        write_address(address)
        st.info(tr("Choose two to four nodes to see them side by side."))
        return
    today = datetime.date.today()
    graph = graph_in_force(chosen, today)
    key = (*chosen.key, today, ids, tr.language)
    found: Comparison = draw_once(("compare", *key), lambda: compare(graph, ids))
    headline = plain(comparison_headline(found, context.name, tr), 1000)
    st.markdown(f"**{headline}**")
    briefing_button(context, ids, chosen.graph, year=chosen.year, undated=chosen.undated)
    draw_once(("compare-facts", *key), lambda: _facts(context, graph, found))
    group = _shared(context, graph, found, key)
    draw_once(("compare-pairs", *key), lambda: _pairs(context, found))
    write_address(address | {"group": group})


# --- whom -----------------------------------------------------------------------------------------


def _choose(context: Context) -> tuple[str, ...]:
    tr, start, titles = context.tr, _start(context), context.titles()
    if _NODES not in st.session_state:
        st.session_state[_NODES] = start
    chosen = pick_nodes(
        context,
        tr("Whom to compare: two to four"),
        titles,
        _NODES,
        max_selections=MOST,
        placeholder=tr("Choose two to four nodes"),
    )
    if chosen != start:
        st.session_state["compare"] = list(chosen)
    return tuple(chosen)


def _start(context: Context) -> list[str]:
    """Return what the address names, else the list to compare, filled up with home and a partner."""
    known = context.graph.position
    asked = address_bar.get("nodes").split(",")
    listed = st.session_state.get("compare", [])
    for source in (asked, listed):
        nodes = [node for node in dict.fromkeys(source) if node in known][:MOST]
        if len(nodes) >= FEWEST:
            return nodes
    nodes = [node for node in listed if node in known]
    home = context.home if context.home in known else None
    if home and home not in nodes:
        nodes.insert(0, home)
    partner = closest_partner(context.graph, home) if home and len(nodes) < FEWEST else None
    return [*nodes, partner] if partner else nodes


# --- what -----------------------------------------------------------------------------------------


def _facts(context: Context, graph: GraphFrame, found: Comparison) -> None:
    tr = context.tr
    st.markdown(f"### {plain(tr('Side by side'))}")
    facts = {node: dict(facts_of(graph, node, tr)) for node in found.ids}
    labels = dict.fromkeys(label for known in facts.values() for label in known)
    rows = pd.DataFrame(facts, index=list(labels))
    counts = found.facts.loc[groups_with_rows(found)].map(lambda n: tr.number(n))
    counts = counts.set_axis([tr(GROUP_LABELS[group]) for group in counts.index])
    names = dict(zip(found.ids, labels_of(found.ids, context.name), strict=True))
    st.dataframe(
        pd.concat([rows, counts]).rename_axis("fact"),
        placeholder="–",
        height="content",
        column_config={"fact": tr("Fact")} | names,
    )


def _shared(context: Context, graph: GraphFrame, found: Comparison, key: tuple) -> str:
    """Draw who has what; return the group that was chosen."""
    tr = context.tr
    st.markdown(f"### {plain(tr('What they share and what only one has'))}")
    groups = groups_with_rows(found)
    if not groups:
        st.info(tr("The tables know no tie of any of them."))
        return ""
    shared = (group for group in groups if found.shared_by_all(group))
    labels = {group: tr(GROUP_LABELS[group]) for group in groups}
    asked = address_bar.get("group")
    group = segments(tr("Of what"), labels, _GROUP, asked, next(shared, None))
    draw_once(
        ("compare-shared", *key, group, ink()),
        lambda: _who_shares(context, graph, found, group),
        rows=len(found.sets[group]),
    )
    return group


def _who_shares(context: Context, graph: GraphFrame, found: Comparison, group: str) -> None:
    wide = len(found.patterns(group)) > _BESIDE
    left, right = (st.container(), st.container()) if wide else st.columns([2, 3], gap="large")
    with left:
        _upset(context, found, group)
    with right:
        _who_has_what(context, graph, found, group)


def _upset(context: Context, found: Comparison, group: str) -> None:
    tr, patterns = context.tr, found.patterns(group)
    labels = labels_of(found.ids, context.name)
    group = tr(GROUP_LABELS[group])
    title = tr("{group}: how many all of them have, some of them, only one", group=group)
    draw_chart(upset_chart(patterns, labels, tr, title, ink()), width="content")
    caption(
        tr(
            "Each bar counts the neighbours that exactly those with a filled dot below it have. "
            "The compared nodes themselves are not counted."
        )
    )
    with st.expander(tr("Show as table")):
        who = [who_has(pattern, labels, tr) for pattern in patterns["pattern"]]
        rows = pd.DataFrame({"who": who, "count": patterns["count"]})
        show_table(rows, tr, {"who": tr("Who")})


def _who_has_what(context: Context, graph: GraphFrame, found: Comparison, group: str) -> None:
    tr, patterns = context.tr, found.patterns(group)
    labels = labels_of(found.ids, context.name)
    order = {node: at for at, ids in enumerate(patterns["ids"]) for node in ids}
    whose = [who_has(pattern, labels, tr) for pattern in patterns["pattern"]]
    wanted = graph.nodes["id"].isin(order).to_numpy()
    rows = nodes_table(graph, tr)[wanted][["name", "kind", "country", "themes"]]
    rows = rows.assign(at=rows.index.map(order)).sort_values(["at", "name"])
    rows.insert(0, "who", [whose[at] for at in rows["at"]])
    columns = {
        "who": TextColumn(tr("Who has it"), width="medium"),
        "name": TextColumn(tr("Name"), width="medium"),
    }
    rows = rows.drop(columns="at").dropna(axis="columns", how="all")
    show_table(rows, tr, columns, height="content" if len(rows) < 12 else 420)


# --- pair by pair ---------------------------------------------------------------------------------


def _pairs(context: Context, found: Comparison) -> None:
    tr = context.tr
    st.markdown(f"### {plain(tr('Pair by pair: distance and overlap'))}")
    rows = pairs_rows(found, context.name, tr).rename_axis("measure")
    st.dataframe(rows, height="content", column_config={"measure": tr("Measure")})
    text = tr(
        "Steps: ties on a shortest way between the two. Steps between neighbours: the median between "
        "the neighbours of one and those of the other. Kilometres: as the crow flies. Overlap "
        "(Jaccard): what both have, as a share of what either has."
    )
    if found.sampled:
        text += " " + tr(
            "Of a node with many neighbours, {n} drawn by lot stand for all.", n=tr.number(100)
        )
    caption(text, 900)
    for relation in found.direct:
        at = context.graph.edges.index[context.graph.edges["id"].eq(relation)]
        st.markdown(tie_markdown(context, int(at[0])))
