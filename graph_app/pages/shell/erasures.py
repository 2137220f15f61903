"""What this process forgets when something was erased for good, here or by another process.

An erasure is a newer revision, of a kind of its own; so is the restoring of a backup. A process sees
it before its next screen, and by asking the store every few seconds.
"""

import contextlib
import threading

import streamlit as st
from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from graph_app.editing.import_job import drop_jobs
from graph_app.model.errors import StoreError
from graph_app.pages.sessions.serving import draw_anew, serving_runtime
from graph_app.store import Revision, Store
from graph_app.store.shared import opened_store

#: Seconds between two questions to the store.
EVERY = 5.0
#: So many questions lie between two attempts to finish an erasure on the disk.
_ATTEMPTS = 12

_lock = threading.Lock()
_seen: tuple[str, int] | None = None


def heed_erasures(store: Store, head: Revision) -> bool:
    """Forget what was cached when something was erased since this process looked last.

    Returns
    -------
    bool
        Whether it was.
    """
    global _seen
    with _lock:
        before, _seen = _seen, (store.key, head.number)
        if before is None or before == _seen:
            return False
        if before[0] == store.key and before[1] < head.number:
            rewritten = store.rewritten_since(before[1])
        else:
            # Another store, or this one replaced.
            rewritten = True
    if rewritten:
        forget_facts()
    return rewritten


def forget_facts() -> None:
    """Drop all of this process that can hold a person who was erased.

    Whatever pages have cached is dropped, whoever cached it: all of it can be made again. Imports
    that were read before end, files and downloads that were offered before are gone, and every open
    page is drawn again: what it was drawn from is held as long as it is open.
    """
    st.cache_resource.clear()
    drop_jobs()
    store = opened_store()
    if store is not None:
        store.forget_state()
    # A test runs a page without a server: there are no other sessions.
    running = serving_runtime()
    if running is not None:
        _drop_media(running)
        _draw_again(running)


def _drop_media(running: Runtime) -> None:
    """Drop files and deferred downloads of all sessions; a page that is drawn again offers anew."""
    media, frames = running.media_file_mgr, running.dataframe_source_mgr
    for info in running._session_mgr.list_sessions():
        media.clear_session_refs(info.session.id)
        frames.clear_session_refs(info.session.id)
    # Downloads are marked the first time, and removed the second.
    media.remove_orphaned_files()
    media.remove_orphaned_files()
    frames.remove_orphaned_sources()


def _draw_again(running: Runtime) -> None:
    """Run every open page but the one that asks for it."""
    context = get_script_run_ctx(suppress_warning=True)
    own = context.session_id if context else None

    def run() -> None:
        for info in running._session_mgr.list_active_sessions():
            if info.session.id != own:
                draw_anew(info.session)

    running._get_async_objs().eventloop.call_soon_threadsafe(run)


def watch(seconds: float = EVERY) -> threading.Event:
    """Ask the store now and again whether something was erased, and finish what is left of it.

    Parameters
    ----------
    seconds : float
        Time between two questions.

    Returns
    -------
    threading.Event
        What ends it when set.
    """
    end = threading.Event()
    threading.Thread(target=_watch, args=(seconds, end), daemon=True).start()
    return end


def _watch(seconds: float, end: threading.Event) -> None:
    again, count = False, 0
    while not end.wait(seconds):
        count += 1
        # A store that is away is said to the reader, and by /ready.
        with contextlib.suppress(StoreError):
            store = opened_store()
            if store is None:
                continue
            if again:
                # What a page that was being drawn meanwhile has cached of it.
                forget_facts()
            again = heed_erasures(store, store.head())
            if count % _ATTEMPTS == 0:
                store.finish_erasures(attempts=1)
