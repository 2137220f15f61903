"""How good the ranking of partners is, and what it weighs: two sections of the screen Partners."""

import threading
from collections import OrderedDict

import pandas as pd
import streamlit as st

from graph_app.analysis.partners.evaluation import (
    AT_ONCE,
    CHOSEN,
    FEWEST,
    METRICS,
    SEEDS,
    Evaluation,
    heed,
    sister_pairs,
    trial,
)
from graph_app.analysis.partners.kept_trial import trial_kept
from graph_app.analysis.partners.model import MODEL, Ranker, fit
from graph_app.analysis.partners.signals import PartnerGraph
from graph_app.i18n import Translator
from graph_app.pages.parts.charts import draw_chart
from graph_app.pages.parts.once import draw_once
from graph_app.pages.shell.context import ink
from graph_app.view.charts import bars
from graph_app.wording.partners import (
    METRIC_MEANINGS,
    method,
    ranker_label,
    trial_table,
    verdict,
    weights_table,
)
from graph_app.wording.text import plain

_MOST_SEEDS = 50
#: Cities asked in a repetition of a test that somebody waits for.
_ASKED = 200


class _Results:
    """Results of tests, shared by all readers, the latest kept."""

    def __init__(self, most: int = 20):
        self._most, self._kept = most, OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple) -> Evaluation | None:
        with self._lock:
            return self._kept.get(key)

    def put(self, key: tuple, result: Evaluation) -> None:
        with self._lock:
            self._kept[key] = result
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


@st.cache_resource(show_spinner=False)
def _results() -> _Results:
    return _Results()


@st.cache_resource(max_entries=20, show_spinner=False)
def _fitted(_graph: PartnerGraph, key: tuple) -> Ranker:
    return fit(_graph)


@st.cache_resource(max_entries=20, show_spinner=False)
def _tested(_graph: PartnerGraph, key: tuple) -> Evaluation:
    # Readers who come meanwhile wait for the one test instead of running it each.
    return trial_kept(_graph)


def ranker_of(graph: PartnerGraph, key: tuple, tr: Translator) -> Ranker:
    """Return the ranker to use: the model, or the best single signal where a test says so.

    A small graph is tested unasked, once for all readers; a large one when somebody asks.
    """
    model = _fitted(graph, key)
    result = _results().get(key)
    if result is None and len(graph.cities) <= AT_ONCE and _testable(graph):
        with st.spinner(tr("Testing the ranking on ties that it is not shown …")):
            result = _tested(graph, key)
        _results().put(key, result)
    return heed(model, result)


def _testable(graph: PartnerGraph) -> bool:
    return len(sister_pairs(graph)) >= FEWEST


def show_test(graph: PartnerGraph, key: tuple, tr: Translator) -> None:
    """Draw the results of the test, and the button that runs it anew."""
    st.markdown(f"### {plain(tr('How good is this ranking?'))}")
    if not _testable(graph):
        text = tr.ngettext(
            "Only {n} sister-city tie is known: too few to hide some and test the ranking.",
            "Only {n} sister-city ties are known: too few to hide some and test the ranking.",
            len(sister_pairs(graph)),
        )
        st.info(plain(text))
        return
    result = _results().get(key)
    if result is None:
        st.info(tr("The ranking has not been tested on this graph yet. Run the test below."))
    else:
        # A test is told apart from another of the same graph by how long it was run.
        told = ("partner-test", *key, result.seeds, result.cities, tr.language, ink())
        draw_once(told, lambda: _result(result, tr))
    _run_anew(graph, key, tr)


def _result(result: Evaluation, tr: Translator) -> None:
    said = " ".join(verdict(result, tr))
    (st.markdown if result.choice == MODEL else st.warning)(plain(said, 900))
    st.caption(plain(method(result, tr), 900))
    table = trial_table(result, tr)
    title = tr("Mean reciprocal rank")
    single = table[table["ranker"] != ranker_label(CHOSEN, tr)]
    rows = pd.DataFrame({"label": single["ranker"], "count": single["mrr"]})
    left, right = st.columns([2, 3], gap="large")
    with left:
        draw_chart(bars(rows, tr, tr("Ranking"), title, ink(), 3))
        st.caption(plain(f"{title}. {tr(METRIC_MEANINGS['mrr'])}", 600))
    with right:
        st.dataframe(table, hide_index=True, height=530, column_config=_headings(tr))
    st.caption(
        plain(
            tr(
                "These figures hold for ties like those in the tables. Where the tables grew from "
                "the partners of one city, whoever has many partners in them is found easily."
            )
        )
    )


def _headings(tr: Translator) -> dict:
    number = st.column_config.NumberColumn
    measures = {
        name: number(tr(label), help=tr(METRIC_MEANINGS[name]), format="%.3f", width="small")
        for name, label in METRICS.items()
    }
    label = st.column_config.TextColumn(tr("Ranking"), width="medium")
    range_ = st.column_config.TextColumn(tr("95% range"), width="small")
    measures["mrr"] = number("MRR", help=tr(METRIC_MEANINGS["mrr"]), format="%.3f", width="small")
    return {"ranker": label, "mrr_range": range_, **measures}


def _run_anew(graph: PartnerGraph, key: tuple, tr: Translator) -> None:
    left, right = st.columns([1, 3], vertical_alignment="bottom")
    few = 3 if len(graph.cities) > AT_ONCE else len(SEEDS)
    count = left.number_input(tr("Repetitions"), 2, _MOST_SEEDS, few, key="partners-seeds")
    if not right.button(tr("Run the test on this graph"), icon=":material/science:"):
        return
    bar = st.progress(0.0, text=tr("Testing the ranking on ties that it is not shown …"))
    result = trial(graph, tuple(range(int(count))), cities=_ASKED, progress=bar.progress)
    _results().put(key, result)
    st.rerun()


def show_weights(ranker: Ranker, tr: Translator) -> None:
    """Draw what each signal weighs."""
    st.markdown(f"### {plain(tr('What the ranking weighs'))}")
    st.caption(plain(_learned(ranker, tr), 900))
    rows = weights_table(ranker, tr)
    title = tr("Weight of one standard deviation of each signal")
    left, right = st.columns([2, 3], gap="large")
    with left:
        draw_chart(bars(rows, tr, tr("Signal"), title, ink(), 2))
    with right:
        st.dataframe(
            rows,
            hide_index=True,
            column_config={
                "label": tr("Signal"),
                "count": st.column_config.NumberColumn(tr("Weight"), format="%.2f"),
                "meaning": st.column_config.TextColumn(tr("Meaning"), width="large"),
            },
        )


def _learned(ranker: Ranker, tr: Translator) -> str:
    if ranker.name != MODEL:
        return tr("One signal ranks alone, because it did better than the model when tested.")
    if not ranker.ties:
        return tr(
            "Too few partnerships are known to learn from: the weights are those of public lists "
            "of twin towns."
        )
    return tr(
        "The score is the sum of weight times standardised signal. The weights were learned from "
        "{ties} known partnerships of {cities} cities, starting from those of public lists of twin "
        "towns. No weight is negative: a signal speaks for a city, or not at all.",
        ties=tr.number(ranker.ties),
        cities=tr.number(ranker.cities),
    )
