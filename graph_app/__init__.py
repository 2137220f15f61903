"""Relationship graph explorer for a city's international work.

What notebooks use:

>>> import graph_app as ga                                     # doctest: +SKIP
>>> tables = ga.load_folder("data")                            # doctest: +SKIP
>>> graph = ga.build_graph(tables)                             # doctest: +SKIP
>>> ga.compute(graph, ["degree", "betweenness"]).table         # doctest: +SKIP
"""

from importlib import import_module
from typing import Any

#: Public name -> the module that holds it. Loaded when first used, so that the command line and
#: the pages start without what they do not need.
_PUBLIC = {
    "GraphFrame": "graph_app.graph.frames",
    "GraphFilter": "graph_app.graph.filters",
    "Projection": "graph_app.graph.projection",
    "Tables": "graph_app.model.tables",
    "apply_filter": "graph_app.graph.filters",
    "build_graph": "graph_app.graph.build",
    "frame_from_graph": "graph_app.graph.frames",
    "frame_from_tables": "graph_app.graph.frames",
    "compute": "graph_app.analysis.measures.centrality",
    "ego_network": "graph_app.graph.ego",
    "layout": "graph_app.analysis.layout",
    "load_folder": "graph_app.intake.project.folder",
    "project": "graph_app.graph.projection",
    "validate": "graph_app.model.validate",
    "write_tables": "graph_app.intake.project.folder",
}

__all__ = sorted(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'graph_app' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
