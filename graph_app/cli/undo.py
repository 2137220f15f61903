"""The verb ``undo``."""

import sys

import click

from graph_app.cli import options
from graph_app.cli.stores import actor, opened


@options.verb("undo 2 --reason Mistaken")
@click.argument("number", type=int, metavar="NUMBER", help="of the revision")
@click.option("--reason", default="", help="why, for the history")
@options.store
@options.by
def command(number: int, reason: str, store: str | None, by: str | None) -> None:
    """Take back a revision by a new one."""
    with opened(store) as place:
        made = place.undo(number, actor=actor(by), reason=reason)
    print(f"Revision {number} undone by revision {made.number}", file=sys.stderr)
