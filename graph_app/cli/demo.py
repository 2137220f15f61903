"""The verb ``demo``: made-up tables of a given size."""

import sys
from pathlib import Path

import click

from graph_app.analysis.synthetic import synthetic_tables
from graph_app.cli import options
from graph_app.intake.project.folder import expect_empty, write_tables
from graph_app.intake.project.settings import write_settings
from graph_app.model.errors import TableError


@options.verb("demo --nodes 100 --edges 200 --out demo")
@click.option("--nodes", type=int, default=14_000, metavar="N")
@click.option("--edges", type=int, default=20_000, metavar="M")
@click.option("--seed", type=int, default=0)
@options.out_folder
def command(nodes: int, edges: int, seed: int, folder: Path) -> None:
    """Write made-up tables of a given size."""
    if not 10 <= nodes <= 200_000 or not 4 * nodes <= 3 * edges <= 6_000_000:
        raise TableError(
            "demo: found {nodes} nodes and {edges} edges, expected 10 to 200,000 nodes, at "
            "least 4/3 edges for each node, and at most 2,000,000 edges",
            nodes=nodes,
            edges=edges,
        )
    expect_empty(folder)
    write_tables(synthetic_tables(nodes, edges, seed), folder)
    write_settings(folder, "city:c0", "Demo", "en")
    print(f"{nodes} nodes and {edges} ties in {folder}", file=sys.stderr)
