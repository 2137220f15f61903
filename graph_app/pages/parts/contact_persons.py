"""The contact persons of a node, for those who may see them: personal data, marked as such."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from graph_app.pages.data.fields import opened
from graph_app.pages.parts.elements import show_table
from graph_app.pages.shell.context import Context
from graph_app.pages.shell.visitor import may_edit
from graph_app.wording.contacts import mail_link, person_facts, persons_of
from graph_app.wording.data import COLUMN_LABELS
from graph_app.wording.text import plain

#: More persons than this are a table, not lines.
_MANY = 8
_COLUMNS = ("name", "role", "email", "telephone", "checked", "note")


def show_persons(context: Context, node: str) -> None:
    """Draw the contact persons of a node; nothing at all for those who may not see them."""
    if not context.sees_contacts:
        return
    tr = context.tr
    st.markdown(f"### {plain(tr('Contact persons'))}")
    mark_personal(
        tr("Personal data: seen only by those who may, and in no export unless asked for.")
    )
    found = persons_of(context.tables.contacts, (node,))
    if len(found) > _MANY:
        rows = pd.DataFrame(found)[list(_COLUMNS)]
        show_table(rows, tr, {name: tr(COLUMN_LABELS[name]) for name in _COLUMNS}, height=320)
    elif found:
        st.markdown("\n\n".join(_person_markdown(context, row) for row in found))
    else:
        st.markdown(plain(tr("No contact person is recorded.")))
    if context.facts.store is not None and may_edit():
        icon = ":material/person_add:"
        if st.button(tr("Add a contact person"), icon=icon, key="persons-add"):
            _add(context, node)


def mark_personal(text: str) -> None:
    """Say in words and by a sign that something is personal data."""
    st.caption(f":material/shield_person: {plain(text, 400)}")


def with_persons(context: Context, where: str, contacts: pd.DataFrame) -> bool:
    """Draw the box that takes contact persons into a download, never ticked by itself.

    There is none for those who may not see persons, and where there is no person to take.
    """
    if not context.sees_contacts or contacts.empty:
        return False
    tr = context.tr
    wanted = st.checkbox(tr("With contact persons (personal data)"), key=f"with-persons-{where}")
    if wanted:
        mark_personal(tr("Whoever gets the file gets the names, addresses and numbers in it."))
    return wanted


def _person_markdown(context: Context, row: Mapping[str, object]) -> str:
    """Return a person as lines of Markdown, every text as text."""
    email = context.tr(COLUMN_LABELS["email"])
    lines = [f"**{plain(row['name'])}**"]
    for label, text in person_facts(row, context.tr):
        link = mail_link(text) if label == email else ""
        shown = plain(text, 4000)
        lines.append(f"{plain(label)}: " + (f"[{shown}](<{link}>)" if link else shown))
    return "  \n".join(lines)


def _add(context: Context, node: str) -> None:
    """Open the form for a new person of a node; what is typed in it already stays."""
    st.session_state["data-f-do"], st.session_state["data-f-table"] = "add", "contacts"
    st.session_state.setdefault(opened(context, "contacts", "add").key("node"), node)
    context.go_to("data", part="edit", do="add", table="contacts")
