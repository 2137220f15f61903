"""The rows behind a picture, in the reader's language: everything drawn is also in a table."""

import numpy as np
import pandas as pd

from graph_app.graph.columns import Columns
from graph_app.i18n import Translator
from graph_app.view.palette import KIND_SHAPES, SHAPE_MARKS


def nodes_table(view: Columns, _: Translator) -> pd.DataFrame:
    """Give the nodes of a view as rows to read.

    Returns
    -------
    pandas.DataFrame
        Index node id; columns ``name``, ``kind``, ``country``, ``population``, ``ties`` (distinct
        neighbours in the view), ``themes``; texts in the reader's language, blanks missing.
    """
    nodes = view.nodes
    marks = {kind: f"{SHAPE_MARKS[shape]} {_.kind(kind)}" for kind, shape in KIND_SHAPES.items()}
    return pd.DataFrame(
        {
            "name": _.names(nodes),
            "kind": nodes["kind"].map(marks),
            "country": nodes["country"].map(_.country, na_action="ignore"),
            "population": nodes["population"],
            "ties": view.degree,
            "themes": nodes["themes"].map(_.themes, na_action="ignore"),
        }
    ).set_index(pd.Index(nodes["id"], name="id"))


def ties_table(
    view: Columns, sources: pd.DataFrame, _: Translator, ties: np.ndarray | None = None
) -> pd.DataFrame:
    """Give the ties of a view as rows to read, each with its source.

    Parameters
    ----------
    view : Columns
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
    at = np.arange(view.n_edges) if ties is None else ties
    edges = view.edges.iloc[at]
    names = _.names(view.nodes).to_numpy(dtype=object)
    cited = sources.drop_duplicates("id").set_index("id")
    return pd.DataFrame(
        {
            "from": names[view.source[at]],
            "type": edges["type"].map(_.relation, na_action="ignore"),
            "to": names[view.target[at]],
            "since": edges["start"],
            "until": edges["end"],
            "status": edges["status"].map(_.status),
            "themes": edges["themes"].map(_.themes, na_action="ignore"),
            "checked": edges["checked"],
            "source": edges["source_id"].map(cited["title"]),
            "link": edges["source_id"].map(cited["url"]).where(lambda url: url.map(is_web_address)),
            "note": edges["note"],
        }
    ).set_index(pd.Index(edges["id"], name="id"))


def is_web_address(url: object) -> bool:
    """Tell whether a link may be offered: http and https only, never ``javascript:``."""
    return isinstance(url, str) and url.startswith(("https://", "http://"))
