"""Measures: who is central, in plain words, with the figures and their source."""

import pandas as pd
import streamlit as st

from graph_app.analysis.measures.centrality import MEASURES, RANKING, MeasureResult
from graph_app.graph.filters import GraphFilter
from graph_app.graph.frames import Columns
from graph_app.i18n import Translator
from graph_app.model.kinds import KINDS
from graph_app.pages.measures.robustness import show_robustness
from graph_app.pages.parts.charts import draw_chart
from graph_app.pages.parts.drawing import filtered
from graph_app.pages.parts.once import draw_once
from graph_app.pages.parts.running import running_compute
from graph_app.pages.shell.context import Context, current_filter, ink, keep_filter, write_address
from graph_app.view.charts import bars, histogram
from graph_app.view.tables import nodes_table
from graph_app.wording.filters import filter_words
from graph_app.wording.text import plain


def show(context: Context) -> None:
    """Draw the screen."""
    _ = context._
    wanted = current_filter(context)
    name = _choose(_)
    write_address(keep_filter(wanted) | {"measure": name})
    view = filtered(context.graph, context.graph.revision, wanted).view
    _scope(context, wanted, view)
    if not len(view):
        st.info(_("The filter leaves nothing to measure. Loosen it in Explore."))
        return
    result = running_compute(view, view.revision, wanted, _)
    if result is None:
        return
    key = (view.revision, wanted, result.pivots, _.language)
    draw_once(("measure", name, *key), lambda: _meaning(_, name, result))
    draw_once(("ranking", name, ink(), *key), lambda: _ranking(context, view, result, name))
    draw_once(("communities", *key), lambda: _communities(context, view, result))
    show_robustness(context, wanted, view)
    _all(context, view, result, key)


def _choose(_: Translator) -> str:
    asked = st.query_params.get("measure")
    if "measures-name" not in st.session_state:
        st.session_state["measures-name"] = asked if asked in RANKING else "betweenness"
    return st.selectbox(
        _("Measure"),
        RANKING,
        format_func=lambda name: _(MEASURES[name].label),
        key="measures-name",
    )


def _scope(context: Context, wanted: GraphFilter, view: Columns) -> None:
    _ = context._
    words = filter_words(wanted, context.graph, _)
    text = "; ".join(f"{label}: {value}" for label, value in words) or _("the whole graph")
    said, whole = st.columns([4, 1], vertical_alignment="center")
    said.caption(plain(_("Measured on: {filter}", filter=text), 600))
    if words and whole.button(_("Whole graph"), width="stretch"):
        st.session_state["filter"] = GraphFilter()
        write_address({})
        st.rerun()


def _meaning(_: Translator, name: str, result: MeasureResult) -> None:
    measure = MEASURES[name]
    st.markdown(f"## {plain(_(measure.label))}")
    with st.container(key="measures-lead"):
        st.markdown(plain(_(measure.meaning)))
    exact = _("exact") if result.pivots is None else _("sampled, {n} pivots", n=result.pivots)
    size = _.ngettext(
        "Simple weighted graph of {nodes} nodes and {ties} ties in one part; {exact}.",
        "Simple weighted graph of {nodes} nodes and {ties} ties in {n} parts; {exact}.",
        result.components,
        nodes=_.number(result.nodes),
        ties=_.number(result.edges),
        exact=exact,
    )
    st.caption(plain(f"{size} {measure.reference}", 600))
    if name == "betweenness" and result.error is not None:
        st.caption(plain(_error_words(_, result), 600))


def _error_words(_: Translator, result: MeasureResult) -> str:
    top = result.table["betweenness"].nlargest(10)
    error = result.error[top.index]
    share = float((error / top.where(top > 0)).median())
    return _(
        "Estimated from {n} nodes as sources. Standard error of the top ten: {error} in the "
        "middle, {share} of the value; two nodes whose values lie closer than that may change "
        "places.",
        n=_.number(result.pivots),
        error=_.number(float(error.median()), 5),
        share=_.percent(share),
    )


