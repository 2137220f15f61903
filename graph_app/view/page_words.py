"""The language of the page, and Streamlit's own words in it.

Streamlit speaks English only: on its buttons, above its tables, where files are dropped, and to
screen readers. A small component says these words in the reader's language, and tells the browser
which that is, which WCAG 2.1 asks for (3.1.1, language of page; 3.1.2, language of parts).
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from graph_app.i18n import LANGUAGES, Translator
from graph_app.model.words import N_

#: Key of the component on the page.
KEY = "page-words"
_NAME = "graph-app.page_words"
_mounted: Callable[..., Any] | None = None

_UPLOADER = "[data-testid=stFileUploader]"
_TABLE = (
    "[data-testid=stElementToolbar], [data-testid=stFullScreenFrame], [data-testid=stTooltipContent], "
    "[data-testid=stDataFrameColumnMenu], [data-testid=stDataFrameColumnFormattingMenu], "
    "[data-testid=stDataFrameColumnVisibilityMenu], .gdg-search-bar"
)
_FIELD = (
    "[data-testid=stSelectbox], [data-testid=stMultiSelect], [data-testid=stNumberInput], "
    "[data-testid=stTextInput], [data-testid=stTextArea], [data-testid=stDateInput], "
    "[data-testid=stSelectboxVirtualDropdown], [data-testid=stMultiSelectDropdown], [role=listbox]"
)

#: Where a word stands -> Streamlit's words there.
WORDS: dict[str, tuple[str, ...]] = {
    _UPLOADER: (
        N_("Upload"),
        N_("Add files"),
        N_("Drag and drop files here"),
        N_("Drag and drop a file here"),
        N_("file upload"),
        N_("Error:"),
        N_("Only one file is allowed."),
        N_("Next page"),
        N_("Previous page"),
    ),
    _TABLE: (
        N_("Download as CSV"),
        N_("Download as PNG"),
        N_("Search"),
        N_("Show/hide columns"),
        N_("Fullscreen"),
        N_("Close fullscreen"),
        N_("Show data"),
        N_("Show chart"),
        N_("Copy Vega-Lite spec"),
        N_("Clear selection"),
        N_("Add row"),
        N_("Delete row(s)"),
        N_("Type to search"),
        N_("Close Search"),
        N_("Next Result"),
        N_("Previous Result"),
        N_("Dataframe column menu"),
        N_("Copy column name"),
        N_("Sort ascending"),
        N_("Sort descending"),
        N_("Autosize"),
        N_("Pin column"),
        N_("Unpin column"),
        N_("Hide column"),
        N_("Format"),
        N_("Statistics"),
        N_("Select all"),
        N_("Automatic"),
        N_("Localized"),
        N_("Plain"),
        N_("Compact"),
        N_("Percent"),
        N_("Scientific"),
        N_("Accounting"),
        N_("Dollar"),
        N_("Euro"),
        N_("Yen"),
        N_("Calendar"),
        N_("Distance"),
        N_("Duration"),
        N_("Values"),
        N_("Empty"),
        N_("Distinct"),
        N_("Range"),
        N_("Sum"),
        N_("Average"),
        N_("Median"),
        N_("Minimum"),
        N_("Maximum"),
        N_("Standard deviation"),
        N_("Average length"),
        N_("Minimum length"),
        N_("Maximum length"),
        N_("Based on sample"),
    ),
    _FIELD: (
        N_("No results"),
        N_("Select all"),
        N_("Clear all"),
        N_("Clear value"),
        N_("Clear entry"),
        N_("Choose an option"),
        N_("Choose options"),
        N_("Selected values"),
        N_("Selectbox options"),
        N_("Multiselect options"),
        N_("Open"),
        N_("Dismiss"),
        N_("Increment"),
        N_("Decrement"),
        N_("Press Enter to apply"),
        N_("Press Ctrl+Enter to apply"),
        N_("Press ⌘+Enter to apply"),
        N_("Number is above the allowed range."),
        N_("Number is below the allowed range."),
        N_("Choose date"),
        N_("Clear date"),
    ),
    "[data-testid=stVegaLiteChart]": (N_("visualization"),),
    "[data-testid=stProgress]": (N_("progress"),),
    "[data-testid=stSidebar], [data-testid=stHeader]": (
        N_("Sidebar"),
        N_("Collapse sidebar"),
        N_("Expand sidebar"),
        N_("App pages"),
        N_("Main menu"),
    ),
    "[data-testid=stSkipToContent]": (N_("Skip to main content"),),
    "[data-testid=stStatusWidget], [data-testid=stTooltipContent]": (
        N_("Running..."),
        N_("Stop"),
        N_("Stopping..."),
        N_("Connecting"),
        N_("Connecting to Streamlit server"),
    ),
    "[role=dialog], [data-testid=stToast]": (
        N_("Close"),
        N_("Connection error"),
        N_("Connection lost. Please wait for the app to reconnect, then try again."),
        N_("Download failed"),
    ),
}
#: Where a text stands -> forms of it as regular expressions, and the text for what they found.
PATTERNS: dict[str, dict[str, str]] = {
    _UPLOADER: {
        r"(\d+)\s?MB per file(.*)": N_("{1} MB per file{2}"),
        r"Remove (.+)": N_("Remove {1}"),
        r"(.+) files are not allowed\.": N_("{1}: files of this kind are not taken."),
        r"File must be (\d+)\.?\d*\s?MB or smaller\.": N_("The file may have {1} MB at most."),
        r"Page (\d+)": N_("Page {1}"),
    },
    _TABLE: {
        r"Download as CSV: (.+)": N_("Download as CSV: {1}"),
        r"Search: (.+)": N_("Search: {1}"),
        r"Show/hide columns: (.+)": N_("Show/hide columns: {1}"),
        r"Fullscreen: (.+)": N_("Fullscreen: {1}"),
        r"Close fullscreen: (.+)": N_("Close fullscreen: {1}"),
        r"(\d+) results?": N_("Found: {1}"),
        r"(\d+) of (\d+) results?": N_("{1} of {2} found"),
        r"over 1000": N_("Found: over 1000"),
        r"(\d+) of over 1000": N_("{1} of over 1000 found"),
    },
    _FIELD: {
        r"Remove (.+)": N_("Remove {1}"),
        r"Select (\d+) match(?:es)?": N_("Select the {1} that match"),
        r"You can only select up to (\d+) options?\. Remove an option first\.": N_(
            "{1} can be chosen at most. Take one away first."
        ),
    },
    "[data-testid=stTooltipHoverTarget]": {r"Help for (.+)": N_("Help for {1}")},
    # React Aria tells screen readers so, at the end of the page.
    "[data-live-announcer]": {r"(\d+) options? available\.": N_("Choices: {1}")},
}


def speak(tr: Translator) -> None:
    """Let the page be in the reader's language, Streamlit's own words with it."""
    _component()(key=KEY, data=message(tr))


def message(tr: Translator) -> dict[str, Any]:
    """Return what the component needs.

    Returns
    -------
    dict
        ``language`` : code of the page's language; ``languages`` : name -> code;
        ``rules`` : list of a CSS selector, a mapping of Streamlit's words to ours, and a list of
        forms, each a regular expression and the text in which ``{1}`` stands for what it found.
    """
    return {
        "language": tr.language,
        "languages": {name: code for code, name in LANGUAGES.items()},
        "rules": [] if tr.language == "en" else _rules(tr),
    }


def _rules(tr: Translator) -> list[list]:
    return [
        [
            where,
            {word: tr(word) for word in WORDS.get(where, ())},
            [[form, tr(text)] for form, text in PATTERNS.get(where, {}).items()],
        ]
        for where in {**WORDS, **PATTERNS}
    ]


def _component() -> Callable[..., Any]:
    """Register when first used: importing must not need a running Streamlit."""
    global _mounted
    if _mounted is None:
        _mounted = st.components.v2.component(_NAME, js="page_words.js", html="<span></span>")
    return _mounted
