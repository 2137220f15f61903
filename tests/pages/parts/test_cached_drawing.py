import pytest

from graph_app.pages.parts.cached_drawing import _few, _many
from tests.pages.reading import run_script


@pytest.fixture(autouse=True)
def nothing_drawn_yet():
    for drawn in (_many, _few):
        drawn.clear()


def opened(**given):
    def script(key, rows, calls) -> None:
        import pandas as pd
        import streamlit as st

        from graph_app.pages.parts.cached_drawing import draw_once

        def draw():
            calls.append(key)
            st.markdown(f"### {key}")
            one, other = st.columns(2)
            one.metric("Partners", 3)
            with other, st.expander("Show as table"):
                st.dataframe(pd.DataFrame({"a": [1, 2]}))
            return f"drawn {key}"

        before, after = st.container(), st.container()
        with after:
            st.caption(draw_once(("part", key), draw, rows))
        before.text("before")

    return run_script(script, **{"rows": 0, "calls": []} | given)


def seen(test):
    # The part is drawn where it was asked for, not at the end of the page.
    before, after = test.main.children[0], test.main.children[1]
    assert [one.value for one in before.text] == ["before"]
    assert not before.markdown
    assert after.metric[0].value == "3"
    assert after.expander[0].dataframe[0].value["a"].tolist() == [1, 2]
    return after.markdown[0].value, after.caption[0].value


def test_the_second_reader_sees_the_same_and_nothing_is_drawn_again():
    calls = []
    first, second = opened(key="a", calls=calls), opened(key="a", calls=calls)
    assert seen(first) == seen(second) == ("### a", "drawn a")
    assert calls == ["a"]


def test_other_keys_are_other_parts():
    calls = []
    assert seen(opened(key="a", calls=calls)) != seen(opened(key=("a",), calls=calls))
    assert calls == ["a", ("a",)]


@pytest.mark.parametrize(("rows", "drawn"), [(100, 1), (5_000, 1), (1_000_000, 2)])
def test_what_streamlit_hands_out_in_pieces_is_drawn_for_each_reader(rows, drawn):
    calls = []
    for _ in range(2):
        opened(key="a", rows=rows, calls=calls)
    assert len(calls) == drawn


def test_few_large_parts_are_cached():
    calls = []
    for key in [*range(13), 12, 0]:
        opened(key=key, rows=50_000, calls=calls)
    assert calls == [*range(13), 0]
