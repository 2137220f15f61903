"""What the home city's reach hangs on, as rows to read."""

import pandas as pd

from graph_app.graph.columns import Columns
from graph_app.i18n import Translator
from graph_app.view.robustness_words import node_name, tie_sentence


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
        :func:`graph_app.analysis.robustness.tie_loss`.
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
