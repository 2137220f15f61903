"""Charts with their numbers written on them, legible in both themes."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from graph_app.i18n import Translator
from graph_app.view.palette import GROUP_COLOURS, KIND_COLOURS

#: Colour of what charts write, on a light page.
INK = "#1b2a34"
_ROOM = 1.15


def bars(
    rows: pd.DataFrame, tr: Translator, label: str, title: str, ink: str = INK, digits: int = 0
) -> alt.Chart:
    """Draw horizontal bars, each with its name and its number.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns ``label`` (str) and ``count``; drawn in this order.
    _ : Translator
        The reader's language.
    label, title : str
        Heading of the names, and what the chart shows, for screen readers.
    ink : str
        Colour of the numbers.
    digits : int
        Decimals of the numbers.
    """
    shown = rows.assign(number=[tr.number(value, digits) for value in rows["count"]])
    base = alt.Chart(shown).encode(
        y=alt.Y(
            "label:N",
            sort=None,
            title=None,
            axis=alt.Axis(labelLimit=210, ticks=False, labelColor=ink),
        ),
        tooltip=[alt.Tooltip("label:N", title=label), alt.Tooltip("number:N", title=tr("Number"))],
    )
    # The longest bar leaves room for its own number.
    scale = alt.Scale(domain=[0, _ROOM * max(float(shown["count"].max()), 1e-9)], nice=False)
    x = alt.X("count:Q", axis=None, scale=scale)
    bar = base.mark_bar(color=KIND_COLOURS["city"], cornerRadiusEnd=3).encode(x=x)
    text = base.mark_text(align="left", dx=5, color=ink).encode(x=x, text=alt.Text("number:N"))
    return finish(alt.layer(bar, text), title, tr, height=max(60, 26 * len(rows)))


def lines(
    rows: pd.DataFrame, labels: Mapping[str, str], tr: Translator, title: str, ink: str = INK
) -> alt.Chart:
    """Draw lines over the years, each named at its end.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns ``year``, ``kind`` and ``count``.
    labels : mapping of str to str
        Kind -> its name.
    _ : Translator
        The reader's language.
    title : str
        What the chart shows, for screen readers.
    """
    shown = rows.assign(label=rows["kind"].map(labels))
    names = [labels[kind] for kind in rows["kind"].unique()]
    colour = alt.Color(
        "label:N", legend=None, scale=alt.Scale(domain=names, range=list(GROUP_COLOURS))
    )
    base = alt.Chart(shown).encode(
        x=alt.X("year:Q", title=None, axis=alt.Axis(format="d", grid=False)),
        y=alt.Y("count:Q", title=None, axis=alt.Axis(tickMinStep=1)),
        color=colour,
        tooltip=[
            alt.Tooltip("label:N", title=tr("Kind")),
            alt.Tooltip("year:Q", format="d", title=tr("Year")),
            alt.Tooltip("count:Q", title=tr("Number")),
        ],
    )
    line = base.mark_line(interpolate="step-after", strokeWidth=2.5).encode(
        strokeDash=alt.StrokeDash("label:N", legend=None, sort=names)
    )
    last = shown[shown["year"] == shown["year"].max()]
    name = base.mark_text(align="right", dy=-9, fontWeight=600).encode(
        text=alt.Text("label:N"), color=alt.value(ink)
    )
    name.data = last
    return finish(alt.layer(line, name), title, tr, height=240)


def histogram(values: pd.Series, tr: Translator, label: str, title: str) -> alt.Chart:
    """Draw how the values of a measure are spread; the heights are counts of nodes."""
    counts, edges = np.histogram(values.astype(float).dropna(), bins=30)
    shown = pd.DataFrame({"low": edges[:-1], "high": edges[1:], "count": counts})
    shown = shown[shown["count"] > 0]
    chart = (
        alt.Chart(shown)
        .mark_bar(color=KIND_COLOURS["city"])
        .encode(
            x=alt.X("low:Q", bin="binned", title=label),
            x2=alt.X2("high:Q"),
            y=alt.Y("count:Q", scale=alt.Scale(type="symlog"), title=tr("Nodes")),
            tooltip=[alt.Tooltip("count:Q", title=tr("Nodes"))],
        )
    )
    return finish(chart, title, tr, height=260)


def specification(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """Return a chart as a Vega-Lite specification whose parts hold their data.

    Streamlit's own way with Altair's charts changes a setting that all threads share, and fails
    when many readers come at once. That each chart keeps to Vega-Lite's schema, which takes half
    of the time to check, is a matter of the tests.
    """
    spec = chart.to_dict(validate=False)
    _hold_data(spec, spec.pop("datasets", {}))
    return spec


def _hold_data(part: dict[str, Any], datasets: Mapping[str, list]) -> None:
    name = part.get("data", {}).get("name")
    if name in datasets:
        part["data"] = {"values": datasets[name]}
    for way in ("layer", "vconcat", "hconcat", "concat"):
        for inner in part.get(way, ()):
            _hold_data(inner, datasets)


def finish(chart: alt.TopLevelMixin, title: str, tr: Translator, **properties: Any) -> Any:
    """Return a chart its description, the reader's way to write numbers, and no frame.

    A screen reader hears the description alone: Vega would read out each mark with the names of
    columns, in English, and the numbers stand in a table beside every chart.
    """
    silent = {"aria": False}
    return chart.properties(description=title, background="transparent", **properties).configure(
        mark=silent,
        axis=silent,
        legend=silent,
        locale={"number": _number_locale(tr)},
        view={"stroke": None},
    )


def _number_locale(tr: Translator) -> dict[str, Any]:
    """Return the form of numbers as d3-format has it, https://d3js.org/d3-format#formatLocale."""
    symbols = tr.locale.number_symbols["latn"]
    decimal, thousands = symbols["decimal"], symbols["group"]
    return {"decimal": decimal, "thousands": thousands, "grouping": [3], "currency": ["", ""]}
