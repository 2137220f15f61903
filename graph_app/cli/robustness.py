"""The verb ``robustness``: the ties and nodes on which a city's reach depends."""

import datetime
import sys
from pathlib import Path

import click
import pandas as pd

from graph_app.analysis.robustness.reach import Robustness, robustness
from graph_app.cli import options
from graph_app.cli.facts import read_tables, settings_of
from graph_app.cli.filters import filter_of, filter_options
from graph_app.cli.nodes import also_named, named_node
from graph_app.cli.output import print_rows
from graph_app.graph.filters import apply_filter
from graph_app.graph.frames import GraphFrame, frame_from_tables
from graph_app.i18n import Translator, get_translator
from graph_app.wording.robustness import headlines, node_name, tie_sentence


def _bridges(found: Robustness, view: GraphFrame, tr: Translator) -> pd.DataFrame:
    rows = found.bridges[found.bridges["nodes"] > 0]
    ids = view.edges["id"].to_numpy(dtype=object)
    shown = rows[["cities", "nodes"]].copy()
    shown.insert(0, "id", [";".join(ids[list(ties)]) for ties in rows["ties"]])
    said = ["; ".join(tie_sentence(view, one, tr) for one in ties) for ties in rows["ties"]]
    shown.insert(1, "tie", said)
    return shown


def _cut_points(found: Robustness, view: GraphFrame, tr: Translator) -> pd.DataFrame:
    rows = found.cut_points[found.cut_points["nodes"] > 0]
    shown = rows[["cities", "nodes"]].copy()
    shown.insert(0, "id", view.nodes["id"].iloc[rows["node"]].to_numpy())
    shown.insert(1, "name", [node_name(view, at, tr) for at in rows["node"]])
    return shown


def _ties(found: Robustness, view: GraphFrame, tr: Translator) -> pd.DataFrame:
    rows = found.losses.drop(columns=["tie", "other"])
    rows.insert(0, "id", view.edges["id"].iloc[found.losses["tie"]].to_numpy())
    rows.insert(1, "with", [node_name(view, at, tr) for at in found.losses["other"]])
    return rows


_ROWS = {"bridges": _bridges, "cut-points": _cut_points, "ties": _ties}


@options.verb("robustness --city Turku --what bridges --top 5")
@options.folder
@click.option("--city", default="", metavar="NODE", help="id or name; the home city")
@click.option(
    "--what",
    type=options.Choice(_ROWS),
    default="ties",
    help="ties without a way around, nodes without one, or what sleeps with each own tie",
)
@options.top
@options.form
@options.language
@filter_options
def command(
    folder: Path | None, city: str, what: str, top: int, form: str, lang: str, **filters: object
) -> None:
    """Print the ties and nodes that a city's reach hangs on."""
    graph = frame_from_tables(read_tables(folder))
    wanted = filter_of(graph, **filters)
    tr = get_translator(lang)
    home = named_node(graph, city, tr) if city else settings_of(folder).home
    view = apply_filter(graph, wanted, also_named(graph)).view
    found = robustness(view, home, datetime.date.today(), past=wanted.year is not None)
    rows = _ROWS[what](found, view, tr)
    print_rows(rows.head(top) if top > 0 else rows, form)
    for sentence in headlines(found, view, home, tr):
        print(sentence, file=sys.stderr)
