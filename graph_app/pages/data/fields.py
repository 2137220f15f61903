"""Fields for the columns of the tables; what is typed in them outlasts a change of screen.

It outlasts the process too. When that dies, the browser sends the contents of its fields to the
process that takes over, which uses those whose keys it draws again. So a key is made of nothing that
only one process knows: of the form, the row as it was opened, and a count that is in the address.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.common import user_key_from_element_id

from graph_app.editing.rows import POINTED_KINDS, as_row, nodes_of_kinds, row_of
from graph_app.model.countries import country_codes
from graph_app.model.kinds import (
    KINDS,
    ORGANISATION_KINDS,
    PROGRAMME_KINDS,
    STATUSES,
    THEMES,
    kind_of,
)
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.schema import LONGEST, LONGEST_OTHER
from graph_app.model.tables import COLUMNS
from graph_app.pages.parts.elements import info, pick, text_field
from graph_app.pages.shell import address_bar
from graph_app.pages.shell.context import Context
from graph_app.wording.data import COLUMN_LABELS, DATES

#: Begins the keys of fields in which something is typed.
TYPED = "data-f-"
_SAVED, _OPEN, _CLEARED = "data-typed", "data-open", "data-cleared-times"
_TAKEN_UP = "data-taken-up"
#: Columns whose values are few and fixed.
_ENUMERATED = ("country", "status", "kind", "type")


def restore_typed() -> None:
    """Restore what was typed before another screen or part was shown."""
    if _TAKEN_UP in st.session_state:
        st.session_state[_TAKEN_UP] = "before"
    for key, value in st.session_state.get(_SAVED, {}).items():
        if key not in st.session_state:
            st.session_state[key] = value


def save_typed() -> None:
    """Save what is typed for this visit; Streamlit forgets the fields that are not drawn."""
    st.session_state[_SAVED] = {
        key: value
        for key, value in st.session_state.items()
        if isinstance(key, str) and key.startswith(TYPED)
    }


def begin(key: str, start: object) -> None:
    """Set a field that is new to what it begins with, unless the browser brings its contents.

    Setting it would overrule the browser; a default of the field would come back where a person
    has cleared it.
    """
    if key in st.session_state:
        return
    script = get_script_run_ctx()
    states = script.session_state.get_widget_states() if script else ()
    if key in {user_key_from_element_id(state.id) for state in states}:
        st.session_state[_TAKEN_UP] = "now"
    else:
        st.session_state[key] = start


def say_taken_up(context: Context) -> bool:
    """Say that the fields show what the browser brought; return whether it has just done so.

    While a browser has no process its fields are disabled, and the text in the one that a person
    was writing in is shown, but not sent before the field is entered and left once more.
    """
    if _TAKEN_UP not in st.session_state:
        return False
    info(
        context.tr(
            "The connection was made anew, and what you typed is still here. Click once more into the "
            "field in which you were writing, otherwise its last words are not saved. Then save."
        )
    )
    return st.session_state[_TAKEN_UP] == "now"


def times_cleared() -> int:
    """Return how often fields were cleared: it tells a new form from the one just stored."""
    if _CLEARED not in st.session_state:
        asked = address_bar.get("form")
        st.session_state[_CLEARED] = int(asked) if asked.isdecimal() and len(asked) < 7 else 0
    return st.session_state[_CLEARED]


def clear_once_more() -> None:
    """Give the fields that are opened from now on other keys than those before."""
    st.session_state[_CLEARED] = times_cleared() + 1


def digest(cells: object) -> str:
    """Return a short digest of cells, the same in every process."""
    return hashlib.blake2b(json.dumps(cells).encode(), digest_size=6).hexdigest()


# --- what was opened ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Opened:
    """A row as a person opened it.

    Parameters
    ----------
    scope : str
        Names the form, e.g. ``relations-change-r1``.
    table : str
        Name of the table.
    number : int
        The revision at which it was opened: the base of the change.
    row : mapping
        Its cells then; blank for a new row.
    version : int
        How often fields had been cleared before it was opened.
    """

    scope: str
    table: str
    number: int
    row: Mapping[str, object]
    version: int = 0

    def key(self, column: str) -> str:
        """Return the key of the field of a column: another one where the row is not the same."""
        row = f"-{digest(sorted(self.row.items()))}" if self.row else ""
        return f"{TYPED}{self.scope}-{self.version}{row}-{column}"


def opened(context: Context, table: str, action: str, row_id: str = "") -> Opened:
    """Return the form of a row: as it was opened, or opened now.

    A form in which nothing has been typed is opened anew when somebody has changed the row.
    """
    scope = "-".join(part for part in (table, action, row_id) if part)
    forms = st.session_state.setdefault(_OPEN, {})
    form = forms.get(scope)
    if form is not None and (form.number == context.facts.number or _is_typed_in(form)):
        return form
    row = row_of(context.tables, table, row_id) if row_id else {}
    version = times_cleared() if form is None else form.version
    forms[scope] = form = Opened(scope, table, context.facts.number, row or {}, version)
    return form


def _is_typed_in(form: Opened) -> bool:
    begun = form.key("")
    return any(
        _as_cell(key.removeprefix(begun), value) != form.row.get(key.removeprefix(begun))
        for key, value in st.session_state.items()
        if isinstance(key, str) and key.startswith(begun)
    )


def forget(scope: str) -> None:
    """Open a form anew at the next drawing: what was typed has been stored."""
    # A field of the same key would come back from the browser.
    clear_once_more()
    st.session_state.pop(_TAKEN_UP, None)
    form = st.session_state.get(_OPEN, {}).pop(scope, None)
    if form is not None:
        begun = form.key("")
        for values in (st.session_state.get(_SAVED, {}), st.session_state):
            for key in [k for k in values if isinstance(k, str) and k.startswith(begun)]:
                del values[key]


# --- fields ---------------------------------------------------------------------------------------


def fields(
    context: Context, form: Opened, columns: Sequence[str], prefix: str = ""
) -> dict[str, Any]:
    """Draw the fields of some columns, two beside each other; return the row as it is typed."""
    typed: dict[str, Any] = {}
    for at in range(0, len(columns), 2):
        for place, column in zip(st.columns(2), columns[at : at + 2], strict=False):
            with place:
                typed[column] = field(context, form, column, prefix)
    return typed


def field(context: Context, form: Opened, column: str, prefix: str = "") -> Any:
    """Draw the field of one column; return its value as the tables have it.

    With a prefix it is a field of a new source.
    """
    key, table = form.key(prefix + column), form.table if not prefix else "sources"
    start = form.row.get(column) if not prefix else None
    label = context.tr(COLUMN_LABELS[column])
    if column == "themes":
        return _themes(context, label, key, start)
    if COLUMNS[table][column] == "float64":
        return _number(label, key, start, column)
    choices = choices_of(context, table, column)
    if choices is None:
        return _text(context, label, key, start, column)
    if isinstance(start, str) and column not in _ENUMERATED:
        # A value that is stored already stays, although nobody would be offered it now.
        choices = {start: start} | choices
    return choose(context, label, key, choices, start)


def choose(
    context: Context,
    label: str,
    key: str,
    choices: Mapping[str, str],
    start: object = None,
    note: str | None = None,
) -> str | None:
    """Draw a picker of one of several words, which may stay blank; return what was chosen."""
    begin(key, start)
    if key in st.session_state and st.session_state[key] not in choices:
        st.session_state[key] = None
    note = context.tr("not known") if note is None else note
    return pick(label, choices, key, index=None, placeholder=note)


def choices_of(context: Context, table: str, column: str) -> dict[str, str] | None:
    """Return what a cell may be: value -> words; None where it is any text or number."""
    tr = context.tr
    if (table, column) in POINTED_KINDS:
        nodes = nodes_of_kinds(context.labels(), POINTED_KINDS[table, column])
        return labelled(context, nodes)
    if column == "source_id":
        sources = context.tables.sources
        return dict(zip(sources["id"], sources["title"], strict=True))
    if column == "country":
        return {code: tr.country(code) for code in sorted(country_codes(), key=tr.country)}
    if column == "type":
        return {name: tr(kind.label) for name, kind in RELATION_TYPES.items()}
    kinds = PROGRAMME_KINDS if table == "programmes" else ORGANISATION_KINDS
    labels = {"status": STATUSES, "kind": kinds}.get(column)
    return None if labels is None else {value: tr(label) for value, label in labels.items()}


def labelled(context: Context, nodes: Sequence[str]) -> dict[str, str]:
    """Return names with the kind of node behind them where there are several kinds."""
    tr, labels = context.tr, context.labels()
    if len({kind_of(node) for node in nodes}) < 2:
        return {node: labels[node] for node in nodes}
    kinds = {kind: tr.kind(kind) for kind in KINDS}
    return {node: f"{labels[node]} · {kinds.get(kind_of(node), '')}" for node in nodes}


def _themes(context: Context, label: str, key: str, start: Any) -> str | None:
    before = [theme for theme in themes_in(start) if theme in THEMES]
    begin(key, before)
    hint = context.tr("none")
    chosen = st.multiselect(
        label, list(THEMES), format_func=context.tr.theme, key=key, placeholder=hint
    )
    return start if chosen == before else ";".join(chosen) or None


def themes_in(cell: object) -> list[str]:
    """Return the themes that a cell lists."""
    return [part.strip() for part in str(cell or "").split(";") if part.strip()]


def _number(label: str, key: str, start: object, column: str) -> float | None:
    place = column in ("latitude", "longitude")
    begin(key, start)
    low, high = {"latitude": (-90.0, 90.0), "longitude": (-180.0, 180.0)}.get(column, (0.0, 1e11))
    return st.number_input(
        label,
        min_value=low,
        max_value=high,
        value=None,
        step=0.01 if place else 1.0,
        format="%.5f" if place else "%.0f",
        key=key,
    )


def _text(context: Context, label: str, key: str, start: object, column: str) -> str | None:
    begin(key, start or "")
    longest = LONGEST.get(column, LONGEST_OTHER)
    if column == "note":
        return (
            text_field(context.tr, label, longest, lines=True, key=key, height=80).strip() or None
        )
    hint = "https://" if column in ("website", "url") else None
    hint = context.tr("1998, 1998-05 or 1998-05-31") if column in DATES else hint
    return text_field(context.tr, label, longest, key=key, placeholder=hint).strip() or None


def _as_cell(column: str, value: object) -> object:
    if isinstance(value, list):
        return ";".join(value) or None
    return None if value is False else as_row({column: value})[column]
