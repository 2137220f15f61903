"""The verb ``paths``: how one node reaches another, from a terminal."""

import dataclasses
import datetime
import itertools
import sys
from collections.abc import Mapping
from pathlib import Path as FolderPath
from typing import Any

import click
import pandas as pd

from graph_app.analysis.paths.best_paths import MOST_PATHS, Path, best_paths
from graph_app.analysis.paths.introductions import explain_no_path
from graph_app.cli import options
from graph_app.cli.facts import read_tables
from graph_app.cli.nodes import named_node
from graph_app.cli.output import print_rows
from graph_app.graph.citations import Citation, citations, cited_sources
from graph_app.graph.frames import GraphFrame, frame_from_tables
from graph_app.graph.years import as_of
from graph_app.i18n import Translator, get_translator
from graph_app.wording.citations import citation_sentence
from graph_app.wording.names import node_name
from graph_app.wording.paths import (
    bridge_sentence,
    paths_table,
    strength_number,
    why_no_path,
)
from graph_app.wording.text import shorten


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
    folder: FolderPath | None,
    most: int,
    year: int | None,
    undated: bool,
    ended: bool,
    form: str,
    lang: str,
) -> None:
    """Print the strongest paths between two nodes, or why there is none."""
    tr = get_translator(lang)
    tables = read_tables(folder)
    graph = as_of(frame_from_tables(tables), year, undated)
    sources = cited_sources(tables.sources)
    one, other = (named_node(graph, text, tr) for text in (start, end))
    today, past = datetime.date.today(), year is not None
    found = best_paths(graph, one, other, most, today=today, ended=ended, past=past)
    if not found:
        _say_no_path(graph, one, other, today, past, tr)
    if form == "table":
        _print_sentences(graph, found, sources, tr)
    else:
        print_rows(_rows(graph, found, sources, form, tr), form)


def _print_sentences(
    graph: GraphFrame, found: tuple[Path, ...], sources: Mapping[str, Citation], tr: Translator
) -> None:
    for row, path in zip(paths_table(graph, found, tr).to_dict("records"), found, strict=True):
        strength = strength_number(row["strength"], tr)
        print(f"{row['rank']}. {strength} {row['level']}: {row['sentence']}")
        for line in _source_lines(graph, path, sources, tr):
            print(f"     {line}")


def _source_lines(
    graph: GraphFrame, path: Path, sources: Mapping[str, Citation], tr: Translator
) -> list[str]:
    """Return the two ends of each relation of a path, and who says so."""
    names = [shorten(node_name(graph, at, tr)) for at in path.nodes]
    cited = citations(graph.edges.iloc[list(path.ties)], sources)
    return [
        f"{one} – {other}: {citation_sentence(citation, tr)}"
        for (one, other), citation in zip(itertools.pairwise(names), cited, strict=True)
    ]


def _rows(
    graph: GraphFrame,
    found: tuple[Path, ...],
    sources: Mapping[str, Citation],
    form: str,
    tr: Translator,
) -> pd.DataFrame:
    """Return the paths with the ids of their nodes and relations, and who says so; in CSV as text."""
    rows = paths_table(graph, found, tr)
    ties = [graph.edges.iloc[list(path.ties)] for path in found]
    lists: dict[str, list[Any]] = {
        "nodes": [list(graph.ids[list(path.nodes)]) for path in found],
        "relations": [list(edges["id"]) for edges in ties],
        "sources": [list(dict.fromkeys(edges["source_id"].dropna())) for edges in ties],
    }
    if form == "csv":
        lists = {name: [";".join(ids) for ids in values] for name, values in lists.items()}
        lists["citations"] = [" | ".join(_source_lines(graph, p, sources, tr)) for p in found]
    else:
        cited = [citations(edges, sources) for edges in ties]
        lists["citations"] = [[one and _known(one) for one in several] for several in cited]
    return rows.assign(**{k: pd.Series(v, rows.index, dtype=object) for k, v in lists.items()})


def _known(citation: Citation) -> dict[str, str | None]:
    """Return the fields of a citation; what is not known is None, null in JSON."""
    return {name: value or None for name, value in dataclasses.asdict(citation).items()}


def _say_no_path(
    graph: GraphFrame, one: str, other: str, today: datetime.date, past: bool, tr: Translator
) -> None:
    why = explain_no_path(graph, one, other, today=today, past=past)
    a, b = node_name(graph, one, tr), node_name(graph, other, tr)
    lines = [tr("No path leads from {a} to {b}.", a=a, b=b), why_no_path(why, a, b, tr)]
    if not why.alone:
        lines.append(tr("A tie with one of these would create a path") + ":")
        lines += [bridge_sentence(graph, bridge, tr) for bridge in why.bridges]
    print("\n".join(lines), file=sys.stderr)
