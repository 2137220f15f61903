"""Streamlit serves our app, and no other."""

from streamlit.web.server.app_discovery import discover_asgi_app

from graph_app.pages.sessions.app import App
from graph_app.pages.sessions.disconnected import DisconnectedSessions
from graph_app.pages.sessions.uploads import DiskUploads
from tests.conftest import ROOT


def test_streamlit_finds_the_app_by_the_text_of_the_file():
    # Otherwise it would run the file as a page, with none of our middleware.
    found = discover_asgi_app(ROOT / "streamlit_app.py")
    assert found.import_string == "streamlit_app:app"


def test_its_runtime_has_our_parts(monkeypatch):
    monkeypatch.setattr("streamlit.runtime.Runtime._instance", None)
    runtime = App(ROOT / "graph_app" / "pages" / "shell" / "front.py")._create_runtime()
    assert isinstance(runtime.uploaded_file_mgr, DiskUploads)
    assert isinstance(runtime._session_mgr._session_storage, DisconnectedSessions)
