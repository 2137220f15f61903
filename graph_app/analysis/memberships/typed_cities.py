"""A typed list of cities, for a network that does not exist yet."""

import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

from graph_app.graph.frames import GraphFrame
from graph_app.model.errors import FilterError
from graph_app.model.words import join_parts

#: Most names that a typed list may contain.
MOST_TYPED = 500

_BREAKS = re.compile(r"[,;]")

#: Gives the ids of the nodes, among some, that a text may mean.
Named = Callable[[str, Container[str]], Sequence[str]]


@dataclass(frozen=True)
class TypedCities:
    """A typed list of cities.

    Parameters
    ----------
    ids : tuple of str
        The cities found, each once, in the order typed.
    unknown : tuple of str
        Names that no city has, or several have.
    """

    ids: tuple[str, ...]
    unknown: tuple[str, ...]


def typed_cities(graph: GraphFrame, text: str, named: Named) -> TypedCities:
    """Read a typed list of cities, one a line or separated by commas.

    Parts of a line that name one city together are one name: ``Paris, France``.

    Parameters
    ----------
    graph : GraphFrame
        The graph.
    text : str
        Names or ids.
    named : callable
        Gives the ids of the nodes among some that a text may mean.

    Raises
    ------
    FilterError
        If there are more than :data:`MOST_TYPED` names.
    """
    lines = [[part.strip() for part in _BREAKS.split(line)] for line in text.split("\n")]
    names = list(dict.fromkeys(part for parts in lines for part in parts if part))
    if len(names) > MOST_TYPED:
        raise FilterError(
            "cities: found {n} names, expected at most {most}", n=len(names), most=MOST_TYPED
        )
    cities = frozenset(graph.ids[graph.is_kind("city")])
    found: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for parts in lines:
        known = [part for part in parts if part]
        for name in join_parts(known, lambda text: len(named(text, cities)) == 1):
            ids = named(name, cities)
            if len(ids) == 1:
                found[ids[0]] = None
            else:
                unknown[name] = None
    return TypedCities(tuple(found), tuple(unknown))
