"""The map of a briefing note, from outlines of our own: no tiles, no internet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph_app.analysis.layout import map_places
from graph_app.briefing.pictures import FONT, LONGEST, hollow, mark, short_names
from graph_app.briefing.strokes import Drawing, Label, Shape
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
    """Draw a map that holds every ringed and filled node, and hollow ones that lie within it.

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
    ids = _ids(shown)
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
    land = [Shape(ring, "#dfe7ec", "#b9c6ce", 0.5) for ring in _land(frame)]
    sea = Shape(((0, 0), (_WIDTH, 0), (_WIDTH, _HEIGHT), (0, _HEIGHT)), "#f6f9fb", "#f6f9fb")
    places = {node: tuple(xy[at]) for at, node in enumerate(ids) if inside[at]}
    drawn = _places_drawn(graph, shown, places, short_names(graph, places, tr, LONGEST[0]))
    return Drawing(_WIDTH, _HEIGHT, (sea, *land, *drawn)), int((~inside).sum())


def _ids(shown: MapOf) -> list[str]:
    return list(dict.fromkeys((*shown.ringed, *shown.filled, *shown.hollow)))


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
    kept = [xy[0]]
    for point in xy[1:]:
        if abs(point - kept[-1]).max() >= 1.0:
            kept.append(point)
    return np.array(kept if len(kept) > 2 else xy)


def _places_drawn(graph: GraphFrame, shown: MapOf, places: Mapping, names: Mapping) -> list:
    kinds = dict(zip(graph.nodes["id"], graph.nodes["kind"], strict=True))
    # An event and its city stand at one place; the one that comes first is drawn.
    at_place = {(round(x), round(y)): node for node, (x, y) in reversed(places.items())}
    kept, full = set(at_place.values()), {*shown.ringed, *shown.filled}
    seen = [node for node in places if node in kept]
    size = 2.8 if len(seen) > _MANY else 4.2
    items, spots = [], []
    for node in reversed(seen):
        ringed, (x, y) = node in shown.ringed, places[node]
        radius = 4.2 if ringed else size
        kind, filled = kinds[node], node in full
        items += mark(kind, x, y, radius, ringed) if filled else hollow(kind, x, y, 3.0)
    for node in seen:
        ringed = node in shown.ringed
        name = names[node] if len(spots) < _MOST_NAMES or ringed else ""
        spots.append(Spot(*places[node], 7.5 if ringed else size + 0.3, name, ringed))
    return [*items, *place_labels(spots, "rlab", (_WIDTH, _HEIGHT), FONT)]


# --- labels ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Spot:
    """A mark that wants a label, the more important the earlier it stands in a list."""

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
        Where a label may stand, the best first: ``r``, ``l``, ``a`` (above), ``b`` (below).
    size : (float, float)
        Width and height of the drawing.
    font : float
        Height of the letters.
    """
    marks = np.array([_around(spot) for spot in spots]).reshape(-1, 4)
    taken = np.zeros((0, 4))
    labels = []
    for at, spot in enumerate(spots):
        if not spot.text:
            continue
        others = np.delete(marks, at, axis=0)
        fitting = [
            label
            for label in _candidates(spot, sides, font)
            if _within(label.box, size) and not _meets(label.box, taken)
        ]
        free = [label for label in fitting if not _meets(label.box, others)]
        # In a crowd a bold name rather covers marks than is missing.
        chosen = free or (fitting if spot.bold else [])
        if chosen:
            labels.append(chosen[0])
            taken = np.vstack([taken, chosen[0].box])
    return labels


def _within(box: Box, size: tuple[float, float]) -> bool:
    return box[0] >= 2 and box[1] >= 2 and box[2] <= size[0] - 2 and box[3] <= size[1] - 2


def _around(spot: Spot) -> Box:
    return (
        spot.x - spot.radius,
        spot.y - spot.radius,
        spot.x + spot.radius,
        spot.y + spot.radius,
    )


def _meets(box: Box, others: np.ndarray) -> bool:
    apart = (
        (box[0] >= others[:, 2])
        | (box[2] <= others[:, 0])
        | (box[1] >= others[:, 3])
        | (box[3] <= others[:, 1])
    )
    return bool((~apart).any())


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
