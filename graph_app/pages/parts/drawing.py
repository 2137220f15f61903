"""Pictures for the screens, cached by what they depend on."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from graph_app.analysis.communities import CommunityOverview, community_overview
from graph_app.analysis.layout import place_view
from graph_app.analysis.measures.cached import compute_cached, usual_pivots
from graph_app.analysis.measures.centrality import MeasureResult
from graph_app.graph.filters import FilterResult, GraphFilter, apply_filter, filter_to_query
from graph_app.graph.frames import GraphFrame
from graph_app.i18n import get_translator
from graph_app.runtime.cache import cached_table
from graph_app.runtime.worker import MEASURER, PLACER
from graph_app.view.community_picture import bubble_places, community_picture
from graph_app.view.graph_view import Scene, scene
from graph_app.view.picture import Emphasis, picture
from graph_app.view.style import Style, style_nodes
from graph_app.wording.finding import NodeFinder

#: Most nodes drawn unless the person asks for more.
MOST_NODES = 1500
#: Larger graphs are placed in the process beside this one.
_PLACED_ASIDE = 600
#: So are those that take 50 ms and more, as long as that process runs anyway.
_PLACED_ASIDE_TOO = 250
#: Smaller graphs are placed faster than a file is read.
_WORTH_CACHING = 50
#: Measures that take long, and the size from which they are computed in a process of their own.
_SLOW = ("betweenness", "closeness", "harmonic")
_MEASURED_ASIDE = 2000


@dataclass(frozen=True)
class Look:
    """How a view is drawn: what colour and size say, where nodes are placed."""

    colour: str = "kind"
    size: str = "degree"
    layout: str = "organic"
    physics: bool = False


#: Streamlit would take filter and look apart field by field, for half a millisecond each time. A
#: graph is known by its revision; where it is the view of a filter, that is part of the key.
_KEYS: dict[str | type, Callable[[Any], Any]] = {
    GraphFrame: attrgetter("revision"),
    GraphFilter: repr,
    Look: repr,
}
_cached = partial(st.cache_resource, show_spinner=False, hash_funcs=_KEYS)


@_cached(max_entries=200)
def filtered(graph: GraphFrame, wanted: GraphFilter) -> FilterResult:
    """Return the view of a filter, cached by revision."""
    return apply_filter(graph, wanted, _finder(graph).by_other_words)


@_cached(max_entries=4)
def _finder(graph: GraphFrame) -> NodeFinder:
    # A search finds the same in every language.
    return NodeFinder(graph, get_translator("en"))


@_cached(max_entries=100)
def measured(view: GraphFrame, wanted: GraphFilter, name: str) -> MeasureResult:
    """Return one measure of a view, cached by revision and filter; betweenness sampled when large."""
    pivots = usual_pivots(view) if name == "betweenness" else None
    request = partial(compute_cached, view, [name], filter_key(wanted), pivots=pivots)
    aside = name in _SLOW and len(view) > _MEASURED_ASIDE
    return MEASURER.call(request) if aside else request()


def filter_key(wanted: GraphFilter) -> str:
    """Name a filter in one line, for what is cached on disk."""
    return "&".join(f"{key}={value}" for key, value in sorted(filter_to_query(wanted).items()))


def around(wanted: GraphFilter) -> GraphFilter:
    """Return the part of a filter on which places and communities depend: focus and steps."""
    return GraphFilter(focus=wanted.focus, hops=wanted.hops, isolated=True)


@_cached(max_entries=100)
def _placed(graph: GraphFrame, near: GraphFilter, kind: str) -> pd.DataFrame:
    """Place the nodes around a focus, cached by revision, focus, steps and layout.

    After an edit, nodes stay near the places that they had in the revision before.
    """
    latest = _latest_places()
    view = filtered(graph, near).view

    def place() -> pd.DataFrame:
        # Only the part that is placed travels to the other process, and only when it is large.
        request = partial(place_view, view, near.focus, kind, latest.get((near, kind)))
        least = _PLACED_ASIDE_TOO if PLACER.runs else _PLACED_ASIDE
        return PLACER.call(request) if len(view) > least else request()

    if len(view) < _WORTH_CACHING:
        places = place()
    else:
        places = cached_table(f"places/{graph.revision}/{filter_key(near)}/{kind}", place)
    latest[near, kind] = places
    return places


@st.cache_resource(show_spinner=False)
def _latest_places() -> dict[tuple[GraphFilter, str], pd.DataFrame]:
    return {}


def places_of(graph: GraphFrame, wanted: GraphFilter, kind: str) -> pd.DataFrame:
    """Return the places of a view; of a filter only its focus and its steps count."""
    return _placed(graph, around(wanted), kind)


@_cached(max_entries=30)
def grouped(graph: GraphFrame, near: GraphFilter) -> pd.Series:
    """Return the community of each node around a focus; index node id. No other filter changes it."""
    view = filtered(graph, near).view
    return measured(view, near, "community").table["community"]


def groups_of(graph: GraphFrame, wanted: GraphFilter, view: GraphFrame) -> pd.Series:
    """Return the community of each node of a view; index node id."""
    return grouped(graph, around(wanted)).reindex(view.nodes["id"])


@dataclass(frozen=True, eq=False)
class Drawing:
    """A view with its looks and places, ready for the component."""

    view: GraphFrame
    style: Style
    places: pd.DataFrame
    scene: Scene
    total: int


@_cached(max_entries=60)
def drawn(
    graph: GraphFrame,
    wanted: GraphFilter,
    look: Look,
    language: str,
    home: str,
    most: int = MOST_NODES,
    community: int | None = None,
) -> Drawing:
    """Draw a filtered view, or one community of it.

    The largest by the chosen measure are drawn when there are too many nodes.
    """
    tr = get_translator(language)
    result = filtered(graph, wanted)
    view, sizes = result.view, None
    if look.size != "uniform":
        sizes = measured(view, wanted, look.size).table[look.size].to_numpy(dtype=float)
    if community is not None:
        keep = groups_of(graph, wanted, view).eq(community).to_numpy()
        view, sizes = _part(view, sizes, keep)
    total = len(view)
    if total > most:
        view, sizes = _part(view, sizes, _largest(view, sizes, most, {home, wanted.focus}))
    groups = None
    if look.colour == "community":
        groups = groups_of(graph, wanted, view).tolist()
    style = style_nodes(view, tr, look.colour, sizes, groups)
    places = places_of(graph, wanted, look.layout)
    emphasis = Emphasis(home, wanted.focus, result.matched)
    network = picture(view, places, style, tr, emphasis, look.physics)
    return Drawing(view, style, places.reindex(view.nodes["id"]), scene(network), total)


def _part(
    view: GraphFrame, sizes: np.ndarray | None, keep: np.ndarray
) -> tuple[GraphFrame, np.ndarray | None]:
    return view.select(keep), None if sizes is None else sizes[keep]


def _largest(view: GraphFrame, sizes: np.ndarray | None, most: int, always: set[str]) -> np.ndarray:
    """Return which nodes are the largest, or always drawn; bool, shape (n,)."""
    rank = pd.Series(view.degree if sizes is None else sizes)
    keep = view.nodes["id"].isin(always).to_numpy(copy=True)
    keep[rank.sort_values(ascending=False, kind="stable").index[:most]] = True
    return keep


@dataclass(frozen=True, eq=False)
class OverviewDrawing:
    """The communities of a view as bubbles, ready for the component."""

    overview: CommunityOverview
    scene: Scene
    drawn: int


@_cached(max_entries=60)
def drawn_overview(
    graph: GraphFrame, wanted: GraphFilter, language: str, home: str
) -> OverviewDrawing:
    """Draw the communities of a view; numbers and places are those of the unfiltered graph."""
    view = filtered(graph, wanted).view
    overview = community_overview(view, groups_of(graph, wanted, view).to_numpy())
    places = _bubbles(graph, around(wanted))
    network = community_picture(overview, places, view, home, get_translator(language))
    return OverviewDrawing(overview, scene(network), len(network.nodes))


@_cached(max_entries=30)
def _bubbles(graph: GraphFrame, near: GraphFilter) -> pd.DataFrame:
    view = filtered(graph, near).view
    return bubble_places(community_overview(view, groups_of(graph, near, view).to_numpy()))
