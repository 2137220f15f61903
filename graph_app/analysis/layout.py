"""Where nodes are drawn: organic, geographic, concentric, in two columns.

Positions are computed here, not in the browser, deterministic by seed, so that the same facts give
the same picture and a filter moves nothing.
"""

from collections.abc import Callable, Mapping

import igraph
import numpy as np
import pandas as pd
from scipy import sparse
from scipy.spatial import cKDTree

from graph_app.analysis.measures.engine import seeded
from graph_app.graph.convert import to_igraph
from graph_app.graph.filters import GraphFilter, apply_filter
from graph_app.graph.frames import GraphFrame, row_of
from graph_app.model.errors import FilterError
from graph_app.model.messages import Message
from graph_app.model.words import N_

#: Kind of layout -> label.
LAYOUTS: Mapping[str, str] = {
    "organic": N_("Organic"),
    "geographic": N_("Geographic"),
    "concentric": N_("Rings around the focus"),
    "bipartite": N_("Two columns"),
}

#: Usual distance of two neighbours, in pixels at scale 1.
STEP = 110.0
#: Up to this many nodes, Kamada-Kawai gives the lowest stress in good time (docs/layouts.md).
_KAMADA_KAWAI = 250
#: Beyond this many nodes nobody reads labels side by side, and pushing nodes apart adds stress.
_PUSHED_APART = 3000
#: A graph that keeps at least this share of placed nodes grows around them.
_GROWS = 0.6


