"""Charts that are made once for all readers who see the same."""

from collections.abc import Callable
from typing import Any, Literal

import altair as alt
import streamlit as st

from graph_app.view.charts import specification


def draw_chart(chart: alt.TopLevelMixin, width: Literal["stretch", "content"] = "stretch") -> None:
    """Draw a chart that is made for this reader alone."""
    st.vega_lite_chart(specification(chart), width=width)


def show_chart(key: tuple, make: Callable[[], dict[str, Any]]) -> None:
    """Draw a chart; making its specification costs more than all else on a page of charts.

    Parameters
    ----------
    key : tuple
        All that the chart depends on: revision, year, language, colours.
    make : callable
        Gives the Vega-Lite specification, e.g. by :func:`graph_app.view.charts.specification`.
    """
    st.vega_lite_chart(_made(make, key), width="stretch")


@st.cache_resource(max_entries=400, show_spinner=False)
def _made(_make: Callable[[], dict[str, Any]], key: tuple) -> dict[str, Any]:
    return _make()
