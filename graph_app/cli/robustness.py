"""The verb ``robustness``: what a city's reach hangs on."""

import argparse
import datetime
import sys

import pandas as pd

from graph_app.analysis.robustness.reach import Robustness, robustness
from graph_app.cli.filters import add_filters, filter_of
from graph_app.cli.views import _add_folder, _print_rows
from graph_app.graph.filters import apply_filter
from graph_app.graph.frames import GraphFrame, frame_from_tables
from graph_app.graph.names import find_node
from graph_app.i18n import LANGUAGES, Translator, get_translator
from graph_app.intake.project.folder import load_folder
from graph_app.intake.project.settings import read_settings
from graph_app.wording.robustness import headlines, node_name, tie_sentence

WHAT = ("bridges", "cut-points", "ties")


def register(verbs) -> None:
    """Add the verb to the command line."""
    verb = verbs.add_parser("robustness", help="ties and nodes that a city's reach hangs on")
    _add_folder(verb)
    verb.add_argument("--city", default="", metavar="NODE", help="id or name; the home city")
    verb.add_argument(
        "--what",
        choices=WHAT,
        default="ties",
        help="ties without a way around, nodes without one, or what sleeps with each own tie",
    )
    verb.add_argument("--top", type=int, default=20, metavar="N", help="rows; 0 for all")
    verb.add_argument("--format", choices=("table", "csv", "json"), default="table")
    verb.add_argument("--lang", choices=LANGUAGES, default="en")
    add_filters(verb)
    verb.set_defaults(run=_robustness)


def _robustness(arguments: argparse.Namespace) -> int:
    graph = frame_from_tables(load_folder(arguments.folder))
    wanted = filter_of(arguments, graph)
    city = arguments.city
    home = find_node(graph, city) if city else read_settings(arguments.folder).home
    view = apply_filter(graph, wanted).view
    found = robustness(view, home, datetime.date.today(), past=wanted.year is not None)
    tr = get_translator(arguments.lang)
    rows = _ROWS[arguments.what](found, view, tr)
    _print_rows(rows.head(arguments.top) if arguments.top > 0 else rows, arguments.format)
    for sentence in headlines(found, view, home, tr):
        print(sentence, file=sys.stderr)
    return 0


def _bridges(found: Robustness, view: GraphFrame, tr: Translator) -> pd.DataFrame:
    rows = found.bridges[found.bridges["nodes"] > 0]
    ids = view.edges["id"].to_numpy(dtype=object)
    return pd.DataFrame(
        {
            "id": [";".join(ids[list(ties)]) for ties in rows["ties"]],
            "tie": ["; ".join(tie_sentence(view, t, tr) for t in ties) for ties in rows["ties"]],
            "cities": rows["cities"],
            "nodes": rows["nodes"],
        }
    )


def _cut_points(found: Robustness, view: GraphFrame, tr: Translator) -> pd.DataFrame:
    rows = found.cut_points[found.cut_points["nodes"] > 0]
    return pd.DataFrame(
        {
            "id": view.nodes["id"].iloc[rows["node"]].to_numpy(),
            "name": [node_name(view, at, tr) for at in rows["node"]],
            "cities": rows["cities"],
            "nodes": rows["nodes"],
        }
    )


def _ties(found: Robustness, view: GraphFrame, tr: Translator) -> pd.DataFrame:
    rows = found.losses
    told = pd.DataFrame(
        {
            "id": view.edges["id"].iloc[rows["tie"]].to_numpy(),
            "with": [node_name(view, at, tr) for at in rows["other"]],
        },
        index=rows.index,
    )
    return told.join(rows.drop(columns=["tie", "other"]))


_ROWS = {"bridges": _bridges, "cut-points": _cut_points, "ties": _ties}
