"""History: who changed what, when and why; undo; one node or tie; the tables of a day."""

import datetime
from dataclasses import replace

import pandas as pd
import streamlit as st

from graph_app.editing.rows import zipped
from graph_app.model.errors import StoreError, StoreUnavailableError
from graph_app.model.tables import PERSONAL_TABLES, Tables
from graph_app.model.words import N_
from graph_app.pages.data.erase import erase_section
from graph_app.pages.data.fields import labelled
from graph_app.pages.data.saving import names_of, undo
from graph_app.pages.parts.contact_persons import with_persons
from graph_app.pages.shell.context import Context
from graph_app.pages.shell.facts import kept_changes
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
    """Draw the history; give what is shown as parts of the address."""
    tr = context.tr
    if "data-f-view" not in st.session_state:
        asked = st.query_params.get("view")
        st.session_state["data-f-view"] = asked if asked in _VIEWS else "revisions"
    view = st.segmented_control(
        tr("What of the history"),
        list(_VIEWS),
        format_func=lambda name: tr(_VIEWS[name]),
        key="data-f-view",
        required=True,
    )
    draw = {"revisions": _revisions, "row": _one_row, "day": _day}[view]
    return {"view": view} | draw(context)


def when(moment: datetime.datetime) -> str:
    """Return a moment as day and minute, UTC, which sorts as it reads."""
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%d %H:%M")


# --- all changes ----------------------------------------------------------------------------------


def _revisions(context: Context) -> dict[str, str]:
    tr = context.tr
    revisions = visible(context, context.facts.store.revisions(_REVISIONS))
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
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        height="content" if len(rows) < 10 else 390,
        placeholder="–",
        column_config={
            "number": tr("Revision"),
            "at": tr("When (UTC)"),
            "author": tr("By whom"),
            "kind": tr("What"),
            "reason": st.column_config.TextColumn(tr("Why"), width="large"),
            "rows": tr("Rows"),
        },
    )
    numbers = {one.number: one for one in revisions}
    if not numbers:
        return {}
    chosen = _choose(context, numbers)
    _one_revision(context, numbers[chosen])
    return {"revision": str(chosen)}


def _hidden(context: Context) -> dict[int, int]:
    """Return the revisions that touched contact persons the reader may not see, and how many."""
    if context.sees_contacts:
        return {}
    return _counted(context.facts.store, context.facts.number)


@st.cache_resource(max_entries=2, show_spinner=False)
def _counted(_store: Store, head: int) -> dict[int, int]:
    return _store.personal_counts()


def visible(context: Context, revisions: list[Revision]) -> list[Revision]:
    """Return revisions as the reader may see them.

    Those that did nothing but to hidden contact persons are left out; of others their rows do not
    count, and the reason, which may name someone, is blank.
    """
    hidden = _hidden(context)
    shown = []
    for one in revisions:
        touched = hidden.get(one.number, 0)
        if touched and one.rows <= touched:
            continue
        shown.append(replace(one, rows=one.rows - touched, reason=_said(context, one)))
    return shown


def _seen(context: Context, changes: list[RowChange]) -> list[RowChange]:
    """Return the changes of rows that the reader may see."""
    if context.sees_contacts:
        return changes
    return [one for one in changes if one.table not in PERSONAL_TABLES]


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


def _choose(context: Context, numbers: dict[int, Revision]) -> int:
    tr = context.tr
    if st.session_state.get("data-f-revision") not in numbers:
        asked = st.query_params.get("revision", "")
        known = asked.isdigit() and int(asked) in numbers
        st.session_state["data-f-revision"] = int(asked) if known else next(iter(numbers))
    return st.selectbox(
        tr("What this revision did"),
        list(numbers),
        format_func=lambda n: shorten(
            f"{n} · {when(numbers[n].at)} · {numbers[n].author} · {numbers[n].reason}", 120
        ),
        key="data-f-revision",
    )


def _one_revision(context: Context, revision: Revision) -> None:
    tr, store = context.tr, context.facts.store
    changes = _seen(context, kept_changes(store, revision.number, context.facts.number, _ROWS))
    _changes(context, changes, with_revision=False)
    if revision.rows > len(changes):
        text = tr(
            "The first {n} rows of {total}.", n=tr.number(_ROWS), total=tr.number(revision.rows)
        )
        st.caption(plain(text))
    if not may_edit() or store.read_only or revision.kind in _STAYING:
        return
    if revision.number in _hidden(context):
        text = tr("It also did something that you may not see; an administrator can undo it.")
        st.caption(plain(text))
        return
    _undo(context, revision)


def _undo(context: Context, revision: Revision) -> None:
    tr = context.tr
    key = f"data-f-undo-{revision.number}"
    st.session_state.setdefault(key, "")
    field, button = st.columns([3, 1], vertical_alignment="bottom")
    reason = field.text_input(tr("Reason for undoing it"), key=key, max_chars=2000).strip()
    label = tr("Undo revision {n}", n=revision.number)
    pressed = button.button(label, icon=":material/undo:", width="stretch")
    if pressed and not reason:
        st.error(plain(tr("Reason: say in a few words why, for those who read the history.")))
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
    st.dataframe(
        frame,
        hide_index=True,
        placeholder="–",
        height="content" if len(frame) < 10 else 390,
        column_config={
            "revision": tr("Revision"),
            "at": tr("When (UTC)"),
            "author": tr("By whom"),
            "reason": st.column_config.TextColumn(tr("Why"), width="medium"),
            "row": st.column_config.TextColumn(tr("Row"), width="medium"),
            "table": tr("Table"),
            "action": tr("What was done"),
            "column": tr("Column"),
            "before": tr("Before"),
            "after": tr("After"),
        },
    )


