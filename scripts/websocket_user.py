"""A reader without a browser: speaks Streamlit's own protocol over a real websocket, for benches."""

import time
import uuid
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

#: Largest message that is taken, in bytes: the first picture of a large graph.
_MOST = 64 * 2**20


#: Status with which a run ends well: of the page, and of a fragment of it.
_DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


class PartCache:
    """Large parts of pages, which a browser caches for some runs so that they travel once."""

    def __init__(self) -> None:
        #: Runs after which a part that did not come again is forgotten; the server says how many.
        self.most = 2
        self._runs = 0
        self._parts: dict[str, tuple[ForwardMsg, int]] = {}

    @property
    def hashes(self) -> list[str]:
        """Return the hashes of the cached parts, for the server."""
        return list(self._parts)

    def whole(self, answer: ForwardMsg) -> ForwardMsg:
        """Return the message that is meant, which may be a reference to a cached one; cache it."""
        if answer.WhichOneof("type") == "ref_hash":
            answer = self._parts[answer.ref_hash][0]
        if answer.metadata.cacheable:
            self._parts[answer.hash] = (answer, self._runs)
        return answer

    def end_run(self, fragment: str) -> None:
        """Count a run, and forget what is too old; a run of a fragment leaves all else alone."""
        self._runs += 1
        for name, (answer, run) in list(self._parts.items()):
            touched = not fragment or answer.delta.fragment_id == fragment
            if touched and self._runs - run > self.most:
                del self._parts[name]


class WebsocketUser:
    """One reader's visit.

    It does what a browser does: it caches large parts of the page, and has only that fragment run
    anew in which it changed something.

    Parameters
    ----------
    address : str
        Of the app, ``http://host:port``.
    **options
        For the connection, e.g. ``additional_headers`` or ``ssl``.
    """

    def __init__(self, address: str, **options: Any):
        options = {"subprotocols": ["streamlit"], "max_size": _MOST} | options
        self._opened = connect(f"ws{address.removeprefix('http')}/_stcore/stream", **options)
        self._socket = self._opened.__enter__()
        #: Label -> the widget's element, as the page last drew it.
        self.widgets: dict[str, Any] = {}
        #: Texts of errors and exceptions that the page showed.
        self.errors: list[str] = []
        #: Id of a button -> id of the file that it gives.
        self.files: dict[str, str] = {}
        self.received = 0
        self.page, self.query, self._pages = "", "", {}
        self.session = ""
        self._states: dict[str, WidgetState] = {}
        self._fragments: dict[str, str] = {}
        self._cache = PartCache()

    def close(self) -> None:
        self._opened.__exit__(None, None, None)

    def open(self, page: str, query: str = "") -> float:
        """Open a screen; return the seconds until it is drawn."""
        self.page, self.query, self._states = page, query, {}
        return self.refresh()

    def choose(self, label: str, values: list[str]) -> float:
        """Choose in a multiselect; return the seconds until the screen is drawn."""
        state = WidgetState(id=self.widgets[label].id)
        state.string_array_value.data[:] = values
        return self._act(state)

    def switch(self, label: str, on: bool) -> float:
        """Set a toggle or checkbox."""
        return self._act(WidgetState(id=self.widgets[label].id, bool_value=on))

    def pick(self, label: str, value: str) -> float:
        """Choose in a selectbox."""
        return self._act(WidgetState(id=self.widgets[label].id, string_value=value))

    def press(self, label: str) -> float:
        """Press a button, once."""
        state = WidgetState(id=self.widgets[label].id, trigger_value=True)
        took = self._act(state)
        del self._states[state.id]
        return took

    def ask_for(self, file_id: str) -> str:
        """Press a button whose file is written only now, and do not wait; return the request."""
        message = BackMsg()
        message.backend_operation_request.request_id = request = str(uuid.uuid4())
        message.backend_operation_request.session_id = self.session
        message.backend_operation_request.deferred_file.file_id = file_id
        self._socket.send(message.SerializeToString())
        return request

    def answer_to(self, request: str, seconds: float = 180.0) -> tuple[str, str]:
        """Wait for what becomes of a request; return the file's address, and what went wrong."""
        until = time.monotonic() + seconds
        while True:
            content = self._socket.recv(timeout=max(0.0, until - time.monotonic()))
            answer = self._cache.whole(ForwardMsg.FromString(content))
            response = answer.backend_operation_response
            if answer.WhichOneof("type") != "backend_operation_response":
                continue
            if response.request_id == request:
                return response.deferred_file.url, response.error_msg

    def download(self, file_id: str) -> tuple[str, str]:
        """Press a button whose file is written only now; see :meth:`answer_to`."""
        return self.answer_to(self.ask_for(file_id))

    def _act(self, state: WidgetState) -> float:
        self._states[state.id] = state
        return self.refresh(self._fragments.get(state.id, ""))

    def refresh(self, fragment: str = "") -> float:
        """Ask for the screen, or a fragment of it, once more."""
        message = BackMsg()
        message.rerun_script.fragment_id = fragment
        message.rerun_script.cached_message_hashes.extend(self._cache.hashes)
        message.rerun_script.query_string = self.query
        message.rerun_script.page_name = self.page if not self._states else ""
        message.rerun_script.page_script_hash = self._pages.get(self.page, "")
        message.rerun_script.context_info.timezone = "Europe/Helsinki"
        message.rerun_script.widget_states.widgets.extend(self._states.values())
        start = time.perf_counter()
        self._socket.send(message.SerializeToString())
        while True:
            content = self._socket.recv(timeout=120)
            self.received += len(content)
            answer = self._cache.whole(ForwardMsg.FromString(content))
            kind = answer.WhichOneof("type")
            if kind == "delta":
                self._note(answer.delta)
            elif kind == "navigation":
                self._pages = {
                    p.url_pathname: p.page_script_hash for p in answer.navigation.app_pages
                }
            elif kind == "page_info_changed":
                self.query = answer.page_info_changed.query_string
            elif kind == "new_session":
                self._cache.most = answer.new_session.config.max_cached_message_age
                self.session = answer.new_session.initialize.session_id or self.session
            elif kind == "script_finished" and answer.script_finished in _DONE:
                self._cache.end_run(fragment)
                return time.perf_counter() - start

    def _note(self, delta) -> None:
        if delta.WhichOneof("type") != "new_element":
            return
        kind = delta.new_element.WhichOneof("type")
        if kind == "download_button":
            button = delta.new_element.download_button
            self.files[button.id] = button.deferred_file_id
        element = getattr(delta.new_element, kind) if kind else None
        if kind == "exception":
            self.errors.append(element.message)
        label = getattr(element, "label", "")
        if label and getattr(element, "id", ""):
            self.widgets[label] = element
            self._fragments[element.id] = delta.fragment_id
