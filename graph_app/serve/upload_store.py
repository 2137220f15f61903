"""Uploaded files on the disk, and how many bytes of them there may be.

Each visit has a folder, which goes with it. What lies in the folders counts, whoever put it there:
the disk is asked, so that no figure can drift from what is. A file that is linked twice counts once.
An upload on its way counts with all the bytes that it has announced, so that several at once pass
no bound together.
"""

import contextlib
import hashlib
import os
import shutil
import threading
import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from graph_app.runtime.private_folder import create_private
from graph_app.runtime.settings import Limits

MEGABYTE = 2**20
_SESSION = "Your uploads would be more than {n} MB together. Reload the page and bring fewer files."
_FILES = "This page takes no more than {n} files. Reload it and bring fewer."
_PERSON = (
    "The uploads of all your pages would be more than {n} MB together. Close one of them and try "
    "again in a few minutes."
)
_PROCESS = "The server holds as many uploads as it takes. Try again in a few minutes."
_DISK = "The disk of the server is nearly full. Tell whoever keeps this server."
_FILE = "The file is larger than {n} MB."
_MORE = "The request held more bytes than it announced."


class UploadRefusedError(Exception):
    """An upload that is not taken.

    Parameters
    ----------
    status : int
        HTTP status.
    says : str
        Why, in a sentence.
    """

    def __init__(self, status: int, says: str):
        super().__init__(says)
        self.status, self.says = status, says


@dataclass(frozen=True)
class StoredFile:
    """A file that has been uploaded.

    Parameters
    ----------
    id, name, type : str
        As the browser calls it.
    path : path
        Where it lies.
    size : int
        Its bytes.
    """

    id: str
    name: str
    type: str
    path: Path
    size: int


