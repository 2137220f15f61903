"""The list of what an import would store: links, ended ones, places, repeats, rows left out."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st
from streamlit.column_config import CheckboxColumn, NumberColumn, SelectboxColumn, TextColumn

from graph_app.editing.import_job import Job, Preview
from graph_app.editing.import_list import (
    EDITABLE,
    Choices,
    findings_apart,
    new_ties,
    repeated_ties,
)
from graph_app.editing.rows import grid_edits
from graph_app.model.changes import as_rows
from graph_app.model.kinds import STATUSES
from graph_app.model.tables import NODE_TABLES
from graph_app.pages.data.file_form import show_findings
from graph_app.pages.data.saving import names_of
from graph_app.pages.parts.elements import caption, show_table, text_field
from graph_app.pages.shell.context import Context
from graph_app.wording.data import found_rows, ground_words, row_words
from graph_app.wording.text import plain

#: Links that are listed at once.
_MOST = 500
_CHOICES, _BEGUN = "data-import-choices", "data-import-begun"


def show_list(context: Context, job: Job) -> Choices:
    """Draw the list; return what the person has left out and changed."""
    assert job.merged is not None
    tr, preview = context.tr, job.merged
    names = names_of(context) | _new_names(context, preview)
    ties = new_ties(preview)
    choices = _choices(job)
    ended = ties["status"].eq("ended") if len(ties) else pd.Series(dtype=bool)
    shown = (
        ("new", tr("Links to be stored"), ties[~ended.to_numpy(dtype=bool)]),
        ("ended", tr("Links that have ended"), ties[ended.to_numpy(dtype=bool)]),
    )
    query = ""
    if len(ties) > 10:
        query = text_field(tr, tr("Show only rows with"), 200, key=f"data-import-find-{id(job)}")
    for name, label, some in shown:
        if len(some):
            st.markdown(f"### {plain(f'{label} ({tr.number(len(some))})')}")
            choices = _ties(context, job, name, some, query, names, choices)
    st.session_state[_CHOICES] = (id(job), choices)
    _places(context, preview)
    _repeats(context, preview, names)
    _findings(context, preview, names)
    return choices


def _choices(job: Job) -> Choices:
    known = st.session_state.get(_CHOICES)
    return known[1] if known is not None and known[0] == id(job) else Choices()


def _new_names(context: Context, preview: Preview) -> dict[str, str]:
    """Return the names of nodes and sources that would be new."""
    found: dict[str, str] = {}
    for table, rows in preview.changes.added.items():
        if table in NODE_TABLES:
            found |= {str(row["id"]): context.tr.name(row) for row in as_rows(rows)}
    return found


def _begun(job: Job, key: str, choices: Choices) -> Choices:
    """Return the choices that a grid began with: it keeps what was changed in it since."""
    begun: dict[str, Choices] = st.session_state.setdefault(_BEGUN, {})
    return begun.setdefault(key, choices)


def _ties(
    context: Context,
    job: Job,
    name: str,
    ties: pd.DataFrame,
    query: str,
    names: Mapping[str, str],
    choices: Choices,
) -> Choices:
    """Draw some links as a grid in which they are unticked and changed."""
    tr = context.tr
    key = f"data-import-{name}-{id(job)}-{id(job.merged)}-{query}"
    begun = _begun(job, key, choices)
    before = _grid(context, job, ties, names, begun)
    before = before[found_rows(before[["tie", "match", "note"]], query)]
    if len(before) > _MOST:
        caption(tr("The first {n} of {total} are listed; all are stored.",
                   n=tr.number(_MOST), total=tr.number(len(before))))  # fmt: skip
        before = before.head(_MOST)
    labels = {status: tr(label) for status, label in STATUSES.items()}
    columns = {
        "take": CheckboxColumn(tr("Store"), width="small"),
        "row": NumberColumn(tr("Row"), width="small", format="%d"),
        "tie": TextColumn(tr("What will be stored"), width="large"),
        "match": TextColumn(tr("Recognised as"), width="large"),
        "start": TextColumn(tr("Start")),
        "end": TextColumn(tr("End")),
        "status": SelectboxColumn(
            tr("Status"), options=["", *labels], format_func=lambda s: labels.get(str(s), str(s))
        ),
        "note": TextColumn(tr("Note"), width="medium"),
    }
    after = st.data_editor(
        before, column_config=columns, key=key, hide_index=True,
        disabled=["row", "tie", "match"], width="stretch",
    )  # fmt: skip
    return _changed(begun, choices, before, after)


def _changed(
    begun: Choices, choices: Choices, before: pd.DataFrame, after: pd.DataFrame
) -> Choices:
    out = set(after.index[~after["take"].astype(bool)])
    left_out = (choices.left_out - set(before.index)) | out
    edits = grid_edits(before[list(EDITABLE)], after[list(EDITABLE)])
    cells = {draft: {**begun.cells.get(draft, {}), **edits.get(draft, {})}
             for draft in before.index if draft in edits or draft in begun.cells}  # fmt: skip
    others = {draft: some for draft, some in choices.cells.items() if draft not in before.index}
    return Choices(frozenset(left_out), others | cells)


def _grid(
    context: Context, job: Job, ties: pd.DataFrame, names: Mapping[str, str], begun: Choices
) -> pd.DataFrame:
    assert job.merged is not None
    grounds = ground_words(job.merged.report.joins, context.tr)
    places = {f"{end}_place" for end in ("source", "target")} & set(ties)
    # The city whose list it is stands in every row: its match is among the places only.
    constant = {
        ties[name].iloc[0] for name in places if len(ties) > 1 and ties[name].nunique() == 1
    }
    rows = []
    for tie in as_rows(ties):
        cells = {**tie, **begun.cells.get(str(tie["draft"]), {})}
        ends = [tie.get(name) for name in sorted(places) if tie.get(name) not in constant]
        rows.append({
            "draft": tie["draft"],
            "take": tie["draft"] not in begun.left_out,
            "row": tie.get("row"),
            "tie": row_words("relations", {**cells, "start": None, "end": None}, names, context.tr),
            "match": "; ".join(filter(None, (grounds.get(str(end)) for end in ends))),
            **{column: cells[column] or "" for column in EDITABLE},
        })  # fmt: skip
    return pd.DataFrame(rows).set_index("draft").astype(dict.fromkeys(EDITABLE, "str"))


def _places(context: Context, preview: Preview) -> None:
    """Draw the nodes that would be new."""
    tr = context.tr
    rows = [
        {"kind": tr.kind(NODE_TABLES[table]), "name": tr.name(row),
         "country": tr.country(str(row["country"])) if row.get("country") else None}
        for table, frame in preview.changes.added.items()
        if table in NODE_TABLES
        for row in as_rows(frame.head(_MOST))
    ]  # fmt: skip
    if rows:
        st.markdown(f"### {plain(tr('New places and others ({n})', n=tr.number(len(rows))))}")
        show_table(pd.DataFrame(rows), tr)


def _repeats(context: Context, preview: Preview, names: Mapping[str, str]) -> None:
    """Draw the links of the file that are stated already, and where."""
    tr, ties = context.tr, repeated_ties(preview)
    if ties.empty:
        return
    every = preview.report.ties
    rows_of = dict(zip(every["draft"], every.get("row", every["draft"]), strict=True))
    rows = [
        {"row": tie.get("row"), "tie": row_words("relations", tie, names, tr),
         "reason": tr("the same as row {row} of the file", row=rows_of[tie["repeats"]])
         if tie["repeats"] in rows_of else tr("stored already")}
        for tie in as_rows(ties.head(_MOST))
    ]  # fmt: skip
    title = tr("Stated already, not stored again ({n})", n=tr.number(len(ties)))
    with st.expander(plain(title), expanded=len(ties) < 10):
        show_table(pd.DataFrame(rows), tr, {"tie": tr("Link"), "reason": tr("Why")})


def _findings(context: Context, preview: Preview, names: Mapping[str, str]) -> None:
    """Draw the rows that are left out, the cells that were not understood, and what was noticed."""
    tr = context.tr
    out, remarks, whole = findings_apart(preview, names)
    for title, some, wrong in (
        (tr("Rows left out ({n})", n=tr.number(len({(one.file, one.row) for one in out}))), out, True),
        (tr("Cells that were not understood or were changed ({n})", n=tr.number(len(remarks))), remarks, False),
        (tr("How the file was read ({n})", n=tr.number(len(whole))), whole, False),
    ):  # fmt: skip
        if some:
            with st.expander(plain(title), expanded=len(some) < 10):
                if wrong:
                    text = tr("These rows are not stored. The reason stands beside each.")
                    st.error(plain(text), icon=":material/error:")
                show_findings(context, some, wrong=False)
