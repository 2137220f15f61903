"""Edit in a grid: many cells of a table, collected, checked and listed before they are saved."""

import datetime
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.column_config import (
    CheckboxColumn,
    MultiselectColumn,
    NumberColumn,
    SelectboxColumn,
    TextColumn,
)
from streamlit.elements.lib.column_types import ColumnConfig

from graph_app.editing.rows import POINTED_KINDS, as_row, grid_changes, grid_edits
from graph_app.model.changes import as_rows
from graph_app.model.kinds import THEMES
from graph_app.model.tables import COLUMNS, NODE_POINTERS
from graph_app.pages.data.fields import (
    choices_of,
    clear_once_more,
    digest,
    themes_in,
    times_cleared,
)
from graph_app.pages.data.saving import REASON_NEEDED, Pending, names_of, save
from graph_app.pages.data.tables import choose_table
from graph_app.pages.parts.elements import caption, error_box, show_table, text_field, words_of
from graph_app.pages.shell.context import Context
from graph_app.store import Change
from graph_app.wording.data import (
    COLUMN_LABELS,
    DATES,
    differences,
    found_rows,
    readable_table,
    row_problems,
    row_words,
)
from graph_app.wording.text import plain

#: Rows that are shown at once; the search reaches all.
_MOST = 300
_STATE, _REMOVE = "data-grid", "remove"
#: What the form for one row changes, because its rules depend on each other.
_FIXED = ("id", "type", *NODE_POINTERS)


@dataclass(eq=False)
class Grid:
    """A table opened for editing.

    Parameters
    ----------
    table : str
        Name of the table.
    number : int
        The revision at which it was opened: the base of the changes.
    frame : pandas.DataFrame
        The whole table then, with ids as index.
    query : str
        What was searched for.
    shown : pandas.DataFrame
        The rows in the grid, as they were given to it.
    edits : dict
        Id -> column -> new value, of all rows edited so far, shown or not.
    removed : set of str
        Ids to remove.
    version : int
        How often fields had been cleared before it was opened.
    layout : str
        Digest of the search and of the rows that were laid out, without the edits.
    """

    table: str
    number: int
    frame: pd.DataFrame
    query: str = ""
    shown: pd.DataFrame = field(default_factory=pd.DataFrame)
    edits: dict[str, dict[str, Any]] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    version: int = 0
    layout: str = ""

    @property
    def key(self) -> str:
        """Key of the grid's widget, by which another process continues what is edited in it."""
        return f"data-grid-{self.table}-{self.version}-{self.layout}"

    def row(self, row_id: str) -> dict[str, object]:
        """Return a row as it was opened."""
        return {"id": row_id, **as_rows(self.frame.loc[[row_id]])[0]}

    def changes(self) -> list[Change]:
        """Return the changes collected so far."""
        edits = {row_id: self.edits[row_id] for row_id in sorted(self.edits)}
        rows = {row_id: self.row(row_id) for row_id in edits}
        return grid_changes(self.table, rows, edits, sorted(self.removed))


def show_grid(context: Context) -> dict[str, str]:
    """Draw the grid and what was changed in it; return what is shown as parts of the address."""
    table, query = choose_table(context, "data-f-grid-table", "data-f-grid-query")
    grid = _opened(context, table)
    _lay_out(context, grid, query)
    _say(context, grid)
    if len(grid.shown):
        _collect(context, grid)
    changes = grid.changes()
    if changes:
        _listed(context, grid, changes)
    else:
        st.caption(context.tr("Nothing is changed yet."))
    return {"table": table, "q": query, "form": str(grid.version or "")}


def clear_grid() -> None:
    """Forget the grids: what was changed in them has been stored."""
    clear_once_more()
    for grid in st.session_state.get(_STATE, {}).values():
        grid.number, grid.edits, grid.removed = -1, {}, set()
    st.session_state["data-f-grid-reason"] = ""


def _opened(context: Context, table: str) -> Grid:
    """Return the grid of a table; one in which nothing is changed follows the newest revision."""
    grids = st.session_state.setdefault(_STATE, {})
    grid = grids.get(table)
    number = context.facts.number
    if grid is None or (grid.number != number and not (grid.edits or grid.removed or _sent(grid))):
        frame = getattr(context.tables, table).set_index("id")
        grids[table] = grid = Grid(table, number, frame, query="\0", version=times_cleared())
    return grid


def _sent(grid: Grid) -> bool:
    """Return whether the browser has just sent edits of this grid."""
    state = st.session_state.get(grid.key)
    return grid.number >= 0 and bool(state and state.get("edited_rows"))


def _lay_out(context: Context, grid: Grid, query: str) -> None:
    """Choose the rows of the grid; edits made before are laid into them."""
    if query == grid.query and grid.key in st.session_state:
        return
    whole = grid.frame.reset_index()
    readable = readable_table(grid.table, whole, names_of(context), context.tr)
    rows = whole[found_rows(readable, query)].head(_MOST).set_index("id")
    grid.layout = digest([query, rows.to_csv()])
    for row_id, values in grid.edits.items():
        if row_id in rows.index:
            for column, value in values.items():
                rows.at[row_id, column] = value
    rows.insert(0, _REMOVE, rows.index.isin(grid.removed))
    grid.shown, grid.query = rows, query


