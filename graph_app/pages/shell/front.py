"""The script that Streamlit runs for each reader; ``streamlit_app.py`` serves it."""

from graph_app.pages.shell.main import TURNS, main

with TURNS.turn():
    main()
