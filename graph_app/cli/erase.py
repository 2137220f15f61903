"""The verb ``erase``."""

import sys
from collections.abc import Iterable

import click

from graph_app.cli import options
from graph_app.cli.stores import actor, opened
from graph_app.model.errors import StoreError
from graph_app.model.messages import Message
from graph_app.model.tables import COLUMNS
from graph_app.store import RowChange
from graph_app.store.erase import ERASED, erasable
from graph_app.wording.contacts import named_in


@options.verb("erase contacts contact:4f0c2a91 --reason Requested --yes")
@click.argument(
    "table", type=options.Choice(COLUMNS), metavar="TABLE", required=False, help=", ".join(COLUMNS)
)
@click.argument(
    "row", metavar="ID", required=False, help="of the row, which may be removed already"
)
@click.option(
    "--column", "columns", multiple=True, metavar="C",
    help="only this column; may be repeated; else all that can be",
)  # fmt: skip
@click.option("--reason", default="", help="why, without naming the person")
@click.option("--yes", is_flag=True, help="erase; else only say what would be")
@click.option("--finish", is_flag=True, help="only clear the disk of what was erased before")
@options.store
@options.by
def command(
    table: str | None,
    row: str | None,
    columns: tuple[str, ...],
    reason: str,
    yes: bool,
    finish: bool,
    store: str | None,
    by: str | None,
) -> int:
    """Take personal data out of a row and its whole history, for good."""
    if finish:
        with opened(store) as place:
            return _said(place.finish_erasures())
    if table is None or row is None:
        raise StoreError("found no TABLE and ID, expected both, or --finish")
    reason = reason.strip()
    if not reason:
        raise StoreError("--reason: found nothing, expected why, without naming the person")
    erased = erasable(table, columns)
    with opened(store) as place:
        changes = [one for one in place.history(row, None) if one.table == table]
        if not changes:
            raise StoreError("{table}, {row_id}: no such row, now or ever", table=table, row_id=row)
        values = _values(changes, erased)
        if named_in(reason, values):
            raise StoreError("--reason: found a word of what is erased, expected none of it")
        naming = [one.revision.number for one in changes if named_in(one.revision.reason, values)]
        steps = f"{len(changes)} steps of the history of {table}, {row}: {', '.join(erased)}"
        if not yes:
            print(f"Would erase for good, in {steps}", file=sys.stderr)
            print("Nothing was erased; --yes does it. It cannot be undone.", file=sys.stderr)
            return 2
        made = place.erase(table, row, erased, actor=actor(by), reason=reason, reasons=naming)
    print(f"Erased by revision {made.revision.number}, in {steps}", file=sys.stderr)
    print("Backups and files made before still hold it.", file=sys.stderr)
    return _said(made.left)


def _said(left: Message | None) -> int:
    """Say whether old copies are still on the disk; return the code with which the verb ends."""
    if left is None:
        print("Nothing of what was erased is left in the files of the database.", file=sys.stderr)
        return 0
    print(f"Old copies are still in the files of the database: {left}.", file=sys.stderr)
    print("Finish it later: graph-app erase --finish", file=sys.stderr)
    return 3


def _values(changes: Iterable[RowChange], columns: Iterable[str]) -> list[dict[str, object]]:
    """Return the values of all versions of a row in the columns that are to be erased."""
    versions = [row for one in changes for row in (one.before, one.after) if row is not None]
    return [{name: row[name] for name in columns if row[name] != ERASED} for row in versions]
