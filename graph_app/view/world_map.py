"""The partners on a map whose outlines come from a file of ours: no tiles, no internet."""

import json
from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from graph_app.i18n import Translator
from graph_app.view.backdrop import country_shapes
from graph_app.view.charts import finish, specification
from graph_app.view.palette import ACCENT, KIND_COLOURS

#: Region -> (rotation, scale, centre) of the projection.
_REGIONS = {
    "world": {"type": "equalEarth"},
    "europe": {"type": "mercator", "scale": 520, "center": [14, 57]},
}


def world_map(
    partners: pd.DataFrame,
    home: pd.Series,
    region: str,
    tr: Translator,
    title: str,
    ink: str,
    height: int = 430,
    legend: Mapping[str, object] | None = None,
) -> dict[str, Any]:
    """Draw the home city, its partners and the lines between them.

    Parameters
    ----------
    partners : pandas.DataFrame
        Columns ``name``, ``country`` (code), ``latitude``, ``longitude`` and ``relation`` (words);
        those without coordinates are left out here and stand in the table.
    home : pandas.Series
        The home city: ``name``, ``latitude``, ``longitude``.
    region : str
        ``europe`` or ``world``.
    _ : Translator
        The reader's language.
    title : str
        What the map shows, for screen readers.
    ink : str
        Colour of the names.
    height : int
        Pixels.
    legend : mapping, optional
        Looks of the legend, as Vega-Lite names them.

    Returns
    -------
    dict
        A Vega-Lite specification that holds its data.
    """
    placed = partners.dropna(subset=["latitude", "longitude"])
    # Where partners stand close together their names would cover each other.
    named = placed if region == "europe" else placed[~_in_europe(placed)]
    codes = sorted(placed["country"].dropna().unique())
    layers = [_land(codes)]
    if pd.notna(home["latitude"]):
        lines = placed.assign(home_latitude=home["latitude"], home_longitude=home["longitude"])
        layers += [_lines(lines), _points(placed, tr), _names(named, ink), _home(home)]
    else:
        layers += [_points(placed, tr), _names(named, ink)]
    chart = finish(alt.layer(*layers).project(**_REGIONS[region]), title, tr, height=height)
    spec = specification(chart.configure_legend(aria=False, **(legend or {})))
    # Altair would copy and check the outlines of all countries for a second.
    spec["layer"][0]["data"] = {"values": country_shapes()["features"]}
    return spec


def _in_europe(placed: pd.DataFrame) -> pd.Series:
    return placed["longitude"].between(-12, 45) & placed["latitude"].between(34, 72)


def _land(codes: list[str]) -> alt.Chart:
    test = f"indexof({json.dumps(codes)}, datum.properties.iso) >= 0"
    tinted = alt.condition(test, alt.value(0.42), alt.value(0.14))
    return (
        alt.Chart(alt.NamedData("land"))
        .mark_geoshape(aria=False, fill="#6f8ea1", stroke="#8fa3b0", strokeWidth=0.5)
        .encode(fillOpacity=tinted)
    )


def _lines(lines: pd.DataFrame) -> alt.Chart:
    return (
        alt.Chart(lines)
        .mark_rule(color=ACCENT, opacity=0.4, strokeWidth=1.1)
        .encode(
            longitude=alt.Longitude("home_longitude:Q"),
            latitude=alt.Latitude("home_latitude:Q"),
            longitude2=alt.Longitude2("longitude:Q"),
            latitude2=alt.Latitude2("latitude:Q"),
        )
    )


def _points(placed: pd.DataFrame, tr: Translator) -> alt.Chart:
    return (
        alt.Chart(placed)
        .mark_point(filled=True, size=75, opacity=1, stroke="white", strokeWidth=0.8)
        .encode(
            longitude=alt.Longitude("longitude:Q"),
            latitude=alt.Latitude("latitude:Q"),
            color=alt.value(KIND_COLOURS["city"]),
            shape=alt.Shape(
                "relation:N",
                title=None,
                legend=alt.Legend(orient="bottom", symbolFillColor=KIND_COLOURS["city"]),
                scale=alt.Scale(range=["circle", "square", "triangle-up", "diamond"]),
            ),
            tooltip=[
                alt.Tooltip("name:N", title=tr("Name")),
                alt.Tooltip("relation:N", title=tr("Relation")),
            ],
        )
    )


def _names(placed: pd.DataFrame, ink: str) -> alt.Chart:
    return (
        alt.Chart(placed)
        .mark_text(dy=-11, fontSize=11, color=ink)
        .encode(
            longitude=alt.Longitude("longitude:Q"),
            latitude=alt.Latitude("latitude:Q"),
            text=alt.Text("name:N"),
        )
    )


def _home(home: pd.Series) -> alt.Chart:
    return (
        alt.Chart(pd.DataFrame([home[["name", "latitude", "longitude"]]]))
        .mark_point(filled=True, size=260, shape="cross", color="#d55e00", opacity=1)
        .encode(
            longitude=alt.Longitude("longitude:Q"),
            latitude=alt.Latitude("latitude:Q"),
            tooltip=[alt.Tooltip("name:N")],
        )
    )
