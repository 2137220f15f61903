"""The verb ``demo``: made-up tables of a given size."""

import argparse
import sys
from pathlib import Path

from graph_app.analysis.synthetic import synthetic_tables
from graph_app.intake.project.folder import expect_empty, write_tables
from graph_app.intake.project.settings import write_settings
from graph_app.model.errors import TableError


def register(verbs) -> None:
    """Add the verb to the command line."""
    verb = verbs.add_parser("demo", help="write made-up tables of a given size")
    verb.add_argument("--nodes", type=int, default=14_000, metavar="N")
    verb.add_argument("--edges", type=int, default=20_000, metavar="M")
    verb.add_argument("--seed", type=int, default=0)
    verb.add_argument("--out", type=Path, required=True, metavar="DIR")
    verb.set_defaults(run=_demo)


def _demo(arguments: argparse.Namespace) -> int:
    nodes, edges = arguments.nodes, arguments.edges
    if not 10 <= nodes <= 200_000 or not 4 * nodes <= 3 * edges <= 6_000_000:
        raise TableError(
            "demo: found {nodes} nodes and {edges} edges, expected 10 to 200,000 nodes, at "
            "least 4/3 edges for each node, and at most 2,000,000 edges",
            nodes=nodes,
            edges=edges,
        )
    expect_empty(arguments.out)
    write_tables(synthetic_tables(nodes, edges, arguments.seed), arguments.out)
    write_settings(arguments.out, "city:c0", "Demo", "en")
    print(f"{nodes} nodes and {edges} ties in {arguments.out}", file=sys.stderr)
    return 0
