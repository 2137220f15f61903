"""Streamlit serves our app, and no other."""

import streamlit as st
from streamlit.web.server.app_discovery import discover_asgi_app

from graph_app.pages.sessions.app import guard
from graph_app.pages.sessions.disconnected import DisconnectedSessions
from graph_app.pages.sessions.runtime import GuardedRuntime
from graph_app.pages.sessions.uploads import DiskUploads
from tests.conftest import ROOT


def test_streamlit_finds_the_app_by_the_text_of_the_file():
    # Otherwise it would run the file as a page, with none of our middleware.
    found = discover_asgi_app(ROOT / "streamlit_app.py")
    assert found.import_string == "streamlit_app:app"


def test_its_runtime_has_our_parts(monkeypatch):
    monkeypatch.setattr("streamlit.runtime.Runtime._instance", None)
    app = st.App(ROOT / "graph_app" / "pages" / "shell" / "front.py")
    guard(app)
    runtime = app._create_runtime()
    assert isinstance(runtime, GuardedRuntime)
    assert isinstance(runtime.uploaded_file_mgr, DiskUploads)
    assert isinstance(runtime._session_mgr._session_storage, DisconnectedSessions)
