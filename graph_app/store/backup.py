"""Backup and restore: one zip file of all revisions and rows, with the SHA-256 of each part.

``revisions.jsonl`` and ``rows/<table>.jsonl`` have one JSON array a line, the first line the names
of the columns; ``manifest.json`` says what the parts are to be. Nothing in it depends on the
database from which it came.
"""

import datetime
import hashlib
import json
import os
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from graph_app.model.errors import StoreError, reason_of
from graph_app.model.messages import Message
from graph_app.model.tables import COLUMNS
from graph_app.model.words import clean
from graph_app.runtime.private_files import part_file
from graph_app.store.database import Database
from graph_app.store.integrity import contradictions, stored_rows, weigh
from graph_app.store.records import EMPTY, REVISION_KINDS, Revision
from graph_app.store.revisions import as_revision, as_text, as_values, read_head, read_revisions
from graph_app.store.rows import insert_rows
from graph_app.store.sql import REVISIONS, ROWS, SCHEMA_VERSION, VALIDITY

#: Form of the file; raised when an older graph-app could not read it.
FORM = 1
#: Longest line that is read, in characters, and largest manifest, in bytes.
MAX_LINE, MAX_MANIFEST = 1_000_000, 100_000

_MANIFEST, _REVISIONS = "manifest.json", "revisions.jsonl"
_MEMBERS = {table: f"rows/{table}.jsonl" for table in COLUMNS}
# Tables that came with a later schema: a backup of an earlier one has none of their rows.
_SINCE = {"contacts": "0002"}
_PYTHON = {"str": str, "float64": float}
_REVISION_NAMES = REVISIONS.columns.keys()
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, TypeError),
    *(NotImplementedError, RuntimeError),
)


def write_backup(database: Database, path: Path, now: datetime.datetime) -> Revision:
    """Write all revisions and rows, read the file back, and only then give it its name."""
    try:
        with part_file(path.parent) as part:
            with database.reading() as connection:
                head = read_head(connection)
                with part.open("wb") as file:
                    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
                        _pack(connection, pack, head, now)
                    os.fsync(file.fileno())
            with _opened(part) as pack:
                _verify(pack, part)
            part.replace(path)
    except OSError as error:
        raise StoreError(
            "{path}: the backup cannot be written: {reason}", path=path, reason=reason_of(error)
        ) from error
    return head


def _pack(
    connection: sa.Connection, pack: zipfile.ZipFile, head: Revision, now: datetime.datetime
) -> None:
    revisions = read_revisions(connection)[::-1]
    lines = (as_values(one).values() for one in revisions)
    parts = {_REVISIONS: _write_part(pack, _REVISIONS, _REVISION_NAMES, lines)}
    for table, member in _MEMBERS.items():
        names = [*VALIDITY, *COLUMNS[table]]
        parts[member] = _write_part(pack, member, names, stored_rows(connection, table))
    manifest = {
        "form": FORM,
        "schema": SCHEMA_VERSION,
        "made": as_text(now),
        "head": head.number,
        "content": head.content,
        "parts": parts,
    }
    pack.writestr(_MANIFEST, json.dumps(manifest, indent=1))


