"""What the reach of the home city depends on, in words and as rows to read."""

import pandas as pd

from graph_app.analysis.robustness.reach import Robustness
from graph_app.graph.frames import GraphFrame
from graph_app.i18n import Translator
from graph_app.wording import names
from graph_app.wording.text import shorten


def tie_sentence(graph: GraphFrame, tie: int, tr: Translator) -> str:
    """Return a tie as a sentence without its full stop, with the names of the tables."""
    one, other = (node_name(graph, ends[tie], tr) for ends in (graph.source, graph.target))
    return tr.phrase(graph.edges["type"].iloc[tie], one, other)


def node_name(graph: GraphFrame, at: int, tr: Translator) -> str:
    """Return the name of the node at a position, on one line."""
    return shorten(names.node_name(graph, at, tr), 80)


def headlines(found: Robustness, graph: GraphFrame, home: str, tr: Translator) -> list[str]:
    """Return what the reach depends on in two or three plain sentences.

    Parameters
    ----------
    found : Robustness
        The result.
    graph : GraphFrame
        The graph on which it was computed.
    home : str
        Node id of the home city.
    tr : Translator
        The reader's language.
    """
    city = node_name(graph, graph.position[home], tr)
    if not found.nodes:
        return [tr("{city} has no tie here, so there is nothing to lose.", city=city)]
    said = [*_of_ties(found, graph, city, tr), *_of_nodes(found, graph, city, tr)]
    if said:
        return said
    return [tr("Whichever tie or node goes, {city} still reaches all others.", city=city)]


def _of_ties(found: Robustness, graph: GraphFrame, city: str, tr: Translator) -> list[str]:
    bridges = found.bridges[found.bridges["nodes"] > 0]
    if bridges.empty:
        return []
    first = bridges.iloc[0]
    several = int((bridges["nodes"] > 1).sum())
    count = tr.ngettext(
        "{n} tie is the only way of {city} to what lies behind it; {many} with more than one node.",
        "{n} ties are the only way of {city} to what lies behind them; {many} with more than one "
        "node.",
        len(bridges),
        city=city,
        many=tr.number(several),
    )
    largest = tr(
        "The largest: {tie}. Without it {lost} would be cut off.",
        tie=tie_sentence(graph, first["ties"][0], tr),
        lost=_lost(first["cities"], first["nodes"], tr),
    )
    return [count, largest]


def _of_nodes(found: Robustness, graph: GraphFrame, city: str, tr: Translator) -> list[str]:
    if found.cut_points.empty or not found.cut_points["nodes"].iloc[0]:
        return []
    first = found.cut_points.iloc[0]
    return [
        tr(
            "Most depends on {name}: without it {city} would lose {lost}.",
            name=node_name(graph, first["node"], tr),
            city=city,
            lost=_lost(first["cities"], first["nodes"], tr),
        )
    ]


def _lost(cities: int, nodes: int, tr: Translator) -> str:
    if cities:
        return tr.ngettext("{n} city", "{n} cities", int(cities))
    return tr.ngettext("{n} node", "{n} nodes", int(nodes))


def bridges_table(rows: pd.DataFrame, view: GraphFrame, tr: Translator) -> pd.DataFrame:
    """Return bridges as rows: ``what`` (the ties as sentences), ``cities`` and ``nodes`` cut off."""
    line = ["; ".join(tie_sentence(view, tie, tr) for tie in ties) for ties in rows["ties"]]
    return pd.DataFrame({"what": line, "cities": rows["cities"], "nodes": rows["nodes"]})


def cut_points_table(rows: pd.DataFrame, view: GraphFrame, tr: Translator) -> pd.DataFrame:
    """Return cut points as rows: ``what`` (name and kind), ``cities`` and ``nodes`` cut off."""
    kinds = view.nodes["kind"].iloc[rows["node"]]
    names = [
        f"{node_name(view, at, tr)} · {tr.kind(kind)}"
        for at, kind in zip(rows["node"], kinds, strict=True)
    ]
    return pd.DataFrame({"what": names, "cities": rows["cities"], "nodes": rows["nodes"]})


def losses_table(losses: pd.DataFrame, view: GraphFrame, tr: Translator) -> pd.DataFrame:
    """Return what is lost with each tie as rows.

    Returns
    -------
    pandas.DataFrame
        ``with`` (name), ``type`` and ``status`` of the tie in words, then the figures of
        :func:`graph_app.analysis.robustness.reach.tie_loss`.
    """
    edges = view.edges.iloc[losses["tie"]]
    words = pd.DataFrame(
        {
            "with": [node_name(view, at, tr) for at in losses["other"]],
            "type": [tr.relation(name) for name in edges["type"]],
            "status": [tr.status(status) for status in edges["status"]],
        },
        index=losses.index,
    )
    figures = ["beyond_two", "beyond_two_cities", "farther", "lost", "lost_cities"]
    return words.join(losses[[*figures, "strength_loss", "parallel"]])


def losses_chart_rows(
    losses: pd.DataFrame, view: GraphFrame, tr: Translator, most: int = 10
) -> pd.DataFrame:
    """Return the costliest ties as ``label`` and ``count`` (nodes no longer within two steps)."""
    top = losses[losses["beyond_two"] > 0].head(most)
    table = losses_table(top, view, tr)
    labels = [
        f"{at}. {name} ({kind})"
        for at, (name, kind) in enumerate(zip(table["with"], table["type"], strict=True), start=1)
    ]
    return pd.DataFrame({"label": labels, "count": top["beyond_two"].to_numpy()})
