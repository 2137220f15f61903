"""The verb ``restore``."""

import sys
from pathlib import Path

import click

from graph_app.cli import options
from graph_app.cli.stores import actor, opened


@options.verb("restore facts.zip --store tried")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--force", is_flag=True, help="replace all that the store holds")
@options.store
@options.by
def command(file: Path, force: bool, store: str | None, by: str | None) -> None:
    """Put a backup into the store."""
    with opened(store, make=True) as place:
        head = place.restore(file, actor=actor(by), force=force)
    print(f"{file} restored as revision {head.number}", file=sys.stderr)
