"""Edit: add, change, end or remove one relation, node or source."""

import datetime

import streamlit as st

from graph_app.editing.rows import ENDING, adding, changing, ended, ids_in, new_id, nodes_of_kinds
from graph_app.model.kinds import KINDS
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.tables import COLUMNS
from graph_app.model.words import N_
from graph_app.pages.data.erase import erase_section
from graph_app.pages.data.fields import (
    Opened,
    begin,
    choose,
    field,
    fields,
    labelled,
    opened,
    say_taken_up,
)
from graph_app.pages.data.saving import (
    REASON_NEEDED,
    Pending,
    in_order,
    names_of,
    save,
    show_problems,
    tie_choices,
)
from graph_app.pages.parts.elements import caption, error_box, pick, segments, text_field
from graph_app.pages.shell import address_bar
from graph_app.pages.shell.context import Context
from graph_app.store import Change
from graph_app.wording.data import TABLES, differences, row_problems, row_words, tables_shown
from graph_app.wording.text import plain

_DOING = {"add": N_("Add"), "change": N_("Change"), "end": N_("End it"), "remove": N_("Remove")}
_NEW = "+"
_SOURCE = ("title", "publisher", "url", "published", "retrieved")


def show_edit(context: Context) -> dict[str, str]:
    """Draw the form; return what it shows as parts of the address."""
    action, table = _what(context)
    row_id = "" if action == "add" else _which(context, table)
    address = {"do": action, "table": table, "row": row_id}
    if action != "add" and not row_id:
        return address
    form = opened(context, table, action, row_id)
    address["form"] = str(form.version or "")
    if row_id and not form.row:
        st.info(context.tr("It is no longer there: somebody has removed it."))
        return address
    draw = {"add": _write, "change": _write, "end": _end, "remove": _remove}[action]
    draw(context, form)
    return address


def _what(context: Context) -> tuple[str, str]:
    tr, known = context.tr, tables_shown(context.sees_contacts)
    left, right = st.columns(2)
    doing = {name: tr(label) for name, label in _DOING.items()}
    action = segments(tr("What to do"), doing, "data-f-do", address_bar.get("do"), place=left)
    tables = {name: tr(TABLES[name]) for name in (ENDING if action == "end" else known)}
    starts = (address_bar.get("table"), "relations")
    return action, pick(tr("In which table"), tables, "data-f-table", starts, right)


# --- which row ------------------------------------------------------------------------------------


def _which(context: Context, table: str) -> str:
    """Draw the picker of a row; return its id, or nothing when there is none."""
    tr, asked = context.tr, address_bar.get("row")
    label = tr("Which one")
    if table == "relations":
        relations = context.tables.relations
        start = (*relations["source"][relations["id"].eq(asked)], context.home)
        nodes = labelled(context, [*context.labels()])
        node = pick(tr("Whose relation"), nodes, "data-f-row-node", start)
        label, choices = tr("Which relation"), tie_choices(context, node)
    else:
        names, ids = names_of(context), getattr(context.tables, table)["id"]
        choices = in_order({row_id: names.get(row_id, row_id) for row_id in ids})
    if not choices:
        st.info(tr("There is none yet: add one."))
        return ""
    return pick(label, choices, f"data-f-row-{table}", (asked,))


# --- the forms ------------------------------------------------------------------------------------


def _write(context: Context, form: Opened) -> None:
    """Draw the fields of a row that is added or changed, and save it when asked."""
    typed, source = _typed(context, form)
    reason = _reason(context, form)
    rows = [("sources", source)] if source else []
    if not _pressed(context, form) or _refused(context, [*rows, (form.table, typed)], reason):
        return
    changes, taken = [], ids_in(context.tables)
    if source:
        typed["source_id"] = new_id("sources", source, taken)
        changes.append(adding("sources", source, typed["source_id"]))
    if form.row:
        change = changing(form.table, form.row, {**form.row, **typed})
    else:
        change = adding(form.table, typed, new_id(form.table, typed, taken))
    if change is None:
        st.info(context.tr("Nothing is changed yet."))
    else:
        _save(context, form, [*changes, change], reason)


def _end(context: Context, form: Opened) -> None:
    tr, checked = context.tr, None
    _say_row(context, form)
    end = field(context, form, "end")
    if form.table == "relations":
        checked = _checked_today(context, form)
        st.caption(tr("Its status becomes ended. Leave the end blank if nobody knows when."))
    reason = _reason(context, form)
    if not _pressed(context, form, tr("End it")):
        return
    after = ended(form.table, form.row, end, checked)
    if form.table != "relations" and not end:
        error_box(tr("{field}: is needed and is still blank.", field=tr("End")))
        return
    if _refused(context, [(form.table, after)], reason):
        return
    change = changing(form.table, form.row, after)
    if change is None:
        st.info(tr("It has ended already."))
    else:
        _save(context, form, [change], reason)


