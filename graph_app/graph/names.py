"""From a name that a person types to a node."""

import numpy as np

from graph_app.graph.frames import GraphFrame
from graph_app.model.errors import FilterError
from graph_app.model.words import fold


def find_node(graph: GraphFrame, text: str) -> str:
    """Return the id of the node that an id or a name in any language means.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    text : str
        Node id, or a whole name compared without accents and case.

    Raises
    ------
    FilterError
        If no node has the name, or several have; the message lists them.
    """
    if text in graph.position:
        return text
    wanted = fold(text.strip())
    same = [wanted in names.split("\n") for names in graph.folded_names]
    found = graph.ids[np.array(same, dtype=bool)]
    if len(found) == 1:
        return str(found[0])
    if not len(found):
        raise FilterError(
            "found {text!r}, expected the id or a whole name of a node", text=text[:60]
        )
    raise FilterError(
        "found {text!r}, which may be any of {known}: give the id", text=text[:60], known=found[:8]
    )
