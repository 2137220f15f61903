"""Long computations in the background, with progress and a stop button."""

import threading
from dataclasses import dataclass, field

import streamlit as st

from graph_app.analysis.centrality import MEASURES, MeasureResult, compute
from graph_app.graph.columns import Columns
from graph_app.graph.filters import GraphFilter
from graph_app.i18n import Translator
from graph_app.model.errors import CancelledError

#: Up to this many nodes all measures take less than a second.
_AT_ONCE = 2500
#: Pivots of sampled betweenness.
_PIVOTS = 500


@dataclass
class Job:
    """A computation in a thread of its own."""

    view: Columns
    pivots: int | None
    share: float = 0.0
    name: str = ""
    result: MeasureResult | None = None
    stopped: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Compute all measures; leaves no result when stopped."""
        try:
            self.result = compute(
                self.view, progress=self._tell, stop=self.stopped.is_set, pivots=self.pivots
            )
        except CancelledError:
            pass
        finally:
            self.done.set()

    def _tell(self, share: float, name: str) -> None:
        names = list(MEASURES)
        self.share, self.name = (names.index(name) + share) / len(names), name


@st.cache_resource(max_entries=50, show_spinner=False)
def _at_once(_view: Columns, revision: str, wanted: GraphFilter) -> MeasureResult:
    return compute(_view)


@st.cache_resource(max_entries=20, show_spinner=False)
def _jobs(_view: Columns, revision: str, wanted: GraphFilter, pivots: int | None) -> Job:
    """One job for all readers of the same view."""
    job = Job(_view, pivots)
    threading.Thread(target=job.run, daemon=True).start()
    return job


def running_compute(
    view: Columns, revision: str, wanted: GraphFilter, _: Translator
) -> MeasureResult | None:
    """Give all measures of a view, or None while they are being computed.

    Small views are computed at once. Large ones run in the background: betweenness is sampled
    unless the person asks for the exact figures, and can be stopped.
    """
    if len(view) <= _AT_ONCE:
        return _at_once(view, revision, wanted)
    exact = st.toggle(
        _("Exact betweenness"),
        help=_("Exact figures take longer on a large graph; otherwise {n} pivots.", n=_PIVOTS),
    )
    pivots = None if exact else _PIVOTS
    job = _jobs(view, revision, wanted, pivots)
    if job.done.is_set() and job.result is not None:
        return job.result
    if job.stopped.is_set():
        st.info(_("The computation was stopped."))
        if st.button(_("Compute again")):
            _jobs.clear(view, revision, wanted, pivots)
            st.rerun()
        return None
    _progress(job, _)
    return None


@st.fragment(run_every=1.0)
def _progress(job: Job, _: Translator) -> None:
    if job.done.is_set():
        st.rerun()
    name = _(MEASURES[job.name].label) if job.name else ""
    st.progress(job.share, text=name)
    if st.button(_("Stop")):
        job.stopped.set()
        st.rerun()
