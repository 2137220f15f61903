"""Fields for the columns of the tables; what is typed in them outlasts a change of screen.

It outlasts the process too. When that dies, the browser sends what its fields hold to the process
that takes over, which takes up those whose keys it draws again. So a key is made of nothing that
only one process knows: of the form, the row as it was opened, and a count that is in the address.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
from graph_app.pages.shell.context import Context
from graph_app.wording.data import COLUMN_LABELS, DATES
from graph_app.wording.text import plain

#: Begins the keys of fields in which something is typed.
TYPED = "data-f-"
_KEPT, _OPEN, _CLEARED = "data-typed", "data-open", "data-cleared-times"
_TAKEN_UP = "data-taken-up"


def restore_typed() -> None:
    """Put back what was typed before another screen or part was shown."""
    if _TAKEN_UP in st.session_state:
        st.session_state[_TAKEN_UP] = "before"
    for key, value in st.session_state.get(_KEPT, {}).items():
        if key not in st.session_state:
            st.session_state[key] = value


def keep_typed() -> None:
    """Keep what is typed; Streamlit forgets the fields that are not drawn."""
    st.session_state[_KEPT] = {
        key: value
        for key, value in st.session_state.items()
        if isinstance(key, str) and key.startswith(TYPED)
    }


def begin(key: str, start: object) -> None:
    """Return a field that is new what it begins with, unless the browser brings what it holds.

    Setting it would overrule the browser; a default of the field would come back where a person
    has cleared it.
    """
    if key in st.session_state:
        return
    if key in _brought():
        st.session_state[_TAKEN_UP] = "now"
    else:
        st.session_state[key] = start


def say_taken_up(context: Context) -> bool:
    """Say that the fields hold what the browser brought; tell whether it has just done so.

    While a browser has no process its fields are disabled, and what stands in the one that a
    person was writing in is shown, but not sent before it is entered and left once more.
    """
    tr = context.tr
    if _TAKEN_UP not in st.session_state:
        return False
    text = tr(
        "The connection was made anew, and what you typed is still here. Click once more into the "
        "field in which you were writing, otherwise its last words are not saved. Then save."
    )
    st.info(plain(text))
    return st.session_state[_TAKEN_UP] == "now"


def _brought() -> set[str | None]:
    states = get_script_run_ctx().session_state.get_widget_states()
    return {user_key_from_element_id(state.id) for state in states}


def times_cleared() -> int:
    """Tell how often fields were cleared: it keeps a new form apart from the one just stored."""
    if _CLEARED not in st.session_state:
        asked = st.query_params.get("form", "")
        st.session_state[_CLEARED] = int(asked) if asked.isdecimal() and len(asked) < 7 else 0
    return st.session_state[_CLEARED]


def clear_once_more() -> None:
    """Let the fields that are opened from now on have other keys than those before."""
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
    typed = {
        key.removeprefix(begun): value
        for key, value in st.session_state.items()
        if isinstance(key, str) and key.startswith(begun)
    }
    return any(_as_cell(column, value) != form.row.get(column) for column, value in typed.items())


def forget(scope: str) -> None:
    """Open the forms of a part anew at the next drawing: what was typed has been stored."""
    forms = st.session_state.get(_OPEN, {})
    # A field of the same key would come back from the browser.
    clear_once_more()
    st.session_state.pop(_TAKEN_UP, None)
    for name in [name for name in forms if name == scope or scope == "*"]:
        begun = forms.pop(name).key("")
        kept = st.session_state.get(_KEPT, {})
        for key in [key for key in kept if key.startswith(begun)]:
            del kept[key]
        for key in [k for k in st.session_state if isinstance(k, str) and k.startswith(begun)]:
            del st.session_state[key]


# --- fields ---------------------------------------------------------------------------------------


def fields(context: Context, form: Opened, columns: Sequence[str]) -> dict[str, object]:
    """Draw the fields of some columns, two beside each other; give the row as it is typed."""
    typed: dict[str, object] = {}
    for at in range(0, len(columns), 2):
        for place, column in zip(st.columns(2), columns[at : at + 2], strict=False):
            with place:
                typed[column] = field(context, form, column)
    return typed


def field(context: Context, form: Opened, column: str, prefix: str = "") -> object:
    """Draw the field of one column; give its value as the tables hold it."""
    tr = context.tr
    key, table = form.key(prefix + column), form.table if not prefix else "sources"
    start = form.row.get(column) if not prefix else None
    label = tr(COLUMN_LABELS[column])
    if column == "themes":
        return _themes(context, label, key, start)
    if COLUMNS[table][column] == "float64":
        return _number(label, key, start, column)
    choices = _choices(context, table, column, start)
    if choices is not None:
        return choose(context, label, key, choices, start)
    return _text(context, label, key, start, column)


def choose(
    context: Context,
    label: str,
    key: str,
    choices: Mapping[str, str],
    start: object = None,
    note: str | None = None,
) -> str | None:
    """Draw a picker of one of several words, which may stay blank; give what was chosen."""
    begin(key, start)
    if key in st.session_state and st.session_state[key] not in choices:
        st.session_state[key] = None
    return st.selectbox(
        label,
        list(choices),
        index=None,
        format_func=lambda value: choices.get(value, str(value)),
        key=key,
        placeholder=context.tr("not known") if note is None else note,
    )


def _choices(context: Context, table: str, column: str, start: object) -> dict[str, str] | None:
    tr, labels = context.tr, context.labels()
    if (table, column) in POINTED_KINDS:
        return _with(labelled(context, nodes_of_kinds(labels, POINTED_KINDS[table, column])), start)
    if column == "source_id":
        sources = context.tables.sources
        return _with(dict(zip(sources["id"], sources["title"], strict=True)), start)
    if column == "country":
        return dict(sorted(((c, tr.country(c)) for c in country_codes()), key=lambda pair: pair[1]))
    if column == "status":
        return {status: tr(label) for status, label in STATUSES.items()}
    if column == "kind":
        kinds = PROGRAMME_KINDS if table == "programmes" else ORGANISATION_KINDS
        return {kind: tr(label) for kind, label in kinds.items()}
    if column == "type":
        return {name: tr(kind.label) for name, kind in RELATION_TYPES.items()}
    return None


def _with(choices: dict[str, str], start: object) -> dict[str, str]:
    """Let a value stay that is stored already, although nobody would be offered it now."""
    return choices if not isinstance(start, str) else {start: start} | choices


def labelled(context: Context, nodes: Sequence[str]) -> dict[str, str]:
    """Return names with the kind of node behind them where there are several kinds."""
    tr, labels = context.tr, context.labels()
    several = len({kind_of(node) for node in nodes}) > 1
    said = {kind: tr.kind(kind) for kind in KINDS}
    if not several:
        return {node: labels[node] for node in nodes}
    return {node: f"{labels[node]} · {said.get(kind_of(node), '')}" for node in nodes}


def _themes(context: Context, label: str, key: str, start: object) -> str | None:
    tr = context.tr
    begin(key, _listed(start))
    chosen = st.multiselect(
        label, list(THEMES), format_func=tr.theme, key=key, placeholder=tr("none")
    )
    return start if chosen == _listed(start) else ";".join(chosen) or None


def _listed(themes: object) -> list[str]:
    parts = str(themes or "").split(";")
    return [part.strip() for part in parts if part.strip() in THEMES]


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
    tr = context.tr
    begin(key, start or "")
    longest = LONGEST.get(column, LONGEST_OTHER)
    if column == "note":
        return st.text_area(label, key=key, max_chars=longest, height=80).strip() or None
    hint = tr("1998, 1998-05 or 1998-05-31") if column in DATES else None
    hint = "https://" if column in ("website", "url") else hint
    return st.text_input(label, key=key, max_chars=longest, placeholder=hint).strip() or None


def _as_cell(column: str, value: object) -> object:
    if isinstance(value, list):
        return ";".join(value) or None
    return None if value is False else as_row({column: value})[column]
