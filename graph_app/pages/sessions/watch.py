"""Open pages follow the rights of who looks at them: what changes is drawn anew at once.

Without this, a page would go on showing what it showed until its reader clicks.
"""

import logging
import threading
from functools import partial

from streamlit import runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import get_script_run_ctx

from graph_app.model.access import Visitor
from graph_app.pages.sessions.rights import session_visitor
from graph_app.pages.sessions.serving import draw_anew
from graph_app.pages.shell.facts import access_rules

LOG = logging.getLogger("graph_app.serve")
#: Seconds between two looks at all sessions.
EVERY = 1.0


class RightsWatch:
    """What each session was drawn for, and which of them are to be drawn anew."""

    def __init__(self) -> None:
        self._drawn: dict[str, Visitor | None] = {}

    def note(self, visitor: Visitor) -> None:
        """Note for whom the page of this session is now drawn."""
        context = get_script_run_ctx()
        if context is not None:
            self._drawn[context.session_id] = visitor

    def changed(self) -> list[AppSession]:
        """Return the open sessions whose visitor is another than they were drawn for; note who is."""
        manager = runtime.get_instance()._session_mgr
        access = access_rules()
        found = []
        for info in manager.list_active_sessions():
            session = info.session
            # A session that has not been drawn yet shows nothing.
            if session.id in self._drawn:
                now = session_visitor(session.id, access) if access else Visitor()
                if now != self._drawn[session.id]:
                    self._drawn[session.id] = now
                    found.append(session)
        # A reader whose connection broke may come back to what was drawn.
        alive = {info.session.id for info in manager.list_sessions()}
        for gone in set(self._drawn) - alive:
            self._drawn.pop(gone, None)
        return found

    def start(self, every: float = EVERY) -> threading.Event:
        """Look at all sessions again and again, from a thread of its own.

        Returns
        -------
        threading.Event
            What ends it when set.
        """
        end = threading.Event()
        threading.Thread(target=self._keep, args=(every, end), daemon=True).start()
        return end

    def _keep(self, every: float, end: threading.Event) -> None:
        while not end.wait(every):
            try:
                for session in self.changed():
                    session._call_soon_on_event_loop(partial(draw_anew, session))
            except Exception:
                LOG.exception("the rights of open pages could not be looked at")


#: That of this process.
RIGHTS = RightsWatch()
