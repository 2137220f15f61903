"""Buttons that give a file, and a line on the files that are being written."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from graph_app.analysis.measures.centrality import MEASURES
from graph_app.i18n import Translator
from graph_app.model.words import N_
from graph_app.pages.sessions.downloads import Running, running
from graph_app.pages.sessions.presence import session_id
from graph_app.wording.text import plain

_STEPS = {"wait": N_("waits for its turn"), "write": N_("is being written")}


def download(
    label: str,
    data: Any,
    file_name: str,
    mime: str,
    icon: str = "download",
    place: DeltaGenerator | None = None,
    **options: Any,
) -> None:
    """Draw a button that gives a file.

    Parameters
    ----------
    label, file_name, mime, icon : str
        What the button says, what the file is called, its media type, the button's icon.
    data : bytes, str or Download
        The file, or how it is written once the button is pressed.
    place : DeltaGenerator, optional
        Where to draw it.
    **options
        Further arguments of ``st.download_button``.
    """
    (place or st).download_button(
        label,
        data=data,
        file_name=file_name,
        mime=mime,
        on_click="ignore",
        icon=f":material/{icon}:",
        **options,
    )


def show_running(tr: Translator) -> None:
    """Draw a line for each file that this session waits for; asks again only while there is one."""
    every = 1.0 if running(session_id()) else None
    st.fragment(_lines, run_every=every)(tr, every is not None)


def _lines(tr: Translator, ran: bool) -> None:
    jobs = running(session_id())
    for at, job in enumerate(jobs):
        line, stop = st.columns([4, 1], vertical_alignment="center")
        line.progress(min(1.0, job.share), text=plain(_said(job, tr)))
        stopping = job.stopped.is_set()
        if stop.button(tr("Stop"), key=f"download-stop-{at}-{id(job)}", disabled=stopping):
            job.stopped.set()
    if ran and not jobs:
        st.rerun()


def _said(job: Running, tr: Translator) -> str:
    step = MEASURES[job.step].label if job.step in MEASURES else _STEPS.get(job.step, "")
    return f"{job.name}: {tr(step)}"
