"""The verb ``backup``."""

import sys
from pathlib import Path

import click

from graph_app.cli import options
from graph_app.cli.stores import opened
from graph_app.model.errors import StoreError


@options.verb("backup facts.zip")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@options.force
@options.store
def command(file: Path, force: bool, store: str | None) -> None:
    """Write the store with its history to one file."""
    if file.exists() and not force:
        raise StoreError("{file}: exists already; --force overwrites it", file=file)
    with opened(store) as place:
        head = place.backup(file)
    print(f"Revision {head.number} in {file}, written and checked", file=sys.stderr)
