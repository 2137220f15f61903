"""What the home city's reach hangs on, in words and as rows to read."""

import pandas as pd

from graph_app.analysis.robustness.reach import Robustness
from graph_app.graph.frames import Columns
from graph_app.i18n import Translator
from graph_app.wording.text import shorten


def tie_sentence(columns: Columns, tie: int, _: Translator) -> str:
    """Tell a tie as a sentence without its full stop; with its names as the tables hold them."""
    row = columns.edges.iloc[tie]
    ends = (columns.source[tie], columns.target[tie])
    return _.phrase(row["type"], *(node_name(columns, at, _) for at in ends))


def node_name(columns: Columns, at: int, _: Translator) -> str:
    """Give the name of the node at a position, on one line."""
    return shorten(_.name(columns.nodes.iloc[at].to_dict()), 80)


def headlines(found: Robustness, columns: Columns, home: str, _: Translator) -> list[str]:
    """Say in two or three plain sentences what the reach hangs on.

    Parameters
    ----------
    found : Robustness
        The result.
    columns : Columns
        The graph on which it was computed.
    home : str
        Node id of the home city.
    _ : Translator
        The reader's language.
    """
    city = node_name(columns, columns.position[home], _)
    if not found.nodes:
        return [_("{city} has no tie here, so there is nothing to lose.", city=city)]
    said = [*_of_ties(found, columns, city, _), *_of_nodes(found, columns, city, _)]
    if said:
        return said
    return [_("Whichever tie or node goes, {city} still reaches all others.", city=city)]


def _of_ties(found: Robustness, columns: Columns, city: str, _: Translator) -> list[str]:
    bridges = found.bridges[found.bridges["nodes"] > 0]
    if bridges.empty:
        return []
    first = bridges.iloc[0]
    several = int((bridges["nodes"] > 1).sum())
    count = _.ngettext(
        "{n} tie is the only way of {city} to what lies behind it; {many} with more than one node.",
        "{n} ties are the only way of {city} to what lies behind them; {many} with more than one "
        "node.",
        len(bridges),
        city=city,
        many=_.number(several),
    )
    largest = _(
        "The largest: {tie}. Without it {lost} would be cut off.",
        tie=tie_sentence(columns, first["ties"][0], _),
        lost=_lost(first["cities"], first["nodes"], _),
    )
    return [count, largest]


def _of_nodes(found: Robustness, columns: Columns, city: str, _: Translator) -> list[str]:
    if found.cut_points.empty or not found.cut_points["nodes"].iloc[0]:
        return []
    first = found.cut_points.iloc[0]
    return [
        _(
            "Most depends on {name}: without it {city} would lose {lost}.",
            name=node_name(columns, first["node"], _),
            city=city,
            lost=_lost(first["cities"], first["nodes"], _),
        )
    ]


def _lost(cities: int, nodes: int, _: Translator) -> str:
    if cities:
        return _.ngettext("{n} city", "{n} cities", int(cities))
    return _.ngettext("{n} node", "{n} nodes", int(nodes))


def bridges_table(rows: pd.DataFrame, view: Columns, _: Translator) -> pd.DataFrame:
    """Give bridges as rows: ``what`` (the ties as sentences), ``cities`` and ``nodes`` cut off."""
    told = ["; ".join(tie_sentence(view, tie, _) for tie in ties) for ties in rows["ties"]]
    return pd.DataFrame({"what": told, "cities": rows["cities"], "nodes": rows["nodes"]})


def cut_points_table(rows: pd.DataFrame, view: Columns, _: Translator) -> pd.DataFrame:
    """Give cut points as rows: ``what`` (name and kind), ``cities`` and ``nodes`` cut off."""
    kinds = view.nodes["kind"].iloc[rows["node"]]
    names = [
        f"{node_name(view, at, _)} · {_.kind(kind)}"
        for at, kind in zip(rows["node"], kinds, strict=True)
    ]
    return pd.DataFrame({"what": names, "cities": rows["cities"], "nodes": rows["nodes"]})


def losses_table(losses: pd.DataFrame, view: Columns, _: Translator) -> pd.DataFrame:
    """Give what is lost with each tie as rows.

    Returns
    -------
    pandas.DataFrame
        ``with`` (name), ``type`` and ``status`` of the tie in words, then the figures of
        :func:`graph_app.analysis.robustness.reach.tie_loss`.
    """
    edges = view.edges.iloc[losses["tie"]]
    words = pd.DataFrame(
        {
            "with": [node_name(view, at, _) for at in losses["other"]],
            "type": [_.relation(name) for name in edges["type"]],
            "status": [_.status(status) for status in edges["status"]],
        },
        index=losses.index,
    )
    figures = ["beyond_two", "beyond_two_cities", "farther", "lost", "lost_cities"]
    return words.join(losses[[*figures, "strength_loss", "parallel"]])


def losses_chart_rows(
    losses: pd.DataFrame, view: Columns, _: Translator, most: int = 10
) -> pd.DataFrame:
    """Give the costliest ties as ``label`` and ``count`` (nodes no longer within two steps)."""
    top = losses[losses["beyond_two"] > 0].head(most)
    table = losses_table(top, view, _)
    labels = [
        f"{at}. {name} ({kind})"
        for at, (name, kind) in enumerate(zip(table["with"], table["type"], strict=True), start=1)
    ]
    return pd.DataFrame({"label": labels, "count": top["beyond_two"].to_numpy()})
