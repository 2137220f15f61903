"""Lines over the years; what has no start year is a dotted line above them."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from graph_app.i18n import Translator
from graph_app.view.charts import INK, finish, specification, tooltips
from graph_app.view.palette import GROUP_COLOURS

_HEIGHT = 260
#: Height of a line of text, in pixels, so that names at the ends of lines do not meet.
_TEXT = 15


def timeline_chart(
    rows: pd.DataFrame, labels: Mapping[str, str], tr: Translator, title: str, ink: str = INK
) -> alt.Chart:
    """Draw how many there were in each year, each line named at its end.

    Parameters
    ----------
    rows : pandas.DataFrame
        As :func:`graph_app.analysis.timeline.timeline` gives them.
    labels : mapping of str to str
        Group -> its name.
    tr : Translator
        The reader's language.
    title : str
        What the chart shows, for screen readers.
    ink : str
        Colour of the names.
    """
    shown = _drawn(rows, labels, tr)
    names = (
        alt.Chart(_ends(shown))
        .mark_text(align="left", dx=8, fontSize=12, color=ink)
        .encode(x="year:Q", y="place:Q", text="label:N")
    )
    return finish(
        alt.layer(_lines(shown, list(rows["kind"].unique()), tr), names),
        title,
        tr,
        height=_HEIGHT,
        padding={"left": 5, "top": 10, "bottom": 5, "right": 5},
    )


def _lines(shown: pd.DataFrame, groups: list[str], tr: Translator) -> alt.Chart:
    dashes = alt.Scale(domain=[False, True], range=[[1, 0], [2, 4]])
    years, colours = (
        alt.Axis(format="d", grid=False),
        alt.Scale(domain=groups, range=[*GROUP_COLOURS]),
    )
    kind, count = tooltips({"label:N": tr("Kind"), "count:Q": tr("Number")})
    base = alt.Chart(shown).encode(
        x=alt.X("year:Q", title=None, axis=years, scale=alt.Scale(nice=False, zero=False)),
        y=alt.Y("count:Q", title=None, axis=alt.Axis(tickMinStep=1)),
        detail="label:N",
        color=alt.Color("kind:N", legend=None, scale=colours),
        strokeDash=alt.StrokeDash("dotted:N", legend=None, scale=dashes),
        tooltip=[kind, alt.Tooltip("year:Q", format="d", title=tr("Year")), count],
    )
    return base.mark_line(interpolate="step-after", strokeWidth=2.5)


def timeline_specification(
    rows: pd.DataFrame, labels: Mapping[str, str], tr: Translator, title: str, ink: str = INK
) -> dict[str, Any]:
    """Return :func:`timeline_chart` as a Vega-Lite specification with its data in it.

    What is the same for all nodes is made once; Altair would take 20 ms for each.
    """
    shown = _drawn(rows, labels, tr)
    spec = json.loads(_frame(tuple(rows["kind"].unique()), tr, ink))
    spec["description"] = title
    for layer, points in zip(spec["layer"], (shown, _ends(shown)), strict=True):
        layer["data"] = {"values": points.to_dict("records")}
    return spec


@cache
def _frame(groups: tuple[str, ...], tr: Translator, ink: str) -> str:
    rows = pd.DataFrame({"year": 0, "kind": list(groups), "count": 0, "undated": 0})
    chart = timeline_chart(rows, dict.fromkeys(groups, ""), tr, "", ink)
    return json.dumps(specification(chart))


def _drawn(rows: pd.DataFrame, labels: Mapping[str, str], tr: Translator) -> pd.DataFrame:
    """Return the lines with what is known, and dotted ones with what has no start year on top."""
    dated = rows.assign(label=rows["kind"].map(labels), dotted=False)
    open_start = rows.groupby("kind")["undated"].transform("max") > 0
    above = dated[open_start]
    text = tr("{kind}, with those without a start year")
    above = above.assign(
        count=above["count"] + above["undated"],
        label=[text.format(kind=label) for label in above["label"]],
        dotted=True,
    )
    return pd.concat([dated, above], ignore_index=True)


def _ends(shown: pd.DataFrame) -> pd.DataFrame:
    """Return the last point of each line, and a place for its name that no other name takes."""
    last = shown[shown["year"] == shown["year"].max()].sort_values("count", kind="stable")
    step = max(1.0, float(shown["count"].max())) * _TEXT / _HEIGHT
    place = last["count"].to_numpy(dtype=float).copy()
    for at in range(1, len(place)):
        place[at] = max(place[at], place[at - 1] + step)
    return last.assign(place=np.round(place, 3))


def gap_words(
    gaps: pd.DataFrame, labels: dict[str, str], *, drawn: bool, tr: Translator
) -> list[str]:
    """Say what has no start, or ended nobody knows when; nothing where every year is known."""
    said = []
    starts = _listed(gaps["start"], labels, tr)
    if starts and drawn:
        text = tr("Start not known: {counts}. The dotted line counts them from the first year on.")
        said.append(text.format(counts=starts))
    elif starts:
        said.append(tr("Start not known: {counts}.", counts=starts))
    ends = _listed(gaps["end"], labels, tr)
    if ends:
        said.append(
            tr("Ended, the year not known, and therefore in no line: {counts}.", counts=ends)
        )
    return said


def _listed(counts: pd.Series, labels: dict[str, str], tr: Translator) -> str:
    return ", ".join(f"{labels[str(kind)]} {tr.number(n)}" for kind, n in counts.items() if n)


def timeline_table(
    rows: pd.DataFrame, gaps: pd.DataFrame, labels: dict[str, str], tr: Translator
) -> pd.DataFrame:
    """Return the years as rows, the latest first, after a row for those whose start is not known."""
    table = pd.DataFrame(index=pd.Index([], dtype=object))
    if len(rows):
        table = rows.pivot(index="year", columns="kind", values="count")[::-1].astype(int)
    unknown = gaps.loc[gaps.any(axis=1), ["start", "end"]].T
    unknown.index = [tr("Start not known"), tr("Ended, year not known")]
    unknown = unknown[unknown.any(axis=1)]
    table.index = table.index.astype(str)
    table = pd.concat([unknown, table]).astype("Int64")
    return table.rename(columns=labels).rename_axis(tr("Year"))
