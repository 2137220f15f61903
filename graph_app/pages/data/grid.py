"""Edit in a grid: many cells of a table, collected, checked and listed before they are saved."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from graph_app.editing.rows import as_row, grid_changes, grid_edits
from graph_app.model.changes import as_rows
from graph_app.model.countries import country_codes
from graph_app.model.kinds import ORGANISATION_KINDS, PROGRAMME_KINDS, STATUSES, THEMES
from graph_app.model.tables import COLUMNS, NODE_POINTERS
from graph_app.pages.data.fields import clear_once_more, digest, times_cleared
from graph_app.pages.data.saving import Pending, names_of, save
from graph_app.pages.shell.context import Context
from graph_app.store import Change
from graph_app.wording.data import (
    COLUMN_LABELS,
    DATES,
    TABLES,
    differences,
    found_rows,
    readable_table,
    row_problems,
    row_words,
    tables_shown,
)
from graph_app.wording.text import plain

#: Rows that are laid open at once; the search reaches all.
_MOST = 300
_STATE, _REMOVE = "data-grid", "remove"
#: What the form for one row changes, because its rules hang together.
_FIXED = ("id", "type", *NODE_POINTERS)


@dataclass(eq=False)
class Grid:
    """A table laid open for editing.

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
    edits: dict[str, dict[str, object]] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    version: int = 0
    layout: str = ""

    @property
    def key(self) -> str:
        """Key of the grid's widget, by which another process takes up what is edited in it."""
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
    """Draw the grid and what was changed in it; give what is shown as parts of the address."""
    table, query = _choose(context)
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


def _choose(context: Context) -> tuple[str, str]:
    tr, known = context.tr, tables_shown(context.sees_contacts)
    if st.session_state.get("data-f-grid-table") not in known:
        asked = st.query_params.get("table")
        st.session_state["data-f-grid-table"] = asked if asked in known else "relations"
        st.session_state.setdefault("data-f-grid-query", st.query_params.get("q", ""))
    left, right = st.columns([1, 2])
    table = left.selectbox(
        tr("Table"), list(known), format_func=lambda name: tr(TABLES[name]), key="data-f-grid-table"
    )
    query = right.text_input(
        tr("Search in all columns"),
        key="data-f-grid-query",
        placeholder=tr("Words, in any order"),
    )
    return table, query.strip()


def _opened(context: Context, table: str) -> Grid:
    """Return the grid of a table; one in which nothing is changed follows the newest revision."""
    grids = st.session_state.setdefault(_STATE, {})
    grid = grids.get(table)
    number = context.facts.number
    untouched = grid is not None and not (grid.edits or grid.removed or _in_hand(grid))
    if grid is None or (untouched and grid.number != number):
        frame = getattr(context.tables, table).set_index("id")
        grids[table] = grid = Grid(table, number, frame, query="\0", version=times_cleared())
    return grid


def _in_hand(grid: Grid) -> bool:
    """Tell whether the browser has just sent edits of this grid."""
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
        st.caption(plain(f"{text} {tr('What you changed in the rows before is kept.')}"))
    if grid.number < context.facts.number:
        text = tr(
            "Others have saved since you began. If they changed the same rows, you will see both "
            "versions when you save."
        )
        st.caption(plain(text))


def _collect(context: Context, grid: Grid) -> None:
    """Draw the grid and take up what is changed in it."""
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
    gone = set(grid.shown.index[edited[_REMOVE].to_numpy(dtype=bool)])
    grid.removed = (grid.removed - set(grid.shown.index)) | gone


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
        rows["themes"] = [_themes(cell) for cell in rows["themes"]]
    return rows


def _themes(cell: object) -> list[str]:
    if not isinstance(cell, str):
        return []
    return [part.strip() for part in cell.split(";") if part.strip()]


def _columns(context: Context, table: str) -> dict[str, object]:
    tr, config = context.tr, st.column_config
    columns: dict[str, object] = {_REMOVE: config.CheckboxColumn(tr("Remove"), width="small")}
    for name, dtype in COLUMNS[table].items():
        label = tr(COLUMN_LABELS[name])
        columns[name] = config.TextColumn(label)
        if dtype == "float64":
            columns[name] = config.NumberColumn(label)
        elif name in DATES:
            columns[name] = config.TextColumn(label, help=tr("1998, 1998-05 or 1998-05-31"))
        elif name == "themes":
            columns[name] = config.MultiselectColumn(
                label, options=list(THEMES), format_func=tr.theme, width="medium"
            )
        else:
            choices = _words(context, table, name)
            if choices is not None:
                columns[name] = config.SelectboxColumn(
                    label, options=list(choices), format_func=lambda v, c=choices: c.get(v, v)
                )
    return columns


def _words(context: Context, table: str, column: str) -> Mapping[str, str] | None:
    tr = context.tr
    if column == "status":
        return {status: tr(label) for status, label in STATUSES.items()}
    if column == "country":
        return {code: tr.country(code) for code in sorted(country_codes())}
    if column == "kind":
        kinds = PROGRAMME_KINDS if table == "programmes" else ORGANISATION_KINDS
        return {kind: tr(label) for kind, label in kinds.items()}
    if column == "source_id":
        sources = context.tables.sources
        return dict(zip(sources["id"], sources["title"], strict=True))
    return None


# --- what was changed -----------------------------------------------------------------------------


def _listed(context: Context, grid: Grid, changes: list[Change]) -> None:
    """List the changes, say what is wrong with them, and save them when asked."""
    tr = context.tr
    st.markdown(f"### {plain(tr('What you changed'))}")
    st.dataframe(
        _change_rows(context, grid, changes),
        hide_index=True,
        column_config={
            "row": st.column_config.TextColumn(tr("Row"), width="medium"),
            "column": tr("Column"),
            "before": tr("Before"),
            "after": tr("After"),
        },
    )
    problems = _problems(context, grid, changes)
    if problems:
        st.error("\n".join(f"- {plain(text)}" for text in problems[:50]))
    reason = st.text_input(
        tr("Reason for the change, for the history"), key="data-f-grid-reason", max_chars=2000
    ).strip()
    first, second, _rest = st.columns([1, 1, 2])
    text = tr.ngettext("Save {n} row", "Save {n} rows", len(changes))
    if first.button(text, type="primary", disabled=bool(problems), width="stretch"):
        if not reason:
            text = tr("Reason: say in a few words why, for those who read the history.")
            st.error(plain(text))
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
