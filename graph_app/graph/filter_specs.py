"""The filters, each in one place: what it can be set to, what it is called, how it selects.

A new filter is a field of :class:`GraphFilter` and its entry in :data:`SPECS`, no more: its part
of the address, its option, its widget and the words that say it follow from the entry.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from graph_app.graph import filter_kinds as kinds
from graph_app.graph.ego import within_steps
from graph_app.graph.filter_kinds import YEARS, Kind
from graph_app.graph.frames import theme_masks
from graph_app.graph.selection import Selection
from graph_app.graph.years import in_year
from graph_app.model.kinds import KINDS, STATUSES, THEMES, UNKNOWN
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.words import N_, fold


@dataclass(frozen=True)
class GraphFilter:
    """What to show. An empty value does not filter.

    Parameters
    ----------
    kinds, types, countries, themes, statuses : tuple of str
        Kinds of node, types of relation, ISO 3166-1 alpha-2 countries, themes, statuses.
        ``unknown`` in themes and statuses means a blank. Nodes without a country (networks,
        programmes) stay for as long as they have a tie. A tie has a theme when it, or one of its
        ends, names it.
    year : int, optional
        Ties as they were in that year: begun by then and not ended before.
    undated : bool
        Whether ties without a start year stay when `year` is set.
    search : str
        Nodes with this text in one of their names, compared without accents, and their neighbours.
    focus : str
        Node id from which `hops` counts. The focus itself is never filtered away.
    hops : int, optional
        Steps from the focus, 1 to 4; None for the whole graph.
    min_degree : int
        Least number of neighbours within the view.
    isolated : bool
        Whether nodes without any tie in the view stay.
    coordinates : {"", "known", "unknown"}
        Nodes with known coordinates, or those without; events and organisations have the
        coordinates of their city, networks and programmes have none.

    Raises
    ------
    FilterError
        If a value is unknown or out of range; the message says what would be right.
    """

    kinds: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    year: int | None = None
    undated: bool = True
    search: str = ""
    focus: str = ""
    hops: int | None = None
    min_degree: int = 0
    isolated: bool = False
    coordinates: str = ""

    def __post_init__(self) -> None:
        for name, value in self.changed().items():
            kinds.check(SPECS[name].kind, name, value)

    def changed(self) -> dict[str, Any]:
        """Return the fields that are not at their defaults."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: v for name, v in values.items() if v != getattr(GraphFilter, name)}

    @property
    def in_effect(self) -> tuple[str, ...]:
        """Names of the fields that make a difference: a field may need another to do so."""
        changed = self.changed()
        return tuple(name for name in changed if SPECS[name].needs in ("", *changed))

    @property
    def active(self) -> tuple[str, ...]:
        """Names of the fields that filter something."""
        return tuple(name for name in self.in_effect if SPECS[name].apply)

    def without(self, name: str) -> "GraphFilter":
        """Return the same filter with one field back at its default."""
        return replace(self, **{name: getattr(GraphFilter, name)})


@dataclass(frozen=True, eq=False)
class FilterSpec:
    """All that there is to know about a filter.

    Parameters
    ----------
    field : str
        Field of :class:`GraphFilter`.
    kind : Kind
        What it can be set to.
    query_key : str
        Its parameter in an address.
    label : str
        What the pages call it; a message to translate.
    apply : callable, optional
        Narrows a selection; None where the field only changes what others do.
    needs : str
        Field without which it makes no difference.
    option, help : str
        Its option on the command line, `query_key` by default; a flag turns its default round.
    """

    field: str
    kind: Kind
    query_key: str
    label: str
    apply: Callable[[Selection, GraphFilter], None] | None = None
    needs: str = ""
    option: str = ""
    help: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "option", self.option or self.query_key)


# --- how each filter selects ------------------------------------------------------------------


def _by_kind(selection: Selection, wanted: GraphFilter) -> None:
    selection.keep_nodes(selection.graph.is_kind(*wanted.kinds))


def _by_country(selection: Selection, wanted: GraphFilter) -> None:
    graph = selection.graph
    country = graph.nodes["country"]
    inside = country.isin(wanted.countries).to_numpy()
    selection.keep_nodes(inside | country.isna().to_numpy())
    # A network tied only to other networks says nothing about the countries asked for.
    reached = inside | selection.always
    selection.keep_edges(reached[graph.source] | reached[graph.target])


def _by_coordinates(selection: Selection, wanted: GraphFilter) -> None:
    known = selection.graph.nodes[["latitude", "longitude"]].notna().all(axis=1).to_numpy()
    selection.keep_nodes(known == (wanted.coordinates == "known"))


def _by_type(selection: Selection, wanted: GraphFilter) -> None:
    selection.keep_edges(selection.graph.is_type(*wanted.types))


