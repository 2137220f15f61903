"""Measures kept on disk by what they were computed on."""

from collections.abc import Callable, Iterable

import numpy as np

from graph_app.analysis.measures.centrality import MeasureResult, compute
from graph_app.graph.frames import GraphFrame
from graph_app.runtime.cache import shelf

#: Smaller graphs are measured faster than a file is read.
_WORTH_KEEPING = 500
#: Exact betweenness takes about this many seconds for each node times (nodes + edges).
_SECONDS_EACH = 2.2e-8
#: Beyond this many seconds betweenness is sampled unless the person asks for exact figures.
PATIENCE_SECONDS = 10.0
#: Sources of sampled betweenness.
PIVOTS = 500


def exact_seconds(view: GraphFrame) -> float:
    """Estimate how long exact betweenness takes on a machine of 2026, in seconds."""
    return len(view) * (len(view) + view.n_edges) * _SECONDS_EACH


def usual_pivots(view: GraphFrame) -> int | None:
    """Return the pivots of sampled betweenness where exact figures would take too long, or None."""
    return PIVOTS if exact_seconds(view) > PATIENCE_SECONDS else None


def compute_cached(
    view: GraphFrame,
    names: Iterable[str],
    filter_key: str,
    *,
    progress: Callable[[float, str], None] | None = None,
    stop: Callable[[], bool] | None = None,
    pivots: int | None = None,
) -> MeasureResult:
    """Return measures from the shelf, or compute and keep them.

    Parameters
    ----------
    view : GraphFrame
        The graph; its revision and `filter_key` name it.
    names : iterable of str
        Measures.
    filter_key : str
        What the view was filtered by.
    progress, stop, pivots
        See :func:`graph_app.analysis.measures.centrality.compute`.
    """
    names = list(names)
    if len(view) < _WORTH_KEEPING or not view.revision:
        return compute(view, names, progress=progress, stop=stop, pivots=pivots)
    key = f"measures/{view.revision}/{filter_key}/{','.join(names)}/{pivots}"
    found = shelf().get(key)
    if found is not None and len(found[0]) == len(view):
        return _opened(*found)
    result = compute(view, names, progress=progress, stop=stop, pivots=pivots)
    shelf().put(key, *_closed(result))
    return result


def _closed(result: MeasureResult):
    table = result.table if result.error is None else result.table.assign(_error=result.error)
    modularity = None if np.isnan(result.modularity) else result.modularity
    sizes = (result.nodes, result.edges, result.components)
    return table, {"sizes": sizes, "modularity": modularity, "pivots": result.pivots}


def _opened(table, facts) -> MeasureResult:
    error = table.get("_error")
    modularity = float("nan") if facts["modularity"] is None else facts["modularity"]
    measures = table.drop(columns="_error", errors="ignore")
    return MeasureResult(measures, *facts["sizes"], modularity, facts["pivots"], error)
