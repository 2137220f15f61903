"""Header, language switch and navigation."""

import contextlib
import threading
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
import streamlit as st

from graph_app.analysis.layout import spread
from graph_app.graph.filters import GraphFilter
from graph_app.i18n import LANGUAGES, get_translator
from graph_app.model.errors import GraphAppError
from graph_app.model.words import N_
from graph_app.pages import compare, export
from graph_app.pages.connections import page as connections
from graph_app.pages.data import page as data
from graph_app.pages.explore import page as explore
from graph_app.pages.measures import page as measures
from graph_app.pages.memberships import page as memberships
from graph_app.pages.overview import page as overview
from graph_app.pages.partners import page as partners
from graph_app.pages.parts.drawing import Look, drawn
from graph_app.pages.parts.elements import error_box, words_of
from graph_app.pages.profile import page as profile
from graph_app.pages.sessions.presence import note_screen
from graph_app.pages.shell import address_bar
from graph_app.pages.shell.as_of_date import as_known, say_day
from graph_app.pages.shell.context import Context, get_context, reader_language
from graph_app.pages.shell.facts import read_facts
from graph_app.pages.shell.first_days import nothing_yet
from graph_app.pages.shell.sign_in import sign_in_corner, turned_away
from graph_app.pages.shell.visitor import can_sign_in
from graph_app.runtime.turns import Turns
from graph_app.runtime.worker import PLACER
from graph_app.view.backdrop import outlines
from graph_app.view.page_words import speak
from graph_app.view.vendor import ASSETS
from graph_app.wording.data import finding_rows
from graph_app.wording.text import plain


class Screen(NamedTuple):
    """What draws a screen, its title in the navigation, and its icon there."""

    show: Callable[[Context], None]
    title: str
    icon: str


#: The screens, in the order in which a person asks.
SCREENS = {
    "overview": Screen(overview.show, N_("Overview"), "dashboard"),
    "explore": Screen(explore.show, N_("Explore"), "hub"),
    "profile": Screen(profile.show, N_("Profile"), "badge"),
    "connections": Screen(connections.show, N_("Connections"), "route"),
    "partners": Screen(partners.show, N_("Partners"), "handshake"),
    "compare": Screen(compare.show, N_("Compare"), "compare_arrows"),
    "memberships": Screen(memberships.show, N_("Memberships"), "groups"),
    "measures": Screen(measures.show, N_("Measures"), "analytics"),
    "data": Screen(data.show, N_("Data"), "database"),
    "export": Screen(export.show, N_("Export"), "download"),
}

#: Pages that are drawn at once: more would be ready no sooner, and keep the server from answering.
TURNS = Turns(2, 5.0)


def fill_caches() -> None:
    """Read tables and draw the first picture before anybody asks; a failure waits for the reader."""
    with contextlib.suppress(GraphAppError):
        facts = read_facts()
        graph, settings = facts.graph, facts.settings
        wanted = GraphFilter(focus=settings.home, hops=1)
        drawn(graph, wanted, Look(), settings.language, settings.home)
        outlines()
        # The process that places large graphs takes two seconds to start and to read its modules.
        start = partial(PLACER.call, spread, np.zeros((2, 2)), 1.0)
        threading.Thread(target=start, daemon=True).start()


def main() -> None:
    """Draw the screen that the address names."""
    try:
        if turned_away():
            return
        newest = get_context()
        context = as_known(newest)
    except GraphAppError as error:
        _refuse(error)
        return
    icon = str(ASSETS / "icon.png")
    st.set_page_config(page_title=_title(context), page_icon=icon, layout="wide")
    pages = {
        name: st.Page(
            # Data edits what is known now, and shows the past itself.
            _screen(name, newest if name == "data" else context),
            title=context.tr(screen.title),
            icon=f":material/{screen.icon}:",
            url_path=name,
            default=name == next(iter(SCREENS)),
        )
        for name, screen in SCREENS.items()
    }
    st.session_state["screens"] = pages
    page = st.navigation(list(pages.values()), position="top")
    note_screen(page.url_path)
    _header(context)
    address_bar.warn_of_unusable(context.tr)
    if page.url_path != "data":
        say_day(context)
    page.run()


def _title(context: Context) -> str:
    city = context.settings.title or context.name(context.home)
    return context.tr("{city} in the world", city=city)


def _screen(name: str, context: Context) -> Callable[[], None]:
    def run() -> None:
        try:
            if not nothing_yet(context, name):
                SCREENS[name].show(context)
        except GraphAppError as error:
            error_box(context.tr.error(error))

    return run


#: Ours and static: room for the graph, and a printed page without the controls.
_STYLE = """<style>
.stMainBlockContainer h2 { font-size: 1.75rem; }
.stMainBlockContainer h3 { font-size: 1.25rem; }
.stMainBlockContainer h4 { font-size: 1.15rem; font-weight: 500; }
.stMainBlockContainer { padding: 4rem 2rem 3rem; max-width: 1600px; }
.stSidebar .stElementContainer:has(> .stMarkdown:empty) { display: none; }
.st-key-page-words { display: none; }
.st-key-measures-lead p { font-size: 1.15rem; font-weight: 500; }
.stMainBlockContainer button[kind^="primary"],
.stMultiSelect [data-tag] { background: #0b5f8a; color: #ffffff; }
[data-testid="stCaptionContainer"] { opacity: 0.85 !important; }
@media print {
  .stSidebar, .stAppHeader, .stButton, .stDownloadButton, .stSegmentedControl, .stPopover { display: none; }
  .stMainBlockContainer { padding: 0; }
}
</style>"""


def _header(context: Context) -> None:
    st.html(_STYLE)
    speak(context.tr)
    widths = [5, 2, 1.5] if can_sign_in() else [5, 2]
    title, switch, *corner = st.columns(widths, vertical_alignment="center")
    title.markdown(f"**{plain(_title(context))}**")
    for place in corner:
        with place:
            sign_in_corner(context.settings.access, context.tr)
    with switch:
        language = st.segmented_control(
            context.tr("Language"),
            list(LANGUAGES),
            default=context.tr.language,
            format_func=words_of(LANGUAGES),
            label_visibility="collapsed",
            key="language-switch",
        )
    chosen = language or context.tr.language
    if chosen != context.tr.language:
        st.session_state["lang"] = chosen
        address_bar.put("lang", chosen)
        st.rerun()
    st.session_state["lang"] = chosen


def _refuse(error: GraphAppError) -> None:
    tr = get_translator(reader_language("en"))
    st.set_page_config(page_title=tr("The tables cannot be shown"), layout="centered")
    speak(tr)
    st.error(tr("The tables cannot be shown"))
    st.text(tr.error(error))
    findings = getattr(error, "findings", ())
    if findings:
        st.dataframe(finding_rows(findings, tr), hide_index=True)
