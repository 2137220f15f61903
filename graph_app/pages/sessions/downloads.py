"""Files that are written when their button is pressed: where, how many at once, and for how long.

Streamlit would write them in threads of its event loop, as many as come, and go on when nobody
waits any more.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from streamlit import runtime
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest
from streamlit.proto.ForwardMsg_pb2 import BackendOperationResponse, DeferredFileResponsePayload
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.backend_operation_handler import (
    BackendOperationDispatcher,
    BackendOperationHandler,
)

from graph_app.i18n import LANGUAGES, Translator, get_translator
from graph_app.model.errors import CancelledError, GraphAppError
from graph_app.model.words import N_
from graph_app.pages.sessions.presence import asker, session_id, still_here
from graph_app.pages.sessions.serving import draw_anew
from graph_app.runtime.admission import Admission
from graph_app.runtime.settings import settings
from graph_app.runtime.worker_pool import work_pool

LOG = logging.getLogger("graph_app.serve")

#: Seconds for which one file may be written; a browser gives up after 180, and 60 may go by in the queue.
MOST_SECONDS = 110.0
#: Small files that are written in this process at once.
_LIGHT = 2
#: Rows up to which a plain table is small.
LIGHT_ROWS = 5000


class DownloadError(Exception):
    """What the reader is told, in their language."""


@dataclass(eq=False)
class Running:
    """A file that waits or is being written.

    Parameters
    ----------
    name : str
        Name of the file.
    step : str
        ``wait``, ``write``, or the name of the measure that is computed.
    share : float
        How much of the step is done.
    """

    name: str
    step: str = "wait"
    share: float = 0.0
    stopped: threading.Event = field(default_factory=threading.Event)

    def note(self, share: float, step: str) -> None:
        """Note how far it is."""
        self.share, self.step = share, step


#: Session -> files that it waits for.
_RUNNING: dict[str, list[Running]] = {}
_LOCK = threading.Lock()


def running(session: str) -> list[Running]:
    """Return the files that a session waits for."""
    with _LOCK:
        return list(_RUNNING.get(session, ()))


@dataclass(eq=False)
class Download:
    """What a button gives to ``st.download_button`` as its data.

    Parameters
    ----------
    write : callable
        Returns the file. A heavy one is called in a worker process: a function of a module, or a
        partial of one.
    tr : Translator
        The reader's language, for errors.
    name : str
        Name of the file.
    heavy : bool
        Whether it is written in a worker process.
    prepare : callable, optional
        Called here once there is a place; what it returns is written in place of `write`.
    measures : bool
        Whether `write` reports its progress as measures do.
    shown : bool
        Whether the screen shows what is being written, and is drawn anew when that begins.
    """

    write: Callable[..., bytes] | None
    tr: Translator
    name: str
    heavy: bool = True
    prepare: Callable[[], Callable[..., bytes]] | None = None
    measures: bool = False
    shown: bool = False
    session: str = field(default_factory=session_id)
    who: str = field(default_factory=lambda: asker() or session_id())

    def __call__(self) -> bytes:
        """Write the file.

        Raises
        ------
        DownloadError
            If it cannot be written: one sentence for the reader.
        """
        job, here = Running(self.name), still_here(self.session)
        with _LOCK:
            _RUNNING.setdefault(self.session, []).append(job)
        try:
            return self._written(job, lambda: here() and not job.stopped.is_set())
        except CancelledError:
            raise DownloadError(self.tr("It was stopped.")) from None
        except GraphAppError as error:
            raise DownloadError(self.tr.error(error)) from error
        except Exception as error:
            LOG.exception("a file could not be written")
            text = self.tr("The file could not be written. Ask whoever runs the server.")
            raise DownloadError(text) from error
        finally:
            _forget(self.session, job)

    def _written(self, job: Running, wanted: Callable[[], bool]) -> bytes:
        if not self.heavy:
            with _light_places().place(self.who, wanted):
                job.step = "write"
                return self._request()()
        with work_pool().place(self.who, wanted, MOST_SECONDS) as call:
            job.step = "write"
            report = partial(_report, job) if self.measures else None
            content: bytes = call(self._request(), progress=report)
            return content

    def _request(self) -> Callable[..., bytes]:
        made = self.prepare() if self.prepare is not None else self.write
        assert made is not None
        return made


def _report(job: Running, share: float, name: str) -> None:
    job.note(share, name)


def _forget(session: str, job: Running) -> None:
    with _LOCK:
        _RUNNING[session].remove(job)
        if not _RUNNING[session]:
            del _RUNNING[session]


@cache
def _light_places() -> Admission:
    limits = settings().limit
    return Admission(_LIGHT, limits.work_waiting, limits.work_each, limits.work_wait)


@cache
def _threads() -> ThreadPoolExecutor:
    # More than can run or wait: who comes too much is refused at once and waits for no thread.
    limits = settings().limit
    most = limits.work_at_once + _LIGHT + 2 * limits.work_waiting + 4
    return ThreadPoolExecutor(most, thread_name_prefix="download")


_CHANGED = N_("The page has changed since. Load it again.")
_FORBIDDEN = N_("You may not read this any more. Load the page again.")


def _tr_of(session: str) -> Translator:
    """Return the translator of a session's language, as its page has chosen it; else English."""
    found = runtime.get_instance().get_app_session(session) if runtime.exists() else None
    chosen = found.session_state["lang"] if found and "lang" in found.session_state else ""
    return get_translator(chosen if chosen in LANGUAGES else "en")


