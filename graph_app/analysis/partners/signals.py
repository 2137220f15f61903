"""What speaks for two cities as partners: one number a pair of cities for each signal.

All signals are computed on the ties that are valid in a year; ended ties are left out, parallel ties
count once. No signal of a pair uses the tie between the two cities themselves, so that a tie that
is known and one that is not yet are judged alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse

from graph_app.analysis.overview.key_figures import PARTNERSHIPS
from graph_app.graph.frames import GraphFrame, named_themes, row_of, symmetric
from graph_app.model.earth import great_circle_km
from graph_app.model.words import N_

#: Signal -> label. The order of the columns of :meth:`PartnerGraph.signals`.
SIGNALS: Mapping[str, str] = {
    "common_neighbours": N_("Common neighbours"),
    "adamic_adar": N_("Adamic-Adar index"),
    "resource_allocation": N_("Resource allocation"),
    "chains": N_("Chains of partners"),
    "memberships": N_("Shared networks"),
    "themes": N_("Shared themes"),
    "countries": N_("Ties of the two countries"),
    "size": N_("Similar size"),
    "distance": N_("Nearness"),
    "activity": N_("Number of partner cities"),
}
#: Signal -> what it says, in plain words.
MEANINGS: Mapping[str, str] = {
    "common_neighbours": N_("How many cities, networks, programmes and events both have a tie to."),
    "adamic_adar": N_("Common neighbours; one with few ties counts more."),
    "resource_allocation": N_("Common neighbours; one with many ties counts very little."),
    "chains": N_("Partners of ours have partners that are partners of theirs."),
    "memberships": N_("Share of the networks of either that both belong to."),
    "themes": N_("Share of the themes of either that both work on."),
    "countries": N_("How often cities of the two countries are partners."),
    "size": N_("How close the two populations are, as a ratio."),
    "distance": N_("How near the two cities lie."),
    "activity": N_("How many partner cities the other city has already."),
}
#: A place is an institution when its themes are those of whoever takes part in it.
_THEME_KINDS = ("network", "programme", "event", "organisation")
#: Statuses of an own tie that is no longer, or not now, alive.
PAST = ("dormant", "suspended", "ended")


def live_ties(graph: GraphFrame, year: int) -> np.ndarray:
    """Return which ties have not ended by a year; bool, shape (m,).

    A tie that is ended today counts as alive in a year before the one in which it ended.
    """
    end = graph.end_year
    return ~(graph.has_status("ended") & ~(end > year)) & ~(end < year)


def distance_km(graph: GraphFrame, at: int, others: np.ndarray) -> np.ndarray:
    """Return great-circle distances from one node to others.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    at : int
        Position of the node.
    others : numpy.ndarray of int, shape (k,)
        Positions of the others.

    Returns
    -------
    numpy.ndarray of float64, shape (k,)
        Kilometres; NaN where either place is not known.
    """
    places = graph.nodes[["latitude", "longitude"]].to_numpy(dtype=float)
    return great_circle_km(places[at], places[others])


@dataclass(frozen=True, eq=False)
class PartnerGraph:
    """A graph prepared for judging pairs of cities.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    live : numpy.ndarray of bool, shape (m,)
        Ties that count, e.g. :func:`live_ties`.

    Notes
    -----
    Cities are numbered 0..c-1 in the order of the nodes; :attr:`cities` gives their positions.
    """

    frame: GraphFrame
    live: np.ndarray

    @cached_property
    def cities(self) -> np.ndarray:
        """Positions of the cities among the nodes; int64, shape (c,)."""
        return np.asarray(np.flatnonzero(self.frame.is_kind("city")))

    @cached_property
    def number(self) -> np.ndarray:
        """Number of each node as a city, -1 for others; int64, shape (n,)."""
        numbers = np.full(len(self.frame), -1, dtype=np.int64)
        numbers[self.cities] = np.arange(len(self.cities))
        return numbers

    @cached_property
    def adjacency(self) -> sparse.csr_array:
        """Which nodes a live tie joins: 0 or 1, symmetric, shape (n, n)."""
        return self._joined(self.live)

    @cached_property
    def partners(self) -> sparse.csr_array:
        """Which cities are partners: 0 or 1, symmetric, shape (c, c)."""
        joined = self._joined(self.live & self.frame.is_type(*PARTNERSHIPS))
        return joined[self.cities][:, self.cities].tocsr()

    def partners_of(self, city: int) -> np.ndarray:
        """Return the numbers of the known partners of a city."""
        return row_of(self.partners, city)

    def _joined(self, keep: np.ndarray) -> sparse.csr_array:
        graph = self.frame
        keep = keep & (graph.source != graph.target)
        whole = symmetric(len(graph), graph.source[keep], graph.target[keep])
        whole.data[:] = 1.0
        return whole

    @cached_property
    def near(self) -> sparse.csr_array:
        """Rows of :attr:`adjacency` that belong to cities, shape (c, n)."""
        return self.adjacency[self.cities].tocsr()

    @cached_property
    def memberships(self) -> sparse.csr_array:
        """Which city is a member of which network: 0 or 1, shape (c, n)."""
        return self._joined(self.live & self.frame.is_type("membership"))[self.cities].tocsr()

    @cached_property
    def theme_names(self) -> tuple[str, ...]:
        """Themes that occur, in the order of the columns of :attr:`themes`."""
        listed = pd.concat([self.frame.nodes["themes"], self.frame.edges["themes"]])
        return tuple(sorted(set(named_themes(listed))))

    @cached_property
    def themes(self) -> sparse.csr_array:
        """Which city has to do with which theme: 0 or 1, shape (c, themes).

        Themes are those of the networks, programmes, events and organisations to which a city is
        tied, and of these ties; the themes of a tie between two cities would give that tie away.
        """
        graph = self.frame
        kinds = graph.is_kind(*_THEME_KINDS)
        of_nodes = _theme_matrix(graph.nodes["themes"].where(kinds), self.theme_names)
        of_edges = _theme_matrix(graph.edges["themes"], self.theme_names)
        found = self.near @ of_nodes
        for city, other in ((graph.source, graph.target), (graph.target, graph.source)):
            use = np.flatnonzero(self.live & kinds[other] & (self.number[city] >= 0))
            ends = (self.number[city[use]], use)
            shape = (len(self.cities), graph.n_edges)
            found = found + sparse.coo_array((np.ones(len(use)), ends), shape=shape) @ of_edges
        found = found.tocsr()
        found.data[:] = 1.0
        return found

    @cached_property
    def country(self) -> np.ndarray:
        """Number of the country of each city, -1 where not known; int64, shape (c,)."""
        return np.asarray(pd.factorize(self.frame.nodes["country"].iloc[self.cities])[0])

    @cached_property
    def country_ties(self) -> np.ndarray:
        """Number of partnerships between two countries; float64, shape (k, k)."""
        ends = sparse.triu(self.partners, k=1).tocoo()
        one, other = self.country[ends.row], self.country[ends.col]
        known = (one >= 0) & (other >= 0)
        size = int(self.country.max(initial=-1)) + 1
        counts = np.zeros((size, size))
        np.add.at(counts, (one[known], other[known]), 1.0)
        return counts + counts.T - np.diag(np.diag(counts))

    @cached_property
    def log_population(self) -> np.ndarray:
        """Common logarithm of the population of each city; NaN where blank or 0."""
        people = self.frame.nodes["population"].to_numpy(dtype=float)[self.cities]
        return np.log10(np.where(people > 0, people, np.nan))

    @cached_property
    def places(self) -> np.ndarray:
        """Latitude and longitude of each city in degrees; NaN where blank, shape (c, 2)."""
        found = self.frame.nodes[["latitude", "longitude"]].to_numpy(dtype=float)
        return np.asarray(found[self.cities])

    def signals(self, rows: np.ndarray) -> np.ndarray:
        """Return all signals between some cities and all cities.

        Parameters
        ----------
        rows : numpy.ndarray of int, shape (r,)
            Numbers of cities.

        Returns
        -------
        numpy.ndarray of float64, shape (signals, r, c)
            In the order of :data:`SIGNALS`; more speaks for the pair, NaN where not known:

            - ``common_neighbours``: number of common neighbours of any kind;
            - ``adamic_adar``: the sum of 1 / ln(d) over them, d their number of neighbours;
            - ``resource_allocation``: the sum of 1 / d over them;
            - ``chains``: chains of three partnerships over two further cities, each counting
              1 / sqrt(d1 d2);
            - ``memberships``, ``themes``: Jaccard coefficient of the sets of networks, of themes;
            - ``countries``: partnerships between the two countries, without the pair's own, and a
              half, for each city of the other country;
            - ``size``: minus the absolute difference of the common logarithms of the populations;
            - ``distance``: minus the great-circle distance in km;
            - ``activity``: number of partners of the other city, without the first.

        References
        ----------
        L. A. Adamic, E. Adar (2003), Friends and neighbors on the Web, Social Networks 25(3),
        211-230. T. Zhou, L. Lü, Y.-C. Zhang (2009), Predicting missing links via local information,
        European Physical Journal B 71, 623-630. I. A. Kovács et al. (2019), Network-based
        prediction of protein interactions, Nature Communications 10, 1240 (chains of three).
        """
        rows = np.asarray(rows, dtype=np.int64)
        tied = self.partners[rows].toarray()
        parts = [
            *self._common(rows),
            self._chains(rows, tied),
            _jaccard(self.memberships, rows),
            _jaccard(self.themes, rows),
            self._countries(rows, tied),
            -np.abs(self.log_population[rows][:, None] - self.log_population[None, :]),
            -great_circle_km(self.places[rows][:, None], self.places[None]),
            _counts(self.partners)[None, :] - tied,
        ]
        return np.stack(parts)

    def _common(self, rows: np.ndarray) -> list[np.ndarray]:
        degree = _counts(self.adjacency)
        shares = np.divide(1.0, degree, where=degree > 0, out=np.zeros(len(degree)))
        logs = np.divide(1.0, np.log(np.maximum(degree, 2.0)))
        ours = self.near[rows]
        weights = (np.ones(len(degree)), logs, shares)
        columns = self.near.T.tocsr()
        return [(ours @ sparse.diags_array(w) @ columns).toarray() for w in weights]

    def _chains(self, rows: np.ndarray, tied: np.ndarray) -> np.ndarray:
        degree = _counts(self.partners)
        root = np.divide(1.0, np.sqrt(degree), where=degree > 0, out=np.zeros(len(degree)))
        half = (self.partners @ sparse.diags_array(root)).tocsr()
        found = (half[rows] @ half @ self.partners).toarray()
        # Chains that run over the pair's own tie: u-v-w-v, u-w-u-v and u-v-u-v.
        beside = np.asarray(half.sum(axis=1)).ravel() * root
        own = beside[rows][:, None] + beside[None, :] - root[rows][:, None] * root[None, :]
        rest = found - tied * own
        # What is left of nothing is rounding.
        return np.where(rest > 1e-9, rest, 0.0)

    def _countries(self, rows: np.ndarray, tied: np.ndarray) -> np.ndarray:
        here, there = self.country[rows][:, None], self.country[None, :]
        known = (here >= 0) & (there >= 0)
        if not self.country_ties.size:
            return np.full(known.shape, np.nan)
        sizes = np.bincount(self.country[self.country >= 0], minlength=len(self.country_ties))
        ties = self.country_ties[np.maximum(here, 0), np.maximum(there, 0)] - tied
        return np.where(known, (ties + 0.5) / sizes[np.maximum(there, 0)], np.nan)


def _counts(matrix: sparse.csr_array) -> np.ndarray:
    return np.asarray(np.diff(matrix.indptr).astype(float))


def _jaccard(sets: sparse.csr_array, rows: np.ndarray) -> np.ndarray:
    """Return the Jaccard coefficients of some rows with all rows of a 0-1 matrix; 0 of two empty."""
    both = (sets[rows] @ sets.T).toarray()
    size = _counts(sets)
    either = size[rows][:, None] + size[None, :] - both
    return np.asarray(np.divide(both, either, where=either > 0, out=np.zeros_like(both)))


def _theme_matrix(listed: pd.Series, names: tuple[str, ...]) -> sparse.csr_array:
    named = named_themes(listed.reset_index(drop=True))
    ends = (named.index.to_numpy(), pd.Index(names).get_indexer(pd.Index(named)))
    shape = (len(listed), len(names))
    return sparse.coo_array((np.ones(len(named)), ends), shape=shape).tocsr()
