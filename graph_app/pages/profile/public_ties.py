"""What public lists say of a node and our own tables do not; an editor takes a tie over."""

import datetime

import pandas as pd
import streamlit as st

from graph_app.analysis.ties import ties_of
from graph_app.editing.adopt import adopted
from graph_app.graph.frames import GraphFrame, frame_from_tables
from graph_app.intake.reference.layer import shipped_layer
from graph_app.intake.reference.union import with_public
from graph_app.model.errors import GraphAppError
from graph_app.model.tables import Tables
from graph_app.pages.parts.elements import caption, show_table
from graph_app.pages.shell.context import Context
from graph_app.pages.shell.visitor import current_actor, may_edit
from graph_app.wording.text import plain
from graph_app.wording.ties import PUBLIC_COLUMNS, public_ties_table

_CHOSEN = "profile-adopt"


def show_public_ties(context: Context, node: str) -> None:
    """Draw the public ties of a node, and for editors what takes one over."""
    tr = context.tr
    try:
        both, graph = _both(context.tables, context.tables.revision)
    except GraphAppError as error:
        st.error(plain(tr.error(error), 1000))
        return
    today = datetime.date.today()
    found = ties_of(graph, node, both.sources, context.home, today)
    rows = public_ties_table(found, tr)
    if rows.empty:
        return
    st.markdown(f"### {plain(tr('Also in public lists'))}")
    caption(tr("Nobody in our office has confirmed these. They count in no figure of ours."))
    labels = {name: tr(label) for name, label in PUBLIC_COLUMNS.items()}
    show_table(rows.drop(columns="relation"), tr, labels, height=min(360, 38 + 35 * len(rows)))
    if context.facts.store is not None and may_edit():
        _adopt(context, both, rows)


def _adopt(context: Context, both: Tables, rows: pd.DataFrame) -> None:
    tr = context.tr
    names = dict(zip(rows["relation"], rows["name"] + " · " + rows["type"], strict=True))
    with st.form("profile-adopt-form", border=False):
        chosen = st.selectbox(
            tr("Take over into our own tables"),
            list(names),
            format_func=names.__getitem__,
            index=None,
            placeholder=tr("Choose a tie"),
            key=_CHOSEN,
        )
        pressed = st.form_submit_button(tr("Take over"), icon=":material/add_link:")
    if not (pressed and chosen):
        return
    try:
        context.facts.stored.save(
            adopted(context.tables, both, chosen),
            actor=current_actor(),
            base=context.facts.number,
            reason=tr("Taken over from a public list"),
        )
    except GraphAppError as error:
        st.error(plain(tr.error(error), 1000))
        return
    st.toast(tr("{tie} is now in our own tables.", tie=names[chosen]), icon=":material/check:")
    st.rerun()


@st.cache_resource(max_entries=2, show_spinner=False)
def _both(_tables: Tables, revision: str) -> tuple[Tables, GraphFrame]:
    joined = with_public(_tables.without_personal(), shipped_layer())
    return joined, frame_from_tables(joined)