def _write_part(
    pack: zipfile.ZipFile, member: str, names: Iterable[str], rows: Iterable[Iterable[object]]
) -> dict[str, object]:
    digest, count, size = hashlib.sha256(), -1, 0
    with pack.open(member, "w", force_zip64=True) as file:
        for row in chain([names], rows):
            text = json.dumps(list(row), ensure_ascii=False, separators=(",", ":"))
            line = text.encode() + b"\n"
            digest.update(line)
            size += file.write(line)
            count += 1
    return {"rows": count, "bytes": size, "sha256": digest.hexdigest()}


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a backup; whatever a damaged file makes the readers raise becomes one error."""
    try:
        with zipfile.ZipFile(path) as pack:
            yield pack
    except FileNotFoundError:
        raise StoreError("{path}: no such file, expected a backup", path=path) from None
    except OSError as error:
        raise StoreError(
            "{path}: the backup cannot be read: {reason}", path=path, reason=reason_of(error)
        ) from error
    except (_DamagedError, *_DAMAGE) as error:
        found = error if isinstance(error, _DamagedError) else _shown([error])
        raise StoreError(
            "{path}: found {found}, expected a whole backup of graph-app", path=path, found=found
        ) from error


class _DamagedError(StoreError):
    """Says what is damaged in a backup."""


def _shown(found: Iterable[object]) -> list[str]:
    """Return what comes from the file, of any length and not always printable, for a message."""
    return [clean(str(one)[:80]) for one in islice(found, 8)]


def _verify(pack: zipfile.ZipFile, path: Path) -> dict[str, str]:
    """Compare every part with the manifest; return the part of each table."""
    if pack.getinfo(_MANIFEST).file_size > MAX_MANIFEST:
        raise _DamagedError("a manifest of more than {most:,} bytes", most=MAX_MANIFEST)
    manifest = json.loads(pack.read(_MANIFEST))
    if manifest["form"] > FORM or manifest["schema"] > SCHEMA_VERSION:
        raise StoreError(
            "{path}: was made by a newer version of graph-app; install that version", path=path
        )
    parts, schema = manifest["parts"], manifest["schema"]
    members = {name: one for name, one in _MEMBERS.items() if _SINCE.get(name, schema) <= schema}
    if set(parts) != {_REVISIONS, *members.values()}:
        raise _DamagedError("the parts {parts}", parts=_shown(parts))
    for member, expected in parts.items():
        digest, left = hashlib.sha256(), expected["bytes"]
        with pack.open(member) as file:
            while left >= 0 and (piece := file.read(1 << 20)):
                digest.update(piece)
                left -= len(piece)
        if left or digest.hexdigest() != expected["sha256"]:
            raise _DamagedError("{member} altered or cut off", member=member)
    return members


def restore_backup(database: Database, path: Path, meta: Revision, force: bool) -> Revision:
    """Verify a backup, put its rows in place of what is stored, and compare them with revisions."""
    with _opened(path) as pack:
        members = _verify(pack, path)
        with database.writing(Message("restore")) as connection:
            head = read_head(connection)
            if head.number and not force:
                raise StoreError(
                    "The store in {shown} holds {number} revisions. Nothing was restored: use an "
                    "empty store, or --force to replace all of it.",
                    shown=database.shown,
                    number=head.number,
                )
            return _replace_all(connection, pack, members, meta, head)


def _replace_all(
    connection: sa.Connection,
    pack: zipfile.ZipFile,
    members: Mapping[str, str],
    meta: Revision,
    head: Revision,
) -> Revision:
    for table in (*ROWS.values(), REVISIONS):
        connection.execute(sa.delete(table))
    revisions = [_revision(values) for values in _lines(pack, _REVISIONS, _REVISION_NAMES)]
    for revision in revisions:
        connection.execute(sa.insert(REVISIONS).values(**as_values(revision)))
    balance: dict[int, int] = defaultdict(int)
    for name, member in members.items():
        insert_rows(connection, name, _rows(pack, name, member, balance))
    wrong = contradictions(revisions, balance)
    if wrong:
        raise _DamagedError(wrong[0])
    last = revisions[-1] if revisions else EMPTY
    # Above both histories, so that no number ever meant two things to someone who has it open.
    number = max(head.number, last.number) + 1
    restored = replace(
        meta, number=number, parent=last.number or None, content=last.content, rows=0
    )
    connection.execute(sa.insert(REVISIONS).values(**as_values(restored)))
    return restored


def _revision(values: Sequence[Any]) -> Revision:
    revision = as_revision(values)
    if revision.kind not in REVISION_KINDS or type(revision.number) is not int:
        raise _DamagedError("a revision of kind {kind}", kind=_shown([revision.kind]))
    return revision


def _rows(
    pack: zipfile.ZipFile, table: str, member: str, balance: dict[int, int]
) -> Iterator[list[Any]]:
    kinds = [int] * len(VALIDITY) + [_PYTHON[dtype] for dtype in COLUMNS[table].values()]
    for values in _lines(pack, member, [*VALIDITY, *COLUMNS[table]]):
        pairs = zip(values, kinds, strict=True)
        if not all(value is None or isinstance(value, kind) for value, kind in pairs):
            raise _DamagedError("a row of {table} of another form", table=table)
        weigh(balance, table, values)
        yield values


def _lines(pack: zipfile.ZipFile, member: str, names: Sequence[str]) -> Iterator[list[Any]]:
    """Return the lines of a part in the columns asked for; those it lacks are blank."""
    with pack.open(member) as file:
        given = json.loads(file.readline(MAX_LINE))
        if not set(given) <= set(names):
            raise _DamagedError(
                "the columns {columns} in {member}", columns=_shown(given), member=member
            )
        at = [given.index(name) if name in given else None for name in names]
        while line := file.readline(MAX_LINE):
            values = json.loads(line)
            n = len(values)
            if n != len(given):
                raise _DamagedError("a line of {n} values in {member}", n=n, member=member)
            yield [None if place is None else values[place] for place in at]
