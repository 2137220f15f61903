"""Merge two nodes that are one, and split one that is two."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st
from streamlit.column_config import CheckboxColumn, TextColumn
from streamlit.delta_generator import DeltaGenerator

from graph_app.editing.merge_nodes import NodeMerge, differing, merge_nodes
from graph_app.editing.pointers import pointing
from graph_app.editing.split_node import joined_places, split_node, ties_of_import
from graph_app.model.changes import ChangeSet, as_rows
from graph_app.model.countries import country_codes
from graph_app.model.kinds import KINDS, kind_of
from graph_app.model.words import N_
from graph_app.pages.data.fields import TYPED, times_cleared
from graph_app.pages.data.saving import REASON_NEEDED, Pending, in_order, names_of, save
from graph_app.pages.parts.elements import (
    caption,
    error_box,
    info,
    pick,
    segments,
    show_table,
    text_field,
    words_of,
)
from graph_app.pages.shell import address_bar
from graph_app.pages.shell.context import Context
from graph_app.store import RowChange
from graph_app.wording.data import COLUMN_LABELS, TABLES, row_words, value_words
from graph_app.wording.text import plain

_DOING = {"merge": N_("Make two entries one"), "split": N_("Make one entry two")}
_ORIGIN = "nodes"


def show_nodes(context: Context) -> dict[str, str]:
    """Draw the merging and splitting; return what is shown as parts of the address."""
    tr = context.tr
    labels = {name: tr(label) for name, label in _DOING.items()}
    doing = segments(tr("What to do"), labels, "data-f-nodes-do", address_bar.get("do"))
    nodes = [*context.labels()]
    kinds = {kind: tr.kind(kind) for kind in KINDS if any(kind_of(node) == kind for node in nodes)}
    asked = (kind_of(address_bar.get("node") or ""), "city")
    kind = pick(tr("Kind"), kinds, "data-f-nodes-kind", asked)
    listed = {node: name for node, name in _titles(context).items() if kind_of(node) == kind}
    draw = _merge if doing == "merge" else _split
    return {"do": doing, "node": draw(context, listed)}


def _titles(context: Context) -> dict[str, str]:
    """Return the names of nodes; of namesakes with their ids, which alone tell them apart."""
    labels = context.labels()
    often = pd.Series(list(labels.values())).value_counts().to_dict()
    return {
        node: f"{name} ({node.partition(':')[2]})" if often[name] > 1 else name
        for node, name in labels.items()
    }


def _key(name: str) -> str:
    return f"{TYPED}nodes-{times_cleared()}-{name}"


def _reason(context: Context) -> str:
    key = _key("reason")
    st.session_state.setdefault(key, "")
    label = context.tr("Reason for the change, for the history")
    return text_field(context.tr, label, 2000, key=key).strip()


def _store(context: Context, changes: ChangeSet, reason: str) -> None:
    if not reason:
        error_box(context.tr(REASON_NEEDED))
        return
    save(context, Pending(tuple(changes), context.facts.number, reason, _ORIGIN))


# --- merge ----------------------------------------------------------------------------------------


def _merge(context: Context, listed: Mapping[str, str]) -> str:
    tr = context.tr
    caption(tr("For one place, network or organisation that is entered twice."))
    left, right = st.columns(2)
    asked = (address_bar.get("node"), context.home)
    stays = pick(tr("This one stays"), listed, _key("stays"), asked, left)
    others = {node: name for node, name in listed.items() if node != stays}
    if not others:
        info(tr("There is no other of this kind."))
        return stays
    goes = pick(tr("This one goes into it"), others, _key("goes"), index=None, place=right,
                placeholder=tr("Choose"))  # fmt: skip
    if not goes:
        return stays
    cells = _cells(context, stays, goes, listed)
    merged = merge_nodes(context.tables, stays, goes, cells)
    _say_merge(context, merged)
    reason = _reason(context)
    label = tr("Make them one: {name}", name=listed[stays])
    if st.button(label, type="primary", key=_key("merge")):
        _store(context, merged.changes, reason)
    return stays


def _cells(context: Context, stays: str, goes: str, listed: Mapping[str, str]) -> dict[str, object]:
    """Draw what both say beside each other, and the choice where they differ."""
    tr, names, cells = context.tr, names_of(context), {}
    st.markdown(f"### {plain(tr('What each of them says'))}")
    found = differing(context.tables, stays, goes)
    if not found:
        caption(tr("Both say the same."))
    for column, values in found.items():
        words = [value_words(column, value, names, tr) for value in values]
        labels = {at: f"{word} · {listed[node]}"
                  for at, (word, node) in enumerate(zip(words, (stays, goes), strict=True))}  # fmt: skip
        key = _key(f"cell-{stays}-{goes}-{column}")
        start = 1 if values[0] is None else 0
        label, said = plain(tr(COLUMN_LABELS[column])), words_of(labels)
        chosen = st.radio(label, [0, 1], start, format_func=said, horizontal=True, key=key)
        cells[column] = values[1 if chosen else 0]
    return cells


def _say_merge(context: Context, merged: NodeMerge) -> None:
    """Draw what becomes of each tie."""
    tr, names = context.tr, names_of(context)
    rows = {str(row["id"]): row for row in as_rows(context.tables.relations)}
    said = [(tie, tr("moves along")) for tie in merged.moved]
    said += [(tie, tr("is stated by both: joined, its source is kept")) for tie in merged.joined]
    said += [(tie, tr("joins the two themselves: it is removed")) for tie in merged.dropped]
    st.markdown(f"### {plain(tr('What becomes of the links'))}")
    if not said:
        caption(tr("There is no link to move."))
        return
    listed = [
        {"tie": row_words("relations", rows[tie], names, tr), "fate": fate} for tie, fate in said
    ]
    show_table(pd.DataFrame(listed), tr, {"tie": tr("Link"), "fate": tr("What becomes of it")})


# --- split ----------------------------------------------------------------------------------------


def _split(context: Context, listed: Mapping[str, str]) -> str:
    tr = context.tr
    caption(tr("For two places, networks or organisations that were entered as one."))
    node = pick(tr("Which one"), listed, _key("split"), (address_bar.get("node"), context.home))
    rows = _ticked(context, node)
    left, right = st.columns(2)
    cells = _new_node(context, node, left, right)
    reason = _reason(context)
    n = sum(map(len, rows.values()))
    label = tr.ngettext("Make it two: {n} row moves", "Make it two: {n} rows move", n)
    if st.button(label, type="primary", key=_key("do-split")):
        if not cells["name"]:
            error_box(tr("{field}: is needed and is still blank.", field=tr("Name of the new one")))
        else:
            _store(context, split_node(context.tables, node, rows, cells)[1], reason)
    return node


def _new_node(
    context: Context, node: str, left: DeltaGenerator, right: DeltaGenerator
) -> dict[str, object]:
    tr, key = context.tr, _key(f"name-{node}")
    st.session_state.setdefault(key, "")
    name = text_field(tr, tr("Name of the new one"), 300, left, key=key).strip()
    cells: dict[str, object] = {"name": name}
    if kind_of(node) in ("city", "organisation"):
        codes = {code: tr.country(code) for code in sorted(country_codes(), key=tr.country)}
        cells["country"] = pick(tr("Country"), codes, _key(f"country-{node}"), index=None,
                                place=right, placeholder=tr("not known"))  # fmt: skip
    return cells


def _ticked(context: Context, node: str) -> dict[str, list[str]]:
    """Draw whatever names a node; return what is ticked: table -> ids."""
    tr, names = context.tr, names_of(context)
    rows = [
        {"moves": False, "row": row_words(table, row, names, tr), "table": tr(TABLES[table]),
         "name": table, "id": row["id"]}
        for table, some in pointing(context.tables, node).items()
        if table != "contacts" or context.sees_contacts
        for row in as_rows(some)
    ]  # fmt: skip
    if not rows:
        info(tr("Nothing is linked to it; add the other one instead."))
        return {}
    caption(tr("Tick what belongs to the new one."))
    frame = pd.DataFrame(rows)
    columns = {
        "moves": CheckboxColumn(tr("Belongs to the new one"), width="small"),
        "row": TextColumn(tr("Link or entry"), width="large"),
        "table": TextColumn(tr("Table")),
    }
    after = st.data_editor(
        frame, column_config=columns, column_order=list(columns), hide_index=True,
        disabled=["row", "table"], key=_key(f"ticks-{node}-{context.facts.number}"),
    )  # fmt: skip
    moving = after[after["moves"].astype(bool)]
    return {str(table): some["id"].tolist() for table, some in moving.groupby("name")}


# --- a place that an import has recognised wrongly ------------------------------------------------


def show_undo_join(context: Context, changes: list[RowChange], number: int) -> None:
    """Draw how one place of an import is made another one, without undoing the import."""
    tr, labels = context.tr, context.labels()
    places = [node for node in joined_places(context.tables, changes) if node in labels]
    if not places:
        return
    with st.expander(tr("A place was recognised wrongly")):
        caption(tr("It becomes an entry of its own; the links of this import go with it."))
        listed = in_order({node: labels[node] for node in places})
        key = f"{TYPED}join-{number}-{times_cleared()}-"
        node = pick(tr("Which place"), listed, f"{key}node")
        ties = ties_of_import(context.tables, changes, node)
        names = names_of(context)
        rows = context.tables.relations[context.tables.relations["id"].isin(ties)]
        lines = [row_words("relations", row, names, tr) for row in as_rows(rows.head(20))]
        caption("; ".join(lines), 900)
        left, right = st.columns(2)
        cells = _new_node(context, node, left, right)
        label = tr("Make it a place of its own")
        if st.button(label, key=f"{key}do"):
            if not cells["name"]:
                error_box(
                    tr("{field}: is needed and is still blank.", field=tr("Name of the new one"))
                )
                return
            split = split_node(context.tables, node, {"relations": ties}, cells)[1]
            reason = tr("{name} is not {other} (import of revision {n})",
                        name=cells["name"], other=labels[node], n=number)  # fmt: skip
            _store(context, split, reason)
