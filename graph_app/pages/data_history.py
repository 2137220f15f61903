"""History: who changed what, when and why; undo; one node or tie; the tables of a day."""

import datetime

import pandas as pd
import streamlit as st

from graph_app.model.errors import StoreError, StoreUnavailableError
from graph_app.model.words import N_
from graph_app.pages.context import Context
from graph_app.pages.data_fields import labelled
from graph_app.pages.data_rows import zipped
from graph_app.pages.data_save import names_of, undo
from graph_app.pages.visitor import may_edit
from graph_app.store import Revision, RowChange, Store
from graph_app.view.data_words import (
    ACTIONS,
    REVISION_KINDS,
    TABLES,
    differences,
    row_words,
)
from graph_app.view.text import plain, shorten

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
    _ = context._
    if "data-f-view" not in st.session_state:
        asked = st.query_params.get("view")
        st.session_state["data-f-view"] = asked if asked in _VIEWS else "revisions"
    view = st.segmented_control(
        _("What of the history"),
        list(_VIEWS),
        format_func=lambda name: _(_VIEWS[name]),
        key="data-f-view",
        required=True,
    )
    draw = {"revisions": _revisions, "row": _one_row, "day": _day}[view]
    return {"view": view} | draw(context)


def when(moment: datetime.datetime) -> str:
    """Give a moment as day and minute, UTC, which sorts as it reads."""
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%d %H:%M")


# --- all changes ----------------------------------------------------------------------------------


def _revisions(context: Context) -> dict[str, str]:
    _ = context._
    revisions = context.facts.store.revisions(_REVISIONS)
    rows = [
        {
            "number": one.number,
            "at": when(one.at),
            "author": one.author,
            "kind": _(REVISION_KINDS.get(one.kind, one.kind)),
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
            "number": _("Revision"),
            "at": _("When (UTC)"),
            "author": _("By whom"),
            "kind": _("What"),
            "reason": st.column_config.TextColumn(_("Why"), width="large"),
            "rows": _("Rows"),
        },
    )
    numbers = {one.number: one for one in revisions}
    chosen = _choose(context, numbers)
    _one_revision(context, numbers[chosen])
    return {"revision": str(chosen)}


def _reason(context: Context, revision: Revision) -> str | None:
    if revision.undoes is None:
        return revision.reason or None
    undone = context._("undoes revision {n}", n=revision.undoes)
    return f"{revision.reason} ({undone})" if revision.reason else undone


def _choose(context: Context, numbers: dict[int, Revision]) -> int:
    _ = context._
    if st.session_state.get("data-f-revision") not in numbers:
        asked = st.query_params.get("revision", "")
        known = asked.isdigit() and int(asked) in numbers
        st.session_state["data-f-revision"] = int(asked) if known else next(iter(numbers))
    return st.selectbox(
        _("What this revision did"),
        list(numbers),
        format_func=lambda n: shorten(
            f"{n} · {when(numbers[n].at)} · {numbers[n].author} · {numbers[n].reason}", 120
        ),
        key="data-f-revision",
    )


@st.cache_resource(max_entries=20, show_spinner=False)
def _changes_of(_store: Store, revision: Revision, head: int) -> list[RowChange]:
    """Read what a revision did; only an erasure, which is a newer head, can alter it."""
    return _store.changes(revision, _ROWS)


def _one_revision(context: Context, revision: Revision) -> None:
    _, store = context._, context.facts.store
    changes = _changes_of(store, revision, context.facts.number)
    _changes(context, changes, with_revision=False)
    if revision.rows > len(changes):
        text = _("The first {n} rows of {total}.", n=_.number(_ROWS), total=_.number(revision.rows))
        st.caption(plain(text))
    if may_edit() and not store.read_only and revision.kind not in _STAYING:
        _undo(context, revision)


def _undo(context: Context, revision: Revision) -> None:
    _ = context._
    key = f"data-f-undo-{revision.number}"
    st.session_state.setdefault(key, "")
    field, button = st.columns([3, 1], vertical_alignment="bottom")
    reason = field.text_input(_("Reason for undoing it"), key=key, max_chars=2000).strip()
    label = _("Undo revision {n}", n=revision.number)
    pressed = button.button(label, icon=":material/undo:", width="stretch")
    if pressed and not reason:
        st.error(plain(_("Reason: say in a few words why, for those who read the history.")))
    elif pressed:
        undo(context, revision.number, reason)


