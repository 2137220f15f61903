"""Streamlit's own words in the reader's language."""

import re
from functools import cache
from pathlib import Path

import pytest
import streamlit

from graph_app.i18n import LANGUAGES, get_translator
from graph_app.view.page_words import PATTERNS, WORDS, message

# Streamlit puts these together from a key and what it does.
COMPOSED = {"Press Enter to apply", "Press Ctrl+Enter to apply", "Press ⌘+Enter to apply"}


@cache
def scripts_of_streamlit() -> str:
    folder = Path(streamlit.__file__).parent / "static/static/js"
    return "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.js"))


@pytest.mark.parametrize("word", sorted({w for words in WORDS.values() for w in words} - COMPOSED))
def test_streamlit_says_each_word(word):
    assert f"`{word}`" in scripts_of_streamlit() or f'"{word}"' in scripts_of_streamlit()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_in_the_language_of_the_reader(language):
    told = message(get_translator(language))
    assert told["language"] == language
    assert told["languages"] == {"English": "en", "Suomi": "fi", "Svenska": "sv"}


def test_in_english_streamlit_is_left_as_it_is_but_for_what_it_says_wrongly():
    rules = [rule[1:] for rule in message(get_translator("en"))["rules"]]
    assert rules == [[{}, [["Add: (.+)", "Search for “{1}”"]]]]


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_word_has_its_translation_where_it_stands(language):
    tr = get_translator(language)
    rules = {where: (words, patterns) for where, words, patterns in message(tr)["rules"]}
    assert set(rules) == {*WORDS, *PATTERNS}
    for where, words in WORDS.items():
        assert rules[where][0] == {word: tr(word) for word in words}
    for where, patterns in PATTERNS.items():
        assert rules[where][1] == [[form, tr(text)] for form, text in patterns.items()]


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
@pytest.mark.parametrize(
    ("form", "text"), [pair for patterns in PATTERNS.values() for pair in patterns.items()]
)
def test_a_translation_says_all_that_a_form_finds(form, text, language):
    found = {str(n + 1) for n in range(re.compile(form).groups)}
    assert set(re.findall(r"\{(\d)\}", get_translator(language)(text))) == found
