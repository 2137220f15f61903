"""The file of an SQLite store: made whole or not at all, and looked at before it is believed."""

import contextlib
import logging
import os
import sqlite3
from pathlib import Path

from graph_app.model.errors import StoreUnavailableError, reason_of
from graph_app.model.messages import Message, path_text
from graph_app.runtime.private_files import part_file, remove_leftovers, wider_mode

_LOG = logging.getLogger(__name__)
_HEAD = b"SQLite format 3\0"
_RESTORE = Message("a store; restore a backup, or remove it to begin anew")


def prepare(path: Path) -> None:
    """Make the file of a store where there is none; refuse what is no store.

    Parameters
    ----------
    path : path
        The file.

    Raises
    ------
    StoreUnavailableError
        If it or its folder cannot be used.
    """
    folder = path.parent
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        there = os.path.lexists(path)
        if there:
            found = _found(path)
            if found:
                raise StoreUnavailableError(
                    "{path}: found {found}, expected {store}",
                    path=path_text(path),
                    found=found,
                    store=_RESTORE,
                )
            _say_modes(folder, path)
        # A folder that may only be searched hides what is in it, and would look empty.
        elif not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            raise PermissionError(13, "Permission denied")
        else:
            _make(path)
        if os.access(folder, os.W_OK):
            remove_leftovers(folder)
    except OSError as error:
        raise StoreUnavailableError(
            "The store in {folder} cannot be opened: {reason}. Expected a folder that can be "
            "made and written.",
            folder=path_text(folder),
            reason=reason_of(error),
        ) from error


def _found(path: Path) -> Message | None:
    """Return what is in the place of a store; None when it is one."""
    if path.is_dir():
        return Message("a folder")
    with path.open("rb") as file:
        head = file.read(len(_HEAD))
    if not head:
        return Message("an empty file")
    return None if head == _HEAD else Message("no SQLite file")


def _make(path: Path) -> None:
    """Write the first page beside its place, and put it there in one step.

    SQLite would make an empty file first, and a kill would leave that.
    """
    with part_file(path.parent) as part:
        with contextlib.closing(sqlite3.connect(part)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA user_version=0")
            connection.execute("VACUUM")
        # Another process may have been faster; theirs stays.
        with contextlib.suppress(FileExistsError):
            try:
                os.link(part, path)
            except PermissionError:
                # A disk without links.
                part.rename(path)


def _say_modes(folder: Path, path: Path) -> None:
    """Say once for each opening that others may read what is there; whoever set it so decides."""
    for one in (folder, path):
        mode = wider_mode(one)
        if mode:
            _LOG.warning(
                "others on this machine may use %s (mode %s): chmod go= %s", one, mode, one
            )
