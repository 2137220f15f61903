import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.wording.text import in_words, plain, shorten


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Åbo", "Åbo"),
        ("![x](http://evil)", r"\!\[x\]\(http\:\/\/evil\)"),
        (":red[a] $x$", r"\:red\[a\] \$x\$"),
        ("<b>", r"\<b\>"),
        ("a\n\n# b", r"a \# b"),
    ],
)
def test_markdown_is_shown_letter_by_letter(name, shown):
    assert plain(name) == shown


@given(st.text())
def test_no_mark_is_left_unescaped(text):
    shown = plain(text, 10**6)
    bare = shown.replace("\\\\", "").replace("\\", "\0")
    for at, char in enumerate(bare):
        if char.isascii() and not char.isalnum() and char not in " \0":
            assert bare[at - 1] == "\0"


def test_length_is_bounded():
    assert len(shorten("x" * 10_000)) == 60
    assert plain("x" * 10_000) == "x" * 299 + "…"


@given(st.lists(st.sampled_from(["FI", "SE", None, "PL"])))
def test_columns_are_said_value_by_value_and_each_value_is_asked_for_once(values):
    asked = []

    def say(value):
        asked.append(value)
        return f"in {value}"

    said = in_words(pd.Series(values, dtype="str"), say, "nowhere")
    assert said.tolist() == ["nowhere" if one is None else f"in {one}" for one in values]
    assert sorted(asked) == sorted({one for one in values if one})
