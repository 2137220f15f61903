"""Parts of a page that are drawn once and then sent again to every reader who sees the same.

Most of the work of a page is making its parts: rows into Arrow, charts into JSON, marks into
messages. What depends on facts, year and language alone is the same for everybody; Streamlit
records what a cached function draws and sends that again.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

#: From this many rows on a table takes megabytes, and few of them are cached.
_LARGE = 2000
#: From this many rows on Streamlit hands a table out in pieces, to one reader only: none is cached.
_HUGE = 100_000


def draw_once(key: tuple, draw: Callable[[], Any], rows: int = 0) -> Any:
    """Draw a part of a page, or send again what was drawn for another reader.

    Parameters
    ----------
    key : tuple
        Name of the part and all that it depends on: revision, year, language, colours ... Two that
        differ must have another ``repr``.
    draw : callable
        Draws the part. It has no widgets, and shows nothing that not everybody may see.
    rows : int
        Rows of the tables in the part.

    Returns
    -------
    object
        What `draw` returns, the same object for every reader.
    """
    if rows > _HUGE:
        return draw()
    drawn = _few if rows > _LARGE else _many
    return drawn(draw, repr(key))


@st.cache_resource(max_entries=600, show_spinner=False)
def _many(_draw: Callable[[], Any], key: str) -> Any:
    return _draw()


@st.cache_resource(max_entries=12, show_spinner=False)
def _few(_draw: Callable[[], Any], key: str) -> Any:
    return _draw()
