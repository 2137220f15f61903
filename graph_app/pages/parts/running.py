"""Long computations in the background, with progress and a stop button."""

import threading
from dataclasses import dataclass, field
from functools import partial

import streamlit as st

from graph_app.analysis.measures.cached import PIVOTS, compute_cached, exact_seconds, usual_pivots
from graph_app.analysis.measures.centrality import MEASURES, MeasureResult
from graph_app.graph.filters import GraphFilter
from graph_app.graph.frames import GraphFrame
from graph_app.i18n import Translator
from graph_app.model.errors import GraphAppError, TooLargeError
from graph_app.pages.parts.drawing import filter_key
from graph_app.runtime.worker import Worker
from graph_app.wording.text import plain

#: Up to this many nodes all measures take less than a second.
_AT_ONCE = 2500


#: Processes that measure at the same time; more would only slow each other down.
_PLACES = threading.Semaphore(2)


@dataclass
class Job:
    """A computation in a process of its own, which a thread waits for."""

    view: GraphFrame
    key: str
    pivots: int | None
    share: float = 0.0
    name: str = ""
    result: MeasureResult | None = None
    error: GraphAppError | None = None
    stopped: bool = False
    worker: Worker = field(default_factory=Worker)
    done: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Compute all measures; leaves no result, but a reason, when stopped."""
        names = tuple(MEASURES)
        question = partial(compute_cached, self.view, names, self.key, pivots=self.pivots)
        try:
            with _PLACES:
                self.result = self.worker.call(question, progress=self._note)
        except GraphAppError as error:
            self.error = error
        except MemoryError:
            self.error = TooLargeError("The computation needs more memory than there is.")
        finally:
            self.worker.end()
            self.done.set()

    def stop(self) -> None:
        """Stop at once."""
        self.stopped = True
        self.worker.stop()

    def _note(self, share: float, name: str) -> None:
        names = list(MEASURES)
        self.share, self.name = (names.index(name) + share) / len(names), name


@st.cache_resource(max_entries=50, show_spinner=False)
def _at_once(_view: GraphFrame, revision: str, wanted: GraphFilter) -> MeasureResult:
    return compute_cached(_view, MEASURES, filter_key(wanted))


@st.cache_resource(max_entries=20, show_spinner=False)
def _jobs(_view: GraphFrame, revision: str, wanted: GraphFilter, pivots: int | None) -> Job:
    """One job for all readers of the same view."""
    job = Job(_view, filter_key(wanted), pivots)
    threading.Thread(target=job.run, daemon=True).start()
    return job


def running_compute(
    view: GraphFrame, revision: str, wanted: GraphFilter, tr: Translator
) -> MeasureResult | None:
    """Return all measures of a view, or None while they are being computed.

    Small views are computed at once. Large ones run in the background: betweenness is sampled
    unless the person asks for the exact figures, and can be stopped.
    """
    if len(view) <= _AT_ONCE:
        return _at_once(view, revision, wanted)
    pivots = usual_pivots(view)
    if pivots is not None and _wants_exact(view, tr):
        pivots = None
    job = _jobs(view, revision, wanted, pivots)
    if job.result is not None and job.done.is_set():
        return job.result
    if not (job.stopped or job.done.is_set()):
        _progress(job, tr)
        return None
    st.info(tr("The computation was stopped.") if job.stopped else plain(tr.error(job.error)))
    if st.button(tr("Compute again")):
        _jobs.clear(view, revision, wanted, pivots)
        st.rerun()
    return None


def _wants_exact(view: GraphFrame, tr: Translator) -> bool:
    return st.toggle(
        tr("Exact betweenness"),
        key="measures-exact",
        help=tr(
            "Exact figures take about {seconds} seconds on this graph; otherwise they are "
            "estimated from {n} nodes.",
            seconds=tr.number(exact_seconds(view)),
            n=tr.number(PIVOTS),
        ),
    )


@st.fragment(run_every=1.0)
def _progress(job: Job, tr: Translator) -> None:
    if job.done.is_set():
        st.rerun()
    st.progress(job.share, text=tr(MEASURES[job.name].label) if job.name else "")
    if st.button(tr("Stop")):
        job.stop()
        st.rerun()
