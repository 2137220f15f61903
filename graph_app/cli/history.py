"""The verb ``history``."""

import click
import pandas as pd

from graph_app.cli import options
from graph_app.cli.output import print_rows
from graph_app.cli.stores import opened
from graph_app.model.errors import StoreError
from graph_app.store import Revision, RowChange


@options.verb("history city:turku --ties --limit 5")
@click.argument("row", required=False, metavar="[ID]", help="of a node, tie or source")
@click.option("--ties", is_flag=True, help="also the ties of the node")
@click.option("--contacts", is_flag=True, help="also its contact persons")
@click.option("--limit", type=int, default=20, metavar="N", help="rows; 0 for all")
@options.form
@options.store
def command(
    row: str | None, ties: bool, contacts: bool, limit: int, form: str, store: str | None
) -> None:
    """Print revisions, or what was done to one node or tie."""
    most = limit if limit > 0 else None
    with opened(store) as place:
        if row is None:
            rows = [_revision_row(revision) for revision in place.revisions(most)]
        else:
            changes = place.history(row, most, with_ties=ties, with_contacts=contacts)
            if not changes:
                raise StoreError("{id}: found nothing with this id, now or ever", id=row)
            rows = [_change_row(change) for change in changes]
    if rows or form != "table":
        print_rows(pd.DataFrame(rows), form, width=60)


def _revision_row(revision: Revision) -> dict[str, object]:
    return {
        "revision": revision.number,
        "at": revision.at.isoformat(timespec="seconds"),
        "author": revision.author,
        "kind": revision.kind,
        "rows": revision.rows,
        "reason": revision.reason,
    }


def _change_row(change: RowChange) -> dict[str, object]:
    before, after = change.before or {}, change.after or {}
    shown = "; ".join(
        f"{name}: {_text(before.get(name))} -> {_text(after.get(name))}" for name in change.columns
    )
    made = _revision_row(change.revision)
    row = {key: made[key] for key in ("revision", "at", "author", "reason")}
    return {**row, "action": change.action, "id": change.id, "what": shown}


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return "(blank)" if value is None else str(value)
