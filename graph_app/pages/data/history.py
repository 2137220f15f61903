"""History: who changed what, when and why; undo; one node or tie; the tables of a day."""

import datetime
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

import pandas as pd
import streamlit as st
from streamlit.column_config import TextColumn

from graph_app.model.errors import StoreError, StoreUnavailableError
from graph_app.model.tables import PERSONAL_TABLES, Tables
from graph_app.model.words import N_
from graph_app.pages.data.erase import erase_section
from graph_app.pages.data.fields import labelled
from graph_app.pages.data.nodes import show_undo_join
from graph_app.pages.data.saving import REASON_NEEDED, names_of, tie_choices, undo
from graph_app.pages.data.tables import tables_zip
from graph_app.pages.parts.contact_persons import with_persons
from graph_app.pages.parts.downloads import download
from graph_app.pages.parts.elements import (
    caption,
    error_box,
    info,
    pick,
    segments,
    show_table,
    text_field,
)
from graph_app.pages.shell import address_bar
from graph_app.pages.shell.context import Context
from graph_app.pages.shell.facts import cached_changes
from graph_app.pages.shell.visitor import may_edit
from graph_app.store import Revision, RowChange, Store
from graph_app.wording.data import (
    ACTIONS,
    REVISION_KINDS,
    TABLES,
    differences,
    row_words,
    tables_shown,
)
from graph_app.wording.text import plain, shorten

_VIEWS = {
    "revisions": N_("All changes"),
    "row": N_("One node or relation"),
    "day": N_("As we knew it on a day"),
}
#: Revisions that are not offered for undoing: the first facts are everything.
_STAYING = ("load", "erase", "restore")
#: Revisions and row changes that are listed.
_REVISIONS, _ROWS = 200, 300


def show_history(context: Context) -> dict[str, str]:
    """Draw the history; return what is shown as parts of the address."""
    tr = context.tr
    labels = {name: tr(label) for name, label in _VIEWS.items()}
    view = segments(tr("What of the history"), labels, "data-f-view", address_bar.get("view"))
    draw = {"revisions": _revisions, "row": _one_row, "day": _day}[view]
    return {"view": view} | draw(context)


def when(moment: datetime.datetime) -> str:
    """Return a moment as day and minute, UTC, which sorts as it reads."""
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%d %H:%M")


# --- all changes ----------------------------------------------------------------------------------


def _revisions(context: Context) -> dict[str, str]:
    tr = context.tr
    revisions = visible(context, context.facts.stored.revisions(_REVISIONS))
    rows = [
        {
            "number": one.number,
            "at": when(one.at),
            "author": one.author,
            "kind": tr(REVISION_KINDS.get(one.kind, one.kind)),
            "reason": _reason(context, one),
            "rows": one.rows,
        }
        for one in revisions
    ]
    columns = {"number": tr("Revision"), "kind": tr("What"), "rows": tr("Rows")}
    _show_listed(context, pd.DataFrame(rows), "large", columns)
    if not revisions:
        return {}
    labels = {
        one.number: shorten(f"{one.number} · {when(one.at)} · {one.author} · {one.reason}", 120)
        for one in revisions
    }
    asked = {str(number): number for number in labels}.get(address_bar.get("revision"))
    chosen = pick(tr("What this revision did"), labels, "data-f-revision", (asked,))
    _one_revision(context, next(one for one in revisions if one.number == chosen))
    return {"revision": str(chosen)}


def _hidden(context: Context) -> dict[int, int]:
    """Return the revisions that touched contact persons the reader may not see, and how many."""
    if context.sees_contacts:
        return {}
    return _counted(store := context.facts.stored, store.key, context.facts.number)


@st.cache_resource(max_entries=2, show_spinner=False)
def _counted(_store: Store, key: str, head: int) -> dict[int, int]:
    return _store.personal_counts()


