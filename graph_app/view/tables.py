"""The rows behind a picture, in the reader's language: everything drawn is also in a table."""

import numpy as np
import pandas as pd

from graph_app.graph.citations import citation_table
from graph_app.graph.frames import GraphFrame
from graph_app.i18n import Translator
from graph_app.view.palette import KIND_SHAPES, SHAPE_MARKS
from graph_app.wording.names import node_names
from graph_app.wording.text import in_words


def nodes_table(view: GraphFrame, tr: Translator) -> pd.DataFrame:
    """Return the nodes of a view as rows to read.

    Returns
    -------
    pandas.DataFrame
        Index node id; columns ``name``, ``kind``, ``country``, ``population``, ``ties`` (distinct
        neighbours in the view), ``themes``; texts in the reader's language, blanks missing.
    """
    nodes = view.nodes
    marks = {kind: f"{SHAPE_MARKS[shape]} {tr.kind(kind)}" for kind, shape in KIND_SHAPES.items()}
    return pd.DataFrame(
        {
            "name": node_names(view, tr).array,
            "kind": _texts(in_words(nodes["kind"], marks.get)),
            "country": _texts(in_words(nodes["country"], tr.country)),
            "population": nodes["population"].array,
            "ties": view.degree,
            "themes": _texts(in_words(nodes["themes"], tr.themes)),
        },
        index=pd.Index(nodes["id"], name="id"),
    )


def _texts(words: np.ndarray) -> pd.api.extensions.ExtensionArray:
    return pd.array(words, dtype="str")


def ties_table(
    view: GraphFrame, sources: pd.DataFrame, tr: Translator, ties: np.ndarray | None = None
) -> pd.DataFrame:
    """Return the ties of a view as rows to read, each with its source.

    Parameters
    ----------
    view : GraphFrame
        Nodes and ties.
    sources : pandas.DataFrame
        Table of sources.
    ties : numpy.ndarray of int, optional
        Positions of the ties to give, in this order; all by default.

    Returns
    -------
    pandas.DataFrame
        Index relation id; columns ``from``, ``type``, ``to``, ``since``, ``until``, ``status``,
        ``themes``, ``checked``, ``source``, ``link``, ``note``.
    """
    edges = view.edges if ties is None else view.edges.iloc[ties]
    ends = (view.source, view.target) if ties is None else (view.source[ties], view.target[ties])
    names = node_names(view, tr).array
    cited = citation_table(edges, sources)
    return pd.DataFrame(
        {
            "from": names.take(ends[0]),
            "type": _texts(in_words(edges["type"], tr.relation)),
            "to": names.take(ends[1]),
            "since": edges["start"].array,
            "until": edges["end"].array,
            "status": _texts(in_words(edges["status"], tr.status, tr.status(None))),
            "themes": _texts(in_words(edges["themes"], tr.themes)),
            "checked": cited["checked"].array,
            "source": cited["title"].array,
            "link": cited["url"].array,
            "note": edges["note"].array,
        },
        index=pd.Index(edges["id"], name="id"),
    )
