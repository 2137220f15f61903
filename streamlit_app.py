"""The front door: ``streamlit run streamlit_app.py``."""

import contextlib
from pathlib import Path

import streamlit as st

from graph_app.model.errors import SettingsError
from graph_app.pages.sessions.app import guard
from graph_app.pages.shell import garbage_collection, server
from graph_app.runtime.private_files import make_private

make_private()
garbage_collection.share_memory()
try:
    serving = server.serving()
except SettingsError as error:
    raise SystemExit(f"graph-app: {error}") from None


@contextlib.asynccontextmanager
async def lifespan(_app):
    """Read the tables before the first reader comes, so that nobody waits for it."""
    # Only now: what it caches between readers needs Streamlit's runtime.
    from graph_app.pages.shell import erasures, main

    main.fill_caches()
    garbage_collection.watch()
    erasures.watch()
    serving.begin()
    try:
        yield
    finally:
        serving.end()


app = st.App(
    Path(__file__).parent / "graph_app" / "pages" / "shell" / "front.py",
    lifespan=lifespan,
    middleware=serving.middleware,
    secrets=serving.secrets,
)
guard(app)