def visible(context: Context, revisions: list[Revision]) -> list[Revision]:
    """Return revisions as the reader may see them.

    Those that did nothing but to hidden contact persons are left out; of others their rows do not
    count, and the reason, which may name someone, is blank.
    """
    hidden = _hidden(context)
    return [
        replace(one, rows=one.rows - hidden.get(one.number, 0), reason=_said(context, one))
        for one in revisions
        if one.number not in hidden or one.rows > hidden[one.number]
    ]


def _seen(context: Context, changes: list[RowChange]) -> list[RowChange]:
    """Return the changes of rows that the reader may see."""
    seen = context.sees_contacts
    return [one for one in changes if seen or one.table not in PERSONAL_TABLES]


def _reason(context: Context, revision: Revision) -> str | None:
    reason = _said(context, revision)
    if revision.undoes is None:
        return reason or None
    undone = context.tr("undoes revision {n}", n=revision.undoes)
    return f"{reason} ({undone})" if reason else undone


def _said(context: Context, revision: Revision) -> str:
    """Return why, in the person's words; blank where these may name a hidden person."""
    by_person = revision.kind != "load"
    return "" if by_person and revision.number in _hidden(context) else revision.reason


def _one_revision(context: Context, revision: Revision) -> None:
    tr, store = context.tr, context.facts.stored
    changes = _seen(context, cached_changes(store, revision.number, context.facts.number, _ROWS))
    _changes(context, changes, with_revision=False)
    if revision.rows > len(changes):
        caption(
            tr("The first {n} rows of {total}.", n=tr.number(_ROWS), total=tr.number(revision.rows))
        )
    if not may_edit() or store.read_only or revision.kind in _STAYING:
        return
    if revision.number in _hidden(context):
        caption(tr("It also did something that you may not see; an administrator can undo it."))
    else:
        _undo(context, revision)
        if revision.kind == "import":
            show_undo_join(context, store.changes(revision.number, None), revision.number)


def _undo(context: Context, revision: Revision) -> None:
    tr = context.tr
    key = f"data-f-undo-{revision.number}"
    st.session_state.setdefault(key, "")
    field, button = st.columns([3, 1], vertical_alignment="bottom")
    reason = text_field(tr, tr("Reason for undoing it"), 2000, field, key=key).strip()
    label = tr("Undo revision {n}", n=revision.number)
    pressed = button.button(label, icon=":material/undo:", width="stretch")
    if pressed and not reason:
        error_box(tr(REASON_NEEDED))
    elif pressed:
        undo(context, revision.number, reason)


def _changes(context: Context, changes: list[RowChange], with_revision: bool) -> None:
    """Draw what was done to rows, a line for each cell that changed."""
    tr, names = context.tr, names_of(context)
    frame = pd.DataFrame([row for one in changes for row in _change_rows(context, one, names)])
    if frame.empty:
        st.info(tr("Nothing was done to it."))
        return
    if not with_revision:
        frame = frame.drop(columns=["revision", "at", "author", "reason"])
    row = TextColumn(tr("Row"), width="medium")
    columns = {"revision": tr("Revision"), "row": row, "action": tr("What was done")}
    _show_listed(context, frame, "medium", columns)


def _show_listed(
    context: Context, rows: pd.DataFrame, width: Literal["medium", "large"], columns: dict[str, Any]
) -> None:
    tr = context.tr
    who = {"at": tr("When (UTC)"), "author": tr("By whom")}
    why = {"reason": TextColumn(tr("Why"), width=width)}
    show_table(rows, tr, columns | who | why, height="content" if len(rows) < 10 else 390)


def _change_rows(context: Context, change: RowChange, names: dict[str, str]) -> list[dict]:
    """Return what was done to one row: a dict for each cell that changed, or for the whole row."""
    tr, revision = context.tr, change.revision
    first = {
        "revision": revision.number,
        "at": when(revision.at),
        "author": revision.author,
        "reason": _reason(context, revision),
        "row": row_words(change.table, _row_of(change), names, tr),
        "table": tr(TABLES[change.table]),
        "action": tr(ACTIONS[change.action]),
    }
    if change.action != "change":
        return [first | {"column": None, "before": None, "after": None}]
    parts = differences(change.before, change.after, names, tr)
    return [first | dict(zip(("column", "before", "after"), part, strict=True)) for part in parts]


