"""Edit: add, change, end or remove one relation, node or source."""

import datetime
from collections.abc import Mapping

import streamlit as st

from graph_app.editing.rows import (
    ENDING,
    adding,
    changing,
    ended,
    ids_in,
    new_id,
    nodes_of_kinds,
)
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
from graph_app.pages.data.saving import Pending, names_of, save
from graph_app.pages.shell.context import Context
from graph_app.store import Change
from graph_app.wording.data import (
    TABLES,
    differences,
    row_problems,
    row_words,
    tables_shown,
)
from graph_app.wording.text import plain, shorten

_DOING = {"add": N_("Add"), "change": N_("Change"), "end": N_("End it"), "remove": N_("Remove")}
_NEW = "+"
_SOURCE = ("title", "publisher", "url", "published", "retrieved")


def show_edit(context: Context) -> dict[str, str]:
    """Draw the form; give what it shows as parts of the address."""
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
    draw = {"add": _add, "change": _change, "end": _end, "remove": _remove}[action]
    draw(context, form)
    return address


def _what(context: Context) -> tuple[str, str]:
    tr, known = context.tr, tables_shown(context.sees_contacts)
    for key, names, first in (("do", _DOING, "add"), ("table", known, "relations")):
        asked = st.query_params.get(key)
        if f"data-f-{key}" not in st.session_state:
            st.session_state[f"data-f-{key}"] = asked if asked in names else first
    left, right = st.columns(2)
    action = left.segmented_control(
        tr("What to do"), list(_DOING), format_func=lambda a: tr(_DOING[a]), key="data-f-do",
        required=True,
    )  # fmt: skip
    tables = list(ENDING if action == "end" else known)
    if st.session_state["data-f-table"] not in tables:
        st.session_state["data-f-table"] = tables[0]
    table = right.selectbox(
        tr("In which table"), tables, format_func=lambda t: tr(TABLES[t]), key="data-f-table"
    )
    return action, table


# --- which row ------------------------------------------------------------------------------------


def _which(context: Context, table: str) -> str:
    """Draw the picker of a row; give its id, or nothing when there is none."""
    asked = st.query_params.get("row", "")
    if table == "relations":
        return _which_relation(context, asked)
    frame = getattr(context.tables, table)
    names = names_of(context)
    choices = {row_id: names.get(row_id, row_id) for row_id in frame["id"]}
    choices = dict(sorted(choices.items(), key=lambda pair: pair[1].casefold()))
    return _pick(context, context.tr("Which one"), f"data-f-row-{table}", choices, asked)


def _which_relation(context: Context, asked: str) -> str:
    tr, relations = context.tr, context.tables.relations
    found = relations[relations["id"].eq(asked)]
    start = found["source"].iloc[0] if len(found) else context.home
    node = _pick(
        context,
        tr("Whose relation"),
        "data-f-row-node",
        labelled(context, [*context.labels()]),
        start,
    )
    own = relations[relations["source"].eq(node) | relations["target"].eq(node)]
    names = names_of(context)
    choices = {
        row["id"]: shorten(row_words("relations", row, names, tr), 120)
        for row in own.to_dict("records")
    }
    choices = dict(sorted(choices.items(), key=lambda pair: pair[1].casefold()))
    return _pick(context, tr("Which relation"), "data-f-row-relations", choices, asked)


def _pick(context: Context, label: str, key: str, choices: Mapping[str, str], start: str) -> str:
    if not choices:
        st.info(context.tr("There is none yet: add one."))
        return ""
    if st.session_state.get(key) not in choices:
        st.session_state[key] = start if start in choices else next(iter(choices))
    return st.selectbox(label, list(choices), format_func=choices.get, key=key)


# --- the forms ------------------------------------------------------------------------------------


def _add(context: Context, form: Opened) -> None:
    typed, source = _typed(context, form)
    reason = _reason(context, form)
    if not _pressed(context, form):
        return
    rows = [("sources", source), (form.table, typed)] if source else [(form.table, typed)]
    if _refused(context, rows, reason):
        return
    changes, taken = [], ids_in(context.tables)
    if source:
        typed["source_id"] = new_id("sources", source, taken)
        changes.append(adding("sources", source, typed["source_id"]))
    changes.append(adding(form.table, typed, new_id(form.table, typed, taken)))
    _save(context, form, changes, reason)


def _change(context: Context, form: Opened) -> None:
    typed, source = _typed(context, form)
    reason = _reason(context, form)
    if not _pressed(context, form):
        return
    rows = [("sources", source)] if source else []
    if _refused(context, [*rows, (form.table, typed)], reason):
        return
    changes = []
    if source:
        typed["source_id"] = new_id("sources", source, ids_in(context.tables))
        changes.append(adding("sources", source, typed["source_id"]))
    change = changing(form.table, form.row, {**form.row, **typed})
    if change is None:
        st.info(context.tr("Nothing is changed yet."))
        return
    _save(context, form, [*changes, change], reason)


