"""Filters that combine, say what each leaves, and travel in an address."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace

import numpy as np

from graph_app.graph.ego import within_steps
from graph_app.graph.frames import GraphFrame, theme_masks
from graph_app.graph.years import in_year
from graph_app.model.errors import FilterError
from graph_app.model.kinds import KINDS, STATUSES, THEMES, UNKNOWN
from graph_app.model.messages import Message
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.words import fold

MAX_HOPS = 4
MAX_SEARCH = 100
YEARS = (1000, 2999)

_VOCABULARY = {
    "kinds": frozenset(KINDS),
    "types": frozenset(RELATION_TYPES),
    "themes": frozenset({*THEMES, UNKNOWN}),
    "statuses": frozenset({*STATUSES, UNKNOWN}),
}


@dataclass(frozen=True)
class GraphFilter:
    """What to show. An empty value does not filter.

    Parameters
    ----------
    kinds, types, countries, themes, statuses : tuple of str
        Kinds of node, types of relation, ISO 3166-1 alpha-2 countries, themes, statuses.
        ``unknown`` in themes and statuses stands for a blank. Nodes without a country (networks,
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

    def __post_init__(self):
        for name, known in _VOCABULARY.items():
            for value in getattr(self, name):
                if value not in known:
                    raise FilterError.one_of(name, value, sorted(known))
        for value in self.countries:
            if not (len(value) == 2 and value.isascii() and value.isupper()):
                raise FilterError.wrong(Message("country"), value, Message("a code such as FI"))
        _check_range("year", self.year, *YEARS)
        _check_range("hops", self.hops, 1, MAX_HOPS)
        _check_range("min_degree", self.min_degree, 0, 10**6)
        if len(self.search) > MAX_SEARCH:
            raise FilterError(
                "search: found {n} characters, at most {most}", n=len(self.search), most=MAX_SEARCH
            )

    @property
    def active(self) -> tuple[str, ...]:
        """Names of the fields that filter something."""
        idle = ("undated", "isolated", "focus")
        names = (f.name for f in fields(self) if f.name not in idle)
        return tuple(name for name in names if getattr(self, name) not in ((), None, "", 0))

    def without(self, name: str) -> "GraphFilter":
        """Return the same filter with one field back at its default."""
        default = next(f.default for f in fields(self) if f.name == name)
        return replace(self, **{name: default})


def _check_range(name, value, low, high):
    if value is not None and not low <= value <= high:
        raise FilterError.wrong(name, value, Message("{low} to {high}", low=low, high=high))


@dataclass(frozen=True, eq=False)
class FilterResult:
    """A filtered view.

    Parameters
    ----------
    view : GraphFrame
        What is left.
    steps : tuple of (str, int, int)
        For each active field, in the order applied: name, nodes left, ties left.
    matched : tuple of str
        Ids of the nodes that the search text itself found.
    """

    view: GraphFrame
    steps: tuple[tuple[str, int, int], ...]
    matched: tuple[str, ...]


class _Selection:
    """Which nodes and ties of the whole graph are still in."""

    def __init__(self, graph: GraphFrame, wanted: GraphFilter):
        self.graph = graph
        self.wanted = wanted
        self.nodes = np.ones(len(graph), dtype=bool)
        self.edges = np.ones(graph.n_edges, dtype=bool)
        self.always = np.zeros(len(graph), dtype=bool)
        self.matched = np.zeros(len(graph), dtype=bool)
        if wanted.focus:
            if wanted.focus not in graph.position:
                raise FilterError.wrong(Message("focus"), wanted.focus, Message("a node id"))
            self.always[graph.position[wanted.focus]] = True

    def drop_nodes(self, keep: np.ndarray):
        self.nodes &= keep | self.always
        self.trim()

    def drop_edges(self, keep: np.ndarray):
        self.edges &= keep
        self.trim()

    def trim(self):
        graph = self.graph
        self.edges &= self.nodes[graph.source] & self.nodes[graph.target]
        if not self.wanted.isolated:
            tied = self.always | self.matched
            tied[graph.source[self.edges]] = True
            tied[graph.target[self.edges]] = True
            self.nodes &= tied

    def view(self) -> GraphFrame:
        return self.graph.select(self.nodes, self.edges)


def _by_kind(selection: _Selection):
    selection.drop_nodes(selection.graph.nodes["kind"].isin(selection.wanted.kinds).to_numpy())


def _by_country(selection: _Selection):
    country = selection.graph.nodes["country"]
    inside = country.isin(selection.wanted.countries).to_numpy()
    selection.drop_nodes(inside | country.isna().to_numpy())
    # A network tied only to other networks says nothing about the countries asked for.
    graph = selection.graph
    reached = inside | selection.always
    touches = reached[graph.source] | reached[graph.target]
    selection.drop_edges(touches)


def _by_type(selection: _Selection):
    selection.drop_edges(selection.graph.edges["type"].isin(selection.wanted.types).to_numpy())


def _by_theme(selection: _Selection):
    graph = selection.graph
    of_nodes = theme_masks(graph.nodes["themes"])
    of_edges = theme_masks(graph.edges["themes"])
    named = [t for t in selection.wanted.themes if t != UNKNOWN]
    nodes = _any(of_nodes, named, len(graph))
    edges = _any(of_edges, named, graph.n_edges) | nodes[graph.source] | nodes[graph.target]
    if UNKNOWN in selection.wanted.themes:
        blank = of_nodes[UNKNOWN]
        edges |= of_edges[UNKNOWN] & blank[graph.source] & blank[graph.target]
    selection.drop_edges(edges)


def _any(masks, names, length):
    found = [masks[name] for name in names if name in masks]
    return np.any(found, axis=0) if found else np.zeros(length, dtype=bool)


def _by_status(selection: _Selection):
    status = selection.graph.edges["status"].fillna(UNKNOWN)
    selection.drop_edges(status.isin(selection.wanted.statuses).to_numpy())


def _by_year(selection: _Selection):
    selection.drop_edges(in_year(selection.graph, selection.wanted.year, selection.wanted.undated))


def _by_search(selection: _Selection):
    graph = selection.graph
    wanted = fold(selection.wanted.search.strip())
    found = np.array([wanted in names for names in graph.folded_names], dtype=bool)
    selection.matched = found & selection.nodes
    near = selection.matched.copy()
    edges = selection.edges
    for here, there in ((graph.source, graph.target), (graph.target, graph.source)):
        near[there[edges & selection.matched[here]]] = True
    # Found nodes and the focus stay; a focus far from every find is left alone in its corner.
    selection.drop_nodes(near)


def _by_hops(selection: _Selection):
    if not selection.wanted.focus:
        return
    graph = selection.graph
    start = graph.position[selection.wanted.focus]
    steps = within_steps(graph, start, selection.wanted.hops, selection.edges)
    selection.matched &= steps
    selection.drop_nodes(steps)


def _by_degree(selection: _Selection):
    view = selection.view()
    enough = np.zeros(len(selection.graph), dtype=bool)
    enough[np.flatnonzero(selection.nodes)] = view.degree >= selection.wanted.min_degree
    selection.matched &= enough
    selection.drop_nodes(enough)


_STEPS: Mapping[str, Callable[[_Selection], None]] = {
    "kinds": _by_kind,
    "countries": _by_country,
    "types": _by_type,
    "themes": _by_theme,
    "statuses": _by_status,
    "year": _by_year,
    "search": _by_search,
    "hops": _by_hops,
    "min_degree": _by_degree,
}


def apply_filter(graph: GraphFrame, wanted: GraphFilter) -> FilterResult:
    """Filter a graph.

    Parameters
    ----------
    graph : GraphFrame
        The whole graph.
    wanted : GraphFilter
        What to show.

    Returns
    -------
    FilterResult
        The view, what each active field left, and the nodes that the search found.

    Raises
    ------
    FilterError
        If the focus is not a node of the graph.
    """
    selection = _Selection(graph, wanted)
    steps = []
    active = wanted.active
    selection.trim()
    for name, step in _STEPS.items():
        if name in active:
            step(selection)
            steps.append((name, int(selection.nodes.sum()), int(selection.edges.sum())))
    matched = tuple(graph.ids[selection.matched & selection.nodes])
    return FilterResult(selection.view(), tuple(steps), matched)


def loosening(graph: GraphFrame, wanted: GraphFilter) -> list[tuple[str, int]]:
    """Say which one filter to loosen when nothing is left.

    Returns
    -------
    list of (str, int)
        Active field and the number of ties in the view without it, the most helpful first;
        fields that would not help alone are left out.
    """
    gains = [
        (name, apply_filter(graph, wanted.without(name)).view.n_edges) for name in wanted.active
    ]
    return sorted([gain for gain in gains if gain[1]], key=lambda gain: -gain[1])


# --- the filter in an address -----------------------------------------------------------------

#: Parameter of an address, and option of the command line -> field of the filter.
LIST_FIELDS = {
    "kind": "kinds",
    "type": "types",
    "country": "countries",
    "theme": "themes",
    "status": "statuses",
}
_WHOLE = {"year": "year", "hops": "hops", "degree": "min_degree"}
_TEXTS = {"q": "search", "focus": "focus"}
_FLAGS = {"undated": "undated", "isolated": "isolated"}


def filter_to_query(wanted: GraphFilter) -> dict[str, str]:
    """Return the filter as the parameters of an address; defaults are left out."""
    return dict(_query_parts(wanted))


def _query_parts(wanted: GraphFilter) -> Iterator[tuple[str, str]]:
    for key, name in LIST_FIELDS.items():
        if getattr(wanted, name):
            yield key, ",".join(getattr(wanted, name))
    for key, name in (_WHOLE | _TEXTS).items():
        if getattr(wanted, name) not in (None, "", 0):
            yield key, str(getattr(wanted, name))
    for key, name in _FLAGS.items():
        if getattr(wanted, name) != getattr(GraphFilter, name):
            yield key, "1" if getattr(wanted, name) else "0"


def filter_from_query(query: Mapping[str, str]) -> GraphFilter:
    """Read a filter from the parameters of an address; other parameters are ignored.

    Raises
    ------
    FilterError
        If a value is unknown, no number, or out of range.
    """
    values: dict[str, object] = {}
    for key, name in LIST_FIELDS.items():
        if query.get(key):
            values[name] = tuple(dict.fromkeys(part for part in query[key].split(",") if part))
    for key, name in _WHOLE.items():
        if query.get(key):
            values[name] = _whole_number(key, query[key])
    for key, name in _TEXTS.items():
        if query.get(key):
            values[name] = query[key]
    for key, name in _FLAGS.items():
        if query.get(key) in ("0", "1"):
            values[name] = query[key] == "1"
    return GraphFilter(**values)


def _whole_number(key: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise FilterError.wrong(key, text, Message("a whole number"))
    return int(text)
