"""The marks and the small graph of a briefing note, in the colours and shapes of the screens."""

import itertools
import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import numpy as np

from graph_app.analysis.briefing import Lanes
from graph_app.briefing.document import tidy
from graph_app.briefing.strokes import INK, Drawing, Item, Label, Shape, Stroke, text_width
from graph_app.graph.frames import GraphFrame
from graph_app.i18n import Translator
from graph_app.model.words import N_
from graph_app.view.palette import KIND_COLOURS, KIND_SHAPES, OTHER_COLOUR
from graph_app.wording import names

WIDTH = 440.0
_LINE = "#94a3ad"
_DASH = (5.0, 3.0)
_RADIUS = 5.0
FONT = 10.5
#: Longest label, in characters; the shorter ones where lanes would be too close.
LONGEST = (30, 24, 20, 16, 12)
_GAP = 42.0


def mark(kind: str, x: float, y: float, radius: float, ring: bool = False) -> list[Shape]:
    """Return the mark of a kind of node; a ring around it makes it stand out."""
    drawn = [Shape(_outline(KIND_SHAPES.get(kind, "dot"), x, y, radius), _colour(kind))]
    if ring:
        drawn.insert(0, Shape(_outline("dot", x, y, radius * 1.75), "#ffffff", INK, 1.8))
    return drawn


def hollow(kind: str, x: float, y: float, radius: float) -> list[Shape]:
    """Return the mark of a kind of node as an outline."""
    return [replace(mark(kind, x, y, radius)[0], fill="#ffffff", stroke=_colour(kind), width=1.2)]


def _colour(kind: str) -> str:
    return KIND_COLOURS.get(kind, OTHER_COLOUR)


def _outline(shape: str, x: float, y: float, radius: float) -> list[tuple[float, float]]:
    corners, turn, grown = {
        "dot": (28, 0.0, 1.0),
        "diamond": (4, 0.0, 1.25),
        "square": (4, 0.125, 1.25),
        "triangle": (3, -0.25, 1.25),
        "star": (10, -0.25, 1.35),
    }[shape]
    points = []
    for at in range(corners):
        angle = 2 * math.pi * (at / corners + turn)
        reach = radius * grown * (0.45 if shape == "star" and at % 2 else 1.0)
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return points


def short_names(
    graph: GraphFrame, ids: Iterable[str], tr: Translator, longest: int
) -> dict[str, str]:
    """Return a label for each of some nodes: a short name where the full one is long."""
    at = [graph.position[node] for node in ids]
    full, brief = names.node_names(graph, tr).iloc[at], names.short_names(graph).iloc[at]
    chosen = full.where((full.str.len() <= longest) | brief.isna(), brief)
    return dict(zip(graph.ids[at], (tidy(name, longest) for name in chosen), strict=True))


# --- the small graph ------------------------------------------------------------------------------

_LEGEND_LINES = ((None, N_("Active")), (_DASH, N_("Other status, or not known")))


def lanes_drawing(
    frame: GraphFrame,
    lanes: Lanes,
    strength: np.ndarray,
    ringed: Collection[str],
    tr: Translator,
) -> Drawing:
    """Draw a small graph in lanes: what links two nodes is drawn between them.

    Parameters
    ----------
    frame : GraphFrame
        The graph.
    lanes : Lanes
        Nodes and ties to draw.
    strength : numpy.ndarray of float64, shape (m,)
        Strength of each relation; the thicker the line, the stronger the tie.
    ringed : collection of str
        Nodes that stand out.
    tr : Translator
        Language of names and legend.
    """
    graph = _Placed(frame, lanes, frozenset(ringed), tr)
    kinds = dict(zip(frame.nodes["id"], frame.nodes["kind"], strict=True))
    lines = [graph.line(tie, float(strength[tie])) for tie in lanes.ties]
    marks = [
        part
        for node, place in graph.places.items()
        for part in mark(kinds[node], *place, _RADIUS, node in ringed)
    ]
    present = [kind for kind in KIND_SHAPES if kind in {kinds[node] for node in graph.places}]
    statuses = set(frame.edges["status"].iloc[list(lanes.ties)])
    legend = _legend(present, statuses, graph.height - 11, tr)
    return Drawing(WIDTH, graph.height, (*lines, *marks, *graph.labels(), *legend))


