"""The year that a screen shows: "as it was in", the same on every screen."""

import datetime
from dataclasses import dataclass

import numpy as np
import streamlit as st

from graph_app.graph.frames import GraphFrame
from graph_app.graph.years import as_of
from graph_app.model.errors import FilterError
from graph_app.model.messages import Message
from graph_app.pages.parts.elements import info
from graph_app.pages.shell import address_bar
from graph_app.pages.shell.context import Context, warn_of_address

#: Part of the address that names the year.
_ADDRESS = "year"
_FIRST = 1900


@dataclass(frozen=True, eq=False)
class ValidYear:
    """A graph as it was in a year.

    Parameters
    ----------
    graph : GraphFrame
        All nodes, and the ties in force then.
    year : int or None
        The year; None for today's state.
    undated : bool
        Whether ties without a start year count as begun.
    """

    graph: GraphFrame
    year: int | None
    undated: bool

    @property
    def address(self) -> dict[str, str]:
        """Return the choice as parts of the address; nothing for today's state."""
        if self.year is None:
            return {}
        return {"year": str(self.year), "undated": "" if self.undated else "0"}

    @property
    def key(self) -> tuple[str, int | None, bool]:
        """What results of this graph are cached under."""
        return (self.graph.revision, self.year, self.undated)


@st.cache_resource(max_entries=40, show_spinner=False)
def _graph(_columns: GraphFrame, revision: str, year: int | None, undated: bool) -> GraphFrame:
    return as_of(_columns, year, undated)


def choose_year(context: Context, screen: str) -> ValidYear:
    """Draw the choice of the year and say how many ties have none; give the graph of that year.

    Parameters
    ----------
    context : Context
        The whole graph and the language.
    screen : str
        Name of the screen, so that each has a choice of its own.
    """
    tr, graph = context.tr, context.graph
    years = _years(graph)
    key, undated_key = f"{screen}-year", f"{screen}-undated"
    if key not in st.session_state:
        asked = address_bar.get(_ADDRESS)
        if asked and asked not in map(str, years[1:]):
            bounds = Message("{low} to {high}", low=years[1], high=years[-1])
            warn_of_address(context, FilterError.wrong(_ADDRESS, asked, bounds))
        st.session_state[key] = int(asked) if asked in map(str, years[1:]) else None
        st.session_state[undated_key] = address_bar.get("undated") != "0"
    with st.expander(tr("As it was in another year"), expanded=st.session_state[key] is not None):
        year = st.select_slider(
            tr("As it was in"),
            years,
            format_func=lambda y: tr("today") if y is None else str(y),
            key=key,
        )
        undated = st.checkbox(undated_label(context), key=undated_key, disabled=year is None)
    if year is not None:
        info(as_it_was(context, year, undated))
    return ValidYear(_graph(graph, graph.revision, year, undated), year, undated)


def as_it_was(context: Context, year: int, undated: bool) -> str:
    """Return which year is shown, and how ties without a start year count."""
    tr = context.tr
    treated = tr("counted as if they had always been there") if undated else tr("left out")
    return tr(
        "As it was in {year}; ties without a start year are {treated}.", year=year, treated=treated
    )


def undated_label(context: Context) -> str:
    """Return what asks whether ties without a start year stay, with their number."""
    return context.tr.ngettext(
        "With the {n} tie whose start is not known",
        "With the {n} ties whose start is not known",
        int(np.isnan(context.graph.start_year).sum()),
    )


def _years(graph: GraphFrame) -> list[int | None]:
    known = graph.start_year[~np.isnan(graph.start_year)]
    this = datetime.date.today().year
    first = int(min(known.min(), this)) if len(known) else this
    return [None, *range(max(_FIRST, first), this + 1)]
