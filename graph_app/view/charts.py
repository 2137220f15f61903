"""Charts with their numbers written on them, legible in both themes."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from graph_app.i18n import Translator
from graph_app.view.palette import KIND_COLOURS

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
    tr : Translator
        The reader's language.
    label, title : str
        Heading of the names, and what the chart shows, for screen readers.
    ink : str
        Colour of the numbers.
    digits : int
        Decimals of the numbers.
    """
    shown = rows.assign(number=[tr.number(value, digits) for value in rows["count"]])
    axis = alt.Axis(labelLimit=210, ticks=False, labelColor=ink)
    base = alt.Chart(shown).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=axis),
        tooltip=tooltips({"label:N": label, "number:N": tr("Number")}),
    )
    # The longest bar leaves room for its own number.
    scale = alt.Scale(domain=[0, _ROOM * max(float(shown["count"].max()), 1e-9)], nice=False)
    x = alt.X("count:Q", axis=None, scale=scale)
    bar = base.mark_bar(color=KIND_COLOURS["city"], cornerRadiusEnd=3).encode(x=x)
    text = base.mark_text(align="left", dx=5, color=ink).encode(x=x, text="number:N")
    return finish(alt.layer(bar, text), title, tr, height=max(60, 26 * len(rows)))


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
            x2="high:Q",
            y=alt.Y("count:Q", scale=alt.Scale(type="symlog"), title=tr("Nodes")),
            tooltip=tooltips({"count:Q": tr("Nodes")}),
        )
    )
    return finish(chart, title, tr, height=260)


def tooltips(titles: Mapping[str, str]) -> list[alt.Tooltip]:
    """Return what a mark shows on hovering: field -> title, in this order."""
    return [alt.Tooltip(field, title=title) for field, title in titles.items()]


def specification(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """Return a chart as a Vega-Lite specification whose parts contain their data.

    Streamlit's own way with Altair's charts changes a setting that all threads share, and fails
    when many readers come at once. The tests check that each chart follows Vega-Lite's schema,
    because a check here would take half of the time.
    """
    spec = chart.to_dict(validate=False)
    datasets, parts = spec.pop("datasets", {}), [spec]
    for part in parts:
        name = part.get("data", {}).get("name")
        if name in datasets:
            part["data"] = {"values": datasets[name]}
        parts += (inner for way in ("layer", "vconcat") for inner in part.get(way, ()))
    return spec


def finish(chart: alt.TopLevelMixin, title: str, tr: Translator, **properties: Any) -> Any:
    """Return a chart with its description and the reader's way to write numbers, without a frame.

    A screen reader reads the description alone: Vega would read out each mark with the names of
    columns, in English, and every chart has a table of its numbers beside it.

    References
    ----------
    d3-format, https://d3js.org/d3-format#formatLocale
    """
    silent, symbols = {"aria": False}, tr.locale.number_symbols["latn"]
    marks = {"decimal": symbols["decimal"], "thousands": symbols["group"]}
    return chart.properties(description=title, background="transparent", **properties).configure(
        mark=silent,
        axis=silent,
        legend=silent,
        locale={"number": {**marks, "grouping": [3], "currency": ["", ""]}},
        view={"stroke": None},
    )
