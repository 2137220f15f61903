"""The map of a briefing note, from outlines of our own: no tiles, no internet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph_app.analysis.layout import map_places
from graph_app.briefing.pictures import FONT, LONGEST, hollow, mark, short_names
from graph_app.briefing.strokes import Drawing, Item, Label, Shape
from graph_app.graph.frames import GraphFrame
from graph_app.i18n import Translator
from graph_app.view.backdrop import outlines

#: Size in units; the letters are as high as those of the small graph.
_WIDTH, _HEIGHT = 270.0, 260.0
#: The least that a map shows, in pixels of the geographic layout: about 19 degrees of longitude.
_LEAST_SPAN = 640.0
#: Most names on a map; and the number of places from which their dots are smaller.
_MOST_NAMES, _MANY = 16, 60

Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class MapOf:
    """What a map shows: ids of the nodes with a ring, of those filled, and of those left hollow."""

    ringed: tuple[str, ...]
    filled: tuple[str, ...] = ()
    hollow: tuple[str, ...] = ()


def map_drawing(graph: GraphFrame, shown: MapOf, tr: Translator) -> tuple[Drawing, int] | None:
    """Draw a map of every ringed and filled node, and of the hollow ones that lie within it.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    shown : MapOf
        What to draw; nodes without a place are left out.
    tr : Translator
        Language of the names.

    Returns
    -------
    (Drawing, int) or None
        The map and how many nodes it does not show; None where fewer than two places are known.
    """
    ids = list(dict.fromkeys((*shown.ringed, *shown.filled, *shown.hollow)))
    nodes = graph.nodes.iloc[[graph.position[node] for node in ids]]
    xy = map_places(nodes["longitude"], nodes["latitude"])
    known = np.isfinite(xy).all(axis=1)
    if len(np.unique(xy[known].round(), axis=0)) < 2:
        return None
    must = known & (nodes["id"].isin((*shown.ringed, *shown.filled)).to_numpy())
    frame = _frame(xy[must] if must.sum() > 1 else xy[known])
    xy = (xy - frame[:2]) * frame[2]
    with np.errstate(invalid="ignore"):
        inside = known & ((xy >= 4) & (xy <= (_WIDTH - 4, _HEIGHT - 4))).all(axis=1)
    land = [Shape(ring.tolist(), "#dfe7ec", "#b9c6ce", 0.5) for ring in _land(frame)]
    sea = Shape(((0, 0), (_WIDTH, 0), (_WIDTH, _HEIGHT), (0, _HEIGHT)), "#f6f9fb", "#f6f9fb")
    places = {ids[at]: (float(xy[at, 0]), float(xy[at, 1])) for at in np.flatnonzero(inside)}
    drawn = _places_drawn(graph, shown, places, short_names(graph, places, tr, LONGEST[0]))
    return Drawing(_WIDTH, _HEIGHT, (sea, *land, *drawn)), int((~inside).sum())


def _frame(xy: np.ndarray) -> tuple[float, float, float]:
    """Return left, top and scale of a window around places, in the shape of the map."""
    low, high = xy.min(axis=0), xy.max(axis=0)
    span = np.maximum((high - low) * 1.25, _LEAST_SPAN)
    scale = min(_WIDTH / span[0], _HEIGHT / span[1])
    left, top = (low + high) / 2 - np.array([_WIDTH, _HEIGHT]) / scale / 2
    return float(left), float(top), float(scale)


def _land(frame: tuple[float, float, float]) -> list[np.ndarray]:
    """Return the outlines of countries within the window, in its units."""
    found = []
    for ring in outlines():
        xy = (np.array(ring).reshape(-1, 2) - frame[:2]) * frame[2]
        low, high = xy.min(axis=0), xy.max(axis=0)
        if (high < 0).any() or (low > (_WIDTH, _HEIGHT)).any() or np.ptp(xy, axis=0).max() < 1.5:
            continue
        clipped = clip(xy, (-4, -4, _WIDTH + 4, _HEIGHT + 4))
        if len(clipped) > 2:
            found.append(_thinned(clipped))
    return found


def clip(xy: np.ndarray, box: Box) -> np.ndarray:
    """Cut a polygon to a box.

    References
    ----------
    I. E. Sutherland, G. W. Hodgman (1974), Reentrant polygon clipping, Communications of the ACM
    17(1), 32-42.
    """
    for axis, bound, sign in ((0, box[0], 1), (0, box[2], -1), (1, box[1], 1), (1, box[3], -1)):
        if not len(xy):
            break
        depth = (xy[:, axis] - bound) * sign
        after, depth_after = np.roll(xy, -1, axis=0), np.roll(depth, -1)
        crosses = (depth >= 0) != (depth_after >= 0)
        share = np.divide(depth, depth - depth_after, where=crosses, out=np.zeros(len(xy)))
        crossing = xy + (after - xy) * share[:, None]
        both = np.stack([xy, crossing], axis=1).reshape(-1, 2)
        xy = both[np.column_stack([depth >= 0, crosses]).ravel()]
    return xy


def _thinned(xy: np.ndarray) -> np.ndarray:
    """Leave out points that lie within a unit of the one before them."""
    left = [xy[0]]
    for point in xy[1:]:
        if abs(point - left[-1]).max() >= 1.0:
            left.append(point)
    return np.array(left if len(left) > 2 else xy)


def _places_drawn(
    graph: GraphFrame,
    shown: MapOf,
    places: Mapping[str, tuple[float, float]],
    names: Mapping[str, str],
) -> list[Item]:
    kinds = dict(zip(graph.nodes["id"], graph.nodes["kind"], strict=True))
    # An event and its city have one place; the one that comes first is drawn.
    at_place: dict[tuple[int, int], str] = {}
    for node, (x, y) in places.items():
        at_place.setdefault((round(x), round(y)), node)
    seen, full = list(at_place.values()), {*shown.ringed, *shown.filled}
    size = 2.8 if len(seen) > _MANY else 4.2
    items: list[Item] = []
    spots: list[Spot] = []
    for node in seen:
        ringed, kind, (x, y) = node in shown.ringed, kinds[node], places[node]
        radius = 4.2 if ringed else size
        drawn = mark(kind, x, y, radius, ringed) if node in full else hollow(kind, x, y, 3.0)
        # The first ones are drawn last, over the others.
        items[:0] = drawn
        name = names[node] if len(spots) < _MOST_NAMES or ringed else ""
        spots.append(Spot(x, y, 7.5 if ringed else size + 0.3, name, ringed))
    return [*items, *place_labels(spots, "rlab", (_WIDTH, _HEIGHT), FONT)]


# --- labels ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Spot:
    """A mark that wants a label, the more important the earlier in a list."""

    x: float
    y: float
    radius: float
    text: str
    bold: bool = False


def place_labels(
    spots: Sequence[Spot], sides: str, size: tuple[float, float], font: float = FONT
) -> list[Label]:
    """Return the labels that find room: none covers another, nor leaves the drawing.

    Only a bold one may cover marks, where there is no room beside them.

    Parameters
    ----------
    spots : sequence of Spot
        The marks, the most important first; those without text only take room.
    sides : str
        Where a label may be written, the best first: ``r``, ``l``, ``a`` (above), ``b`` (below).
    size : (float, float)
        Width and height of the drawing.
    font : float
        Height of the letters.
    """
    marks = np.array([_around(spot) for spot in spots]).reshape(-1, 4)
    taken = np.zeros((0, 4))
    labels: list[Label] = []
    for at, spot in enumerate(spots):
        if not spot.text:
            continue
        others = np.delete(marks, at, axis=0)
        fitting = [
            label
            for label in _candidates(spot, sides, font)
            if min(label.box) >= 2
            and label.box[2] <= size[0] - 2
            and label.box[3] <= size[1] - 2
            and not _meets(label.box, taken)
        ]
        free = [label for label in fitting if not _meets(label.box, others)]
        # In a crowd a bold name rather covers marks than is missing.
        for label in (free or (fitting if spot.bold else []))[:1]:
            labels.append(label)
            taken = np.vstack([taken, label.box])
    return labels


def _around(spot: Spot) -> Box:
    x, y, radius = spot.x, spot.y, spot.radius
    return x - radius, y - radius, x + radius, y + radius


def _meets(box: Box, others: np.ndarray) -> bool:
    """Return whether a box has a point in common with any of others, inside their edges."""
    low, high = np.array(box[:2]), np.array(box[2:])
    return bool(((low < others[:, 2:]) & (high > others[:, :2])).all(axis=1).any())


def _candidates(spot: Spot, sides: str, font: float) -> list[Label]:
    beside, above = spot.radius + 3, spot.radius + font * 0.72
    places = {
        "r": (spot.x + beside, spot.y, "start"),
        "l": (spot.x - beside, spot.y, "end"),
        "a": (spot.x, spot.y - above, "middle"),
        "b": (spot.x, spot.y + above, "middle"),
    }
    size = font * (1.15 if spot.bold else 1.0)
    return [
        Label(x, y, spot.text, size, spot.bold, anchor)
        for x, y, anchor in (places[side] for side in sides)
    ]
