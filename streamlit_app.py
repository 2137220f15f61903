"""The front door: ``streamlit run streamlit_app.py``."""

from graph_app.pages.main import main

main()
