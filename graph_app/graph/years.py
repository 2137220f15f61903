"""Which ties held in a year, and the graph as it was then."""

import numpy as np

from graph_app.graph.frames import GraphFrame


def in_year(graph: GraphFrame, year: int, undated: bool = True) -> np.ndarray:
    """Return which ties held in a year.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    year : int
        Calendar year.
    undated : bool
        The answer for ties whose start is unknown and which had not ended before the year.

    Returns
    -------
    numpy.ndarray of bool, shape (m,)
        Begun by the end of the year and not ended before it.
    """
    start = graph.start_year
    begun = np.where(np.isnan(start), undated, start <= year).astype(bool)
    return begun & ~(graph.end_year < year)


def as_of(graph: GraphFrame, year: int | None, undated: bool = True) -> GraphFrame:
    """Return the graph as it was in a year: all its nodes, and the ties that held then.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    year : int or None
        Calendar year; None gives the graph unchanged.
    undated : bool
        Whether ties whose start is unknown count as begun.
    """
    if year is None:
        return graph
    return graph.with_ties(in_year(graph, year, undated))


def change_years(graph: GraphFrame, most: int = 60) -> list[int]:
    """Return the years in which a tie begins or the year after one ends, in order.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    most : int
        Most years; of more, evenly spread ones, the first and the last among them.
    """
    begun = graph.start_year[~np.isnan(graph.start_year)]
    ended = graph.end_year[~np.isnan(graph.end_year)] + 1
    years = np.unique(np.concatenate([begun, ended])).astype(int)
    if len(years) > most:
        years = years[np.unique(np.linspace(0, len(years) - 1, most).round().astype(int))]
    return [int(year) for year in years]
