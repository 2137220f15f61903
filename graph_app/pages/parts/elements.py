"""Elements that all screens draw alike: lines of plain text, tables, pickers, downloads."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from graph_app.i18n import Translator
from graph_app.model.csv_text import csv_file
from graph_app.model.words import N_
from graph_app.pages.parts.downloads import download
from graph_app.pages.sessions.downloads import Download
from graph_app.wording.text import plain

T = TypeVar("T")

#: Headings of columns that several tables have.
HEADINGS: Mapping[Any, str] = {
    "after": N_("After"),
    "before": N_("Before"),
    "change": N_("Difference"),
    "city": N_("City"),
    "column": N_("Column"),
    "count": N_("Number"),
    "country": N_("Country"),
    "expected": N_("Expected"),
    "file": N_("File"),
    "found": N_("Found"),
    "kind": N_("Kind"),
    "measure": N_("Measure"),
    "name": N_("Name"),
    "network": N_("Network"),
    "row": N_("Row"),
    "since": N_("Since"),
    "status": N_("Status"),
    "table": N_("Table"),
    "themes": N_("Themes"),
    "type": N_("Relation"),
}


def caption(text: str, longest: int = 300) -> None:
    """Draw small grey text; what comes from tables stays text."""
    st.caption(plain(text, longest))


def info(text: str, longest: int = 300) -> None:
    """Draw a notice; what comes from tables stays text."""
    st.info(plain(text, longest))


def warning(text: str, longest: int = 300) -> None:
    """Draw a warning; what comes from tables stays text."""
    st.warning(plain(text, longest))


def error_box(text: str, longest: int = 300) -> None:
    """Draw an error; what comes from tables stays text."""
    st.error(plain(text, longest))


def show_table(
    rows: pd.DataFrame,
    tr: Translator,
    columns: Mapping[str, Any] | None = None,
    place: DeltaGenerator | None = None,
    file: str = "",
    **options: Any,
) -> None:
    """Draw rows without their index, with a dash in cells that are blank.

    Parameters
    ----------
    rows : pandas.DataFrame
        The cells.
    tr : Translator
        The reader's language.
    columns : mapping, optional
        Column -> its heading or column configuration, where it is not in :data:`HEADINGS`.
    place : DeltaGenerator, optional
        Where to draw it.
    file : str
        Draw a button below that gives the rows as CSV under this name; none by default. Only for
        rows without contact persons. The grid itself gives no file.
    **options
        Further arguments of ``st.dataframe``.
    """
    headings: dict[Any, Any] = {name: tr(HEADINGS[name]) for name in rows if name in HEADINGS}
    options = {"hide_index": True, "placeholder": "–", **options}
    headings |= columns or {}
    (place or st).dataframe(rows, column_config=headings, **options)
    if file:
        download_table(lambda: rows, tr, headings, file, options.get("column_order"))


def download_table(
    rows: Callable[[], pd.DataFrame],
    tr: Translator,
    columns: Mapping[Any, Any],
    file: str,
    order: Sequence[str] | None = None,
) -> None:
    """Draw a button that gives rows as CSV, under the headings and in the order of their grid."""
    known = {name: tr(label) for name, label in HEADINGS.items()}
    given = {
        name: label if isinstance(label, str) else (label or {}).get("label") or name
        for name, label in columns.items()
    }

    def made() -> bytes:
        shown = rows()
        return csv_file(shown[list(order or shown)].rename(columns=known | given))

    name = f"{file}.csv"
    data = Download(made, tr, name, heavy=False)
    download(tr("Download this table (CSV)"), data, name, "text/csv")


def text_field(
    tr: Translator,
    label: str,
    most: int,
    place: DeltaGenerator | None = None,
    lines: bool = False,
    **options: Any,
) -> str:
    """Draw a field of text; return what is in it, nothing where it is longer than it may be.

    The browser stops at `most` characters; what comes past the browser is refused here, before
    anything looks at it.
    """
    draw = (place or st).text_area if lines else (place or st).text_input
    text = str(draw(label, max_chars=most, **options) or "")
    if len(text) <= most:
        return text
    warning(tr("{field}: is longer than {n} characters.", field=label, n=most))
    return ""


def pick(
    label: str,
    choices: Mapping[T, str],
    key: str,
    starts: tuple[T | None, ...] | None = None,
    place: DeltaGenerator | None = None,
    **options: Any,
) -> T:
    """Draw a picker of one of some values, each shown by its words; return the value.

    Parameters
    ----------
    label : str
        What is asked.
    choices : mapping
        Value -> words, in the order of the picker.
    key : str
        Key of the widget.
    starts : tuple, optional
        Where nothing is chosen yet, the first of these that is a choice is chosen, or else the
        first choice. By default the widget has been set before, or chooses by itself.
    place : DeltaGenerator, optional
        Where to draw it.
    **options
        Further arguments of ``st.selectbox``.
    """
    if starts is not None:
        set_choice(key, choices, *starts)
    chosen: T = (place or st).selectbox(
        label, list(choices), format_func=words_of(choices), key=key, **options
    )
    return chosen


def segments(
    label: str,
    choices: Mapping[T, str],
    key: str,
    *starts: T | None,
    place: DeltaGenerator | None = None,
    **options: Any,
) -> T:
    """Draw a row of buttons of which one is chosen; as :func:`pick`."""
    set_choice(key, choices, *starts)
    chosen: T = (place or st).segmented_control(
        label, list(choices), format_func=words_of(choices), key=key, required=True, **options
    )
    return chosen


def set_choice(key: str, choices: Mapping[T, Any], *starts: T | None) -> None:
    """Set a widget without a valid choice to the first of `starts` that is one, or to the first."""
    if st.session_state.get(key) not in choices:
        fitting = (one for one in starts if one in choices)
        st.session_state[key] = next(fitting, next(iter(choices), None))


def words_of(choices: Mapping[Any, str]) -> Callable[[Any], str]:
    """Return what says a choice in words; one that is none any more is said as it is."""
    return lambda value: choices.get(value, str(value))
