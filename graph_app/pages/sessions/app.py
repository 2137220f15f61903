"""The app as Streamlit serves it, with what of Streamlit we replace."""

import streamlit as st
from streamlit import config
from streamlit.runtime import Runtime, RuntimeConfig
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.web.cache_storage_manager_config import create_default_cache_storage_manager
from streamlit.web.server.starlette.starlette_routes import BASE_ROUTE_MEDIA

from graph_app.pages.sessions.disconnected import DisconnectedSessions
from graph_app.pages.sessions.uploads import disk_uploads


class App(st.App):
    """Streamlit's app, whose uploads lie on the disk and whose sessions end on time."""

    def _create_runtime(self) -> Runtime:
        seconds = config.get_option("server.disconnectedSessionTTL")
        return Runtime(
            RuntimeConfig(
                script_path=str(self._resolve_script_path()),
                media_file_storage=MemoryMediaFileStorage(f"/{BASE_ROUTE_MEDIA}"),
                uploaded_file_manager=disk_uploads(),
                cache_storage_manager=create_default_cache_storage_manager(),
                session_storage=DisconnectedSessions(ttl_seconds=seconds),
                on_script_error=self._on_script_error,
            )
        )
