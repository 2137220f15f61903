"""Our own tables, as a folder or a zip, to a draft."""

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from graph_app.intake.files import guards
from graph_app.intake.merging.draft import Draft, Progress, join_drafts
from graph_app.intake.project.folder import load_folder
from graph_app.model.errors import TableError
from graph_app.model.messages import Message
from graph_app.model.tables import COLUMNS, Tables
from graph_app.runtime.private_folder import temporary_folder

_FILES = frozenset(f"{table}.csv" for table in COLUMNS)
# Cities need no ties: a register of them, for example, gets its ties later.
_REQUIRED = ("cities",)


def read_own_tables(
    paths: Iterable[Path | str],
    progress: Progress | None = None,
    personal: bool = False,
    **_more: object,
) -> Draft:
    """Read folders or zips of our own tables, with the ids that they have.

    Parameters
    ----------
    paths : iterable of path
        Folders with ``cities.csv`` and the others, or zips of such folders.
    progress : Progress, optional
        Called after each.
    personal : bool
        Whether contact persons are taken as well.

    Raises
    ------
    TableError, InvalidTablesError
        If a folder cannot be read or its tables break rules.
    """
    progress = progress or Progress()
    paths = list(paths)
    drafts: list[Draft] = []
    for at, path in enumerate(map(Path, paths), start=1):
        tables = _load(path) if personal else _load(path).without_personal()
        frames = {table: frame for table in COLUMNS if len(frame := getattr(tables, table))}
        drafts.append(Draft(frames, read=sum(map(len, frames.values())), keep_ids=True))
        progress.step(at / len(paths), sum(draft.read for draft in drafts))
    if not drafts:
        raise TableError("import: found no folder, expected one that holds cities.csv")
    return join_drafts(drafts)


def _load(path: Path) -> Tables:
    if path.is_dir():
        return load_folder(path, _REQUIRED)
    with (
        guards.open_zip(path, Message("a zip of our tables")) as archive,
        temporary_folder() as scratch,
    ):
        found: set[str] = set()
        for entry in archive.infolist():
            name = PurePosixPath(entry.filename.replace("\\", "/")).name
            if name not in _FILES:
                continue
            if name in found:
                raise TableError(
                    "{name}: found two files {entry}, expected one", name=path.name, entry=name
                )
            found.add(name)
            (Path(scratch) / name).write_bytes(guards.read_entry(archive, entry))
        if not found:
            raise TableError(
                "{name}: found none of our tables, expected cities.csv ...", name=path.name
            )
        return load_folder(scratch, _REQUIRED)
