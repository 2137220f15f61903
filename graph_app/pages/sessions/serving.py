"""The server's sessions: whether there is a server at all, and pages that are drawn anew."""

from streamlit import runtime
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSession


def serving_runtime() -> Runtime | None:
    """Return Streamlit's runtime; None where nothing is served."""
    if not runtime.exists():
        return None
    found = runtime.get_instance()
    # By its class: the stand-in of Streamlit's tests calls itself a Runtime.
    return found if issubclass(type(found), Runtime) else None


def draw_anew(session: AppSession) -> None:
    """Run the page of a session from the beginning, with its address; on Streamlit's event loop."""
    state = ClientState()
    state.CopyFrom(session._client_state)
    # Not a part of it: all that it shows must go.
    state.fragment_id = ""
    session.request_rerun(state)
