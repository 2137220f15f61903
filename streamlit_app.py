"""The front door: ``streamlit run streamlit_app.py``."""

import contextlib
from pathlib import Path

import streamlit as st

from graph_app.pages import main


@contextlib.asynccontextmanager
async def lifespan(_app):
    """Read the tables before the first reader comes, so that nobody waits for it."""
    main.warm()
    yield


app = st.App(Path(__file__).parent / "graph_app" / "pages" / "front.py", lifespan=lifespan)
