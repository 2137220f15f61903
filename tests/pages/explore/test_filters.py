import pytest
from hypothesis import given, settings
from streamlit.testing.v1 import AppTest

from graph_app.graph import filter_kinds as kinds
from graph_app.graph.filter_specs import SPECS, GraphFilter
from tests.conftest import examples
from tests.filters import complete, filters

#: Kind of filter -> its widget, as a test of Streamlit calls it.
WIDGETS = {
    kinds.Text: "text_input",
    kinds.Flag: "checkbox",
    kinds.Node: "selectbox",
    kinds.Choice: "selectbox",
    kinds.Choices: "multiselect",
    kinds.Countries: "multiselect",
    kinds.Year: "select_slider",
    kinds.Scale: "select_slider",
    kinds.Number: "number_input",
}


def script():
    import streamlit as st

    from graph_app.pages.explore import filters
    from graph_app.pages.shell.context import get_context

    if "wanted" in st.session_state:
        filters.put(st.session_state.pop("wanted"))
    filters.draw(get_context())
    st.session_state["shown"] = filters.read()


@pytest.fixture(scope="module")
def side():
    """The filters of Explore without its picture."""
    return AppTest.from_function(script, default_timeout=30)


def shown(side, wanted):
    side.session_state["wanted"] = wanted
    side.run()
    assert not side.exception
    return side.session_state["shown"]


@settings(max_examples=examples(10))
@given(wanted=filters("city:lahti", "network:ubc"))
def test_the_widgets_give_the_filter_back(side, wanted):
    assert shown(side, wanted) == complete(wanted)
    # In the next run the widgets hold what the browser sends back.
    side.run()
    assert side.session_state["shown"] == complete(wanted)


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_every_filter_has_a_widget_with_a_label(side, spec):
    shown(side, GraphFilter())
    widget = getattr(side, WIDGETS[type(spec.kind)])(key=f"explore-{spec.field}")
    assert widget.label
    assert widget.disabled == bool(spec.needs)
