"""Files that a page offers for download: each belongs to the session that offered it.

Streamlit names a file by its content, the same for all readers, and gives it to whoever knows the
name. Here the name holds the session too, and :func:`may_fetch` asks who comes for it.
"""

import contextlib
import hashlib
import secrets
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from streamlit.runtime.media_file_manager import MediaFileManager, _get_session_id
from streamlit.runtime.media_file_storage import MediaFileKind, MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryFile, MemoryMediaFileStorage

from graph_app.pages.sessions.rights import is_same_browser, session_reads
from graph_app.pages.sessions.serving import serving_runtime

#: The session for which a file is being stored.
_OWNER: ContextVar[str] = ContextVar("owner", default="")


class SessionMediaStorage(MemoryMediaFileStorage):
    """Files by a name that nobody can guess, with the session that each belongs to."""

    def __init__(self, media_endpoint: str):
        super().__init__(media_endpoint)
        self._key = secrets.token_bytes(32)
        self._owners: dict[str, str] = {}

    def load_and_get_id(
        self,
        path_or_data: str | bytes,
        mimetype: str,
        kind: MediaFileKind,
        filename: str | None = None,
    ) -> str:
        """Store a file for the present session; return its name, the same for the same file."""
        content = path_or_data
        if isinstance(content, str):
            content = self._read_file(content)
        owner = _OWNER.get()
        digest = hashlib.blake2b(content, key=self._key, digest_size=32)
        for part in (owner, mimetype, filename or ""):
            digest.update(f"\0{part}".encode())
        name = digest.hexdigest()
        self._owners[name] = owner
        self._files_by_id[name] = MemoryFile(content, mimetype, kind, filename)
        return name

    def delete_file(self, file_id: str) -> None:
        """Delete a file; it is no error when there is none."""
        super().delete_file(file_id)
        self._owners.pop(file_id, None)

    def owner(self, file_name: str) -> str | None:
        """Return the session that a file belongs to; None when there is no such file."""
        return self._owners.get(Path(file_name).stem)


class SessionMedia(MediaFileManager):
    """Streamlit's manager, which notes for which session it stores a file."""

    def add(self, *arguments: Any, **named: Any) -> str:
        """Store a file for the session whose script runs; return its address."""
        with _owned_by(_get_session_id()):
            return super().add(*arguments, **named)

    def execute_deferred(self, file_id: str) -> str:
        """Make a file that a button promised; return its address.

        Raises
        ------
        MediaFileStorageError
            If there is no such promise, or the file cannot be made.
        """
        owner = self.deferred_owner(file_id)
        if owner is None:
            raise MediaFileStorageError(f"Deferred file {file_id} not found")
        with _owned_by(owner):
            return super().execute_deferred(file_id)

    def deferred_owner(self, file_id: str) -> str | None:
        """Return the session to which a file was promised; None when there is no such promise."""
        entry = self._deferred_callables.get(file_id)
        return entry["session_id"] if entry else None


@contextlib.contextmanager
def _owned_by(session_id: str) -> Iterator[None]:
    token = _OWNER.set(session_id)
    try:
        yield
    finally:
        _OWNER.reset(token)


def may_fetch(file_name: str, cookies: Mapping[str, str]) -> bool:
    """Return whether a file goes to who asks: the browser of its session, while it may read.

    Parameters
    ----------
    file_name : str
        The last part of the address.
    cookies : mapping of str to str
        Those of the request.
    """
    running = serving_runtime()
    storage = running.media_file_mgr._storage if running else None
    owner = storage.owner(file_name) if isinstance(storage, SessionMediaStorage) else None
    return owner is not None and is_same_browser(owner, cookies) and session_reads(owner)