def _say(context: Context, grid: Grid) -> None:
    tr = context.tr
    if not len(grid.shown):
        st.info(tr("No row holds these words. Search for less."))
    elif len(grid.shown) == _MOST:
        text = tr("The first {n} are shown; search to see others.", n=tr.number(_MOST))
        caption(f"{text} {tr('What you changed in the rows before is kept.')}")
    if grid.number < context.facts.number:
        caption(
            tr(
                "Others have saved since you began. If they changed the same rows, you will see both "
                "versions when you save."
            )
        )


def _collect(context: Context, grid: Grid) -> None:
    """Draw the grid and collect what is changed in it."""
    shown = _as_shown(context, grid)
    edited = st.data_editor(
        shown,
        key=grid.key,
        hide_index=True,
        height=min(420, 40 + 36 * len(shown)),
        column_config=_columns(context, grid.table),
        disabled=[name for name in _FIXED if name in shown],
        placeholder="–",
        alt=context.tr("Rows of the table to edit"),
    )
    before = grid.frame.loc[grid.shown.index]
    after = edited[[name for name in before if name not in _FIXED]].set_axis(grid.shown.index)
    fresh = grid_edits(before[list(after)], after)
    others = {key: cells for key, cells in grid.edits.items() if key not in grid.shown.index}
    grid.edits = others | fresh
    removed = set(grid.shown.index[edited[_REMOVE].to_numpy(dtype=bool)])
    grid.removed = (grid.removed - set(grid.shown.index)) | removed


def _as_shown(context: Context, grid: Grid) -> pd.DataFrame:
    """Return the rows with names for ids and lists for themes."""
    tr, names = context.tr, names_of(context)
    rows = grid.shown.reset_index(drop=True)
    for column in NODE_POINTERS:
        if column in rows:
            rows[column] = rows[column].map(lambda value: names.get(value, value))
    if "type" in rows:
        rows["type"] = rows["type"].map(tr.relation)
    if "themes" in rows:
        rows["themes"] = rows["themes"].fillna("").map(themes_in)
    return rows


def _columns(context: Context, table: str) -> dict[str, ColumnConfig]:
    tr = context.tr
    columns = {_REMOVE: CheckboxColumn(tr("Remove"), width="small")}
    for name, dtype in COLUMNS[table].items():
        label = tr(COLUMN_LABELS[name])
        free = name in _FIXED or (table, name) in POINTED_KINDS
        choices = None if free else choices_of(context, table, name)
        if dtype == "float64":
            columns[name] = NumberColumn(label)
        elif name in DATES:
            columns[name] = TextColumn(label, help=tr("1998, 1998-05 or 1998-05-31"))
        elif name == "themes":
            columns[name] = MultiselectColumn(
                label, options=list(THEMES), format_func=tr.theme, width="medium"
            )
        elif choices is not None:
            options = sorted(choices) if name == "country" else list(choices)
            columns[name] = SelectboxColumn(label, options=options, format_func=words_of(choices))
        else:
            columns[name] = TextColumn(label)
    return columns


# --- what was changed -----------------------------------------------------------------------------


def _listed(context: Context, grid: Grid, changes: list[Change]) -> None:
    """List the changes, say what is wrong with them, and save them when asked."""
    tr = context.tr
    st.markdown(f"### {plain(tr('What you changed'))}")
    rows = _change_rows(context, grid, changes)
    show_table(rows, tr, {"row": TextColumn(tr("Row"), width="medium")})
    problems = _problems(context, grid, changes)
    if problems:
        st.error("\n".join(f"- {plain(text)}" for text in problems[:50]))
    reason = text_field(
        tr, tr("Reason for the change, for the history"), 2000, key="data-f-grid-reason"
    ).strip()
    first, second, _rest = st.columns([1, 1, 2])
    text = tr.ngettext("Save {n} row", "Save {n} rows", len(changes))
    if first.button(text, type="primary", disabled=bool(problems), width="stretch"):
        if not reason:
            error_box(tr(REASON_NEEDED))
        else:
            save(context, Pending(tuple(changes), grid.number, reason, "grid"))
    if second.button(tr("Discard these changes"), width="stretch"):
        clear_once_more()
        grid.edits, grid.removed, grid.number = {}, set(), -1
        st.rerun()


def _change_rows(context: Context, grid: Grid, changes: list[Change]) -> pd.DataFrame:
    tr, names, rows = context.tr, names_of(context), []
    for change in changes:
        before = grid.row(change.id)
        label = row_words(grid.table, before, names, tr)
        if change.action == "remove":
            rows.append((label, tr("the whole row"), tr("there"), tr("removed")))
            continue
        after = {**before, **change.values}
        rows += [(label, *parts) for parts in differences(before, after, names, tr)]
    return pd.DataFrame(rows, columns=["row", "column", "before", "after"])


def _problems(context: Context, grid: Grid, changes: list[Change]) -> list[str]:
    tr, names, today, said = context.tr, names_of(context), datetime.date.today(), []
    for change in changes:
        if change.action == "remove":
            continue
        row = as_row({**grid.row(change.id), **change.values})
        label = row_words(grid.table, row, names, tr)
        said += [f"{label}: {text}" for text in row_problems(grid.table, row, today, tr)]
    return said