class Incoming:
    """A file on its way.

    Parameters
    ----------
    session, person : str
        Of which visit, and whose.
    path : path
        Where it is written to.
    announced : int
        Bytes that are kept free for it.
    most : int
        Most bytes of a file.
    """

    def __init__(self, session: str, person: str, path: Path, announced: int, most: int):
        self.session, self.person, self.path = session, person, path
        self.announced, self.most, self.size = announced, most, 0
        self.lock = threading.Lock()
        self._file: BinaryIO = os.fdopen(create_private(path), "wb", MEGABYTE)

    def write(self, piece: bytes) -> None:
        """Take the next bytes; raise an UploadRefusedError when they become too many."""
        self.size += len(piece)
        if self.size > self.most:
            raise UploadRefusedError(413, _FILE.format(n=self.most // MEGABYTE))
        if self.size > self.announced:
            raise UploadRefusedError(413, _MORE)
        self._file.write(piece)

    def close(self) -> None:
        """Write out what is left; what cannot be written is an OSError."""
        self._file.close()


class UploadStore:
    """The uploaded files of this process.

    Parameters
    ----------
    folder : callable
        Gives the folder of this process.
    limits : Limits
        What it takes.
    most : int
        Most bytes of one file.
    """

    def __init__(self, folder: Callable[[], Path], limits: Limits, most: int):
        self.most = most
        self._place, self._limits = folder, limits
        self._lock = threading.Lock()
        self._files: defaultdict[str, dict[str, StoredFile]] = defaultdict(dict)
        self._people: dict[str, str] = {}
        self._incoming: set[Incoming] = set()

    def folder_of(self, session: str) -> Path:
        """Return the folder of a visit, which counts as its uploads and goes with it."""
        name = hashlib.blake2b(session.encode(errors="surrogatepass"), digest_size=16).hexdigest()
        return self._folder("visits", name)

    def begin(self, session: str, person: str, size: int) -> Incoming:
        """Make room for a file.

        Raises
        ------
        UploadRefusedError
            If it would be too much.
        OSError
            If the disk does not take it.
        """
        with self._lock:
            self._people[session] = person
            self._check(session, person, size)
            place = self._folder("incoming") / uuid.uuid4().hex
            incoming = Incoming(session, person, place, size, self.most)
            self._incoming.add(incoming)
        return incoming

    def finish(self, incoming: Incoming, file_id: str, name: str, kind: str) -> StoredFile:
        """Take over a file that is complete, in place of an earlier one of this name.

        Raises
        ------
        OSError
            If the disk does not take the rest of it.
        """
        with incoming.lock:
            incoming.close()
        with self._lock:
            path = self.folder_of(incoming.session) / incoming.path.name
            incoming.path.rename(path)
            self._incoming.discard(incoming)
            earlier = self._files[incoming.session].get(file_id)
            stored = StoredFile(file_id, name, kind, path, incoming.size)
            self._files[incoming.session][file_id] = stored
        if earlier:
            earlier.path.unlink(missing_ok=True)
        return stored

    def drop(self, incoming: Incoming) -> None:
        """Remove what has come of a file that will not be complete; nothing once it is."""
        with incoming.lock:
            with contextlib.suppress(OSError):
                incoming.close()
            incoming.path.unlink(missing_ok=True)
        with self._lock:
            self._incoming.discard(incoming)

    def get(self, session: str, file_id: str) -> StoredFile | None:
        """Return a file of a visit."""
        with self._lock:
            return self._files.get(session, {}).get(file_id)

    def remove(self, session: str, file_id: str) -> None:
        """Remove a file of a visit, if it is there."""
        with self._lock:
            stored = self._files.get(session, {}).pop(file_id, None)
        if stored:
            stored.path.unlink(missing_ok=True)

    def remove_session(self, session: str) -> None:
        """Remove all files of a visit, also those that pages have put into its folder."""
        with self._lock:
            self._files.pop(session, None)
            if self._people.pop(session, None) is None:
                return
            # Unless the folder of the process has gone before.
            with contextlib.suppress(OSError):
                gone = self._folder("gone") / uuid.uuid4().hex
                self.folder_of(session).rename(gone)
                _remove_aside(gone)

    def _folder(self, *names: str) -> Path:
        folder = self._place() / "uploads"
        for name in ("", *names):
            folder /= name
            folder.mkdir(mode=0o700, exist_ok=True)
            folder.chmod(0o700)
        return folder

    def _check(self, session: str, person: str, size: int) -> None:
        """Raise an UploadRefusedError when a file of this size passes a bound."""
        if size > self.most + MEGABYTE:
            raise UploadRefusedError(413, _FILE.format(n=self.most // MEGABYTE))
        limits, used = self._limits, self._used()
        on_the_way = sum(one.session == session for one in self._incoming)
        if len(self._files.get(session, ())) + on_the_way >= limits.upload_files:
            raise UploadRefusedError(413, _FILES.format(n=limits.upload_files))
        mine = sum(n for one, n in used.items() if self._people.get(one) == person)
        for found, most, status, says in (
            (used[session], limits.upload_session_mb, 413, _SESSION),
            (mine, limits.upload_person_mb, 413, _PERSON),
            (sum(used.values()), limits.upload_process_mb, 507, _PROCESS),
        ):
            if found + size > most * MEGABYTE:
                raise UploadRefusedError(status, says.format(n=most))
        coming = sum(one.announced - one.size for one in self._incoming)
        free = shutil.disk_usage(self._place()).free
        if free - coming - size < limits.upload_free_mb * MEGABYTE:
            raise UploadRefusedError(507, _DISK)

    def _used(self) -> defaultdict[str, int]:
        """Return the bytes of each visit, on the disk and on their way."""
        used: defaultdict[str, int] = defaultdict(int)
        for session in self._people:
            used[session] = size_of(self.folder_of(session))
        for incoming in self._incoming:
            used[incoming.session] += incoming.announced
        return used


def _remove_aside(folder: Path) -> None:
    """Remove a folder without waiting: it takes the disk a while to free many megabytes."""
    try:
        threading.Thread(target=shutil.rmtree, args=(folder, True)).start()
    except RuntimeError:
        # The interpreter is ending.
        shutil.rmtree(folder, ignore_errors=True)


def size_of(folder: Path) -> int:
    """Return the bytes of all files in a folder; one that is linked twice counts once."""
    sizes = {}
    for root, _folders, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                found = os.lstat(os.path.join(root, name))
                sizes[found.st_ino] = found.st_size
    return sum(sizes.values())
