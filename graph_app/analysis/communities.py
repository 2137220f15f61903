"""An overview of a large graph: its communities, and the ties between them bundled."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from graph_app.graph.frames import GraphFrame

#: Best connected members that name a community.
_NAMED = 5


@dataclass(frozen=True, eq=False)
class CommunityOverview:
    """Communities of a view and the ties between them.

    Parameters
    ----------
    groups : pandas.DataFrame
        Index ``number`` (int; 0 gathers the nodes without ties), the largest in the whole graph
        first: ``nodes`` and ``ties`` inside (int64), ``members`` (tuple of the ids of the best
        connected, the best first), ``countries`` (tuple of the most frequent ISO codes).
    links : pandas.DataFrame
        ``one`` < ``other`` (numbers) and ``ties`` between them (int64), the strongest first.
    """

    groups: pd.DataFrame
    links: pd.DataFrame


def community_overview(view: GraphFrame, numbers: np.ndarray) -> CommunityOverview:
    """Gather a view by communities.

    Parameters
    ----------
    view : GraphFrame
        The graph, or what a filter leaves of it.
    numbers : numpy.ndarray of int, shape (n,)
        Community of each node, as the measure ``community`` gives it. Taken from the whole graph,
        they keep their numbers and colours whatever a filter leaves.
    """
    one, other = numbers[view.source], numbers[view.target]
    inside = pd.Series(one[one == other]).value_counts()
    sizes = pd.Series(numbers).value_counts().sort_index()
    members, countries = _members(view, numbers), _countries(view, numbers)
    groups = pd.DataFrame(
        {
            "nodes": sizes.astype(np.int64),
            "ties": inside.reindex(sizes.index, fill_value=0).astype(np.int64),
            "members": [members[number] for number in sizes.index],
            "countries": [countries.get(number, ()) for number in sizes.index],
        },
        index=pd.Index(sizes.index, name="number"),
    )
    return CommunityOverview(groups, _links(one, other))


def _links(one: np.ndarray, other: np.ndarray) -> pd.DataFrame:
    apart = one != other
    ends = pd.DataFrame(
        {"one": np.minimum(one, other)[apart], "other": np.maximum(one, other)[apart]}
    )
    counts = ends.value_counts(sort=False).rename("ties").reset_index()
    order = ["ties", "one", "other"]
    return counts.sort_values(order, ascending=[False, True, True], ignore_index=True)


def _members(view: GraphFrame, numbers: np.ndarray) -> Mapping[Any, tuple[str, ...]]:
    frame = pd.DataFrame({"id": view.nodes["id"], "group": numbers, "degree": view.degree})
    best = frame.sort_values("degree", ascending=False, kind="stable").groupby("group").head(_NAMED)
    return best.groupby("group")["id"].agg(tuple).to_dict()


def _countries(view: GraphFrame, numbers: np.ndarray) -> Mapping[Any, tuple[str, ...]]:
    frame = pd.DataFrame({"country": view.nodes["country"], "group": numbers}).dropna()
    counts = frame.value_counts(sort=False).rename("n").reset_index()
    order = counts.sort_values(["n", "country"], ascending=[False, True]).groupby("group").head(3)
    return order.groupby("group")["country"].agg(tuple).to_dict()
