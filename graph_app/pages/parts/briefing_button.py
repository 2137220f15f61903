"""The buttons that download a briefing note, as a Word document or as a page to print."""

import datetime
from collections.abc import Sequence
from functools import partial

import streamlit as st

from graph_app.briefing.notes import BRIEFING_FORMATS, briefing_stem, written_note
from graph_app.briefing.sentences import Request
from graph_app.graph.frames import GraphFrame
from graph_app.pages.parts.contact_persons import with_persons
from graph_app.pages.parts.downloads import download
from graph_app.pages.sessions.downloads import Download
from graph_app.pages.shell.context import Context


def briefing_button(
    context: Context,
    subject: str | Sequence[str],
    graph: GraphFrame | None = None,
    *,
    memberships: bool = False,
    year: int | None = None,
    undated: bool = True,
) -> None:
    """Draw the buttons, one a form of the note.

    Parameters
    ----------
    context : Context
        Facts, language and home city.
    subject : str or sequence of str
        Node id for a note on one node, two to four ids for a comparison.
    graph : GraphFrame, optional
        The graph that the screen shows, e.g. ``choose_year(...).graph``; the whole one by default.
    memberships : bool
        Whether the note is on the memberships of the city `subject`.
    year, undated : int or None, bool
        The year that `graph` shows, and whether ties without a start count as begun.
    """
    nodes = (subject,) if isinstance(subject, str) else tuple(subject)
    known = context.graph.position
    if context.home not in known or not nodes or not set(nodes) <= set(known):
        return
    shown = context.graph if graph is None else graph
    request = _request(context, nodes, shown, year, undated)
    tr = context.tr
    stem = briefing_stem(request, nodes, "memberships" if memberships else "")
    # Side by side where there is room, else one beneath the other.
    row = st.container(horizontal=True)
    for form in BRIEFING_FORMATS.values():
        name = f"{stem}.{form.ending}"
        write = partial(written_note, request, nodes, memberships, form.name)
        download(
            tr("Briefing note: {form}", form=tr(form.label)),
            Download(write, tr, name),
            name,
            form.mime,
            "description",
            row,
            key=f"briefing-{form.name}",
            help=tr("One or two pages to print or to send, with sources and today's date."),
        )


def _request(
    context: Context, nodes: Sequence[str], graph: GraphFrame, year: int | None, undated: bool
) -> Request:
    """Return what the note is written from; ask whether contact persons belong in it."""
    contacts = context.tables.contacts
    own = contacts[contacts["node"].isin(nodes)]
    persons = with_persons(context, f"briefing-{'-'.join(nodes)}", own)
    return Request(
        graph,
        context.tables.sources,
        context.home,
        context.settings.title or context.name(context.home),
        datetime.date.today(),
        context.tr,
        year,
        undated,
        contacts if persons else None,
    )