class DownloadHandler(BackendOperationHandler):
    """Write deferred files in threads of their own, in place of Streamlit's handler.

    Parameters
    ----------
    may : callable
        Asked with the session once more before a file is written: whether it may read.
    """

    def __init__(self, may: Callable[[str], bool] = lambda session: True):
        self._may = may

    async def handle(
        self, request: BackendOperationRequest, session_id: str
    ) -> BackendOperationResponse:
        """Write one file; return its link, or one sentence on what went wrong."""
        try:
            url = await self._url(request.deferred_file.file_id, session_id)
        except Exception as error:
            said = error if isinstance(error, DownloadError) else error.__cause__
            if not isinstance(said, DownloadError):
                LOG.warning("no such download: %s", error)
                said = DownloadError(_tr_of(session_id)(_CHANGED))
            return BackendOperationResponse(request_id=request.request_id, error_msg=str(said))
        payload = DeferredFileResponsePayload(url=url)
        return BackendOperationResponse(request_id=request.request_id, deferred_file=payload)

    async def _url(self, file_id: str, session: str) -> str:
        if not self._may(session):
            raise DownloadError(_tr_of(session)(_FORBIDDEN))
        manager = runtime.get_instance().media_file_mgr
        loop = asyncio.get_running_loop()
        write = loop.run_in_executor(_threads(), manager.execute_deferred, file_id)
        await asyncio.wait({write}, timeout=0.2)
        if not write.done() and _is_shown(manager, file_id):
            _draw_anew(session)
        return await write


def _is_shown(manager: Any, file_id: str) -> bool:
    """Return whether the screen shows how far this file is."""
    entry = manager._deferred_callables.get(file_id)
    return bool(getattr(entry and entry["callable"], "shown", False))


def _draw_anew(session: str) -> None:
    """Draw the screen of a session once more, so that it shows what is being written."""
    found = runtime.get_instance().get_app_session(session)
    if found is not None:
        draw_anew(found)


def install(may: Callable[[str], bool] = lambda session: True) -> None:
    """Let the downloads of all sessions to come be written by :class:`DownloadHandler`."""
    made = AppSession._create_backend_operation_dispatcher
    # A second call replaces what the first one put in place.
    made = getattr(made, "streamlits", made)

    def create(session: AppSession) -> BackendOperationDispatcher:
        dispatcher = made(session)
        dispatcher.register("deferred_file", DownloadHandler(may))
        return dispatcher

    create.streamlits = made  # type: ignore[attr-defined]
    AppSession._create_backend_operation_dispatcher = create  # type: ignore[method-assign, assignment]
