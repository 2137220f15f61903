"""Whether pages are served, or run by a test without a server."""

from streamlit import runtime
from streamlit.runtime import Runtime


def serving_runtime() -> Runtime | None:
    """Return Streamlit's runtime; None where nothing is served."""
    if not runtime.exists():
        return None
    found = runtime.get_instance()
    # By its class: the stand-in of Streamlit's tests calls itself a Runtime.
    return found if issubclass(type(found), Runtime) else None