def _ranking(context: Context, view: Columns, result: MeasureResult, name: str) -> None:
    _, digits = context._, MEASURES[name].digits
    names = _.names(view.nodes).set_axis(view.nodes["id"])
    values = result.table[name]
    top = values.sort_values(ascending=False, kind="stable").head(10)
    rows = pd.DataFrame({"label": names[top.index].to_numpy(), "count": top.to_numpy()})
    rows["label"] = [f"{at}. {label}" for at, label in enumerate(rows["label"], start=1)]
    label = _(MEASURES[name].label)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"### {plain(_('Top ten'))}")
        draw_chart(bars(rows, _, label, _("Top ten"), ink(), digits))
    with right:
        st.markdown(f"### {plain(_('How it is spread'))}")
        title = _("How many nodes have which value; the heights are on a logarithmic scale.")
        draw_chart(histogram(values, _, label, title))
        st.caption(plain(title))
        with st.expander(_("Show as table")):
            st.dataframe(_distribution(values, _), hide_index=True)


def _distribution(values: pd.Series, _: Translator) -> pd.DataFrame:
    quantiles = (0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1)
    labels = [_("Smallest"), "10 %", "25 %", _("Median"), "75 %", "90 %", "99 %", _("Largest")]
    found = values.astype(float).quantile(list(quantiles)).to_numpy()
    return pd.DataFrame({_("Share of nodes at or below"): labels, _("Value"): found})


def _communities(context: Context, view: Columns, result: MeasureResult) -> None:
    _ = context._
    groups = result.table["community"]
    st.markdown(f"### {plain(_('Communities'))}")
    if not (groups > 0).any():
        st.caption(plain(_("Without ties there are no communities.")))
        return
    st.caption(
        plain(
            _(
                "Groups with more ties inside than to the outside. Modularity {q} "
                "(0: as by chance, 1: wholly apart).",
                q=_.number(result.modularity, 3),
            )
        )
    )
    names = _.names(view.nodes).set_axis(view.nodes["id"])
    degree = pd.Series(view.degree, index=view.nodes["id"])
    rows = [
        (int(number), len(ids), ", ".join(names[degree[ids].nlargest(5).index]))
        for number, ids in groups[groups > 0].groupby(groups).groups.items()
    ]
    st.dataframe(
        pd.DataFrame(rows, columns=["number", "size", "members"]),
        hide_index=True,
        placeholder="–",
        column_config={
            "number": _("Community"),
            "size": _("Nodes"),
            "members": st.column_config.TextColumn(_("Best connected members"), width="large"),
        },
    )


def _all(context: Context, view: Columns, result: MeasureResult, key: tuple) -> None:
    _ = context._
    st.markdown(f"### {plain(_('All measures'))}")
    kinds = st.multiselect(
        _("Kind"), list(KINDS), format_func=lambda k: _.kind(k, many=True), placeholder=_("all")
    )
    draw_once(("measures", kinds, *key), lambda: _table(view, result, kinds, _), rows=len(view))
    with st.expander(_("What the measures mean")):
        for measure in MEASURES.values():
            text = f"**{plain(_(measure.label))}.** {plain(_(measure.meaning))}"
            st.markdown(f"{text}  \n:small[{plain(measure.reference)}]")


def _table(view: Columns, result: MeasureResult, kinds: list[str], _: Translator) -> None:
    rows = nodes_table(view, _)[["name", "kind", "country"]].join(result.table)
    if result.error is not None:
        at = rows.columns.get_loc("betweenness") + 1
        rows.insert(at, "error", result.error.reindex(rows.index))
    if kinds:
        rows = rows[view.nodes["kind"].isin(kinds).to_numpy()]
    columns = {
        name: st.column_config.NumberColumn(
            _(measure.label), help=_(measure.meaning), format=f"%.{measure.digits}f"
        )
        for name, measure in MEASURES.items()
    }
    columns["error"] = st.column_config.NumberColumn(
        _("± betweenness"), help=_("Standard error of the estimate."), format="%.5f"
    )
    st.dataframe(
        rows.sort_values("betweenness", ascending=False),
        hide_index=True,
        placeholder="–",
        height=420,
        column_config={"name": _("Name"), "kind": _("Kind"), "country": _("Country")} | columns,
    )
