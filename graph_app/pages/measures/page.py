"""Measures: who is central, in plain words, with the figures and their source."""

import pandas as pd
import streamlit as st
from streamlit.column_config import NumberColumn, TextColumn

from graph_app.analysis.measures.centrality import MEASURES, RANKING, MeasureResult
from graph_app.graph.filters import GraphFilter
from graph_app.graph.frames import GraphFrame
from graph_app.i18n import Translator
from graph_app.model.kinds import KINDS
from graph_app.pages.measures.robustness import show_robustness
from graph_app.pages.parts.cached_drawing import draw_once
from graph_app.pages.parts.charts import draw_chart
from graph_app.pages.parts.drawing import filtered
from graph_app.pages.parts.elements import caption, pick, show_table
from graph_app.pages.parts.running import running_compute
from graph_app.pages.shell import address_bar
from graph_app.pages.shell.context import (
    Context,
    current_filter,
    ink,
    share_filter,
    show_whole_graph,
    write_address,
)
from graph_app.view.charts import bars, histogram
from graph_app.view.tables import nodes_table
from graph_app.wording.filters import filter_words
from graph_app.wording.names import node_names
from graph_app.wording.text import name_list, plain


def show(context: Context) -> None:
    """Draw the screen."""
    tr = context.tr
    wanted = current_filter(context)
    labels = {name: tr(MEASURES[name].label) for name in RANKING}
    start = (address_bar.get("measure"), "betweenness")
    name = pick(tr("Measure"), labels, "measures-name", start)
    write_address(share_filter(wanted) | {"measure": name})
    view = filtered(context.graph, wanted).view
    _scope(context, wanted, view)
    if not len(view):
        st.info(tr("The filter leaves nothing to measure. Loosen it in Explore."))
        return
    result = running_compute(view, view.revision, wanted, tr)
    if result is None:
        return
    key = (view.revision, wanted, result.pivots, tr.language)
    draw_once(("measure", name, *key), lambda: _meaning(tr, name, result))
    draw_once(("ranking", name, ink(), *key), lambda: _ranking(context, view, result, name))
    draw_once(("communities", *key), lambda: _communities(context, view, result))
    show_robustness(context, wanted, view)
    _all(context, view, result, key)


def _scope(context: Context, wanted: GraphFilter, view: GraphFrame) -> None:
    tr = context.tr
    words = filter_words(wanted, context.graph, tr)
    text = "; ".join(f"{label}: {value}" for label, value in words) or tr("the whole graph")
    said, whole = st.columns([4, 1], vertical_alignment="center")
    said.caption(plain(tr("Measured on: {filter}", filter=text), 600))
    if words:
        show_whole_graph(tr, whole)


def _meaning(tr: Translator, name: str, result: MeasureResult) -> None:
    measure = MEASURES[name]
    st.markdown(f"## {plain(tr(measure.label))}")
    with st.container(key="measures-lead"):
        st.markdown(plain(tr(measure.meaning)))
    exact = tr("exact") if result.pivots is None else tr("sampled, {n} pivots", n=result.pivots)
    size = tr.ngettext(
        "Simple weighted graph of {nodes} nodes and {ties} ties in one part; {exact}.",
        "Simple weighted graph of {nodes} nodes and {ties} ties in {n} parts; {exact}.",
        result.components,
        nodes=tr.number(result.nodes),
        ties=tr.number(result.edges),
        exact=exact,
    )
    caption(f"{size} {measure.reference}", 600)
    if name == "betweenness" and result.error is not None:
        caption(_error_words(tr, result, result.error), 600)


def _error_words(tr: Translator, result: MeasureResult, errors: pd.Series) -> str:
    top = result.table["betweenness"].nlargest(10)
    error = errors[top.index]
    share = float((error / top.where(top > 0)).median())
    return tr(
        "Estimated from {n} nodes as sources. Standard error of the top ten: {error} in the "
        "middle, {share} of the value; two nodes whose values lie closer than that may change "
        "places.",
        n=tr.number(result.pivots),
        error=tr.number(float(error.median()), 5),
        share=tr.percent(share),
    )


