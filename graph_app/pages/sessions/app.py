"""The app that Streamlit serves gets a runtime that asks for rights."""

from types import MethodType

import streamlit as st
from streamlit import config
from streamlit.runtime import Runtime, RuntimeConfig
from streamlit.web.cache_storage_manager_config import create_default_cache_storage_manager

from graph_app.pages.sessions.disconnected import DisconnectedSessions
from graph_app.pages.sessions.media import SessionMediaStorage
from graph_app.pages.sessions.runtime import GuardedRuntime
from graph_app.pages.sessions.uploads import disk_uploads


def guard(app: st.App) -> None:
    """Let an app make our runtime in place of Streamlit's.

    ``streamlit run`` reads the script without running it and looks for ``st.App`` by name, so a
    class of ours would not be found; and Streamlit has no public way to choose the runtime.

    Parameters
    ----------
    app : streamlit.App
        Not yet started.
    """
    app._create_runtime = MethodType(_guarded_runtime, app)  # type: ignore[method-assign]


def _guarded_runtime(app: st.App) -> Runtime:
    """Return the runtime, not yet started."""
    return GuardedRuntime(
        RuntimeConfig(
            script_path=str(app._resolve_script_path()),
            media_file_storage=SessionMediaStorage("/media"),
            uploaded_file_manager=disk_uploads(),
            cache_storage_manager=create_default_cache_storage_manager(),
            is_hello=False,
            session_storage=DisconnectedSessions(
                ttl_seconds=config.get_option("server.disconnectedSessionTTL")
            ),
            on_script_error=app._on_script_error,
        )
    )
