"""The verbs ``backup``, ``restore``, ``history``, ``undo`` and ``erase``, for who keeps the machine."""

import argparse
import getpass
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from graph_app.export.table_files import escape_formulas
from graph_app.model.errors import StoreError
from graph_app.model.tables import COLUMNS
from graph_app.runtime.settings import settings
from graph_app.store import Actor, Revision, RowChange, Store, open_store
from graph_app.store.database import FILE_NAME
from graph_app.store.erase import ERASED, erasable
from graph_app.wording.contacts import named_in


def register(verbs) -> None:
    """Add the verbs to the command line."""
    backup = verbs.add_parser("backup", help="write the store with its history to one file")
    backup.add_argument("file", type=Path, metavar="FILE")
    backup.add_argument("--force", action="store_true", help="overwrite FILE")
    restore = verbs.add_parser("restore", help="put a backup into the store")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--force", action="store_true", help="replace all that the store holds")
    history = verbs.add_parser("history", help="revisions, or what was done to one node or tie")
    history.add_argument("id", nargs="?", metavar="ID", help="of a node, tie or source")
    history.add_argument("--ties", action="store_true", help="also the ties of the node")
    history.add_argument("--contacts", action="store_true", help="also its contact persons")
    history.add_argument("--limit", type=int, default=20, metavar="N", help="rows; 0 for all")
    history.add_argument("--format", choices=("table", "csv", "json"), default="table")
    undo = verbs.add_parser("undo", help="take back a revision by a new one")
    undo.add_argument("number", type=int, metavar="NUMBER")
    undo.add_argument("--reason", default="", help="why, for the history")
    erase = verbs.add_parser(
        "erase", help="take personal data out of a row and its whole history, for good"
    )
    erase.add_argument("table", metavar="TABLE", choices=COLUMNS, help=", ".join(COLUMNS))
    erase.add_argument("id", metavar="ID", help="of the row, which may be removed already")
    erase.add_argument("--column", action="append", default=[], metavar="C",
                       help="only this column; may be repeated; else all that can be")  # fmt: skip
    erase.add_argument("--reason", required=True, help="why, without naming the person")
    erase.add_argument("--yes", action="store_true", help="erase; else only say what would be")
    parts = (
        (backup, _backup),
        (restore, _restore),
        (history, _history),
        (undo, _undo),
        (erase, _erase),
    )
    for verb, run in parts:
        verb.add_argument("--store", metavar="DIR", help="folder of the store; else as set")
        verb.set_defaults(run=run)
    for verb in (restore, undo, erase):
        verb.add_argument("--by", metavar="NAME", help="name for the history; else the login")


@contextmanager
def _opened(arguments: argparse.Namespace, make: bool = False) -> Iterator[Store]:
    place = arguments.store or settings().store_place
    if not make and "://" not in place and not (Path(place) / FILE_NAME).exists():
        raise StoreError(f"{place}: holds no {FILE_NAME}, expected the folder of a store")
    store = open_store(place)
    try:
        yield store
    finally:
        store.close()


def _actor(arguments: argparse.Namespace) -> Actor:
    # Whoever may run commands beside the database could change it without asking.
    return Actor(arguments.by or getpass.getuser(), "admin")


def _backup(arguments: argparse.Namespace) -> int:
    if arguments.file.exists() and not arguments.force:
        raise StoreError(f"{arguments.file}: exists already; --force overwrites it")
    with _opened(arguments) as store:
        head = store.backup(arguments.file)
    print(f"Revision {head.number} in {arguments.file}, written and checked", file=sys.stderr)
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    with _opened(arguments, make=True) as store:
        head = store.restore(arguments.file, actor=_actor(arguments), force=arguments.force)
    print(f"{arguments.file} restored as revision {head.number}", file=sys.stderr)
    return 0


def _undo(arguments: argparse.Namespace) -> int:
    with _opened(arguments) as store:
        actor = _actor(arguments)
        made = store.undo(arguments.number, actor=actor, reason=arguments.reason)
    print(f"Revision {arguments.number} undone by revision {made.number}", file=sys.stderr)
    return 0


def _erase(arguments: argparse.Namespace) -> int:
    table, row_id, reason = arguments.table, arguments.id, arguments.reason.strip()
    if not reason:
        raise StoreError("--reason: found nothing, expected why, without naming the person")
    columns = erasable(table, arguments.column)
    with _opened(arguments) as store:
        changes = [one for one in store.history(row_id, None) if one.table == table]
        if not changes:
            raise StoreError(f"{table}, {row_id}: no such row, now or ever")
        told = _told(changes, columns)
        if named_in(reason, told):
            raise StoreError("--reason: found a word of what is erased, expected none of it")
        naming = [one.revision.number for one in changes if named_in(one.revision.reason, told)]
        steps = f"{len(changes)} steps of the history of {table}, {row_id}: {', '.join(columns)}"
        if not arguments.yes:
            print(f"Would erase for good, in {steps}", file=sys.stderr)
            print("Nothing was erased; --yes does it. It cannot be undone.", file=sys.stderr)
            return 2
        made = store.erase(
            table, row_id, columns, actor=_actor(arguments), reason=reason, reasons=naming
        )
    print(f"Erased by revision {made.number}, in {steps}", file=sys.stderr)
    print("Backups and files made before still hold it.", file=sys.stderr)
    return 0


def _told(changes: Iterable[RowChange], columns: Iterable[str]) -> list[dict[str, object]]:
    """Return what the versions of a row say in the columns that are to be erased."""
    versions = [row for one in changes for row in (one.before, one.after) if row is not None]
    return [{name: row[name] for name in columns if row[name] != ERASED} for row in versions]


def _history(arguments: argparse.Namespace) -> int:
    limit = arguments.limit if arguments.limit > 0 else None
    with _opened(arguments) as store:
        if arguments.id is None:
            rows = [_revision_row(revision) for revision in store.revisions(limit)]
        else:
            ties, contacts = arguments.ties, arguments.contacts
            changes = store.history(arguments.id, limit, with_ties=ties, with_contacts=contacts)
            if not changes:
                raise StoreError(f"{arguments.id}: found nothing with this id, now or ever")
            rows = [_change_row(change) for change in changes]
    _print(rows, arguments.format)
    return 0


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
    values = {name: [before.get(name), after.get(name)] for name in change.columns}
    shown = "; ".join(f"{name}: {_text(a)} -> {_text(b)}" for name, (a, b) in values.items())
    told = _revision_row(change.revision)
    keys = ("revision", "at", "author", "reason")
    row = {key: told[key] for key in keys} | {"action": change.action, "id": change.id}
    return {**row, "what": shown}


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return "(blank)" if value is None else str(value)


def _print(rows: list[dict], form: str) -> None:
    frame = pd.DataFrame(rows)
    if form == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    elif form == "csv":
        escape_formulas(frame).to_csv(sys.stdout, index=False)
    elif rows:
        print(frame.to_string(index=False, max_colwidth=60))
