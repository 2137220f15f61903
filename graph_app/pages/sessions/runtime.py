"""Streamlit's runtime, which lets pass only messages that the sender may send.

Every action of a browser arrives as a message: a click, a fragment that draws itself anew, an event
of a component, a download, the wish to upload. Rights that were there when the page was drawn may
be gone by then, so they are asked again here, where all messages pass.
"""

import logging

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime import Runtime, RuntimeConfig
from streamlit.runtime.session_manager import SessionClient

from graph_app.model.access import Visitor
from graph_app.pages.sessions.media import SessionMedia
from graph_app.pages.sessions.rights import session_visitor

LOG = logging.getLogger("graph_app.serve")

#: Messages that pass -> the right that they need. All others are dropped: they empty the caches of
#: all readers, stop the process, change how the server works, or write files on its disk.
NEEDS = {
    "rerun_script": "read",
    "deferred_file": "read",
    "dataframe_chunk": "read",
    "file_urls_request": "edit",
    "stop_script": "",
    "app_heartbeat": "",
}


class GuardedRuntime(Runtime):
    """The runtime of the app.

    Parameters
    ----------
    config : streamlit.runtime.RuntimeConfig
        As Streamlit's; its storage of files must know their sessions.
    """

    def __init__(self, config: RuntimeConfig):
        super().__init__(config)
        self._files = self._media_file_mgr = SessionMedia(config.media_file_storage)

    def handle_backmsg(
        self, session_id: str, msg: BackMsg, *, client: SessionClient | None = None
    ) -> None:
        """Pass a message on to its session, or what it may still ask for, or nothing."""
        visitor = session_visitor(session_id)
        passed = None if visitor is None else self._passed(session_id, msg, visitor)
        if passed is not None:
            super().handle_backmsg(session_id, passed, client=client)

    def _passed(self, session_id: str, message: BackMsg, visitor: Visitor) -> BackMsg | None:
        kind = kind_of(message)
        if kind not in NEEDS:
            LOG.warning("dropped a message", extra={"kind": kind})
            return None
        if NEEDS[kind] and not visitor.reads:
            return drawn_anew(message)
        if NEEDS[kind] == "edit" and not visitor.edits:
            return None
        if kind == "deferred_file":
            asked = message.backend_operation_request.deferred_file.file_id
            return message if self._files.deferred_owner(asked) == session_id else None
        return message


def kind_of(message: BackMsg) -> str:
    """Return the type of a message; of a request to the server, what it asks for."""
    kind = message.WhichOneof("type") or ""
    if kind == "backend_operation_request":
        return message.backend_operation_request.WhichOneof("payload") or ""
    return kind


def drawn_anew(message: BackMsg) -> BackMsg:
    """Return the wish to see the whole page, in place of a part of it or of a file.

    Who may not read any more is shown the page that says so.
    """
    whole = BackMsg()
    whole.rerun_script.CopyFrom(message.rerun_script)
    whole.rerun_script.fragment_id = ""
    whole.rerun_script.is_auto_rerun = False
    return whole
