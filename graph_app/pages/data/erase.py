"""Erase a contact person for good, with the whole history: for admins only."""

from collections.abc import Mapping

import streamlit as st

from graph_app.model.errors import GraphAppError
from graph_app.model.words import is_blank
from graph_app.pages.data.fields import forget
from graph_app.pages.data.saving import REASON_NEEDED, show_error, show_problems
from graph_app.pages.parts.elements import text_field, warning
from graph_app.pages.shell.context import Context
from graph_app.pages.shell.erasures import forget_facts
from graph_app.pages.shell.visitor import current_actor, may_erase
from graph_app.store import RowChange
from graph_app.store.erase import ERASED
from graph_app.wording.contacts import named_in
from graph_app.wording.text import plain

_ERASED = "data-erased"
_PERSONAL = ("name", "role", "email", "telephone", "note")


def erase_section(context: Context, contact: str) -> None:
    """Draw the erasing of a contact person; nothing for those who may not, or where it was done.

    Parameters
    ----------
    context : Context
        Facts and language.
    contact : str
        Id of the person, who may have been removed already.
    """
    store = context.facts.stored
    if not (context.sees_contacts and may_erase()) or store.read_only:
        return
    history = store.history(contact, None)
    versions = [_left(row) for change in history for row in (change.before, change.after) if row]
    if any(versions):
        with st.container(border=True, key=f"erase-{contact.replace(':', '-')}"):
            _ask(context, contact, history, versions)


def _left(row: Mapping[str, object]) -> dict[str, object]:
    """Return what a version of the row still says of the person."""
    cells = {name: row.get(name) for name in _PERSONAL}
    return {name: text for name, text in cells.items() if not is_blank(text) and text != ERASED}


def _ask(context: Context, contact: str, history: list[RowChange], versions: list) -> None:
    tr = context.tr
    st.markdown(f"### :material/delete_forever: {plain(tr('Erase for good, with the history'))}")
    st.markdown(_what_it_does(context, len(history)))
    reason = text_field(
        tr,
        tr("Reason for erasing, without naming the person"),
        2000,
        key=f"erase-why-{contact}",
        placeholder=tr("Asked for by the person"),
    ).strip()
    sure = st.checkbox(tr("I know that this cannot be undone"), key=f"erase-sure-{contact}")
    icon = ":material/delete_forever:"
    if not st.button(tr("Erase for good"), icon=icon, key=f"erase-go-{contact}"):
        return
    problems = [] if reason else [tr(REASON_NEEDED)]
    word = named_in(reason, versions)
    if word:
        text = tr('Reason: it stays in the history and must not name the person: found "{word}".')
        problems.append(text.format(word=word))
    if not sure:
        problems.append(tr("Confirm that you know that this cannot be undone."))
    if problems:
        show_problems(tr("Nothing is erased yet."), problems)
        return
    naming = [one.revision.number for one in history if named_in(one.revision.reason, versions)]
    _erase(context, contact, reason, naming)


def _what_it_does(context: Context, steps: int) -> str:
    tr = context.tr
    does = [
        tr("The person is removed from the tables."),
        tr.ngettext(
            "In {n} step of the history every name, role, address, number and note is overwritten, "
            "also on the disk. What is left says that something was erased, when and by whom.",
            "In {n} steps of the history every name, role, address, number and note is "
            "overwritten, also on the disk. What is left says that something was erased, when and "
            "by whom.",
            steps,
        ),
        tr("Reasons given for these steps are overwritten where they name the person."),
        tr("It cannot be undone."),
    ]
    does_not = [
        tr(
            "Backups made before still hold the person, and bring them back when they are restored."
        ),
        tr("So do files that were downloaded, and notes of other rows that name the person."),
    ]
    first = "\n".join(f"- {plain(text, 400)}" for text in does)
    second = "\n".join(f"- {plain(text, 400)}" for text in does_not)
    return f"{first}\n\n**{plain(tr('What it does not reach'))}**\n\n{second}"


def _erase(context: Context, contact: str, reason: str, naming: list[int]) -> None:
    store, actor = context.facts.stored, current_actor()
    try:
        made = store.erase("contacts", contact, actor=actor, reason=reason, reasons=naming)
    except GraphAppError as error:
        show_error(context, error)
        return
    for action in ("change", "remove"):
        forget(f"contacts-{action}-{contact}")
    forget_facts()
    st.session_state[_ERASED] = made
    st.rerun()


def show_erased(context: Context) -> None:
    """Say once that a person was erased."""
    made = st.session_state.pop(_ERASED, None)
    if made is None:
        return
    tr = context.tr
    text = tr(
        "Erased for good: revision {n} says so, and nothing of what it was.",
        n=tr.number(made.revision.number),
    )
    if made.left is None:
        st.success(plain(text), icon=":material/check:")
        return
    left = tr(
        "Tables and history hold nothing of it. Old copies are still in the files of the database: "
        "{reason}. The server tries every minute to remove them; until then, and in backups of the "
        "disk, they remain.",
        reason=tr.error(made.left),
    )
    warning(f"{text} {left}", 900)
