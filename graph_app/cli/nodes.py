"""From a name on the command line to a node, with hints where it is misspelled or several have it.

What knows languages is imported where a name is looked for: a verb that looks for none starts without.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from graph_app.graph.frames import GraphFrame
from graph_app.graph.selection import AlsoFound
from graph_app.model.errors import FilterError
from graph_app.model.words import join_parts

if TYPE_CHECKING:
    from graph_app.i18n import Translator
    from graph_app.wording.finding import NodeFinder

#: Most nodes that are listed where a name means several.
_MOST = 8


@lru_cache(maxsize=2)
def node_finder(graph: GraphFrame, tr: "Translator | None" = None) -> "NodeFinder":
    """Return what finds the nodes of a graph; a verb looks for several in the same one."""
    from graph_app.i18n import get_translator
    from graph_app.wording.finding import NodeFinder

    return NodeFinder(graph, tr or get_translator("en"))


def english_names(graph: GraphFrame) -> pd.Series:
    """Return what the nodes are called in English; the index is their ids."""
    if not len(graph.all_namesakes.rows):
        return graph.nodes["name"].set_axis(graph.ids)
    return node_finder(graph).labels.set_axis(graph.ids)


def also_named(graph: GraphFrame) -> AlsoFound:
    """Return what says which nodes a search means beyond what the tables call them."""
    return lambda text: node_finder(graph).by_other_words(text)


def named_node(graph: GraphFrame, text: str, tr: "Translator | None" = None) -> str:
    """Return the id of the node that a text means.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    text : str
        Node id, or a name with what tells it apart: see :mod:`graph_app.wording.finding`.
    tr : Translator, optional
        The language of the names in the answer; English by default.

    Raises
    ------
    FilterError
        If no node has the name, or several have; the message lists those that may be meant.
    """
    finder = node_finder(graph, tr)
    found = finder.named(text)
    if len(found) == 1:
        return found[0]
    raise _several(found, text, finder) if found else _none(finder.near(text), text, finder)


def named_nodes(
    graph: GraphFrame, texts: Sequence[str], tr: "Translator | None" = None
) -> tuple[str, ...]:
    """Return the ids of the nodes that a list means, each once; it was split at its commas.

    Raises
    ------
    FilterError
        As :func:`named_node`.
    """
    finder = node_finder(graph, tr)
    names = join_parts(texts, lambda text: len(finder.named(text)) == 1)
    return tuple(dict.fromkeys(named_node(graph, name, tr) for name in names))


def _several(found: Sequence[str], text: str, finder: "NodeFinder") -> FilterError:
    return FilterError(
        "found {text!r}, which may be any of these: {known}. Add what tells it apart, or give the id",
        text=text[:60],
        known="; ".join(_said(node, finder) for node in found[:_MOST]),
    )


def _none(near: Sequence[str], text: str, finder: "NodeFinder") -> FilterError:
    error = FilterError("found {text!r}, expected the id or a whole name of a node", text=text[:60])
    if not near:
        return error
    known = "; ".join(_said(node, finder) for node in near)
    return FilterError("{error}; did you mean {near}?", error=error, near=known)


def _said(node: str, finder: "NodeFinder") -> str:
    label = finder.label(node)
    return label if node in label else f"{label} ({node})"