def _by_theme(selection: Selection, wanted: GraphFilter) -> None:
    graph = selection.graph
    of_nodes = theme_masks(graph.nodes["themes"])
    of_edges = theme_masks(graph.edges["themes"])
    named = [theme for theme in wanted.themes if theme != UNKNOWN]
    nodes = _any(of_nodes, named, len(graph))
    edges = _any(of_edges, named, graph.n_edges) | nodes[graph.source] | nodes[graph.target]
    if UNKNOWN in wanted.themes:
        blank = of_nodes[UNKNOWN]
        edges |= of_edges[UNKNOWN] & blank[graph.source] & blank[graph.target]
    selection.keep_edges(edges)


def _any(masks: Mapping[str, np.ndarray], names: list[str], length: int) -> np.ndarray:
    found = [masks[name] for name in names if name in masks]
    return np.asarray(np.any([np.zeros(length, dtype=bool), *found], axis=0))


def _by_status(selection: Selection, wanted: GraphFilter) -> None:
    status = selection.graph.edges["status"].fillna(UNKNOWN)
    selection.keep_edges(status.isin(wanted.statuses).to_numpy())


def _by_year(selection: Selection, wanted: GraphFilter) -> None:
    assert wanted.year is not None
    selection.keep_edges(in_year(selection.graph, wanted.year, wanted.undated))


def _by_search(selection: Selection, wanted: GraphFilter) -> None:
    graph = selection.graph
    text = fold(wanted.search.strip())
    found = np.array([text in names for names in graph.folded_names], dtype=bool)
    if not found.any():
        found = np.isin(graph.ids, list(selection.also(wanted.search)))
    selection.matched = found & selection.nodes
    near = selection.matched.copy()
    edges = selection.edges
    for here, there in ((graph.source, graph.target), (graph.target, graph.source)):
        near[there[edges & selection.matched[here]]] = True
    # Found nodes and the focus stay; a focus far from every find is left alone in its corner.
    selection.keep_nodes(near)


def _by_hops(selection: Selection, wanted: GraphFilter) -> None:
    assert wanted.hops is not None
    graph = selection.graph
    steps = within_steps(graph, graph.position[wanted.focus], wanted.hops, selection.edges)
    selection.matched &= steps
    selection.keep_nodes(steps)


def _by_degree(selection: Selection, wanted: GraphFilter) -> None:
    enough = np.zeros(len(selection.graph), dtype=bool)
    enough[np.flatnonzero(selection.nodes)] = selection.view().degree >= wanted.min_degree
    selection.matched &= enough
    selection.keep_nodes(enough)


# --- the filters ------------------------------------------------------------------------------

_COORDINATES = kinds.Choice({"known": N_("known"), UNKNOWN: N_("missing")})
_TYPES = kinds.Choices((*RELATION_TYPES,), "relation")
_THEMES = kinds.Choices((*THEMES, UNKNOWN), "theme", by_label=True)
_STATUSES = kinds.Choices((*STATUSES, UNKNOWN), "status")

_IN_ORDER = (
    FilterSpec("kinds", kinds.Choices((*KINDS,), "kind"), "kind", N_("Kind"), _by_kind),
    FilterSpec("countries", kinds.Countries((), "country"), "country", N_("Country"), _by_country),
    FilterSpec(
        "coordinates",
        _COORDINATES,
        "coordinates",
        N_("Coordinates"),
        _by_coordinates,
        help="known or unknown",
    ),
    FilterSpec("types", _TYPES, "type", N_("Relation"), _by_type),
    FilterSpec("themes", _THEMES, "theme", N_("Theme"), _by_theme),
    FilterSpec("statuses", _STATUSES, "status", N_("Status"), _by_status),
    FilterSpec(
        "year",
        kinds.Year(*YEARS),
        "year",
        N_("As it was in"),
        _by_year,
        help="as it was in that year",
    ),
    FilterSpec(
        "undated",
        kinds.Flag(N_("left out")),
        "undated",
        N_("Ties without a start year"),
        needs="year",
        option="no-undated",
        help="leave out ties without a start",
    ),
    FilterSpec("search", kinds.Text(100), "q", N_("Search"), _by_search, option="search"),
    FilterSpec("focus", kinds.Node(), "focus", N_("Focus"), help="id or name"),
    FilterSpec(
        "hops",
        kinds.Scale(1, 4),
        "hops",
        N_("Steps from the focus"),
        _by_hops,
        needs="focus",
        help="steps from the focus, 1 to 4",
    ),
    FilterSpec(
        "min_degree",
        kinds.Number(0, 10**6),
        "degree",
        N_("Fewest ties"),
        _by_degree,
        option="min-degree",
    ),
    FilterSpec(
        "isolated",
        kinds.Flag(),
        "isolated",
        N_("Also show those without any tie"),
        help="keep nodes without a tie",
    ),
)

#: Field -> its filter, in the order in which they are applied: to nodes first, then to ties, then
#: to what is left of both.
SPECS: Mapping[str, FilterSpec] = {spec.field: spec for spec in _IN_ORDER}


def specs_of(*of_kinds: type[Kind]) -> list[FilterSpec]:
    """Return the filters of some kinds, kind after kind, each in the order of the fields."""
    specs = [SPECS[field.name] for field in fields(GraphFilter)]
    return [spec for kind in of_kinds for spec in specs if isinstance(spec.kind, kind)]
