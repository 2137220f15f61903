"""Colour, shape and size of each node, with the legend that matches.

The screen, the standalone page and the GEXF file all take their looks from here, so that Gephi
opens what Explore showed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from graph_app.graph.frames import GraphFrame
from graph_app.i18n import Translator
from graph_app.model.errors import FilterError
from graph_app.model.messages import Message
from graph_app.model.words import N_
from graph_app.view.palette import GROUP_COLOURS, KIND_COLOURS, KIND_SHAPES, OTHER_COLOUR
from graph_app.wording.text import in_words

#: What nodes may be coloured by -> label.
COLOUR_BY = {
    "kind": N_("Kind"),
    "country": N_("Country"),
    "community": N_("Community"),
    "theme": N_("Theme"),
}

#: Radius of the smallest and the largest node, in pixels at scale 1.
SIZES = (8.0, 34.0)
UNIFORM_SIZE = 14.0


@dataclass(frozen=True)
class LegendItem:
    """One line of the legend: what it is, its colour, its shape and its number of nodes.

    An empty shape means that the colour says it for every shape.
    """

    label: str
    colour: str
    shape: str
    count: int


@dataclass(frozen=True, eq=False)
class Style:
    """Looks of the nodes of a view.

    Parameters
    ----------
    colour, shape : numpy.ndarray of str, shape (n,)
        ``#rrggbb`` and vis-network shape of each node.
    size : numpy.ndarray of float64, shape (n,)
        Radius in pixels at scale 1.
    group : numpy.ndarray of str, shape (n,)
        What the colour says, in the person's language.
    legend : tuple of LegendItem
        The largest group first.
    """

    colour: np.ndarray
    shape: np.ndarray
    size: np.ndarray
    group: np.ndarray
    legend: tuple[LegendItem, ...]


def style_nodes(
    view: GraphFrame,
    tr: Translator,
    colour_by: str = "kind",
    sizes: Sequence[float] | None = None,
    communities: Sequence[int] | None = None,
) -> Style:
    """Choose the looks of the nodes of a view.

    Parameters
    ----------
    view : GraphFrame
        The nodes.
    tr : Translator
        Language of the legend.
    colour_by : str
        One of :data:`COLOUR_BY`.
    sizes : sequence of float, shape (n,), optional
        The measure that sizes follow; uniform without one.
    communities : sequence of int, shape (n,), optional
        Community of each node, needed to colour by community; 0 for none.
    """
    kinds = view.nodes["kind"].fillna("city")
    shape = in_words(kinds, lambda kind: KIND_SHAPES.get(str(kind), "dot"))
    size = node_sizes(sizes, len(view))
    if colour_by == "kind":
        groups = kinds
        labels: dict[Any, str] = {kind: tr.kind(kind, many=True) for kind in KIND_COLOURS}
        colours: dict[Any, str] = KIND_COLOURS
    else:
        groups, labels = _groups(view, tr, colour_by, communities)
        # The largest groups get the colours, in order of size; ties in order of name.
        colours = dict(zip(_by_size(groups), GROUP_COLOURS, strict=False))
    shapes = KIND_SHAPES if colour_by == "kind" else {}
    unknown = tr("Unknown")
    colour = in_words(groups, lambda group: colours.get(group, OTHER_COLOUR), OTHER_COLOUR)
    named = in_words(groups, lambda group: labels.get(group, unknown), unknown)
    legend = _legend(groups, labels, colours, shapes, tr)
    return Style(colour, shape, size, named, legend)


def node_sizes(values: Sequence[float] | None, count: int) -> np.ndarray:
    """Scale values to radii so that the area grows with the value; uniform without values."""
    if values is None or not count:
        return np.full(count, UNIFORM_SIZE)
    found = np.nan_to_num(np.asarray(values, dtype=float), posinf=0.0, neginf=0.0).clip(min=0)
    top = found.max()
    share = np.sqrt(found / top) if top > 0 else np.zeros(count)
    return SIZES[0] + (SIZES[1] - SIZES[0]) * share


def _groups(
    view: GraphFrame, tr: Translator, colour_by: str, communities: Sequence[int] | None
) -> tuple[pd.Series, dict[Any, str]]:
    if colour_by == "country":
        groups = view.nodes["country"]
        return groups, {code: tr.country(code) for code in groups.dropna().unique()}
    if colour_by == "theme":
        groups = view.nodes["themes"].str.partition(";")[0].str.strip()
        return groups, {theme: tr.theme(theme) for theme in groups.dropna().unique()}
    if colour_by == "community" and communities is not None:
        groups = pd.Series(np.asarray(communities, dtype=int)).replace(0, pd.NA).astype("Int64")
        return groups, {n: tr("Community {n}", n=n) for n in groups.dropna().unique()}
    raise FilterError.one_of(Message("colour"), colour_by, COLOUR_BY)


def _by_size(groups: pd.Series) -> dict[Any, int]:
    """Return how many nodes are in each group, the largest first; ties in order of name."""
    counts = groups.value_counts().to_dict()
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _legend(
    groups: pd.Series,
    labels: dict[Any, str],
    colours: dict[Any, str],
    shapes: dict[str, str],
    tr: Translator,
) -> tuple[LegendItem, ...]:
    items = [
        LegendItem(labels[name], colours[name], shapes.get(name, ""), int(count))
        for name, count in _by_size(groups).items()
        if name in colours
    ]
    rest = len(groups) - sum(item.count for item in items)
    if rest:
        items.append(LegendItem(tr("Other or unknown"), OTHER_COLOUR, "", rest))
    return tuple(items)
