"""Who asks for work that takes long, and whether they still wait for it."""

import time
from collections.abc import Callable
from weakref import WeakKeyDictionary

from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

from graph_app.pages.sessions.serving import serving_runtime
from graph_app.pages.shell.visitor import current_actor

#: Seconds that a browser may be away, as after a change of network, until its import is stopped.
_AWAY = 30.0
#: The screen that each session shows.
_SHOWN: WeakKeyDictionary[AppSession, str] = WeakKeyDictionary()


def session_id() -> str:
    """Return the name of the session whose page is being drawn; empty without one."""
    context = get_script_run_ctx()
    return context.session_id if context else ""


def asker() -> str:
    """Return what names the person at the page: their name, or that of the session."""
    return current_actor().name or session_id()


def note_screen(name: str) -> None:
    """Note which screen the session shows, as soon as it begins to be drawn."""
    session = _session(session_id())
    if session is not None:
        _SHOWN[session] = name


def still_here(session: str) -> Callable[[], bool]:
    """Return what says whether a session is connected and shows the screen that it shows now."""
    if serving_runtime() is None:
        return lambda: True
    screen = _shown(session)
    return lambda: _session(session) is not None and _shown(session) == screen


def still_open() -> Callable[[], bool]:
    """Return what says whether the session whose page is being drawn has not been away for long."""
    session, seen = session_id(), time.monotonic()

    def wanted() -> bool:
        nonlocal seen
        running = serving_runtime()
        if running is None or running.is_active_session(session):
            seen = time.monotonic()
        return time.monotonic() - seen < _AWAY

    return wanted


def _session(session: str) -> AppSession | None:
    running = serving_runtime()
    return running.get_app_session(session) if running is not None else None


def _shown(session: str) -> str:
    found = _session(session)
    return "" if found is None else _SHOWN.get(found, "")