def _change_rows(context: Context, change: RowChange, names: dict[str, str]) -> list[dict]:
    """Return what was done to one row: a dict for each cell that changed, or for the whole row."""
    tr, revision = context.tr, change.revision
    first = {
        "revision": revision.number,
        "at": when(revision.at),
        "author": revision.author,
        "reason": _reason(context, revision),
        "row": row_words(change.table, change.after or change.before, names, tr),
        "table": tr(TABLES[change.table]),
        "action": tr(ACTIONS[change.action]),
    }
    if change.action != "change":
        return [first | {"column": None, "before": None, "after": None}]
    parts = differences(change.before, change.after, names, tr)
    return [first | dict(zip(("column", "before", "after"), part, strict=True)) for part in parts]


# --- one node or relation -------------------------------------------------------------------------


def _one_row(context: Context) -> dict[str, str]:
    tr = context.tr
    labels = labelled(context, [*context.labels()])
    if st.session_state.get("data-f-history-node") not in labels:
        asked = st.query_params.get("node")
        st.session_state["data-f-history-node"] = asked if asked in labels else context.home
    node = st.selectbox(tr("Whose history"), list(labels), format_func=labels.get,
                        key="data-f-history-node")  # fmt: skip
    relations = context.tables.relations
    own = relations[relations["source"].eq(node) | relations["target"].eq(node)]
    names = names_of(context)
    ties = {
        row["id"]: shorten(row_words("relations", row, names, tr), 120)
        for row in own.to_dict("records")
    }
    ties = dict(sorted(ties.items(), key=lambda pair: pair[1].casefold()))
    ties |= _persons(context, node)
    whole = {"": tr("the node and all its relations"), node: tr("the node alone")}
    if st.session_state.get("data-f-history-row") not in {**whole, **ties}:
        st.session_state["data-f-history-row"] = ""
    row = st.selectbox(
        tr("What of it"),
        [*whole, *ties],
        format_func={**ties, **whole}.get,
        key="data-f-history-row",
    )
    store = context.facts.store
    persons = context.sees_contacts and not row
    changes = store.history(row or node, _ROWS, with_ties=not row, with_contacts=persons)
    _changes(context, _seen(context, changes), with_revision=True)
    if len(changes) == _ROWS:
        st.caption(plain(tr("The newest {n} are shown.", n=tr.number(_ROWS))))
    if row.startswith("contact:"):
        erase_section(context, row)
    return {"node": node}


def _persons(context: Context, node: str) -> dict[str, str]:
    """Return the contact persons that a node has or had: id -> words; none where they are hidden."""
    if not context.sees_contacts:
        return {}
    found, names = {}, names_of(context)
    for change in context.facts.store.history(node, None, with_contacts=True):
        if change.table in PERSONAL_TABLES and change.id not in found:
            told = row_words(change.table, change.after or change.before, names, context.tr)
            found[change.id] = shorten(f"{context.tr('Contact person')}: {told}", 120)
    return found


# --- a day ----------------------------------------------------------------------------------------


def _day(context: Context) -> dict[str, str]:
    tr, store = context.tr, context.facts.store
    today = datetime.datetime.now(datetime.UTC).date()
    if "data-f-day" not in st.session_state:
        st.session_state["data-f-day"] = _asked_day(today)
    day = st.date_input(
        tr("As we knew it at the end of this day (UTC)"), max_value=today, key="data-f-day",
        format="YYYY-MM-DD",
    )  # fmt: skip
    if day is None:
        return {}
    try:
        revision, tables = store.snapshot(day=day)
    except StoreUnavailableError:
        raise
    except StoreError as error:
        st.info(plain(tr.error(error)))
        return {"day": day.isoformat()}
    if not context.sees_contacts:
        tables = tables.without_personal()
    said = tr("Revision {n} of {when}, by {who}", n=revision.number, when=when(revision.at),
             who=revision.author)  # fmt: skip
    st.markdown(f"**{plain(said)}**")
    _then_and_now(context, tables)
    if st.button(tr("See every screen as of that day"), icon=":material/history:"):
        context.go_to("overview", known=day.isoformat())
    persons = with_persons(context, "day", tables.contacts)
    st.download_button(
        tr("Download the tables of that day (zip of CSV)"),
        data=lambda: zipped(tables, persons),
        file_name=f"tables-{day.isoformat()}.zip",
        mime="application/zip",
        on_click="ignore",
        icon=":material/download:",
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
    labels = {"table": tr("Table"), "then": tr("Rows then"), "now": tr("Rows now")}
    st.dataframe(rows, hide_index=True, width="content", column_config=labels)


def _asked_day(today: datetime.date) -> datetime.date:
    try:
        return min(today, datetime.date.fromisoformat(st.query_params.get("day", "")))
    except ValueError:
        return today
