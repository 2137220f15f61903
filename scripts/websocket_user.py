"""A reader without a browser: speaks Streamlit's own protocol over a real websocket, for benches."""

import time
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

#: Largest message that is taken, in bytes: the first picture of a large graph.
_MOST = 64 * 2**20


class WebsocketUser:
    """One reader's visit.

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
        self.received = 0
        self.page, self._query, self._pages = "", "", {}
        self._states: dict[str, WidgetState] = {}

    def close(self) -> None:
        self._opened.__exit__(None, None, None)

    def open(self, page: str, query: str = "") -> float:
        """Open a screen; give the seconds until it is drawn."""
        self.page, self._query, self._states = page, query, {}
        return self.refresh()

    def choose(self, label: str, values: list[str]) -> float:
        """Choose in a multiselect; give the seconds until the screen is drawn."""
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

    def _act(self, state: WidgetState) -> float:
        self._states[state.id] = state
        return self.refresh()

    def refresh(self) -> float:
        """Ask for the screen once more."""
        message = BackMsg()
        message.rerun_script.query_string = self._query
        message.rerun_script.page_name = self.page if not self._states else ""
        message.rerun_script.page_script_hash = self._pages.get(self.page, "")
        message.rerun_script.context_info.timezone = "Europe/Helsinki"
        message.rerun_script.widget_states.widgets.extend(self._states.values())
        start = time.perf_counter()
        self._socket.send(message.SerializeToString())
        while True:
            content = self._socket.recv(timeout=120)
            self.received += len(content)
            answer = ForwardMsg.FromString(content)
            kind = answer.WhichOneof("type")
            if kind == "delta":
                self._note(answer.delta)
            elif kind == "navigation":
                self._pages = {
                    p.url_pathname: p.page_script_hash for p in answer.navigation.app_pages
                }
            elif kind == "page_info_changed":
                self._query = answer.page_info_changed.query_string
            elif kind == "script_finished" and answer.script_finished == 0:
                return time.perf_counter() - start

    def _note(self, delta) -> None:
        if delta.WhichOneof("type") != "new_element":
            return
        kind = delta.new_element.WhichOneof("type")
        element = getattr(delta.new_element, kind) if kind else None
        if kind == "exception":
            self.errors.append(element.message)
        label = getattr(element, "label", "")
        if label and getattr(element, "id", ""):
            self.widgets[label] = element
