"""Playing the years: Explore shows one year after the other until the person stops it."""

import datetime

import streamlit as st

from graph_app.graph.frames import GraphFrame
from graph_app.graph.years import change_years
from graph_app.pages.shell.context import Context

_PLAYING = "explore-playing"
_NEXT = "explore-next-year"
_DRAWN = "explore-drawn-now"
_SECONDS = 1.2


def prepare() -> None:
    """Set the year that comes next, before its slider is drawn."""
    year = st.session_state.pop(_NEXT, None)
    if year is not None and st.session_state.get(_PLAYING):
        st.session_state["explore-year"] = year


def draw(context: Context) -> None:
    """Draw the button that plays or stops, and go on while it plays."""
    tr, playing = context.tr, st.session_state.get(_PLAYING, False)
    label = tr("Stop") if playing else tr("Play the years")
    icon = ":material/stop:" if playing else ":material/play_arrow:"
    toggle, then = st.session_state.update, ({_PLAYING: not playing},)
    st.button(label, on_click=toggle, args=then, icon=icon, width="stretch", key="explore-play")
    if playing:
        st.session_state[_DRAWN] = True
        _go_on(context)


@st.fragment(run_every=_SECONDS)
def _go_on(context: Context) -> None:
    # The first run belongs to the drawing of the page; the ones after it are the clock's.
    if not st.session_state.pop(_DRAWN, False):
        st.session_state[_NEXT] = year = next_year(
            context.graph, st.session_state.get("explore-year")
        )
        if year is None:
            st.session_state[_PLAYING] = False
        st.rerun(scope="app")


def next_year(graph: GraphFrame, year: int | None) -> int | None:
    """Return the year of change after one, the first of all for None, and None at the end."""
    this = datetime.date.today().year
    years = [one for one in change_years(graph) if one <= this]
    return next((one for one in years if year is None or one > year), None)
