"""Charts of what overlaps: an UpSet plot and a heat map, numbers written on the marks."""

from collections.abc import Sequence
from itertools import compress, permutations
from typing import Any

import altair as alt
import pandas as pd

from graph_app.i18n import Translator
from graph_app.view.charts import INK, finish, tooltips
from graph_app.view.palette import KIND_COLOURS, OTHER_COLOUR
from graph_app.wording.text import shorten, shorten_apart

#: Width of a column and height of a row of the UpSet plot, in pixels.
_COLUMN, _ROW = 46, 28
#: Up to so many names are written level above a heat map.
_LEVEL_NAMES = 6
#: Share from which -> colour of a cell and of the number on it; each pair has a contrast over 4.5:1.
_STEPS = (
    (0.0, "#e6f0f7", "#1b2a34"),
    (0.2, "#c6deed", "#1b2a34"),
    (0.4, "#9fc9e1", "#1b2a34"),
    (0.6, "#2b739f", "#ffffff"),
    (0.8, "#0b4a6e", "#ffffff"),
)


def upset_chart(
    patterns: pd.DataFrame, names: Sequence[str], tr: Translator, title: str, ink: str = INK
) -> alt.VConcatChart:
    """Draw who has exactly which neighbours: a bar for each combination, dots below say which.

    Parameters
    ----------
    patterns : pandas.DataFrame
        Columns ``pattern`` (tuple of bool in the order of `names`) and ``count``; drawn in this
        order.
    names : sequence of str
        Different names of what is compared.
    tr : Translator
        The reader's language.
    title : str
        What the chart shows, for screen readers.
    ink : str
        Colour of the numbers and names.

    References
    ----------
    A. Lex et al. (2014), UpSet: Visualization of Intersecting Sets, IEEE TVCG 20(12), 1983-1992.
    """
    labels = _short(names)
    width = alt.Step(_COLUMN)
    x = alt.X("at:O", axis=None, sort=None)
    chart = alt.vconcat(
        _bars(patterns, names, x, tr, ink).properties(width=width, height=150),
        _dots(patterns, labels, x, ink).properties(width=width, height=_ROW * len(labels)),
        spacing=4,
    )
    return finish(chart.resolve_scale(x="shared"), title, tr)


def _short(names: Sequence[str]) -> list[str]:
    """Cut names to what an axis has room for; a number follows where two become the same."""
    cut = shorten_apart(names, 32)
    return [
        label if cut.count(label) == 1 else f"{label} {cut[: at + 1].count(label)}"
        for at, label in enumerate(cut)
    ]


def _bars(
    patterns: pd.DataFrame, names: Sequence[str], x: alt.X, tr: Translator, ink: str
) -> alt.LayerChart:
    rows = pd.DataFrame(
        {
            "at": range(len(patterns)),
            "count": patterns["count"],
            "number": patterns["count"].map(tr.number),
            "who": [
                " + ".join(map(shorten, compress(names, pattern)))
                for pattern in patterns["pattern"]
            ],
        }
    )
    tooltip = tooltips({"who:N": tr("Who"), "number:N": tr("Number")})
    base = alt.Chart(rows).encode(x=x, y=alt.Y("count:Q", axis=None), tooltip=tooltip)
    bar = base.mark_bar(color=KIND_COLOURS["city"], cornerRadiusEnd=3, width=_COLUMN - 16)
    return bar + base.mark_text(dy=-8, color=ink, fontSize=13).encode(text="number:N")


def _dots(patterns: pd.DataFrame, labels: list[str], x: alt.X, ink: str) -> alt.LayerChart:
    rows = pd.DataFrame(
        [
            (at, label, inside)
            for at, pattern in enumerate(patterns["pattern"])
            for label, inside in zip(labels, pattern, strict=True)
        ],
        columns=["at", "name", "inside"],
    )
    axis = _bare_axis(ink, title=None, labelLimit=240, labelFontSize=13, labelPadding=10)
    y = alt.Y("name:N", sort=labels, axis=axis, scale=alt.Scale(domain=labels))
    inside = alt.Chart(rows[rows["inside"]]).encode(x=x, y=y)
    # Who does not have it is a hollow ring, so that filled or hollow says it, not a colour.
    ring = alt.Chart(rows[~rows["inside"]]).encode(x=x, y=y)
    return (
        ring.mark_point(size=90, color=OTHER_COLOUR, strokeWidth=1.2)
        + inside.mark_line(color=ink, strokeWidth=3).encode(detail="at:O", order="name:N")
        + inside.mark_point(size=150, filled=True, opacity=1, color=ink)
    )


def heat_map(
    shares: pd.DataFrame,
    names: Sequence[str],
    tr: Translator,
    title: str,
    ink: str = INK,
    across: str = "",
    down: str = "",
) -> alt.LayerChart:
    """Draw a square of shares, each written on its cell; what is with itself stays empty.

    Parameters
    ----------
    shares : pandas.DataFrame
        Square, shares between 0 and 1; NaN where none can be said, drawn as a dash.
    names : sequence of str
        Different names of the rows, and of the columns in the same order.
    tr : Translator
        The reader's language.
    title : str
        What the chart shows, for screen readers.
    ink : str
        Colour of the names.
    across, down : str
        What the columns and the rows are.
    """
    labels = _short(names)
    # The height includes the names of the columns; many of them are written aslant.
    angle, above = (0, 60) if len(labels) <= _LEVEL_NAMES else (-40, 150)
    top = _bare_axis(ink, orient="top", labelAngle=angle, labelLimit=150)
    left = _bare_axis(ink, labelLimit=240, labelOverlap=False)
    named: dict[str, Any] = {"sort": labels, "scale": alt.Scale(domain=labels)}
    titles = {"down:N": down or tr("Row"), "across:N": across or tr("Column")}
    titles["number:N"] = tr("Overlap")
    base = alt.Chart(_cells(shares, labels, tr)).encode(
        x=alt.X("across:N", title=across or None, axis=top, **named),
        y=alt.Y("down:N", title=down or None, axis=left, **named),
        tooltip=tooltips(titles),
    )
    fill, pen = (alt.Color(name, scale=None) for name in ("fill:N", "pen:N"))
    cell = base.mark_rect(stroke=OTHER_COLOUR, strokeWidth=0.5).encode(color=fill)
    number = base.mark_text(fontSize=13).encode(text="number:N", color=pen)
    return finish(alt.layer(cell, number), title, tr, height=36 * len(labels) + above)


def _bare_axis(ink: str, **more: Any) -> alt.Axis:
    """Return an axis of names alone, without a line or ticks."""
    return alt.Axis(ticks=False, domain=False, labelColor=ink, titleColor=ink, **more)


def _cells(shares: pd.DataFrame, labels: list[str], tr: Translator) -> pd.DataFrame:
    values = shares.to_numpy(dtype=float)
    rows = [
        (labels[i], labels[j], tr.percent(values[i, j]), *_colours(values[i, j]))
        for i, j in permutations(range(len(labels)), 2)
    ]
    return pd.DataFrame(rows, columns=["down", "across", "number", "fill", "pen"])


def _colours(share: float) -> tuple[str, str]:
    """Return the colour of a cell and that of the number on it."""
    if share != share:
        return "#ffffff", "#1b2a34"
    return next((fill, pen) for least, fill, pen in reversed(_STEPS) if share >= least)
