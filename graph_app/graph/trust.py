"""How well a relation is known: who says so, and how long ago.

Derived from the source of the relation, never stored, so that a better source shows at once. The
levels are the rule of the office, strongest first:

========  =========================================================================
A         the home city's own page or register says so
B         the other side's own page says so, or the network's or programme's own list
C         a public encyclopaedia or collection says so
D         what says so is older than three years, or nothing is known of it
========  =========================================================================

What is over stays as it was: age does not count for a relation that has ended.
"""

import datetime
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import numpy as np
import pandas as pd

from graph_app.graph.frames import GraphFrame
from graph_app.model.dates import last_day
from graph_app.model.words import N_, fold, slug

#: Level -> what it means, in English.
TRUST = {
    "A": N_("Confirmed by our city's own page"),
    "B": N_("Confirmed by the other side or by the network's own list"),
    "C": N_("From a public encyclopaedia or collection"),
    "D": N_("Older than three years, or without a dated source"),
}
#: Days after which what a source says counts as old.
OLD = 3 * 365.25
# "City of Lahti" and "Lahti" as a word of its own; "Lahden kaupunki" is known by its address.
_WORD = re.compile(r"[^\W\d_]+")


def trust_levels(
    graph: GraphFrame, sources: pd.DataFrame, home: str, today: datetime.date
) -> pd.Series:
    """Return the trust of each relation.

    Parameters
    ----------
    graph : GraphFrame
        The relations and their ends.
    sources : pandas.DataFrame
        Table of sources.
    home : str
        Node id of the home city.
    today : datetime.date
        Day from which age counts.

    Returns
    -------
    pandas.Series of str, shape (m,)
        A key of :data:`TRUST`, index as ``graph.edges``.
    """
    edges = graph.edges
    said = sources.drop_duplicates("id").set_index("id")
    cited = said.reindex(edges["source_id"])
    speaker = _speakers(graph, cited, home)
    level = np.select([speaker == "home", speaker == "side"], ["A", "B"], "C")
    over = edges["status"].eq("ended").to_numpy(dtype=bool) | edges["end"].notna().to_numpy()
    level = np.where(_is_old(edges, cited, today) & ~over, "D", level)
    return pd.Series(level, index=edges.index, dtype="str")


def _speakers(graph: GraphFrame, cited: pd.DataFrame, home: str) -> np.ndarray:
    """Return who says each relation: ``home``, ``side`` or ``other``."""
    voices = [
        _Voice(publisher, url)
        for publisher, url in zip(cited["publisher"], cited["url"], strict=True)
    ]
    names = _known_names(graph)
    own = graph.position.get(home, -1)

    def speaker(voice: _Voice, ends: tuple[int, int]) -> str:
        # Our page about a tie of two others is the page of a third.
        if own in ends and names[own](voice):
            return "home"
        return "side" if any(names[end](voice) for end in ends) else "other"

    ends = zip(graph.source.tolist(), graph.target.tolist(), strict=True)
    said = [speaker(voice, pair) for voice, pair in zip(voices, ends, strict=True)]
    return np.array(said, dtype=object)


class _Voice:
    """Who publishes a source: the words of the name, and the address."""

    def __init__(self, publisher: object, url: object):
        name = publisher if isinstance(publisher, str) else ""
        self.words = frozenset(_WORD.findall(fold(name)))
        host = urlsplit(url).hostname if isinstance(url, str) else None
        self.site = _site(host or "")


def _site(host: str) -> str:
    """Return the registered name of a host: ``www.lahti.fi`` is ``lahti.fi``."""
    return ".".join(host.lower().split(".")[-2:])


def _known_names(graph: GraphFrame) -> dict[int, Callable[[_Voice], bool]]:
    """Return, for each node with a relation, what tells whether a publisher is that node itself."""
    at = np.unique(np.concatenate([graph.source, graph.target]))
    nodes = graph.nodes.iloc[at]
    columns = ["name", "name_fi", "name_sv", "short_name"]
    names = nodes[columns].astype(object).fillna("").to_numpy(dtype=object).tolist()
    urls = nodes["website"].astype(object).fillna("").tolist()
    sites = [_site(urlsplit(url).hostname or "") for url in urls]
    said = zip(at.tolist(), names, sites, strict=True)
    return {node: _named(own, site) for node, own, site in said}


def _named(names: list[str], site: str) -> Callable[[_Voice], bool]:
    given = [name for name in names if name]
    words = [frozenset(_WORD.findall(fold(name))) for name in given]
    slugs = {slug(name).replace("-", "") for name in given}

    def speaks(voice: _Voice) -> bool:
        return (
            any(some and some <= voice.words for some in words)
            or (site != "" and voice.site == site)
            or voice.site.split(".")[0] in slugs
        )

    return speaks


def _is_old(edges: pd.DataFrame, cited: pd.DataFrame, today: datetime.date) -> np.ndarray:
    day = np.full(len(edges), np.datetime64("NaT"), dtype="datetime64[D]")
    for dates in (edges["checked"], cited["published"], cited["retrieved"]):
        day = np.fmax(day, _days(dates))
    young: np.ndarray = day >= np.datetime64(today - datetime.timedelta(OLD))
    return ~young


def _days(dates: pd.Series) -> np.ndarray:
    texts = dates.astype(object).fillna("").to_numpy(dtype=object)
    known = {text: last_day(text) for text in set(texts) if text}
    return np.array([known.get(text) for text in texts], dtype="datetime64[D]")
