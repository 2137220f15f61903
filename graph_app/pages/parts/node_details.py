"""The facts of one node or tie beside a picture."""

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from graph_app.analysis.compare import MOST
from graph_app.graph.citations import Citation, citations, cited_sources, is_linkable
from graph_app.model.tables import Tables
from graph_app.pages.parts.elements import caption
from graph_app.pages.shell.context import Context
from graph_app.view.palette import KIND_SHAPES, SHAPE_MARKS
from graph_app.wording.nodes import facts_of, tie_facts
from graph_app.wording.text import name_list, plain


def show_facts(context: Context, node: str) -> None:
    """Draw the facts of a node as a list."""
    facts = facts_of(context.graph, node, context.tr)
    lines = [
        f"**{plain(label)}:** "
        + (f"[{plain(value)}](<{value}>)" if is_linkable(value) else plain(value))
        for label, value in facts
    ]
    st.markdown("  \n".join(lines))
    if not facts:
        st.caption(context.tr("No further facts are known."))


def show_node(context: Context, node: str, on_focus: Callable[[str], None]) -> None:
    """Draw name, buttons, facts and ties of a node."""
    tr = context.tr
    row = context.graph.nodes.iloc[context.graph.position[node]]
    mark = SHAPE_MARKS[KIND_SHAPES[row["kind"]]]
    st.markdown(f"#### {plain(context.name(node))}")
    st.caption(f"{mark} {plain(tr.kind(row['kind']))}")
    first, second = st.columns(2)
    if first.button(tr("Focus"), width="stretch", key="details-focus"):
        on_focus(node)
    if second.button(tr("Profile"), width="stretch", key="details-profile"):
        context.go_to("profile", node=node)
    compare_button(context, node)
    show_facts(context, node)
    show_ties(context, node)


def compare_button(context: Context, node: str) -> None:
    """Draw the button that adds a node to the list of those to compare, or takes it off."""
    tr, chosen = context.tr, st.session_state.setdefault("compare", [])
    full = node not in chosen and len(chosen) >= MOST
    label = tr("Take off the compare list") if node in chosen else tr("Add to the compare list")
    toggle = chosen.remove if node in chosen else chosen.append
    key = "details-compare"
    st.button(label, on_click=toggle, args=(node,), disabled=full, width="stretch", key=key)
    if chosen:
        names = name_list(context.name(n) for n in chosen if n in context.graph.position)
        caption(tr("To compare: {names}", names=names))


def show_ties(context: Context, node: str, most: int = 40) -> None:
    """Draw the ties of a node, each with its dates, status and source."""
    tr, graph = context.tr, context.graph
    ties = graph.ties_of(node)
    st.markdown(f"**{plain(tr.ngettext('{n} tie', '{n} ties', len(ties)))}**")
    with st.container(height=360 if len(ties) > 4 else "content", border=False):
        # One element, not forty: the browser draws it in a fraction of the time.
        st.markdown("\n\n".join(tie_markdown(context, int(at)) for at in ties[:most]))
        if len(ties) > most:
            st.caption(tr("{n} more in the profile.", n=tr.number(len(ties) - most)))


def tie_markdown(context: Context, at: int) -> str:
    """Return one tie as a sentence, with its dates, status, check and source, as Markdown."""
    tr, graph = context.tr, context.graph
    tie = graph.edges.iloc[at]
    names = (context.name(tie["source"]), context.name(tie["target"]))
    sentence = plain(tr.phrase(tie["type"], *names))
    return f"{sentence}  \n:small[{plain(tie_facts(tie, tr))}{_source(context, at)}]"


def _source(context: Context, at: int) -> str:
    """Name the source of a tie, as a link where it has an address; escaped for Markdown."""
    row = context.graph.edges.iloc[[at]]
    (cited,) = citations(row, _sources(context.tables, context.tables.revision))
    if cited is None:
        return plain(f" · {context.tr('no source')}")
    title, note = plain(cited.title, 80), row["note"].iloc[0]
    link = f"[{title}](<{cited.link}>)" if cited.link else title
    return f" · {link}  \n{plain(note, 400)}" if pd.notna(note) else f" · {link}"


@st.cache_resource(max_entries=3, show_spinner=False)
def _sources(_tables: Tables, revision: str) -> Mapping[str, Citation]:
    return cited_sources(_tables.sources)
