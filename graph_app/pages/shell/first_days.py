"""The first days of a city: its tables have no tie yet."""

import streamlit as st

from graph_app.pages.parts.elements import info
from graph_app.pages.shell.context import Context
from graph_app.pages.shell.visitor import may_edit
from graph_app.wording.text import plain

#: Screens that have something to show of a city alone.
_ALONE = ("overview", "profile", "export")


def nothing_yet(context: Context, screen: str) -> bool:
    """Say that there is no tie yet and where ties come from; return whether that is all."""
    if screen == "data" or not context.tables.relations.empty:
        return False
    tr = context.tr
    if screen not in _ALONE:
        st.markdown(f"## {plain(tr('There is nothing to show yet'))}")
    info(
        tr(
            "The tables hold no tie of {city} yet. Import the lists that you have, or add the first tie "
            "by hand; this screen fills by itself.",
            city=context.name(context.home),
        ),
        600,
    )
    if context.facts.store is not None and may_edit():
        ways = {
            "import": (tr("Import lists"), ":material/upload:"),
            "edit": (tr("Add the first tie"), ":material/add:"),
        }
        places = st.columns([1, 1, 2])
        for place, (part, (label, icon)) in zip(places, ways.items(), strict=False):
            if place.button(label, key=f"begin-{part}", icon=icon, width="stretch"):
                context.go_to("data", part=part)
    return screen not in _ALONE
