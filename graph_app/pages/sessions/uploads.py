"""Uploaded files for Streamlit, which lie on the disk and not in memory."""

import uuid
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from starlette.requests import Request
from streamlit import config, runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.stats import Stat
from streamlit.runtime.uploaded_file_manager import (
    UploadedFile,
    UploadedFileManager,
    UploadedFileRec,
    UploadFileUrlInfo,
)
from streamlit.web.server.server_util import is_xsrf_enabled
from streamlit.web.server.starlette.starlette_app_utils import validate_xsrf_token
from streamlit.web.server.starlette.starlette_routes import BASE_ROUTE_UPLOAD_FILE
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

from graph_app.model.errors import TableError
from graph_app.pages.sessions.rights import is_same_browser, session_visitor
from graph_app.runtime.private_folder import private_folder
from graph_app.runtime.settings import settings
from graph_app.serve.upload_store import MEGABYTE, StoredFile, UploadStore
from graph_app.serve.uploads import UploadRules


class _OnDisk(bytes):
    """Stands for the bytes of a file that lies on the disk: of their length, but empty."""

    size = 0

    def __len__(self) -> int:
        return self.size


class DiskUploads(UploadedFileManager):
    """What Streamlit asks about uploaded files.

    Files come into the store through :class:`graph_app.serve.uploads.Uploads` alone: there is no
    method that adds one.

    Parameters
    ----------
    store : UploadStore
        Where files lie.
    """

    def __init__(self, store: UploadStore):
        self.store = store

    @property
    def stats_families(self) -> Sequence[str]:
        """Return no family: nothing here is in memory."""
        return ()

    def get_stats(self, family_names: Sequence[str] | None = None) -> Mapping[str, Sequence[Stat]]:
        """Return no figures: nothing here is in memory."""
        return {}

    def get_files(self, session_id: str, file_ids: Sequence[str]) -> list[UploadedFileRec]:
        """Return what is known of files, without their bytes."""
        found = (self.store.get(session_id, file_id) for file_id in file_ids)
        return [_record(stored) for stored in found if stored]

    def remove_session_files(self, session_id: str) -> None:
        """Remove all files of a session that ends."""
        self.store.remove_session(session_id)

    def remove_file(self, session_id: str, file_id: str) -> None:
        """Remove a file that the visitor has taken away."""
        self.store.remove(session_id, file_id)

    def get_upload_urls(
        self, session_id: str, file_names: Sequence[str]
    ) -> list[UploadFileUrlInfo]:
        """Return where the browser puts files, one address for each."""
        ids = [str(uuid.uuid4()) for _ in file_names]
        places = [(one, f"/{BASE_ROUTE_UPLOAD_FILE}/{session_id}/{one}") for one in ids]
        return [UploadFileUrlInfo(one, place, place) for one, place in places]


def _record(stored: StoredFile) -> UploadedFileRec:
    data = _OnDisk()
    data.size = stored.size
    return UploadedFileRec(stored.id, stored.name, stored.type, data)


@cache
def disk_uploads() -> DiskUploads:
    """Return the uploads of this process."""
    most = config.get_option("server.maxUploadSize") * MEGABYTE
    return DiskUploads(UploadStore(private_folder, settings().limit, most))


# --- for pages ------------------------------------------------------------------------------------


def content_of(file: UploadedFile) -> Path | memoryview:
    """Return where an uploaded file lies; its bytes where files are in memory, as in a test."""
    uploads, session = _of_this_session()
    if uploads is None:
        return file.getbuffer()
    stored = uploads.store.get(session, file.file_id)
    if stored is None:
        raise TableError("{name}: found no longer here, expected to be uploaded", name=file.name)
    return stored.path


def small_content_of(file: UploadedFile, most: int) -> bytes:
    """Return the bytes of an uploaded file that is small.

    Parameters
    ----------
    file : UploadedFile
        As the widget gives it.
    most : int
        Most bytes. What the widget is told is checked in the browser alone.

    Raises
    ------
    TableError
        If it is larger, or no longer there.
    """
    if file.size > most:
        raise TableError(
            "{name}: found {size:,} bytes, expected at most {most:,}",
            name=file.name,
            size=file.size,
            most=most,
        )
    content = content_of(file)
    return content.read_bytes() if isinstance(content, Path) else bytes(content)


def folder_for_copies() -> Path | None:
    """Return a folder that goes with this session and counts as its uploads.

    None where files are in memory, as in a test.
    """
    uploads, session = _of_this_session()
    return uploads.store.folder_of(session) if uploads is not None else None


def let_go(file_ids: Sequence[str]) -> None:
    """Remove uploaded files that are no longer needed."""
    uploads, session = _of_this_session()
    if uploads is not None:
        for file_id in file_ids:
            uploads.remove_file(session, file_id)


def _of_this_session() -> tuple[DiskUploads | None, str]:
    """Return the uploads and the session whose script runs; None where files are in memory."""
    context = get_script_run_ctx()
    manager = context.uploaded_file_mgr if context else None
    session = context.session_id if context else ""
    return (manager if isinstance(manager, DiskUploads) else None), session


# --- for the door ---------------------------------------------------------------------------------


def upload_rules() -> UploadRules:
    """Return what is asked before a file is taken."""
    base = config.get_option("server.baseUrlPath") or ""
    return UploadRules(is_ours, may_upload, is_open, settings().limit.upload_silence, base)


def is_ours(request: Request) -> bool:
    """Return whether a request comes from a page of this app: it names the secret of its cookie."""
    header, cookie = request.headers.get("X-Xsrftoken"), request.cookies.get(XSRF_COOKIE_NAME)
    return not is_xsrf_enabled() or validate_xsrf_token(header, cookie)


def may_upload(session_id: str, cookies: Mapping[str, str]) -> str | None:
    """Return the name of the visitor who brings a file; None when they may not."""
    visitor = session_visitor(session_id)
    if visitor is None or not visitor.edits or not is_same_browser(session_id, cookies):
        return None
    return visitor.name


def is_open(session_id: str) -> bool:
    """Return whether a session is connected, or waits for its browser to come back."""
    return runtime.get_instance()._session_mgr.get_session_info(session_id) is not None
