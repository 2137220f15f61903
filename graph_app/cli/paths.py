"""The verb ``paths``: how one node reaches another, from a terminal."""

import datetime
import sys
from pathlib import Path as FolderPath

import click
import pandas as pd

from graph_app.analysis.paths.best_paths import MOST_PATHS, Path, best_paths
from graph_app.analysis.paths.introductions import explain_no_path
from graph_app.cli import options
from graph_app.cli.nodes import named_node
from graph_app.cli.output import print_rows
from graph_app.graph.frames import GraphFrame, frame_from_tables
from graph_app.graph.years import as_of
from graph_app.i18n import Translator, get_translator
from graph_app.intake.project.folder import load_folder
from graph_app.wording.paths import (
    bridge_sentence,
    paths_table,
    strength_number,
    why_no_path,
)


@options.verb("paths Lahti Paris")
@click.argument("start", metavar="FROM", help="id or name of a node")
@click.argument("end", metavar="TO", help="id or name of a node")
@options.folder
@click.option("-k", "most", type=int, default=5, metavar="N", help=f"paths, 1 to {MOST_PATHS}")
@options.year
@options.undated
@click.option("--ended", is_flag=True, help="also through ties that have ended")
@options.form
@options.language
def command(
    start: str,
    end: str,
    folder: FolderPath,
    most: int,
    year: int | None,
    undated: bool,
    ended: bool,
    form: str,
    lang: str,
) -> None:
    """Print the strongest paths between two nodes, or why there is none."""
    tr = get_translator(lang)
    graph = as_of(frame_from_tables(load_folder(folder)), year, undated)
    one, other = named_node(graph, start), named_node(graph, end)
    today, past = datetime.date.today(), year is not None
    found = best_paths(graph, one, other, most, today=today, ended=ended, past=past)
    if not found:
        _say_no_path(graph, one, other, today, past, tr)
    if form == "table":
        _print_sentences(graph, found, tr)
    else:
        print_rows(_rows(graph, found, form, tr), form)


def _print_sentences(graph: GraphFrame, found: tuple[Path, ...], tr: Translator) -> None:
    for row in paths_table(graph, found, tr).itertuples():
        print(f"{row.rank}. {strength_number(row.strength, tr)} {row.level}: {row.sentence}")


def _rows(graph: GraphFrame, found: tuple[Path, ...], form: str, tr: Translator) -> pd.DataFrame:
    """Return the paths with the ids of their nodes, relations and sources; lists as text in CSV."""
    rows = paths_table(graph, found, tr)
    lists = {
        "nodes": [list(graph.nodes["id"].iloc[list(path.nodes)]) for path in found],
        "relations": [list(graph.edges["id"].iloc[list(path.ties)]) for path in found],
        "sources": [_sources(graph, path) for path in found],
    }
    for name, values in lists.items():
        texts = [";".join(ids) for ids in values]
        rows[name] = pd.Series(texts if form == "csv" else values, index=rows.index, dtype=object)
    return rows


def _sources(graph: GraphFrame, path: Path) -> list[str]:
    return list(dict.fromkeys(graph.edges["source_id"].iloc[list(path.ties)].dropna()))


def _say_no_path(
    graph: GraphFrame, one: str, other: str, today, past: bool, tr: Translator
) -> None:
    why = explain_no_path(graph, one, other, today=today, past=past)
    names = [tr.name(graph.nodes.iloc[graph.position[node]].to_dict()) for node in (one, other)]
    lines = [tr("No path leads from {a} to {b}.", a=names[0], b=names[1])]
    lines.append(why_no_path(why, *names, tr))
    if not why.alone:
        lines.append(tr("A tie with one of these would create a path") + ":")
        lines += [bridge_sentence(graph, bridge, tr) for bridge in why.bridges]
    print("\n".join(lines), file=sys.stderr)
