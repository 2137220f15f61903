"""Every tie of one node: with whom, since when, who says so, how well it is known, and whose it is."""

import datetime
from collections.abc import Collection

import numpy as np
import pandas as pd

from graph_app.graph.citations import citation_table
from graph_app.graph.frames import GraphFrame
from graph_app.graph.trust import trust_levels
from graph_app.model.public_ties import is_public

#: Columns of :func:`ties_of`.
TIE_COLUMNS = (
    *("node", "name", "country", "type", "status", "start", "end", "trust", "ours"),
    *("source", "checked", "relation"),
)


def ties_of(
    graph: GraphFrame,
    node: str,
    sources: pd.DataFrame,
    home: str,
    today: datetime.date,
    countries: Collection[str] = (),
    types: Collection[str] = (),
) -> pd.DataFrame:
    """Return every tie of a node.

    Parameters
    ----------
    graph : GraphFrame
        Our ties, or ours and the public ones
        (:func:`graph_app.intake.reference.union.with_public`).
    node : str
        Its id.
    sources : pandas.DataFrame
        Table of sources.
    home : str
        Node id of the home city, by which trust is judged.
    today : datetime.date
        Day from which the age of a source counts.
    countries, types : collection of str, optional
        ISO codes and relation types to keep; all by default.

    Returns
    -------
    pandas.DataFrame
        :data:`TIE_COLUMNS`: ``node``, ``name`` and ``country`` of the other end; ``trust`` a key of
        :data:`graph_app.graph.trust.TRUST`; ``ours`` (bool) whether our own tables state it;
        ``source`` its title; what is not known is missing. Ours come first, then by type and name.
    """
    mine = graph.position[node]
    at = np.flatnonzero((graph.source == mine) | (graph.target == mine))
    part = GraphFrame(
        graph.nodes, graph.edges.iloc[at], graph.source[at], graph.target[at], graph.revision
    )
    other = graph.nodes.iloc[np.where(part.source == mine, part.target, part.source)]
    edges = part.edges.reset_index(drop=True)
    named = other[["id", "name", "country"]].set_axis(["node", "name", "country"], axis=1)
    rows = named.reset_index(drop=True).assign(
        **{name: edges[name] for name in ("type", "status", "start", "end")},
        trust=trust_levels(part, sources, home, today).to_numpy(),
        ours=~is_public(edges["id"]),
        source=citation_table(edges, sources)["title"],
        checked=edges["checked"],
        relation=edges["id"],
    )[list(TIE_COLUMNS)]
    if countries:
        rows = rows[rows["country"].isin(list(countries))]
    if types:
        rows = rows[rows["type"].isin(list(types))]
    order = rows.assign(public=~rows["ours"])
    order = order.sort_values(["public", "type", "name", "relation"], kind="stable")
    return rows.loc[order.index].reset_index(drop=True)
