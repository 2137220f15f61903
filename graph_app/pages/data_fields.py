"""Fields for the columns of the tables; what is typed in them outlasts a change of screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

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
from graph_app.pages.context import Context
from graph_app.pages.data_rows import POINTED_KINDS, as_row, nodes_of_kinds, row_of
from graph_app.view.data_words import COLUMN_LABELS, DATES

#: Begins the keys of fields in which something is typed.
TYPED = "data-f-"
_KEPT, _OPEN = "data-typed", "data-open"


def restore_typed() -> None:
    """Put back what was typed before another screen or part was shown."""
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
        Counts how often the form was opened anew.
    """

    scope: str
    table: str
    number: int
    row: Mapping[str, object]
    version: int = 0

    def key(self, column: str) -> str:
        """Give the key of the field of a column."""
        return f"{TYPED}{self.scope}-{self.version}-{column}"


def opened(context: Context, table: str, action: str, row_id: str = "") -> Opened:
    """Give the form of a row: as it was opened, or opened now.

    A form in which nothing has been typed is opened anew when somebody has changed the row.
    """
    scope = "-".join(part for part in (table, action, row_id) if part)
    forms = st.session_state.setdefault(_OPEN, {})
    form = forms.get(scope)
    if form is not None and (form.number == context.facts.number or _is_typed_in(form)):
        return form
    row = row_of(context.tables, table, row_id) if row_id else {}
    version = 0 if form is None else form.version + (dict(form.row) != row)
    form = Opened(scope, table, context.facts.number, row or {}, version)
    forms[scope] = form
    return form


def _is_typed_in(form: Opened) -> bool:
    begun = f"{TYPED}{form.scope}-{form.version}-"
    typed = {
        key.removeprefix(begun): value
        for key, value in st.session_state.items()
        if isinstance(key, str) and key.startswith(begun)
    }
    return any(_as_cell(column, value) != form.row.get(column) for column, value in typed.items())


def forget(scope: str) -> None:
    """Open the forms of a part anew at the next drawing: what was typed has been stored."""
    forms = st.session_state.get(_OPEN, {})
    for name in [name for name in forms if name == scope or scope == "*"]:
        form = forms.pop(name)
        begun = f"{TYPED}{form.scope}-{form.version}-"
        # A field of the same key would come back from the browser: count on.
        forms[name] = Opened(name, form.table, -1, {}, form.version + 1)
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
    _ = context._
    key, table = form.key(prefix + column), form.table if not prefix else "sources"
    start = form.row.get(column) if not prefix else None
    label = _(COLUMN_LABELS[column])
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
    if key not in st.session_state:
        st.session_state[key] = start
    if st.session_state[key] not in choices:
        st.session_state[key] = None
    return st.selectbox(
        label,
        list(choices),
        index=None,
        format_func=lambda value: choices.get(value, str(value)),
        key=key,
        placeholder=context._("not known") if note is None else note,
    )


def _choices(context: Context, table: str, column: str, start: object) -> dict[str, str] | None:
    _, labels = context._, context.labels()
    if (table, column) in POINTED_KINDS:
        return _with(labelled(context, nodes_of_kinds(labels, POINTED_KINDS[table, column])), start)
    if column == "country":
        return dict(sorted(((c, _.country(c)) for c in country_codes()), key=lambda pair: pair[1]))
    if column == "status":
        return {status: _(label) for status, label in STATUSES.items()}
    if column == "kind":
        kinds = PROGRAMME_KINDS if table == "programmes" else ORGANISATION_KINDS
        return {kind: _(label) for kind, label in kinds.items()}
    if column == "type":
        return {name: _(kind.label) for name, kind in RELATION_TYPES.items()}
    return None


def _with(choices: dict[str, str], start: object) -> dict[str, str]:
    """Let a value stay that is stored already, although nobody would be offered it now."""
    return choices if not isinstance(start, str) else {start: start} | choices


def labelled(context: Context, nodes: Sequence[str]) -> dict[str, str]:
    """Give names with the kind of node behind them where there are several kinds."""
    _, labels = context._, context.labels()
    several = len({kind_of(node) for node in nodes}) > 1
    said = {kind: _.kind(kind) for kind in KINDS}
    if not several:
        return {node: labels[node] for node in nodes}
    return {node: f"{labels[node]} · {said.get(kind_of(node), '')}" for node in nodes}


def _themes(context: Context, label: str, key: str, start: object) -> str | None:
    _ = context._
    if key not in st.session_state:
        st.session_state[key] = _listed(start)
    chosen = st.multiselect(
        label, list(THEMES), format_func=_.theme, key=key, placeholder=_("none")
    )
    return start if chosen == _listed(start) else ";".join(chosen) or None


def _listed(themes: object) -> list[str]:
    parts = str(themes or "").split(";")
    return [part.strip() for part in parts if part.strip() in THEMES]


def _number(label: str, key: str, start: object, column: str) -> float | None:
    place = column in ("latitude", "longitude")
    if key not in st.session_state:
        st.session_state[key] = start
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
    _ = context._
    if key not in st.session_state:
        st.session_state[key] = start or ""
    longest = LONGEST.get(column, LONGEST_OTHER)
    if column == "note":
        return st.text_area(label, key=key, max_chars=longest, height=80).strip() or None
    hint = _("1998, 1998-05 or 1998-05-31") if column in DATES else None
    hint = "https://" if column in ("website", "url") else hint
    return st.text_input(label, key=key, max_chars=longest, placeholder=hint).strip() or None


def _as_cell(column: str, value: object) -> object:
    if isinstance(value, list):
        return ";".join(value) or None
    return None if value is False else as_row({column: value})[column]