def _row_of(change: RowChange) -> Mapping[str, object]:
    return change.after or change.before or {}


# --- one node or relation -------------------------------------------------------------------------


def _one_row(context: Context) -> dict[str, str]:
    tr = context.tr
    labels, asked = labelled(context, [*context.labels()]), address_bar.get("node")
    node = pick(tr("Whose history"), labels, "data-f-history-node", (asked, context.home))
    rows = {"": tr("the node and all its relations"), node: tr("the node alone")}
    rows |= tie_choices(context, node) | _persons(context, node)
    row = pick(tr("What of it"), rows, "data-f-history-row", ("",))
    store = context.facts.stored
    persons = context.sees_contacts and not row
    changes = store.history(row or node, _ROWS, with_ties=not row, with_contacts=persons)
    _changes(context, _seen(context, changes), with_revision=True)
    if len(changes) == _ROWS:
        caption(tr("The newest {n} are shown.", n=tr.number(_ROWS)))
    if row.startswith("contact:"):
        erase_section(context, row)
    return {"node": node}


def _persons(context: Context, node: str) -> dict[str, str]:
    """Return the contact persons that a node has or had: id -> words; none where they are hidden."""
    if not context.sees_contacts:
        return {}
    tr, names = context.tr, names_of(context)
    found: dict[str, str] = {}
    for change in context.facts.stored.history(node, None, with_contacts=True):
        if change.table in PERSONAL_TABLES and change.id not in found:
            words = row_words(change.table, _row_of(change), names, tr)
            found[change.id] = shorten(f"{tr('Contact person')}: {words}", 120)
    return found


# --- a day ----------------------------------------------------------------------------------------


def _day(context: Context) -> dict[str, str]:
    tr, store = context.tr, context.facts.stored
    today = datetime.datetime.now(datetime.UTC).date()
    if "data-f-day" not in st.session_state:
        st.session_state["data-f-day"] = _asked_day(today)
    label = tr("As we knew it at the end of this day (UTC)")
    day = st.date_input(label, max_value=today, key="data-f-day", format="YYYY-MM-DD")
    if day is None:
        return {}
    try:
        revision, tables = store.snapshot(day=day)
    except StoreUnavailableError:
        raise
    except StoreError as error:
        info(tr.error(error))
        return {"day": day.isoformat()}
    if not context.sees_contacts:
        tables = tables.without_personal()
    at, who = when(revision.at), revision.author
    heading = tr("Revision {n} of {when}, by {who}", n=revision.number, when=at, who=who)
    st.markdown(f"**{plain(heading)}**")
    _then_and_now(context, tables)
    if st.button(tr("See every screen as of that day"), icon=":material/history:"):
        context.go_to("overview", known=day.isoformat())
    persons = with_persons(context, "day", tables.contacts)
    name = f"tables-{day.isoformat()}.zip"
    download(
        tr("Download the tables of that day (zip of CSV)"),
        tables_zip(context, tables, persons, name),
        name,
        "application/zip",
    )
    return {"day": day.isoformat()}


def _then_and_now(context: Context, tables: Tables) -> None:
    tr = context.tr
    shown = tables_shown(context.sees_contacts)
    rows = pd.DataFrame(
        {
            "table": [tr(label) for label in shown.values()],
            "then": [len(getattr(tables, name)) for name in shown],
            "now": [len(getattr(context.tables, name)) for name in shown],
        }
    )
    show_table(rows, tr, {"then": tr("Rows then"), "now": tr("Rows now")}, width="content")


def _asked_day(today: datetime.date) -> datetime.date:
    try:
        return min(today, datetime.date.fromisoformat(address_bar.get("day")))
    except ValueError:
        return today
