"""Data: the tables, editing, importing, and the history with its undo."""

import streamlit as st

from graph_app.model.words import N_
from graph_app.pages.data.edit import show_edit
from graph_app.pages.data.erase import show_erased
from graph_app.pages.data.fields import forget, restore_typed, save_typed
from graph_app.pages.data.grid import clear_grid, show_grid
from graph_app.pages.data.history import show_history
from graph_app.pages.data.importing import show_import
from graph_app.pages.data.nodes import show_nodes
from graph_app.pages.data.saving import pending_conflicts, show_conflicts, show_done
from graph_app.pages.data.tables import show_tables
from graph_app.pages.parts.elements import info, segments, set_choice, warning
from graph_app.pages.shell import address_bar
from graph_app.pages.shell.context import Context, write_address
from graph_app.pages.shell.visitor import may_edit, what_to_do
from graph_app.wording.text import plain

_PARTS = {
    "tables": N_("Tables"),
    "edit": N_("Edit"),
    "grid": N_("Edit in a grid"),
    "nodes": N_("Merge or split"),
    "import": N_("Import"),
    "history": N_("History"),
}
_WRITING = ("edit", "grid", "nodes", "import")
_PART = "data-part"


def show(context: Context) -> None:
    """Draw the screen."""
    st.markdown(f"## {plain(context.tr('Data'))}")
    restore_typed()
    try:
        parts = _parts(context)
        part = _choose(context, parts)
        # Fields from which something was saved last are opened anew.
        origin = st.session_state.pop("data-cleared", None)
        if origin == "grid":
            clear_grid()
        elif origin:
            forget(origin)
        # In a place of their own: a message that vanishes must not move the fields below, which the
        # browser would draw anew without what has not been sent of them yet.
        messages = st.container()
        write_address({"part": part} | _draw(context, part))
        # Whoever reads that it is saved goes on writing: by then the new fields must be there.
        with messages:
            _report(context)
    finally:
        save_typed()


def _parts(context: Context) -> list[str]:
    """Return the parts that the visitor may see; say in one sentence why some are missing."""
    tr = context.tr
    if context.facts.store is None:
        info(
            tr(
                "These tables are read from a folder as they are and cannot be edited here. To edit "
                "them, start the app with GRAPH_APP_STORE set to a folder for the store: it is filled "
                "from these tables."
            ),
            600,
        )
        return ["tables"]
    if not may_edit():
        info(what_to_do(tr), 600)
    elif context.facts.store.read_only:
        warning(tr("The store may only be read: its file is write-protected."))
    else:
        return list(_PARTS)
    return [part for part in _PARTS if part not in _WRITING]


def _choose(context: Context, parts: list[str]) -> str:
    tr, asked = context.tr, address_bar.get("part")
    labels = {part: tr(_PARTS[part]) for part in parts}
    if len(parts) > 1:
        label = tr("What of the data")
        return segments(label, labels, _PART, asked, label_visibility="collapsed")
    set_choice(_PART, labels, asked)
    return parts[0]


def _report(context: Context) -> None:
    """Say what was saved last, with its undo."""
    if st.session_state.pop("data-gave-way", False):
        st.info(context.tr("Theirs stands everywhere; there was nothing left of yours to save."))
    show_erased(context)
    if may_edit() and context.facts.store is not None:
        show_done(context)


def _draw(context: Context, part: str) -> dict[str, str]:
    """Draw a part; return what it shows as parts of the address."""
    pending = pending_conflicts()
    if pending is not None and part in _WRITING:
        show_conflicts(context, pending)
        return {key: value for key, value in address_bar.usable().items() if key != "part"}
    draw = {
        "tables": show_tables,
        "edit": show_edit,
        "grid": show_grid,
        "nodes": show_nodes,
        "import": show_import,
        "history": show_history,
    }
    return draw[part](context)