def _ranking(context: Context, view: GraphFrame, result: MeasureResult, name: str) -> None:
    tr, digits = context.tr, MEASURES[name].digits
    names = node_names(view, tr).set_axis(view.nodes["id"])
    values = result.table[name]
    top = values.sort_values(ascending=False, kind="stable").head(10)
    ranked = [f"{at}. {label}" for at, label in enumerate(names[top.index], start=1)]
    rows = pd.DataFrame({"label": ranked, "count": top.to_numpy()})
    label = tr(MEASURES[name].label)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"### {plain(tr('Top ten'))}")
        draw_chart(bars(rows, tr, label, tr("Top ten"), ink(), digits))
    with right:
        st.markdown(f"### {plain(tr('How it is spread'))}")
        title = tr("How many nodes have which value; the heights are on a logarithmic scale.")
        draw_chart(histogram(values, tr, label, title))
        caption(title)
        with st.expander(tr("Show as table")):
            st.dataframe(_distribution(values, tr), hide_index=True)


def _distribution(values: pd.Series, tr: Translator) -> pd.DataFrame:
    quantiles = (0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1)
    labels = [tr("Smallest"), "10 %", "25 %", tr("Median"), "75 %", "90 %", "99 %", tr("Largest")]
    found = values.astype(float).quantile(list(quantiles)).to_numpy()
    return pd.DataFrame({tr("Share of nodes at or below"): labels, tr("Value"): found})


def _communities(context: Context, view: GraphFrame, result: MeasureResult) -> None:
    tr = context.tr
    groups = result.table["community"]
    st.markdown(f"### {plain(tr('Communities'))}")
    if not (groups > 0).any():
        caption(tr("Without ties there are no communities."))
        return
    caption(
        tr(
            "Groups with more ties inside than to the outside. Modularity {q} "
            "(0: as by chance, 1: wholly apart).",
            q=tr.number(result.modularity, 3),
        )
    )
    names = node_names(view, tr).set_axis(view.nodes["id"])
    degree = pd.Series(view.degree, index=view.nodes["id"])
    rows = pd.DataFrame(
        [
            (number, len(ids), name_list(names[degree[ids].nlargest(5).index]))
            for number, ids in groups[groups > 0].groupby(groups).groups.items()
        ],
        columns=["number", "size", "members"],
    )
    columns = {
        "number": tr("Community"),
        "size": tr("Nodes"),
        "members": TextColumn(tr("Best connected members"), width="large"),
    }
    show_table(rows.astype({"number": int}), tr, columns)


def _all(context: Context, view: GraphFrame, result: MeasureResult, key: tuple) -> None:
    tr = context.tr
    st.markdown(f"### {plain(tr('All measures'))}")
    kinds = st.multiselect(
        tr("Kind"), list(KINDS), format_func=lambda k: tr.kind(k, many=True), placeholder=tr("all")
    )
    draw_once(("measures", kinds, *key), lambda: _table(view, result, kinds, tr), rows=len(view))
    with st.expander(tr("What the measures mean")):
        for measure in MEASURES.values():
            text = f"**{plain(tr(measure.label))}.** {plain(tr(measure.meaning))}"
            st.markdown(f"{text}  \n:small[{plain(measure.reference)}]")


def _table(view: GraphFrame, result: MeasureResult, kinds: list[str], tr: Translator) -> None:
    rows = nodes_table(view, tr)[["name", "kind", "country"]].join(result.table)
    if result.error is not None:
        at = rows.columns.tolist().index("betweenness") + 1
        rows.insert(at, "error", result.error.reindex(rows.index))
    if kinds:
        rows = rows[view.nodes["kind"].isin(kinds).to_numpy()]
    columns = {
        name: NumberColumn(
            tr(measure.label), help=tr(measure.meaning), format=f"%.{measure.digits}f"
        )
        for name, measure in MEASURES.items()
    }
    columns["error"] = NumberColumn(
        tr("± betweenness"), help=tr("Standard error of the estimate."), format="%.5f"
    )
    show_table(rows.sort_values("betweenness", ascending=False), tr, columns, height=420)