def _changes(context: Context, changes: list[RowChange], with_revision: bool) -> None:
    """Draw what was done to rows, a line for each cell that changed."""
    _, names, rows = context._, names_of(context), []
    for change in changes:
        known = change.after or change.before
        first = {
            "revision": change.revision.number,
            "at": when(change.revision.at),
            "author": change.revision.author,
            "reason": _reason(context, change.revision),
            "row": row_words(change.table, known, names, _),
            "table": _(TABLES[change.table]),
            "action": _(ACTIONS[change.action]),
        }
        if change.action == "change":
            parts = differences(change.before, change.after, names, _)
            rows += [first | _cells(*part) for part in parts]
        else:
            rows.append(first | {"column": None, "before": None, "after": None})
    frame = pd.DataFrame(rows)
    if frame.empty:
        st.info(_("Nothing was done to it."))
        return
    if not with_revision:
        frame = frame.drop(columns=["revision", "at", "author", "reason"])
    st.dataframe(
        frame,
        hide_index=True,
        placeholder="–",
        height="content" if len(frame) < 10 else 390,
        column_config={
            "revision": _("Revision"),
            "at": _("When (UTC)"),
            "author": _("By whom"),
            "reason": st.column_config.TextColumn(_("Why"), width="medium"),
            "row": st.column_config.TextColumn(_("Row"), width="medium"),
            "table": _("Table"),
            "action": _("What was done"),
            "column": _("Column"),
            "before": _("Before"),
            "after": _("After"),
        },
    )


def _cells(column: str, before: str, after: str) -> dict[str, str]:
    return {"column": column, "before": before, "after": after}


# --- one node or relation -------------------------------------------------------------------------


def _one_row(context: Context) -> dict[str, str]:
    _ = context._
    labels = labelled(context, [*context.labels()])
    if st.session_state.get("data-f-history-node") not in labels:
        asked = st.query_params.get("node")
        st.session_state["data-f-history-node"] = asked if asked in labels else context.home
    node = st.selectbox(_("Whose history"), list(labels), format_func=labels.get,
                        key="data-f-history-node")  # fmt: skip
    relations = context.tables.relations
    own = relations[relations["source"].eq(node) | relations["target"].eq(node)]
    names = names_of(context)
    ties = {
        row["id"]: shorten(row_words("relations", row, names, _), 120)
        for row in own.to_dict("records")
    }
    ties = dict(sorted(ties.items(), key=lambda pair: pair[1].casefold()))
    whole = {"": _("the node and all its relations"), node: _("the node alone")}
    if st.session_state.get("data-f-history-row") not in {**whole, **ties}:
        st.session_state["data-f-history-row"] = ""
    row = st.selectbox(
        _("What of it"),
        [*whole, *ties],
        format_func={**ties, **whole}.get,
        key="data-f-history-row",
    )
    store = context.facts.store
    changes = store.history(row or node, _ROWS, with_ties=not row)
    _changes(context, changes, with_revision=True)
    if len(changes) == _ROWS:
        st.caption(plain(_("The newest {n} are shown.", n=_.number(_ROWS))))
    return {"node": node}


# --- a day ----------------------------------------------------------------------------------------


def _day(context: Context) -> dict[str, str]:
    _, store = context._, context.facts.store
    today = datetime.datetime.now(datetime.UTC).date()
    if "data-f-day" not in st.session_state:
        st.session_state["data-f-day"] = _asked_day(today)
    day = st.date_input(
        _("As we knew it at the end of this day (UTC)"), max_value=today, key="data-f-day",
        format="YYYY-MM-DD",
    )  # fmt: skip
    if day is None:
        return {}
    try:
        revision, tables = store.snapshot(day=day)
    except StoreUnavailableError:
        raise
    except StoreError as error:
        st.info(plain(error))
        return {"day": day.isoformat()}
    said = _("Revision {n} of {when}, by {who}", n=revision.number, when=when(revision.at),
             who=revision.author)  # fmt: skip
    st.markdown(f"**{plain(said)}**")
    rows = pd.DataFrame(
        {
            "table": [_(TABLES[name]) for name in TABLES],
            "then": [len(getattr(tables, name)) for name in TABLES],
            "now": [len(getattr(context.tables, name)) for name in TABLES],
        }
    )
    labels = {"table": _("Table"), "then": _("Rows then"), "now": _("Rows now")}
    st.dataframe(rows, hide_index=True, width="content", column_config=labels)
    st.download_button(
        _("Download the tables of that day (zip of CSV)"),
        data=lambda: zipped(tables),
        file_name=f"tables-{day.isoformat()}.zip",
        mime="application/zip",
        on_click="ignore",
        icon=":material/download:",
    )
    return {"day": day.isoformat()}


def _asked_day(today: datetime.date) -> datetime.date:
    try:
        return min(today, datetime.date.fromisoformat(st.query_params.get("day", "")))
    except ValueError:
        return today
