"""The verb ``compare``."""

import sys
from pathlib import Path

import click
import pandas as pd

from graph_app.analysis.compare import GROUPS, Comparison, compare
from graph_app.cli import options
from graph_app.cli.nodes import named_node
from graph_app.cli.output import print_known
from graph_app.cli.standing import names_of, standing_of
from graph_app.i18n import get_translator
from graph_app.wording.memberships import (
    Names,
    comparison_headline,
    groups_with_rows,
    labels_of,
    pairs_table,
    who_has,
)


def _facts(found: Comparison, name: Names, group: str) -> pd.DataFrame:
    known = [fact for fact in found.facts.index if fact not in GROUPS]
    return found.facts.loc[[*known, *groups_with_rows(found)]].reset_index()


def _shared(found: Comparison, name: Names, group: str) -> pd.DataFrame:
    labels, tr = labels_of(found.ids, name), get_translator("en")
    found_in = found.patterns(group)
    rows = [
        (who_has(pattern, labels, tr), sum(pattern), node, name(node))
        for pattern, nodes in zip(found_in["pattern"], found_in["ids"], strict=True)
        for node in nodes
    ]
    return pd.DataFrame(rows, columns=["who", "shared_by", "id", "name"])


_ROWS = {
    "pairs": lambda found, name, group: pairs_table(found, name),
    "facts": _facts,
    "shared": _shared,
}


@options.verb("compare Lahti Turku --group networks")
@click.argument("nodes", nargs=-1, required=True, metavar="NODE...", help="id or name; two to four")
@options.folder_option
@click.option("--what", type=options.Choice(_ROWS), default="shared")
@click.option("--group", type=options.Choice(GROUPS), default="all", help="for --what shared")
@options.year
@options.undated
@options.form
def command(
    nodes: tuple[str, ...],
    folder: Path | None,
    what: str,
    group: str,
    year: int | None,
    undated: bool,
    form: str,
) -> None:
    """Print what two to four nodes share, and their facts side by side."""
    graph = standing_of(folder, year, undated)
    found = compare(graph, [named_node(graph, text) for text in nodes])
    name = names_of(graph)
    print_known(_ROWS[what](found, name, group), form)
    print(comparison_headline(found, name, get_translator("en")), file=sys.stderr)
