"""What the home city's reach hangs on, in words."""

from graph_app.analysis.robustness import Robustness
from graph_app.graph.columns import Columns
from graph_app.i18n import Translator
from graph_app.view.text import shorten


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