def _remove(context: Context, form: Opened) -> None:
    tr = context.tr
    _say_row(context, form)
    text = tr(
        "Removing is for what was never right; what is over is ended. The history keeps it, "
        "and what other rows need cannot be removed."
    )
    if form.table == "contacts":
        text = tr(
            "Remove whoever is no contact person any more. The history still holds them; an "
            "administrator can erase them there too."
        )
    caption(text, 400)
    reason = _reason(context, form)
    if _pressed(context, form, tr("Remove it")) and not _refused(context, [], reason):
        _save(context, form, [Change(form.table, "remove", str(form.row["id"]))], reason)
    if form.table == "contacts":
        erase_section(context, str(form.row["id"]))


def _say_row(context: Context, form: Opened) -> None:
    names, tr = names_of(context), context.tr
    st.markdown(f"**{plain(row_words(form.table, form.row, names, tr))}**")
    facts = [f"{label}: {new}" for label, _old, new in differences(None, form.row, names, tr)]
    caption(" · ".join(facts), 900)


def _reason(context: Context, form: Opened) -> str:
    key = form.key("reason")
    begin(key, "")
    label = context.tr("Reason for the change, for the history")
    return text_field(context.tr, label, 2000, key=key).strip()


def _pressed(context: Context, form: Opened, label: str = "") -> bool:
    just_taken_up = say_taken_up(context)
    key = f"data-save-{form.key('')}"
    return st.button(label or context.tr("Save"), type="primary", key=key) and not just_taken_up


def _refused(context: Context, rows: list[tuple[str, dict]], reason: str) -> bool:
    """Say what is wrong with rows before they are saved; what is typed stays."""
    tr, today = context.tr, datetime.date.today()
    problems = [text for table, row in rows for text in row_problems(table, row, today, tr)]
    if not reason:
        problems.append(tr(REASON_NEEDED))
    if problems:
        show_problems(tr("Nothing is saved yet."), problems)
    return bool(problems)


def _save(context: Context, form: Opened, changes: list[Change], reason: str) -> None:
    save(context, Pending(tuple(changes), form.number, reason, form.scope))


# --- what is typed --------------------------------------------------------------------------------


def _typed(context: Context, form: Opened) -> tuple[dict, dict | None]:
    """Draw the fields of a row; return it as typed, and the new source if one is written."""
    if form.table != "relations":
        columns = [column for column in COLUMNS[form.table] if column != "id"]
        return fields(context, form, columns), None
    typed = _tie_ends(context, form)
    typed |= fields(context, form, ("start", "end", "status", "themes"))
    typed["note"] = field(context, form, "note")
    typed["source_id"], source = _source(context, form)
    typed["checked"] = _checked_today(context, form) or form.row.get("checked")
    return typed, source


def _tie_ends(context: Context, form: Opened) -> dict[str, object]:
    """Draw type and ends; only nodes that the type allows at an end are offered there."""
    tr, labels = context.tr, context.labels()
    note = tr("Choose")
    types = {name: tr(kind.label) for name, kind in RELATION_TYPES.items()}
    label = tr("Type of relation")
    name = choose(context, label, form.key("type"), types, form.row.get("type"), note)
    if name is None:
        st.caption(tr("The type decides who may stand at each end."))
        return {"type": None, "source": None, "target": None}
    kind = RELATION_TYPES[name]
    ends: dict[str, str | None] = {}
    sides = (
        ("source", kind.source_kinds, tr("From ({kinds})")),
        ("target", kind.target_kinds, tr("To ({kinds})")),
    )
    for place, (side, kinds, label) in zip(st.columns(2), sides, strict=True):
        nodes = [n for n in nodes_of_kinds(labels, kinds) if n != ends.get("source")]
        label = label.format(kinds=", ".join(tr.kind(k) for k in KINDS if k in kinds))
        with place:
            key, start = form.key(side), form.row.get(side)
            ends[side] = choose(context, label, key, labelled(context, nodes), start, note)
    one, other = ends["source"], ends["target"]
    if one and other:
        caption(tr.phrase(name, labels[one], labels[other]))
    else:
        st.caption(tr("Is one of them not in the list? Add it first, in its own table."))
    return {"type": name, **ends}


def _source(context: Context, form: Opened) -> tuple[str | None, dict | None]:
    """Draw the picker of the source, and the fields of a new one."""
    tr, sources = context.tr, context.tables.sources
    titles = in_order(dict(zip(sources["id"], sources["title"], strict=True)))
    choices = {_NEW: tr("A new source …")} | titles
    label, key = tr("Source: where it stands"), form.key("source_id")
    chosen = choose(context, label, key, choices, form.row.get("source_id"), tr("Choose"))
    if chosen != _NEW:
        return chosen, None
    with st.container(border=True):
        st.markdown(f"**{plain(tr('The new source'))}**")
        source = fields(context, form, _SOURCE, prefix="new-")
    # The id is made when all is well; until then the field is not blank.
    return _NEW, source


def _checked_today(context: Context, form: Opened) -> str | None:
    tr, today = context.tr, datetime.date.today()
    before = form.row.get("checked")
    key = form.key("checked-today")
    begin(key, False)
    label = tr("I have checked it against the source today")
    if before:
        label += " " + tr("(last checked: {date})", date=tr.date(str(before)))
    return today.isoformat() if st.checkbox(plain(label), key=key) else None
