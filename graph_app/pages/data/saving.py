"""Saving: what was stored and its undo, what was refused and why, and conflicts to settle."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain

import pandas as pd
import streamlit as st

from graph_app.editing.rows import is_whole, settle_all, suggested
from graph_app.model.changes import as_rows
from graph_app.model.errors import (
    GraphAppError,
    InvalidTablesError,
    StaleRevisionError,
    StoreUnavailableError,
)
from graph_app.model.words import N_
from graph_app.pages.parts.elements import caption, error_box, show_table, warning, words_of
from graph_app.pages.shell.context import Context
from graph_app.pages.shell.visitor import current_actor
from graph_app.store import Change, Conflict, Revision
from graph_app.wording.data import COLUMN_LABELS, TABLES, row_words, value_words
from graph_app.wording.text import plain, shorten

_PENDING, _DONE, _ORIGIN = "data-pending", "data-done", "data-done-origin"
REASON_NEEDED = N_("Reason: say in a few words why, for those who read the history.")
#: Findings that are listed on the screen.
_MOST = 200


@dataclass(frozen=True)
class Pending:
    """Changes that wait to be stored.

    Parameters
    ----------
    changes : tuple of Change
        What to do.
    base : int
        The revision at which the person saw the rows.
    reason : str
        Why.
    origin : str
        Part of the screen in which they were made; its fields are cleared when they are stored.
    conflicts : tuple of Conflict
        Rows that others have changed since.
    later : tuple of Revision
        The revisions in which they did.
    """

    changes: tuple[Change, ...]
    base: int
    reason: str
    origin: str
    conflicts: tuple[Conflict, ...] = ()
    later: tuple[Revision, ...] = ()


def names_of(context: Context) -> dict[str, str]:
    """Return the names of all nodes and persons and the titles of all sources by id."""
    sources, contacts = context.tables.sources, context.tables.contacts
    names = {**dict(zip(sources["id"], sources["title"], strict=True)), **context.labels()}
    persons = zip(contacts["id"], contacts["name"], contacts["node"], strict=True)
    return names | {id_: f"{name} · {names.get(node, node)}" for id_, name, node in persons}


def tie_choices(context: Context, node: str) -> dict[str, str]:
    """Return the relations of a node: id -> words, in the order of the words."""
    relations, names = context.tables.relations, names_of(context)
    own = relations[relations["source"].eq(node) | relations["target"].eq(node)]
    choices = {
        str(row["id"]): shorten(row_words("relations", row, names, context.tr), 120)
        for row in as_rows(own)
    }
    return in_order(choices)


def in_order(choices: Mapping[str, str]) -> dict[str, str]:
    """Return choices in the order of their words."""
    return dict(sorted(choices.items(), key=lambda pair: str(pair[1]).casefold()))


def show_problems(title: str, problems: list[str]) -> None:
    """Draw what is wrong as a list under a sentence."""
    listed = "\n".join(f"- {plain(problem)}" for problem in problems)
    st.error(f"{plain(title)}\n\n{listed}")


def show_error(context: Context, error: GraphAppError) -> None:
    """Say what could not be done; nothing that was typed is lost by it."""
    tr = context.tr
    error_box(tr.error(error), 900)
    if isinstance(error, StoreUnavailableError):
        caption(tr("What you typed is kept on this screen. Try again in a moment."))
    if isinstance(error, InvalidTablesError) and error.findings:
        rows = [
            {
                "table": tr(TABLES.get(finding.file.removesuffix(".csv"), finding.file)),
                "row": getattr(finding, "id", "") or str(finding.row),
                "column": tr(COLUMN_LABELS.get(finding.column, finding.column)),
                "found": tr.error(finding.found),
                "expected": tr.error(finding.expected),
            }
            for finding in error.findings[:_MOST]
        ]
        show_table(pd.DataFrame(rows), tr)


def save(context: Context, pending: Pending) -> None:
    """Store changes as one revision; show what was refused. What was typed stays."""
    try:
        revision = context.facts.stored.save(
            pending.changes, actor=current_actor(), base=pending.base, reason=pending.reason
        )
    except StaleRevisionError as error:
        refused = replace(pending, conflicts=error.conflicts, later=error.revisions)
        st.session_state[_PENDING] = refused
        st.rerun()
    except GraphAppError as error:
        show_error(context, error)
        return
    saved(revision.number, pending.origin)
    st.rerun()


def saved(number: int, origin: str) -> None:
    """Remember what was stored for the message with its undo; clear the fields it came from."""
    st.session_state.pop(_PENDING, None)
    st.session_state[_DONE] = number
    st.session_state["data-cleared"] = st.session_state[_ORIGIN] = origin


def show_done(context: Context) -> None:
    """Show what was stored last, with a button that takes it back."""
    tr = context.tr
    number = st.session_state.get(_DONE)
    if number is None:
        return
    said, button = st.columns([4, 1], vertical_alignment="center")
    said.success(plain(tr("Saved as revision {n}.", n=tr.number(number))), icon=":material/check:")
    label = tr("Undo")
    if st.session_state.get(_ORIGIN) == "import":
        label = tr("Undo this import")
    if button.button(label, key="data-undo-last", icon=":material/undo:", width="stretch"):
        undo(context, number, tr("Undone right after saving"))


def undo(context: Context, number: int, reason: str) -> None:
    """Take back a revision; conflicts are listed."""
    try:
        revision = context.facts.stored.undo(number, actor=current_actor(), reason=reason)
    except GraphAppError as error:
        show_error(context, error)
        if isinstance(error, StaleRevisionError):
            names = names_of(context)
            sides = (_sides_of(context, one, names) for one in error.conflicts[:_MOST])
            show_table(pd.DataFrame(chain.from_iterable(sides)), context.tr, _sides(context))
        return
    saved(revision.number, "undo")
    st.rerun()


def _sides(context: Context) -> dict[str, str]:
    tr = context.tr
    return {
        "base": tr("As it was left then"),
        "theirs": tr("As it is now"),
        "yours": tr("As the undo would make it"),
    }


def _sides_of(context: Context, conflict: Conflict, names: dict[str, str]) -> list[dict[str, str]]:
    tr = context.tr
    known = conflict.theirs or conflict.yours or conflict.base or {}
    label = row_words(conflict.table, known, names, tr)
    versions = {side: getattr(conflict, side) for side in ("base", "theirs", "yours")}
    if is_whole(conflict):
        states = {
            side: tr("not there") if row is None else tr("there") for side, row in versions.items()
        }
        return [{"row": label, "column": tr("the whole row"), **states}]
    return [
        {"row": label, "column": tr(COLUMN_LABELS[column])}
        | {
            side: value_words(column, (row or {}).get(column), names, tr)
            for side, row in versions.items()
        }
        for column in conflict.columns
    ]


# --- conflicts ------------------------------------------------------------------------------------


def pending_conflicts() -> Pending | None:
    """Return the changes that were refused because others changed the same rows."""
    return st.session_state.get(_PENDING)


def show_conflicts(context: Context, pending: Pending) -> None:
    """Draw both versions of each row side by side, with the choice between them."""
    tr = context.tr
    st.markdown(f"### {plain(tr('Somebody else changed the same'))}")
    who = "; ".join(
        tr("{who}, revision {n}: {why}", who=one.author, n=one.number, why=one.reason or "–")
        for one in pending.later
    )
    warning(
        tr(
            "Since you opened this, the same was changed by others ({who}). Nothing of yours is stored "
            "yet and nothing is lost. Choose what shall hold, then save again.",
            who=who,
        ),
        900,
    )
    names = names_of(context)
    choices = {
        (conflict.table, conflict.id): _conflict(context, conflict, names, at)
        for at, conflict in enumerate(pending.conflicts)
    }
    _settle(context, pending, choices)


def _conflict(context: Context, conflict: Conflict, names: dict[str, str], at: int) -> dict:
    """Draw one row in its three versions; return the choices."""
    tr = context.tr
    rows = pd.DataFrame(_sides_of(context, conflict, names))
    st.markdown(f"**{plain(rows['row'].iloc[0])}**")
    labels = _sides(context) | {
        "base": tr("As both knew it"),
        "theirs": tr("Theirs, as it is stored now"),
        "yours": tr("Yours"),
    }
    show_table(rows.drop(columns="row"), tr, labels)
    key = f"data-c-{st.session_state[_PENDING].base}-{at}"
    if is_whole(conflict):
        return {"": _choose(context, tr("The whole row"), None, key)}
    return {
        column: _choose(
            context, tr(COLUMN_LABELS[column]), suggested(conflict, column), f"{key}-{column}"
        )
        for column in conflict.columns
    }


def _choose(context: Context, label: str, start: str | None, key: str) -> str | None:
    words = {"mine": context.tr("Mine"), "theirs": context.tr("Theirs")}
    return st.radio(
        plain(label),
        list(words),
        index=None if start is None else list(words).index(start),
        format_func=words_of(words),
        horizontal=True,
        key=key,
    )


def _settle(context: Context, pending: Pending, choices: dict) -> None:
    tr = context.tr
    first, second, _rest = st.columns([1, 1, 2])
    open_ = any(choice is None for chosen in choices.values() for choice in chosen.values())
    if first.button(tr("Save what I chose"), type="primary", disabled=open_, width="stretch"):
        left = settle_all(pending.changes, pending.conflicts, choices)
        newest = max(revision.number for revision in pending.later)
        if left:
            save(context, replace(pending, changes=tuple(left), base=newest, conflicts=()))
        else:
            st.session_state.pop(_PENDING)
            st.session_state["data-cleared"] = pending.origin
            st.session_state["data-gave-way"] = True
            st.rerun()
    if second.button(tr("Back to my form"), width="stretch"):
        # The form still has its text and its base: saving shows the conflict again.
        st.session_state.pop(_PENDING)
        st.rerun()
    if open_:
        caption(tr("Choose mine or theirs everywhere to save."))
