"""The picture of a large graph from afar: one bubble a community, ties between them bundled."""

from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from pyvis.network import Network

from graph_app.analysis.communities import CommunityOverview
from graph_app.analysis.layout import layout, spread
from graph_app.graph.frames import GraphFrame, frame_from_graph
from graph_app.i18n import Translator
from graph_app.view.palette import GROUP_COLOURS, OTHER_COLOUR
from graph_app.view.picture import LOOKS, distance_of, readable_labels
from graph_app.wording.names import node_names
from graph_app.wording.text import name_list, shorten

#: Most bubbles that are drawn; the table lists all.
MOST_BUBBLES = 120
#: Bundles drawn: the strongest of all, and the strongest of each bubble. The table lists all.
_BUNDLES = 60
_BUNDLES_EACH = 2
_PREFIX = "community:"
_RADII = (12.0, 62.0)


def bubble_places(overview: CommunityOverview) -> pd.DataFrame:
    """Place the bubbles of the largest communities; index number, columns ``x`` and ``y``.

    Computed from the whole graph, so that a filter moves no bubble.
    """
    drawn = overview.groups.sort_values("nodes", ascending=False, kind="stable").index
    drawn = drawn[:MOST_BUBBLES]
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(drawn)
    for one, other, ties in overview.links.itertuples(index=False):
        if one in graph and other in graph:
            graph.add_edge(one, other, weight=float(ties))
    places = layout(frame_from_graph(graph)).to_numpy()
    apart = spread(places, 2.4 * _RADII[1])
    return pd.DataFrame(apart, columns=["x", "y"], index=pd.Index(drawn, name="number"))


def community_picture(
    overview: CommunityOverview, places: pd.DataFrame, view: GraphFrame, home: str, tr: Translator
) -> Network:
    """Build the picture of an overview.

    Parameters
    ----------
    overview : CommunityOverview
        What the filter leaves.
    places : pandas.DataFrame
        See :func:`bubble_places`.
    view : GraphFrame
        The nodes that name the communities.
    home : str
        Its community carries a ring.
    tr : Translator
        Language of labels.

    Returns
    -------
    pyvis.network.Network
        Node ids as :func:`bubble_id` gives them.
    """
    network = Network(directed=False, cdn_resources="local")
    groups = overview.groups[overview.groups.index.isin(places.index)]
    names = dict(zip(view.ids, node_names(view, tr), strict=True))
    top = max(1, int(groups["nodes"].max())) if len(groups) else 1
    placed = groups.join(places)
    network.nodes = [_bubble(group, names, top, home, tr) for group in placed.itertuples()]
    network.edges = _bundles(overview.links, set(groups.index), tr)
    _hide_covered_labels(network.nodes)
    network.node_ids = [node["id"] for node in network.nodes]
    network.options = {
        "physics": {"enabled": False},
        "interaction": {"hover": True, "tooltipDelay": 150, "multiselect": False},
        **LOOKS,
    }
    return network


def bubble_id(number: int) -> str:
    """Return the id of a community's bubble, e.g. ``community:3``."""
    return f"{_PREFIX}{number}"


def bubble_number(node: object) -> int | None:
    """Return the number of the community that a bubble's id names; None for anything else."""
    text = str(node)
    digits = text.removeprefix(_PREFIX)
    return (
        int(digits)
        if text != digits and digits.isascii() and digits.isdigit() and len(digits) < 8
        else None
    )


def community_colour(number: int) -> str:
    """Return the colour of a community: the largest have one each, all others share one."""
    return GROUP_COLOURS[number - 1] if 0 < number <= len(GROUP_COLOURS) else OTHER_COLOUR


def community_name(
    number: int, members: tuple[str, ...], names: dict[str, str], tr: Translator
) -> str:
    """Name a community by its best connected members."""
    if number == 0:
        return tr("Without ties")
    return name_list(shorten(names.get(member, member), 24) for member in members[:2])


def _bubble(
    group: Any, names: dict[str, str], top: int, home: str, tr: Translator
) -> dict[str, Any]:
    number = int(group.Index)
    label = community_name(number, group.members, names, tr)
    count = tr.ngettext("{n} node", "{n} nodes", int(group.nodes))
    countries = ", ".join(tr.country(code) for code in group.countries)
    members = name_list(shorten(names.get(m, m), 40) for m in group.members)
    radius = _RADII[0] + (_RADII[1] - _RADII[0]) * np.sqrt(group.nodes / top)
    fact = {
        "id": bubble_id(number),
        "label": f"{shorten(label, 34)}\n{count}",
        "title": "\n".join(
            part for part in (tr("Community {n}", n=number), count, members, countries) if part
        ),
        "shape": "dot",
        "color": community_colour(number),
        "size": round(float(radius), 1),
        "x": float(group.x),
        "y": float(group.y),
    }
    return fact | ({"borderWidth": 4, "strong": True} if home in group.members else {})


def _hide_covered_labels(nodes: list[dict]) -> None:
    """Draw labels that would cover another so small that they appear on zooming in only."""
    if not nodes:
        return
    xy = np.array([(node["x"], node["y"]) for node in nodes])
    sizes = np.array([node["size"] for node in nodes])
    first = np.array(["strong" in node for node in nodes])
    font = 12 * distance_of(xy)
    readable = readable_labels(xy, [node["label"] for node in nodes], sizes, first, font)
    for node, seen in zip(nodes, readable, strict=True):
        node["font"] = {"size": round(font if seen else font / 3, 1)}


def _bundles(links: pd.DataFrame, drawn: set[int], tr: Translator) -> list[dict]:
    shown = _strongest(links[links["one"].isin(drawn) & links["other"].isin(drawn)])
    most = max(1.0, float(shown["ties"].max())) if len(shown) else 1.0
    return [
        {
            "id": f"{one}-{other}",
            "from": bubble_id(one),
            "to": bubble_id(other),
            "title": tr.ngettext("{n} tie", "{n} ties", int(ties)),
            "width": round(0.8 + 9 * float(np.sqrt(ties / most)), 2),
        }
        for one, other, ties in shown.itertuples(index=False)
    ]


def _strongest(links: pd.DataFrame) -> pd.DataFrame:
    """Return what a person can tell apart: the strongest of all and of each bubble."""
    ends = pd.concat([links["one"], links["other"]])
    rank = ends.groupby(ends).cumcount()
    own = rank.index[rank < _BUNDLES_EACH]
    return links.loc[sorted({*links.index[:_BUNDLES], *own})]
