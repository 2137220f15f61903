"""The partners on a map whose outlines come from a file of the package: no tiles, no internet."""

import json
from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from graph_app.i18n import Translator
from graph_app.view.backdrop import country_shapes
from graph_app.view.charts import finish, specification, tooltips
from graph_app.view.palette import ACCENT, KIND_COLOURS

#: Region -> projection.
_REGIONS: dict[str, dict[str, Any]] = {
    "world": {"type": "equalEarth"},
    "europe": {"type": "mercator", "scale": 520, "center": [14, 57]},
}
#: Columns of the place of a mark.
_PLACE: dict[str, Any] = {"longitude": "longitude:Q", "latitude": "latitude:Q"}


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
        those without coordinates are left out here and listed in the table.
    home : pandas.Series
        The home city: ``name``, ``latitude``, ``longitude``.
    region : str
        ``europe`` or ``world``.
    tr : Translator
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
        A Vega-Lite specification with its data in it.
    """
    placed = partners.dropna(subset=["latitude", "longitude"])
    # Where partners lie close together their names would cover each other.
    in_europe = placed["longitude"].between(-12, 45) & placed["latitude"].between(34, 72)
    named = placed if region == "europe" else placed[~in_europe]
    layers = [_land(sorted(placed["country"].dropna().unique())), _points(placed, tr)]
    names = alt.Chart(named).mark_text(dy=-11, fontSize=11, color=ink)
    layers.append(names.encode(**_PLACE, text="name:N"))
    if pd.notna(home["latitude"]):
        lines = placed.assign(home_latitude=home["latitude"], home_longitude=home["longitude"])
        layers = [layers[0], _lines(lines), *layers[1:], _home(home)]
    chart = finish(alt.layer(*layers).project(**_REGIONS[region]), title, tr, height=height)
    spec = specification(chart.configure_legend(aria=False, **(legend or {})))
    # Altair would copy and check the outlines of all countries for a second.
    spec["layer"][0]["data"] = {"values": country_shapes()["features"]}
    return spec


def _land(codes: list[str]) -> alt.Chart:
    test = f"indexof({json.dumps(codes)}, datum.properties.iso) >= 0"
    tinted = alt.condition(test, alt.value(0.42), alt.value(0.14))
    return (
        alt.Chart(alt.NamedData("land"))
        .mark_geoshape(aria=False, fill="#6f8ea1", stroke="#8fa3b0", strokeWidth=0.5)
        .encode(fillOpacity=tinted)
    )


def _lines(lines: pd.DataFrame) -> alt.Chart:
    rule = alt.Chart(lines).mark_rule(color=ACCENT, opacity=0.4, strokeWidth=1.1)
    return rule.encode(
        longitude="home_longitude:Q",
        latitude="home_latitude:Q",
        longitude2="longitude:Q",
        latitude2="latitude:Q",
    )


def _points(placed: pd.DataFrame, tr: Translator) -> alt.Chart:
    colour = KIND_COLOURS["city"]
    shape = alt.Shape(
        "relation:N",
        title=None,
        legend=alt.Legend(orient="bottom", symbolFillColor=colour),
        scale=alt.Scale(range=["circle", "square", "triangle-up", "diamond"]),
    )
    points = alt.Chart(placed).mark_point(
        filled=True, size=75, opacity=1, stroke="white", strokeWidth=0.8
    )
    tooltip = tooltips({"name:N": tr("Name"), "relation:N": tr("Relation")})
    return points.encode(**_PLACE, color=alt.value(colour), shape=shape, tooltip=tooltip)


def _home(home: pd.Series) -> alt.Chart:
    cross = alt.Chart(pd.DataFrame([home[["name", "latitude", "longitude"]]])).mark_point(
        filled=True, size=260, shape="cross", color="#d55e00", opacity=1
    )
    return cross.encode(**_PLACE, tooltip=[alt.Tooltip("name:N")])
