"""Measures cached on disk by what they were computed on."""

from collections.abc import Callable, Iterable
from functools import partial

import pandas as pd

from graph_app.analysis.measures.centrality import MeasureResult, compute
from graph_app.graph.frames import GraphFrame
from graph_app.runtime.cache import disk_cache

#: Smaller graphs are measured faster than a file is read.
_WORTH_CACHING = 500
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
    """Return measures from the disk cache, or compute and cache them.

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
    run = partial(compute, view, names, progress=progress, stop=stop, pivots=pivots)
    if len(view) < _WORTH_CACHING or not view.revision:
        return run()
    key = f"measures/{view.revision}/{filter_key}/{','.join(names)}/{pivots}"
    found = disk_cache().get(key)
    if found is not None and len(found) == len(view):
        return _from_table(found)
    result = run()
    disk_cache().put(key, _to_table(result))
    return result


_ATTRS = ("nodes", "edges", "components", "modularity", "pivots")


def _to_table(result: MeasureResult) -> pd.DataFrame:
    extra = {} if result.error is None else {"_error": result.error}
    table = result.table.assign(**extra)
    table.attrs = {name: getattr(result, name) for name in _ATTRS}
    return table


def _from_table(table: pd.DataFrame) -> MeasureResult:
    attrs, table.attrs = table.attrs, {}
    measures = table.drop(columns="_error", errors="ignore")
    return MeasureResult(
        measures, **{str(name): value for name, value in attrs.items()}, error=table.get("_error")
    )
