"""Whatever others write into an address, a screen says one sentence and goes on."""

import ast
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.graph.filter_specs import SPECS
from graph_app.model.errors import FilterError
from graph_app.pages.shell import address_bar
from graph_app.pages.shell.main import SCREENS
from tests.conftest import ROOT
from tests.pages.reading import run_script, shown

PAGES = ROOT / "graph_app" / "pages"
HOME = Path("pages/shell/address_bar.py")
HOSTILE = {
    "long": "a" * 1_900,
    "open": "(" * 1_900,
    "words": "word " * 2_000,
    "entries": "x," * 1_000,
    "number": "9" * 5_000,
    "minus": "-1",
    "huge": "1e400",
    "nan": "nan",
    "other digits": "١٢٣",
    "no day": "0000-13-99",
    "far day": "9999999999-01-01",
    "last day": "9999-12-31",
    "marks": "\u0f73" * 250,
}


def keys():
    """Return every part of the address that a page asks for, and those of the filters."""
    found = {spec.query_key for spec in SPECS.values()}
    for path in PAGES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            asks = isinstance(node, ast.Call) and ast.unparse(node.func).endswith((".get",))
            if asks and node.args and isinstance(node.args[0], ast.Constant):
                whose = ast.unparse(node.func.value)
                if whose in ("address_bar", "query", "asked"):
                    found.add(node.args[0].value)
    return sorted(found | {"known", "from", "to", "not", "only", "without", "within", "past"})


def test_nothing_else_reads_or_writes_the_address():
    for path in (ROOT / "graph_app").rglob("*.py"):
        if path == ROOT / "graph_app" / HOME:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.Attribute) and node.attr == "query_params"), path


def test_every_field_of_text_is_bounded_on_the_server():
    for path in PAGES.rglob("*.py"):
        if path.name == "elements.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            drawn = isinstance(node, ast.Attribute) and node.attr in ("text_input", "text_area")
            assert not drawn, f"{path}: use text_field"


def opened(screen, **query):
    def script(name):
        import streamlit as st

        from graph_app.model.errors import GraphAppError
        from graph_app.pages.shell import address_bar
        from graph_app.pages.shell.as_of_date import as_known
        from graph_app.pages.shell.context import get_context
        from graph_app.pages.shell.main import SCREENS

        st.session_state["screens"] = {n: n for n in SCREENS}
        try:
            context = as_known(get_context())
            address_bar.warn_of_unusable(context.tr)
            SCREENS[name].show(context)
        except GraphAppError as error:
            st.error(str(error))

    return run_script(script, query=query, name=screen)


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("turn", [0, 4, 9])
@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_stands_whatever_the_address_holds(screen, turn):
    values = [*HOSTILE.values()]
    query = {key: values[(at + turn) % len(values)] for at, key in enumerate(keys())}
    # run_script fails on a traceback.
    test = opened(screen, **query)
    assert shown(test).count("The address holds something that cannot be used") == 1


@pytest.mark.usefixtures("store")
def test_a_search_of_sixty_thousand_words_is_refused_in_one_sentence():
    test = opened("data", q="word " * 60_000)
    assert shown(test).count("cannot be used") == 1
    assert "at most 300" in shown(test)
    assert test.text_input(key="data-f-query").value == ""


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *[("q", "w " * 31), ("node", "a" * 301), ("nodes", "a," * 301), ("nodes", "a" * 301)],
        *[("revision", "1" * 8), ("revision", "-1"), ("revision", "\u0661"), ("k", "1e400")],
        *[("day", "0000-13-99"), ("day", "9999999999-01-01"), ("day", "9999-12-31")],
    ],
)
def test_what_is_beyond_the_bounds_is_named(key, value):
    with pytest.raises(FilterError, match=key):
        address_bar.check(key, value)


@given(st.sampled_from([*keys()]), st.text(max_size=400) | st.from_regex(r"[0-9,.e-]{0,40}"))
def test_any_value_is_taken_or_named(key, value):
    with suppress(FilterError):
        address_bar.check(key, value)
        assert len(value) <= address_bar.LONGEST_LIST
