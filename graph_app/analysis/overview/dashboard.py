"""The five figures for a decision: each with its change since a year and what explains it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from graph_app.analysis.overview.key_figures import (
    PARTNERSHIPS,
    KeyFigures,
    key_figures,
    members_of,
    others,
    own_ties,
    ties_in,
)
from graph_app.graph.frames import GraphFrame

#: The five figures, in the order in which they are shown; fields of :class:`KeyFigures`.
FIGURES = ("partners", "countries", "memberships", "reached", "programmes")

#: The Nordic countries with their self-governing parts, and the Baltic states.
NORDIC_BALTIC = ("FI", "SE", "NO", "DK", "IS", "AX", "FO", "GL", "EE", "LV", "LT")

_TYPES = {
    "partners": PARTNERSHIPS,
    "memberships": ("membership",),
    "programmes": ("participation", "award"),
}


@dataclass(frozen=True)
class Figure:
    """One figure.

    Parameters
    ----------
    value : int
        How many there are.
    change : int
        How many more than in the year of comparison, of ties whose start is known.
    undated : int
        How many of `value` are there through ties whose start is not known alone; they are in no
        change.
    newest : tuple of str
        Ids of those that came last, of ties whose start is known; empty where none is.
    newest_year : int, optional
        The year in which they came.
    """

    value: int
    change: int
    undated: int
    newest: tuple[str, ...] = ()
    newest_year: int | None = None


@dataclass(frozen=True)
class Dashboard:
    """The five figures and what explains them.

    Parameters
    ----------
    since : int
        Year of comparison.
    figures : mapping of str to Figure
        By the names of :data:`FIGURES`.
    key : KeyFigures
        All counts of the home city.
    top_countries : tuple of str
        Codes of the countries with the most partners; several where they are equal.
    top_count : int
        Partners in each of these.
    in_region : int, optional
        Partners in the Nordic and Baltic countries; None where the home city is in none of them.
    no_country : int
        Partners whose country is not known.
    top_networks : tuple of str
        Ids of the networks that bring the most cities; several where they are equal.
    top_reached : int
        Other cities in each of these.
    through_one : int
        Cities that are reached through one network alone.
    """

    since: int
    figures: Mapping[str, Figure]
    key: KeyFigures
    top_countries: tuple[str, ...]
    top_count: int
    in_region: int | None
    no_country: int
    top_networks: tuple[str, ...]
    top_reached: int
    through_one: int


def dashboard(
    graph: GraphFrame,
    home: str,
    today: datetime.date,
    since: int,
    year: int | None = None,
    undated: bool = True,
) -> Dashboard:
    """Return the five figures with their change since a year.

    Parameters
    ----------
    graph : GraphFrame
        The whole graph.
    home : str
        Node id.
    today : datetime.date
        The day that counts as now.
    since : int
        Year of comparison.
    year : int, optional
        The year of the figures; today's state by default.
    undated : bool
        Whether ties whose start is not known count in the figures of a `year`.
    """
    now = key_figures(graph, home, today, year, undated)
    dated = key_figures(graph, home, today, year or today.year)
    before = key_figures(graph, home, today, since)
    alive = own_ties(graph, home) & ties_in(graph, today, year, undated)
    figures = {}
    for name in FIGURES:
        value, in_change = getattr(now, name), getattr(dated, name)
        newest = _newest(graph, home, alive, name) if name in _TYPES else ((), None)
        change = in_change - getattr(before, name)
        figures[name] = Figure(value, change, max(0, value - in_change), *newest)
    return Dashboard(
        since,
        figures,
        now,
        *_countries(graph, home, alive),
        *_networks(graph, home, today, alive, year),
    )


def _newest(
    graph: GraphFrame, home: str, alive: np.ndarray, name: str
) -> tuple[tuple[str, ...], int | None]:
    """Return those that came last; a node came with its earliest tie."""
    ties = np.flatnonzero(alive & graph.is_type(*_TYPES[name]))
    other = graph.other_ends(graph.position[home], ties)
    first = pd.Series(graph.start_year[ties]).groupby(other).min()
    if name == "programmes":
        first = first[graph.is_kind("programme")[first.index]]
    if first.notna().sum() == 0:
        return (), None
    return tuple(sorted(graph.ids[first.index[first == first.max()]])), int(first.max())


def _countries(
    graph: GraphFrame, home: str, alive: np.ndarray
) -> tuple[tuple[str, ...], int, int | None, int]:
    country = others(graph, home, alive & graph.is_type(*PARTNERSHIPS))["country"]
    counts = country.value_counts()
    top = tuple(sorted(counts.index[counts == counts.max()]))
    ours = graph.nodes["country"].iloc[graph.position[home]]
    region = int(country.isin(NORDIC_BALTIC).sum()) if ours in NORDIC_BALTIC else None
    return top, int(counts.max() if len(counts) else 0), region, int(country.isna().sum())


def _networks(
    graph: GraphFrame, home: str, today: datetime.date, alive: np.ndarray, year: int | None
) -> tuple[tuple[str, ...], int, int]:
    pairs = members_of(graph, home, today, alive & graph.is_type("membership"), year)
    if pairs.empty:
        return (), 0, 0
    sizes = pairs["network"].value_counts()
    top = graph.ids[sizes.index[sizes == sizes.max()]]
    alone = int((pairs["city"].value_counts() == 1).sum())
    return tuple(sorted(top)), int(sizes.max()), alone
