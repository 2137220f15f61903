"""The graph and the names with which the verbs ``compare`` and ``memberships`` count."""

import datetime
from pathlib import Path

from graph_app.analysis.memberships.value import standing
from graph_app.cli.facts import read_tables
from graph_app.graph.frames import GraphFrame, frame_from_tables
from graph_app.graph.years import as_of
from graph_app.i18n import get_translator
from graph_app.wording.memberships import Names
from graph_app.wording.names import node_name

#: What a network is called that is not in the tables.
MADE_UP_NAME = "our own network"


def standing_of(folder: Path | None, year: int | None, undated: bool) -> GraphFrame:
    """Return the graph of the ties that are valid, today or in a year."""
    graph = as_of(frame_from_tables(read_tables(folder)), year, undated)
    return standing(graph, datetime.date.today(), year)


def names_of(graph: GraphFrame) -> Names:
    """Return the function that gives the name of a node."""
    tr = get_translator("en")
    return lambda node: node_name(graph, node, tr) if node in graph.position else MADE_UP_NAME
