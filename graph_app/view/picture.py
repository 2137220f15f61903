"""A pyvis network from a view: what vis-network is to draw.

pyvis contains the data and the options; its own HTML is never shown, because that asks the internet
for scripts and runs scripts in names.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pyvis.network import Network
from scipy.spatial import cKDTree

from graph_app.graph.frames import GraphFrame
from graph_app.i18n import Translator
from graph_app.model.words import N_
from graph_app.view.style import Style
from graph_app.wording.names import node_names, short_names
from graph_app.wording.text import in_words, shorten, shorten_apart

#: Most labels that are read from afar.
MOST_LABELS = 120
#: Longest label, in characters; the title and the tables give the whole name.
_LABEL = 24
#: From this many nodes on, nodes are drawn smaller where they are close together.
_CROWD = 400
#: In pictures with more nodes than this, ties are hidden while dragging.
_HIDE_WHILE_DRAGGING = 1000

#: Status, empty where not known -> dashes of the line; a full line for what is active.
_DASHES = {
    "": [6, 4],
    "listed": [16, 3],
    "ended": [2, 6],
    "dormant": [10, 6],
    "suspended": [10, 6],
    "planned": [2, 4],
}


@dataclass(frozen=True)
class Emphasis:
    """Nodes that stand out: the home city, the focus, and what a search found."""

    home: str = ""
    focus: str = ""
    matched: Collection[str] = ()


def picture(
    view: GraphFrame,
    places: pd.DataFrame,
    style: Style,
    tr: Translator,
    emphasis: Emphasis | None = None,
    physics: bool = False,
) -> Network:
    """Build the picture of a view.

    Parameters
    ----------
    view : GraphFrame
        Nodes and ties.
    places : pandas.DataFrame
        Index node id, columns ``x`` and ``y`` in pixels; see :func:`graph_app.analysis.layout`.
    style : Style
        Looks of the nodes, in the order of the view.
    tr : Translator
        Language of labels and titles.
    emphasis : Emphasis, optional
        Nodes that stand out.
    physics : bool
        Whether the browser may move nodes.

    Returns
    -------
    pyvis.network.Network
        Nodes have the ids of the facts; ties the ids of their relations.
    """
    network = Network(directed=False, cdn_resources="local")
    # pyvis' own add_edge compares with every edge before it: 8 s for 20,000 ties.
    network.nodes = _nodes(view, places, style, tr, emphasis or Emphasis())
    network.edges = _edges(view, tr)
    network.node_ids = [node["id"] for node in network.nodes]
    network.options = _options(len(view), physics)
    return network


def _nodes(
    view: GraphFrame, places: pd.DataFrame, style: Style, tr: Translator, emphasis: Emphasis
) -> list[dict[str, Any]]:
    ids = view.ids
    names = node_names(view, tr).to_numpy(dtype=object)
    labels = _labels(view, names)
    titles = _titles(view, names, tr)
    xy = places.reindex(ids).to_numpy(dtype=float)
    far = distance_of(xy)
    size = style.size * min(1.6, far**0.5) * _room(xy, style.size)
    strong = {emphasis.home, emphasis.focus, *emphasis.matched} - {""}
    first = np.isin(ids, list(strong))
    readable = readable_labels(xy, labels, size, first, 13 * far)
    # vis hides a label whose font is drawn smaller than drawThreshold: small from afar.
    font = np.where(readable, round(13 * far, 1), round(4.6 * far, 1))
    columns = {
        "id": ids,
        "label": labels,
        "title": titles,
        "shape": style.shape,
        "color": style.colour,
        "size": np.round(size, 1).tolist(),
        "font": [{"size": one} for one in font.tolist()],
        "x": xy[:, 0].tolist(),
        "y": xy[:, 1].tolist(),
    }
    nodes = [
        dict(zip(columns, facts, strict=True)) for facts in zip(*columns.values(), strict=True)
    ]
    for at in np.flatnonzero(~np.isfinite(xy).all(axis=1)):
        del nodes[at]["x"], nodes[at]["y"]
    for at in np.flatnonzero(first):
        nodes[at] |= {"borderWidth": 4, "strong": True}
    return nodes


def _room(xy: np.ndarray, size: np.ndarray) -> float:
    """Return how much smaller nodes must be drawn so that a crowd of them is not one blot."""
    if len(xy) < _CROWD:
        return 1.0
    seen = xy[np.isfinite(xy).all(axis=1)]
    gap = np.median(cKDTree(seen).query(seen, k=2)[0][:, 1])
    return float(np.clip(gap / (2.2 * np.median(size)), 0.4, 1.0))


def distance_of(xy: np.ndarray) -> float:
    """Return how far away the whole picture is seen from: 1 close by, 5 for a graph of 500 nodes.

    vis-network scales labels with the picture, so those that are to be read from afar are larger.
    """
    seen = xy[np.isfinite(xy).all(axis=1)]
    if not len(seen):
        return 1.0
    width, height = np.ptp(seen, axis=0) + 100
    return float(np.clip(max(width / 640, height / 540), 1.0, 14.0))


def _labels(view: GraphFrame, names: np.ndarray) -> list[str]:
    """Return short names where the full ones would run into their neighbours."""
    short = short_names(view).to_numpy(dtype=object)
    chosen = [
        brief if isinstance(brief, str) and len(name) > _LABEL else name
        for name, brief in zip(names, short, strict=True)
    ]
    return list(map(_with_year, chosen, shorten_apart(chosen, _LABEL)))


def _with_year(name: str, cut: str) -> str:
    """Return a name cut short, but with the year by which games with the same name differ."""
    last = name[-4:]
    if len(name) > _LABEL and last.isdigit():
        return f"{shorten(name[:-5], _LABEL - 5)} {last}"
    return cut


def readable_labels(
    xy: np.ndarray, labels: list[str], size: np.ndarray, first: np.ndarray, font: float
) -> np.ndarray:
    """Choose the labels that can be read from afar: none covers another.

    Parameters
    ----------
    xy : numpy.ndarray of float64, shape (n, 2)
        Places of the nodes.
    labels : list of str
        Their labels, written beneath them.
    size : numpy.ndarray of float64, shape (n,)
        Radii.
    first : numpy.ndarray of bool, shape (n,)
        Nodes whose labels come first.
    font : float
        Size of the letters.

    The nodes in `first` come first, then the largest; a label that would cover one already chosen
    waits until the reader zooms in.
    """
    lines = [label.split("\n") for label in labels]
    width = np.array([max(map(len, parts)) for parts in lines]) * font * 0.56
    height = np.array([len(parts) for parts in lines]) * font * 1.35
    low = np.column_stack([xy[:, 0] - width / 2, xy[:, 1] + size])
    high = np.column_stack([xy[:, 0] + width / 2, xy[:, 1] + size + height])
    readable = np.zeros(len(labels), dtype=bool)
    # Left, top, right and bottom of the labels chosen, and the same with the signs turned.
    edges, taken = np.column_stack([low, -high]), np.empty((MOST_LABELS, 4))
    bounds, count = np.column_stack([high, -low]), 0
    order = np.lexsort((np.arange(len(labels)), -size, ~first))
    for at in order[np.isfinite(xy[order]).all(axis=1)]:
        if (edges[at] >= taken[:count]).any(axis=1).all():
            taken[count] = bounds[at]
            readable[at], count = True, count + 1
        if count >= MOST_LABELS:
            break
    return readable


def _titles(view: GraphFrame, names: np.ndarray, tr: Translator) -> list[str]:
    kinds = in_words(view.nodes["kind"], tr.kind, "")
    countries = in_words(view.nodes["country"], tr.country, "")
    ties = in_words(
        view.degree, lambda n: tr.ngettext("tied to {n} other", "tied to {n} others", int(n))
    )
    return [
        "\n".join(part for part in (shorten(name, 80), *parts) if part)
        for name, *parts in zip(names, kinds, countries, ties, strict=True)
    ]


def _edges(view: GraphFrame, tr: Translator) -> list[dict]:
    """Return one line a relation; parallel ties bend apart so that each can be seen and clicked."""
    frame, unknown = view.edges, tr("start not known")
    titles = zip(
        in_words(frame["type"], tr.relation, ""),
        in_words(frame["start"], lambda d: tr("since {date}", date=tr.date(d)), unknown),
        in_words(frame["status"], tr.status, tr.status(None)),
        strict=True,
    )
    lines = zip(
        frame["id"].to_numpy(dtype=object),
        view.ids[view.source],
        view.ids[view.target],
        map("\n".join, titles),
        in_words(frame["status"], str, ""),
        np.round(0.6 + 1.6 * frame["weight"].to_numpy(dtype=float), 2).tolist(),
        parallel_turns(view).tolist(),
        strict=True,
    )
    return [_edge(*line) for line in lines]


def parallel_turns(view: GraphFrame) -> np.ndarray:
    """Count for each tie how many before it join the same two nodes; int64, shape (m,)."""
    low, high = np.minimum(view.source, view.target), np.maximum(view.source, view.target)
    pair = low.astype(np.int64) * len(view) + high
    order = np.argsort(pair, kind="stable")
    new = np.diff(pair[order], prepend=-1) != 0
    at = np.arange(len(pair))
    turns = np.empty(len(pair), dtype=np.int64)
    turns[order] = at - np.maximum.accumulate(np.where(new, at, 0))
    return turns


def _edge(
    relation: str, source: str, target: str, title: str, status: str, width: float, turn: int
) -> dict[str, Any]:
    edge = {"id": relation, "from": source, "to": target, "title": title, "width": width}
    if status in _DASHES:
        edge["dashes"] = _DASHES[status]
    if turn:
        edge["smooth"] = {"enabled": True, "type": "curvedCW", "roundness": 0.15 * turn}
    return edge


#: What the dashes of a line say, for the legend.
LINE_LEGEND: Mapping[str, str] = {
    "active": N_("Active"),
    "listed": N_("Listed"),
    "unknown": N_("Status not known"),
    "dormant": N_("Dormant or suspended"),
    "ended": N_("Ended"),
    "planned": N_("Planned"),
}


#: Options of vis-network for every picture.
LOOKS: dict[str, Any] = {
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "nodes": {"borderWidth": 1.5, "scaling": {"label": {"enabled": False, "drawThreshold": 7}}},
    "edges": {"smooth": False, "selectionWidth": 1.5},
}


def _options(nodes: int, physics: bool) -> dict[str, Any]:
    hidden = nodes > _HIDE_WHILE_DRAGGING
    return {
        "physics": {"enabled": physics, "solver": "forceAtlas2Based", "stabilization": False},
        "interaction": {
            "hover": True,
            "tooltipDelay": 150,
            "multiselect": True,
            "hideEdgesOnDrag": hidden,
            "hideEdgesOnZoom": hidden,
        },
        **LOOKS,
    }