def layout(
    graph: GraphFrame,
    kind: str = "organic",
    *,
    seed: int = 0,
    focus: str | None = None,
    before: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Place the nodes of a graph.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    kind : str
        One of :data:`LAYOUTS`.
    seed : int
        Same seed and graph, same places.
    focus : str, optional
        Centre of the concentric layout; the node with most neighbours by default.
    before : pandas.DataFrame, optional
        Places of an earlier state of the graph, as this function gives them. In the organic layout,
        nodes that were there stay near their places, as long as most of the nodes were.

    Returns
    -------
    pandas.DataFrame
        Index node id; ``x`` to the right and ``y`` downwards, in pixels at scale 1.

    Raises
    ------
    FilterError
        If the layout is unknown.

    References
    ----------
    T. Kamada, S. Kawai (1989), Information Processing Letters 31, 7-15; T. M. J. Fruchterman,
    E. M. Reingold (1991), Software: Practice and Experience 21, 1129-1164.
    """
    if kind not in LAYOUTS:
        raise FilterError.one_of(Message("layout"), kind, LAYOUTS)
    old = None if before is None else before.reindex(graph.nodes["id"]).to_numpy(dtype=float)
    if not len(graph):
        places = np.zeros((0, 2))
    elif kind == "organic" and old is not None and np.isfinite(old[:, 0]).mean() >= _GROWS:
        places = _grown(graph, old)
    else:
        places = _PLACERS[kind](graph, seed, focus)
    return pd.DataFrame(
        np.round(places, 1), columns=["x", "y"], index=pd.Index(graph.nodes["id"], name="id")
    )


def view_layout(graph: GraphFrame, wanted: GraphFilter, kind: str = "organic") -> pd.DataFrame:
    """Place the nodes around the focus of a filter.

    Places depend on the focus, the steps and the layout alone, so that no other filter moves
    anything that stays: Explore, exports and the command line put a node at the same place.

    Parameters
    ----------
    graph : GraphFrame
        The whole graph.
    wanted : GraphFilter
        Its `focus` and `hops` count.
    kind : str
        One of :data:`LAYOUTS`.
    """
    around = GraphFilter(focus=wanted.focus, hops=wanted.hops, isolated=True)
    return place_view(apply_filter(graph, around).view, wanted.focus, kind)


def place_view(
    view: GraphFrame, focus: str, kind: str, before: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Place what lies around a focus, as :func:`view_layout` does, when it is filtered already."""
    return layout(view, kind, focus=focus, before=before)


def _grown(graph: GraphFrame, old: np.ndarray) -> np.ndarray:
    """Set new nodes beside the neighbours that have a place; what touches none beneath."""
    places = old.copy()
    binary = graph.adjacency.astype(bool).astype(float)
    lost = np.isnan(places[:, 0])
    while lost.any():
        known = ~lost
        near = binary[:, known]
        count = np.asarray(near.sum(axis=1)).ravel()
        reached = lost & (count > 0)
        if not reached.any():
            break
        middle = near[reached] @ places[known] / count[reached, None]
        angle = np.flatnonzero(reached) * 2.399963
        places[reached] = middle + STEP * np.column_stack([np.cos(angle), np.sin(angle)])
        lost &= ~reached
    _put_beneath(places)
    return spread(places, STEP * 0.6)


def _put_beneath(places: np.ndarray) -> None:
    """Set nodes without a place in a row beneath all others."""
    lost = np.isnan(places[:, 0])
    beneath = np.nanmax(places[:, 1]) + 2 * STEP
    places[lost, 0] = np.nanmin(places[:, 0]) + np.arange(lost.sum()) * STEP
    places[lost, 1] = beneath


def _organic(frame: GraphFrame, seed: int, focus: str | None) -> np.ndarray:
    graph = to_igraph(frame)
    parts = sorted(graph.connected_components(), key=lambda part: (-len(part), part[0]))
    places = np.zeros((len(frame), 2))
    boxes = []
    for part in parts:
        own = _one_part(graph.induced_subgraph(part), seed)
        own -= (own.min(axis=0) + own.max(axis=0)) / 2
        places[part] = own
        boxes.append(np.ptp(own, axis=0) + STEP)
    for part, centre in zip(parts, _pack(np.array(boxes)), strict=True):
        places[part] += centre
    return places


def _one_part(graph: igraph.Graph, seed: int) -> np.ndarray:
    n = graph.vcount()
    if n < 3:
        return np.column_stack([np.arange(n) * STEP, np.zeros(n)])
    with seeded(seed):
        if n <= _KAMADA_KAWAI:
            found = graph.layout_kamada_kawai(seed=_circle(n).tolist(), maxiter=30 * n)
        else:
            found = graph.layout_fruchterman_reingold(niter=500, grid="auto")
    if n > _PUSHED_APART:
        return _scaled(np.array(found.coords), graph)
    # Labels are wide and low: nodes may be closer above each other than side by side.
    wide = np.array([1.4, 1.0])
    return np.asarray(spread(_scaled(np.array(found.coords), graph) / wide, STEP * 0.75) * wide)


def _circle(n: int) -> np.ndarray:
    angle = np.arange(n) * 2 * np.pi / n
    return np.asarray(np.column_stack([np.cos(angle), np.sin(angle)]) * np.sqrt(n))


def _scaled(places: np.ndarray, graph: igraph.Graph) -> np.ndarray:
    """Scale so that the median edge is one step long, wider than high."""
    ends = np.array(graph.get_edgelist())
    length = np.linalg.norm(places[ends[:, 0]] - places[ends[:, 1]], axis=1)
    median = np.median(length) or 1.0
    return np.asarray(places * (STEP * 1.5 / median) * np.array([1.1, 1.3]))


def spread(places: np.ndarray, gap: float, rounds: int | None = None) -> np.ndarray:
    """Push nodes apart that are closer than a gap, until none do or the rounds are over.

    Large graphs, where nobody reads all labels, get fewer rounds: 60 up to 330 nodes by default.
    """
    places = places.copy()
    if len(places) < 2 or len(places) > 20_000:
        return places
    for _ in range(rounds or max(1, min(60, 20_000 // len(places)))):
        pairs = cKDTree(places).query_pairs(gap * 0.98, output_type="ndarray")
        if not len(pairs):
            break
        one, other = pairs[:, 0], pairs[:, 1]
        apart = places[one] - places[other]
        length = np.linalg.norm(apart, axis=1)
        # Nodes at the very same place leave it in a direction that depends on their number only.
        same = length < 1e-6
        angle = (one * 2.399963 + other)[same]
        apart[same] = np.column_stack([np.cos(angle), np.sin(angle)])
        length[same] = 1.0
        push = apart / length[:, None] * ((gap - np.where(same, 0, length)) / 2)[:, None]
        np.add.at(places, one, push)
        np.add.at(places, other, -push)
    return places


def _pack(boxes: np.ndarray) -> np.ndarray:
    """Set boxes side by side in rows beneath the first, none wider than the widest needs."""
    centres = np.zeros_like(boxes)
    width = max(boxes[0][0], np.sqrt(boxes.prod(axis=1).sum()) * 1.2)
    left, top, height = -width / 2, boxes[0][1] / 2, 0.0
    for at, (w, h) in enumerate(boxes[1:], start=1):
        if left + w > width / 2 and height:
            left, top, height = -width / 2, top + height, 0.0
        centres[at] = left + w / 2, top + h / 2
        left, height = left + w, max(height, h)
    return centres


def _geographic(graph: GraphFrame, seed: int, focus: str | None) -> np.ndarray:
    """Miller's projection; nodes without a place are drawn beside their neighbours."""
    places = map_places(graph.nodes["longitude"], graph.nodes["latitude"])
    known = ~np.isnan(places[:, 0])
    if not known.any():
        return _organic(graph, seed, focus)
    linked = graph.adjacency[:, known]
    for at in np.flatnonzero(~known).tolist():
        row = row_of(linked, at)
        places[at] = places[known][row].mean(axis=0) if len(row) else (np.nan, np.nan)
    _put_beneath(places)
    return spread(places, STEP * 0.22, rounds=30)


def map_places(longitude: pd.Series, latitude: pd.Series) -> np.ndarray:
    """Project degrees to pixels by Miller's cylindrical projection.

    Parameters
    ----------
    longitude, latitude : pandas.Series of float
        Degrees.

    Returns
    -------
    numpy.ndarray of float64, shape (n, 2)
        x to the right, y downwards; NaN where unknown.

    References
    ----------
    J. P. Snyder (1987), Map Projections: A Working Manual, USGS Professional Paper 1395, p. 88.
    """
    x = np.radians(longitude.to_numpy(dtype=float))
    phi = np.radians(latitude.to_numpy(dtype=float))
    y = 1.25 * np.log(np.tan(np.pi / 4 + 0.4 * phi))
    return np.column_stack([x, -y]) * 1900.0


def _concentric(frame: GraphFrame, seed: int, focus: str | None) -> np.ndarray:
    centre = frame.position.get(focus or "", int(np.argmax(frame.degree)))
    steps = np.array(to_igraph(frame).distances(source=[centre])[0])
    lost = ~np.isfinite(steps)
    steps[lost] = steps[~lost].max() + 1
    angle, radius = _ring_angles(frame, steps), _ring_radii(steps)
    return np.column_stack([radius * np.cos(angle) * 1.3, radius * np.sin(angle)])


def _ring_angles(graph: GraphFrame, steps: np.ndarray) -> np.ndarray:
    """Order each ring by the place of its inner neighbours, then by kind and country."""
    angle = np.zeros(len(graph))
    kinds = pd.factorize(graph.nodes["kind"], sort=True)[0]
    country = pd.factorize(graph.nodes["country"], sort=True)[0]
    for ring in np.unique(steps[steps > 0]):
        members = np.flatnonzero(steps == ring)
        inner = np.zeros(len(members))
        if ring > 1:
            for at, node in enumerate(members.tolist()):
                near = row_of(graph.adjacency, node)
                near = near[steps[near] == ring - 1]
                turn = np.exp(1j * angle[near]).mean() if len(near) else 0
                inner[at] = np.angle(turn) if turn else 0.0
        order = members[np.lexsort((country[members], kinds[members], np.round(inner, 1)))]
        angle[order] = np.arange(len(order)) * 2 * np.pi / len(order) - np.pi / 2
    return angle


def _ring_radii(steps: np.ndarray) -> np.ndarray:
    radius = np.zeros(len(steps))
    outer = 0.0
    for ring in np.unique(steps[steps > 0]):
        members = steps == ring
        needed = members.sum() * STEP * 0.5 / (2 * np.pi)
        outer = max(outer + 2.2 * STEP, needed)
        radius[members] = outer
    return radius


def _bipartite(graph: GraphFrame, seed: int, focus: str | None) -> np.ndarray:
    """Cities at the left; all else at the right, each beside the middle of its cities."""
    left = graph.is_kind("city")
    y = np.zeros(len(graph))
    cities = graph.nodes[left].fillna({"country": "~"}).sort_values(["country", "name"])
    y[cities.index] = np.arange(len(cities))
    for _ in range(4):
        for side in (~left, left):
            y = _barycentre(graph.adjacency, y, side)
    height = max(left.sum(), (~left).sum()) * STEP * 0.35
    for side in (left, ~left):
        if side.any():
            y[side] = (y[side] + 0.5) / side.sum() * height - height / 2
    return np.column_stack([np.where(left, -3.0, 3.0) * STEP, y])


def _barycentre(matrix: sparse.csr_array, y: np.ndarray, side: np.ndarray) -> np.ndarray:
    members = np.flatnonzero(side)
    weight = np.asarray(matrix[members].sum(axis=1)).ravel()
    middle = np.where(weight > 0, (matrix[members] @ y) / np.maximum(weight, 1e-9), y[members])
    order = members[np.lexsort((members, np.round(middle, 6)))]
    y = y.copy()
    y[order] = np.arange(len(order))
    return y


_PLACERS: Mapping[str, Callable[[GraphFrame, int, str | None], np.ndarray]] = {
    "organic": _organic,
    "geographic": _geographic,
    "concentric": _concentric,
    "bipartite": _bipartite,
}
