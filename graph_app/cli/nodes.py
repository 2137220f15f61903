"""From a name on the command line to a node, with a hint where it is misspelled."""

from rapidfuzz import process

from graph_app.graph.frames import GraphFrame
from graph_app.graph.names import find_node
from graph_app.model.errors import FilterError
from graph_app.model.words import fold

#: Least likeness of a name that is suggested, of 100.
_LIKE = 75


def named_node(graph: GraphFrame, text: str) -> str:
    """Return the id of the node that an id or a name means.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    text : str
        Node id, or a whole name in any language.

    Raises
    ------
    FilterError
        If no node has the name, or several have; the message names the node that is likest.
    """
    try:
        return find_node(graph, text)
    except FilterError as error:
        near = _likest(graph, text)
        if near is None:
            raise
        raise FilterError("{error}; did you mean {near}?", error=error, near=near) from error


def _likest(graph: GraphFrame, text: str) -> str | None:
    """Return the name and the id of the node whose name is likest; None where several have it."""
    wanted = fold(text.strip())
    known = [
        (name, at) for at, names in enumerate(graph.folded_names) for name in names.split("\n")
    ]
    names = [name for name, _at in known]
    found = process.extractOne(wanted, names, score_cutoff=_LIKE)
    if found is None or found[0] == wanted:
        return None
    node = graph.nodes.iloc[known[found[2]][1]]
    return f"{node['name']} ({node['id']})"
