"""Pictures for the screens, kept by what they depend on."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from graph_app.analysis.centrality import MeasureResult, compute
from graph_app.analysis.layout import view_layout
from graph_app.graph.columns import Columns
from graph_app.graph.filters import FilterResult, GraphFilter, apply_filter
from graph_app.i18n import get_translator
from graph_app.view.graph_view import Scene, scene
from graph_app.view.picture import Emphasis, picture
from graph_app.view.style import Style, style_nodes

#: Most nodes drawn unless the person asks for more.
MOST_NODES = 1500


@dataclass(frozen=True)
class Look:
    """How a view is drawn: what colour and size say, where nodes stand."""

    colour: str = "kind"
    size: str = "degree"
    layout: str = "organic"
    physics: bool = False


@st.cache_resource(max_entries=200, show_spinner=False)
def filtered(_graph: Columns, revision: str, wanted: GraphFilter) -> FilterResult:
    """Give the view of a filter, kept by revision."""
    return apply_filter(_graph, wanted)


@st.cache_resource(max_entries=100, show_spinner=False)
def measured(_view: Columns, revision: str, wanted: GraphFilter, name: str) -> MeasureResult:
    """Give one measure of a view, kept by revision and filter."""
    return compute(_view, [name])


@st.cache_resource(max_entries=100, show_spinner=False)
def placed(_graph: Columns, revision: str, around: GraphFilter, kind: str) -> pd.DataFrame:
    """Place the nodes around a focus, kept by revision, focus, steps and layout."""
    return view_layout(_graph, around, kind)


def places_of(graph: Columns, wanted: GraphFilter, kind: str) -> pd.DataFrame:
    """Give the places of a view; of a filter only its focus and its steps count."""
    return placed(graph, graph.revision, GraphFilter(focus=wanted.focus, hops=wanted.hops), kind)


@dataclass(frozen=True, eq=False)
class Drawing:
    """A view with its looks and places, ready for the component."""

    view: Columns
    style: Style
    places: pd.DataFrame
    scene: Scene
    total: int


@st.cache_resource(max_entries=60, show_spinner=False)
def drawn(
    _graph: Columns,
    revision: str,
    wanted: GraphFilter,
    look: Look,
    language: str,
    home: str,
    most: int = MOST_NODES,
) -> Drawing:
    """Draw a filtered view; the largest by the chosen measure when there are too many nodes."""
    _ = get_translator(language)
    result = filtered(_graph, revision, wanted)
    view, total = result.view, len(result.view)
    sizes = _sizes(view, revision, wanted, look.size)
    if total > most:
        view, sizes = _largest(view, sizes, most, {home, wanted.focus})
    groups = None
    if look.colour == "community":
        groups = measured(result.view, revision, wanted, "community").table["community"]
        groups = groups.reindex(view.nodes["id"]).to_numpy()
    style = style_nodes(view, _, look.colour, sizes, groups)
    places = places_of(_graph, wanted, look.layout)
    emphasis = Emphasis(home, wanted.focus, result.matched)
    network = picture(view, places, style, _, emphasis, look.physics)
    return Drawing(view, style, places.reindex(view.nodes["id"]), scene(network), total)


def _sizes(view: Columns, revision: str, wanted: GraphFilter, name: str):
    if name == "uniform":
        return None
    return measured(view, revision, wanted, name).table[name].to_numpy(dtype=float)


def _largest(view: Columns, sizes, most: int, always: set[str]):
    rank = view.degree if sizes is None else sizes
    order = pd.Series(rank).sort_values(ascending=False, kind="stable").index[:most]
    keep = view.nodes["id"].isin(always).to_numpy(copy=True)
    keep[order] = True
    return view.select(keep), None if sizes is None else sizes[keep]