def _end(context: Context, form: Opened) -> None:
    tr = context.tr
    _say_row(context, form)
    end = field(context, form, "end")
    checked = _checked_today(context, form) if form.table == "relations" else None
    if form.table == "relations":
        st.caption(tr("Its status becomes ended. Leave the end blank if nobody knows when."))
    reason = _reason(context, form)
    if not _pressed(context, form, tr("End it")):
        return
    after = ended(form.table, form.row, end, checked)
    if form.table != "relations" and not end:
        st.error(plain(tr("{field}: is needed and is still blank.", field=tr("End"))))
        return
    if _refused(context, [(form.table, after)], reason):
        return
    change = changing(form.table, form.row, after)
    if change is None:
        st.info(tr("It has ended already."))
        return
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
    st.caption(plain(text, 400))
    reason = _reason(context, form)
    if _pressed(context, form, tr("Remove it")) and not _refused(context, [], reason):
        _save(context, form, [Change(form.table, "remove", str(form.row["id"]))], reason)
    if form.table == "contacts":
        erase_section(context, str(form.row["id"]))


def _say_row(context: Context, form: Opened) -> None:
    names, tr = names_of(context), context.tr
    said = row_words(form.table, form.row, names, tr)
    st.markdown(f"**{plain(said)}**")
    facts = [f"{label}: {new}" for label, _old, new in differences(None, form.row, names, tr)]
    st.caption(plain(" · ".join(facts), 900))


def _reason(context: Context, form: Opened) -> str:
    key = form.key("reason")
    begin(key, "")
    return st.text_input(
        context.tr("Reason for the change, for the history"), key=key, max_chars=2000
    ).strip()


def _pressed(context: Context, form: Opened, label: str = "") -> bool:
    just_taken_up = say_taken_up(context)
    key = f"data-save-{form.key('')}"
    return st.button(label or context.tr("Save"), type="primary", key=key) and not just_taken_up


def _refused(context: Context, rows: list[tuple[str, dict]], reason: str) -> bool:
    """Say what is wrong with rows before they are saved; what is typed stays."""
    tr, today = context.tr, datetime.date.today()
    problems = [text for table, row in rows for text in row_problems(table, row, today, tr)]
    if not reason:
        problems.append(tr("Reason: say in a few words why, for those who read the history."))
    if problems:
        listed = "\n".join(f"- {plain(problem)}" for problem in problems)
        st.error(f"{plain(tr('Nothing is saved yet.'))}\n\n{listed}")
    return bool(problems)


def _save(context: Context, form: Opened, changes: list[Change], reason: str) -> None:
    save(context, Pending(tuple(changes), form.number, reason, form.scope))


# --- what is typed --------------------------------------------------------------------------------


def _typed(context: Context, form: Opened) -> tuple[dict, dict | None]:
    """Draw the fields of a row; give it as typed, and the new source if one is written."""
    if form.table != "relations":
        columns = [column for column in COLUMNS[form.table] if column != "id"]
        return fields(context, form, columns), None
    typed = _tie_ends(context, form)
    typed |= fields(context, form, ("start", "end", "status", "themes"))
    typed["note"] = field(context, form, "note")
    typed["source_id"], source = _source(context, form)
    checked = _checked_today(context, form)
    typed["checked"] = checked or form.row.get("checked")
    return typed, source


def _tie_ends(context: Context, form: Opened) -> dict[str, object]:
    """Draw type and ends; only nodes that the type allows at an end are offered there."""
    tr, labels = context.tr, context.labels()
    note = tr("Choose")
    name = choose(
        context,
        tr("Type of relation"),
        form.key("type"),
        {name: tr(kind.label) for name, kind in RELATION_TYPES.items()},
        form.row.get("type"),
        note,
    )
    if name is None:
        st.caption(tr("The type decides who may stand at each end."))
        return {"type": None, "source": None, "target": None}
    kind, ends = RELATION_TYPES[name], {}
    for place, side, kinds in zip(
        st.columns(2), ("source", "target"), (kind.source_kinds, kind.target_kinds), strict=True
    ):
        nodes = [n for n in nodes_of_kinds(labels, kinds) if n != ends.get("source")]
        allowed = ", ".join(tr.kind(k) for k in KINDS if k in kinds)
        label = tr("From ({kinds})", kinds=allowed) if side == "source" else ""
        label = label or tr("To ({kinds})", kinds=allowed)
        with place:
            key, start = form.key(side), form.row.get(side)
            ends[side] = choose(context, label, key, labelled(context, nodes), start, note)
    if ends["source"] and ends["target"]:
        st.caption(plain(tr.phrase(name, labels[ends["source"]], labels[ends["target"]])))
    else:
        st.caption(tr("Is one of them not in the list? Add it first, in its own table."))
    return {"type": name, **ends}


def _source(context: Context, form: Opened) -> tuple[str | None, dict | None]:
    """Draw the picker of the source, and the fields of a new one."""
    tr, sources = context.tr, context.tables.sources
    titles = dict(zip(sources["id"], sources["title"], strict=True))
    titles = dict(sorted(titles.items(), key=lambda pair: str(pair[1]).casefold()))
    choices = {_NEW: tr("A new source …")} | titles
    start = form.row.get("source_id")
    chosen = choose(
        context, tr("Source: where it stands"), form.key("source_id"), choices, start, tr("Choose")
    )
    if chosen != _NEW:
        return chosen, None
    with st.container(border=True):
        st.markdown(f"**{plain(tr('The new source'))}**")
        source: dict[str, object] = {}
        for at in range(0, len(_SOURCE), 2):
            for place, column in zip(st.columns(2), _SOURCE[at : at + 2], strict=False):
                with place:
                    source[column] = field(context, form, column, prefix="new-")
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
