"""Which ties held in a year, and the graph as it was then."""

import numpy as np

from graph_app.graph.frames import Columns


def in_year(columns: Columns, year: int, undated: bool = True) -> np.ndarray:
    """Tell which ties held in a year.

    Parameters
    ----------
    columns : Columns
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
    start = columns.start_year
    begun = np.where(np.isnan(start), undated, start <= year).astype(bool)
    return begun & ~(columns.end_year < year)


def as_of(columns: Columns, year: int | None, undated: bool = True) -> Columns:
    """Give the graph as it was in a year: all its nodes, and the ties that held then.

    Parameters
    ----------
    columns : Columns
        The graph.
    year : int or None
        Calendar year; None gives the graph unchanged.
    undated : bool
        Whether ties whose start is unknown count as begun.
    """
    if year is None:
        return columns
    everybody = np.ones(len(columns), dtype=bool)
    return columns.select(everybody, in_year(columns, year, undated))


def change_years(columns: Columns, most: int = 60) -> list[int]:
    """Give the years in which a tie begins or the year after one ends, in order.

    Parameters
    ----------
    columns : Columns
        The graph.
    most : int
        Most years; of more, evenly spread ones, the first and the last among them.
    """
    begun = columns.start_year[~np.isnan(columns.start_year)]
    ended = columns.end_year[~np.isnan(columns.end_year)] + 1
    years = np.unique(np.concatenate([begun, ended])).astype(int)
    if len(years) > most:
        years = years[np.unique(np.linspace(0, len(years) - 1, most).round().astype(int))]
    return years.tolist()