class _Placed:
    """Lanes on paper: the place of each node, its label, and where its lines go.

    Names of a lane of many are written at its outer side, or to the right of a lane between
    others; lines to the right then start where the longest name ends, so that none crosses a name.
    """

    def __init__(self, graph: GraphFrame, lanes: Lanes, ringed: frozenset[str], tr: Translator):
        self.graph, self.lanes, self.ringed = graph, lanes.lanes, ringed
        self.last = len(self.lanes) - 1
        rows = max(len(lane) for lane in self.lanes)
        self.height = float(min(max(rows * 20 + 60, 130), 310))
        ends = graph.edges.iloc[list(lanes.ties)][["source", "target"]]
        self.joined = bool((ends["source"].isin(ringed) & ends["target"].isin(ringed)).any())
        for longest in LONGEST:
            self.names = short_names(graph, itertools.chain(*self.lanes), tr, longest)
            rooms = [self._room(at) for at in range(len(self.lanes))]
            gap = (WIDTH - 12 - sum(map(sum, rooms))) / max(self.last, 1)
            if gap >= _GAP:
                break
        self.places, self.exits, x = {}, {}, 6.0
        for at, (left, right) in enumerate(rooms):
            for node, y in zip(self.lanes[at], self._rows(at), strict=True):
                self.places[node] = (x + left, y)
                self.exits[node] = x + left + right
            x += left + right + gap

    def _many(self, at: int) -> bool:
        return len(self.lanes[at]) > 1

    def _room(self, at: int) -> tuple[float, float]:
        """Return the room that a lane needs to the left and to the right of its marks."""
        widths = [
            text_width(self.names[node], FONT * (1.15 if node in self.ringed else 1.0))
            for node in self.lanes[at]
        ]
        if not self._many(at):
            return max(widths) / 2 + 3, max(widths) / 2 + 3
        outside = max(widths) + _RADIUS + 6
        return (outside, _RADIUS) if at == 0 else (_RADIUS, outside)

    def _rows(self, at: int) -> list[float]:
        """Set a lane upright; where the two are tied themselves, their tie runs through a gap."""
        count, middle = len(self.lanes[at]), (self.height - 36) / 2 + 2
        gap = self.joined and 0 < at < self.last and not self.ringed & set(self.lanes[at])
        above = -(-count // 2) if gap else 0
        slots = 2 * above + 1 if gap else count
        step = min((self.height - 48) / slots, 40.0)
        rows = [middle + (slot - (slots - 1) / 2) * step for slot in range(slots)]
        if gap:
            del rows[above]
        return rows[:count]

    def line(self, tie: int, strength: float) -> Stroke:
        """Return the line of a tie."""
        row = self.graph.edges.iloc[tie]
        left, right = sorted((row["source"], row["target"]), key=lambda node: self.places[node])
        points = [self.places[left], self.places[right]]
        lane = next(at for at, lane in enumerate(self.lanes) if left in lane)
        if self._many(lane) and lane > 0:
            points.insert(1, (self.exits[left], self.places[left][1]))
        dash = None if row["status"] == "active" else _DASH
        return Stroke(points, _LINE, 0.9 + 2.4 * strength, dash)

    def labels(self) -> list[Shape | Label]:
        """Return the names, each on a white ground."""
        found: list[Shape | Label] = []
        for at, lane in enumerate(self.lanes):
            for node in lane:
                label = self._label(at, node)
                left, top, right, bottom = label.box
                if label.anchor == "start":
                    left -= 3
                corners = ((left, top), (right, top), (right, bottom), (left, bottom))
                found += [Shape(corners, "#ffffff", "#ffffff", 0.0), label]
        return found

    def _label(self, at: int, node: str) -> Label:
        (x, y), strong = self.places[node], node in self.ringed
        size = FONT * (1.15 if strong else 1.0)
        if not self._many(at):
            return Label(x, y + 18, self.names[node], size, strong, "middle")
        side, anchor = (-1, "end") if at == 0 else (1, "start")
        return Label(x + side * (_RADIUS + 4), y, self.names[node], size, strong, anchor)


def _legend(kinds: Sequence[str], statuses: set[str], y: float, tr: Translator) -> list[Item]:
    """Return the legend in one line, or in two with the last at `y`."""
    marks = [(13.0, mark(kind, 5.0, 0.0, 4.0), tr.kind(kind, many=True)) for kind in kinds]
    shown = {None if status == "active" else _DASH for status in statuses}
    lines = [
        (26.0, [Stroke(((0.0, 0.0), (22.0, 0.0)), _LINE, 2.0, dash)], tr(label))
        for dash, label in _LEGEND_LINES
        if dash in shown
    ]
    items, end = _in_line([*marks, *lines], y)
    if not lines or end <= WIDTH + 7:
        return items
    return [*_in_line(marks, y - 14)[0], *_in_line(lines, y)[0]]


def _in_line(
    entries: Sequence[tuple[float, Sequence[Shape | Stroke], str]], y: float
) -> tuple[list[Item], float]:
    """Write entries of a legend side by side; return also where the next would begin."""
    items: list[Item] = []
    x = 6.0
    for width, drawn, text in entries:
        moved = (
            replace(part, points=[(x + px, y + py) for px, py in part.points]) for part in drawn
        )
        label = Label(x + width, y, text, 9.5)
        items += [*moved, label]
        x = label.x + label.width + 11
    return items, x
