"""The language of the page, and Streamlit's own words in it.

Streamlit speaks English only: on its buttons, above its tables, where files are dropped, and to
screen readers. A small component replaces these words by those of the reader's language, and names the
language to the browser, as WCAG 2.1 asks (3.1.1, language of page; 3.1.2, language of parts).
"""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from graph_app.i18n import LANGUAGES, Translator
from graph_app.view.vendor import ASSETS

#: Key of the component on the page.
KEY = "page-words"
_NAME = "graph-app.page_words"

#: Streamlit's words in each place of the page: a CSS selector (``where``), the words there, and
#: forms of texts as regular expressions with the text in which ``{1}`` is what a form found.
#: ``python -m scripts.messages`` reads the file too.
_RULES = json.loads((ASSETS / "page_words.json").read_text(encoding="utf-8"))
WORDS: dict[str, list[str]] = {rule["where"]: rule["words"] for rule in _RULES}
PATTERNS: dict[str, dict[str, str]] = {rule["where"]: rule["patterns"] for rule in _RULES}
#: Forms whose English is not what happens here: what is typed is looked for, not added.
_OTHERWISE = ("Add: (.+)",)


def speak(tr: Translator) -> None:
    """Show the page, Streamlit's own words with it, in the reader's language."""
    _component()(key=KEY, data=message(tr))


def message(tr: Translator) -> dict[str, Any]:
    """Return what the component needs.

    Returns
    -------
    dict
        ``language`` : code of the page's language; ``languages`` : name -> code;
        ``rules`` : list of a CSS selector, a mapping of Streamlit's words to ours, and a list of
        forms, each a regular expression and the text in which ``{1}`` is what it found.
    """
    english = tr.language == "en"
    rules = [
        [
            where,
            {} if english else {word: tr(word) for word in words},
            [
                [form, tr(text)]
                for form, text in PATTERNS[where].items()
                if not english or form in _OTHERWISE
            ],
        ]
        for where, words in WORDS.items()
    ]
    return {
        "language": tr.language,
        "languages": {name: code for code, name in LANGUAGES.items()},
        "rules": [rule for rule in rules if rule[1] or rule[2]],
    }


@cache
def _component() -> Callable[..., Any]:
    """Register when first used: importing must not need a running Streamlit."""
    component: Callable[..., Any] = st.components.v2.component(
        _NAME, js="page_words.js", html="<span></span>"
    )
    return component
