"""The verb ``erase``."""

import sys
from collections.abc import Iterable

import click

from graph_app.cli import options
from graph_app.cli.stores import actor, opened
from graph_app.model.errors import StoreError
from graph_app.model.tables import COLUMNS
from graph_app.store import RowChange
from graph_app.store.erase import ERASED, erasable
from graph_app.wording.contacts import named_in


@options.verb("erase contacts contact:4f0c2a91 --reason Requested --yes")
@click.argument("table", type=options.Choice(COLUMNS), metavar="TABLE", help=", ".join(COLUMNS))
@click.argument("row", metavar="ID", help="of the row, which may be removed already")
@click.option(
    "--column", "columns", multiple=True, metavar="C",
    help="only this column; may be repeated; else all that can be",
)  # fmt: skip
@click.option("--reason", required=True, help="why, without naming the person")
@click.option("--yes", is_flag=True, help="erase; else only say what would be")
@options.store
@options.by
def command(
    table: str,
    row: str,
    columns: tuple[str, ...],
    reason: str,
    yes: bool,
    store: str | None,
    by: str | None,
) -> int:
    """Take personal data out of a row and its whole history, for good."""
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
    print(f"Erased by revision {made.number}, in {steps}", file=sys.stderr)
    print("Backups and files made before still hold it.", file=sys.stderr)
    return 0


def _values(changes: Iterable[RowChange], columns: Iterable[str]) -> list[dict[str, object]]:
    """Return the values of all versions of a row in the columns that are to be erased."""
    versions = [row for one in changes for row in (one.before, one.after) if row is not None]
    return [{name: row[name] for name in columns if row[name] != ERASED} for row in versions]
