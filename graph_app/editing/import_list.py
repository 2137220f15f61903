"""What an import would store, as one list: what a person leaves out, changes and sees apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from graph_app.editing.import_job import Preview
from graph_app.model.changes import ChangeSet
from graph_app.model.findings import Finding
from graph_app.model.tables import NODE_TABLES, POINTERS, Tables

#: Cells of a tie that may be changed in the list.
EDITABLE = ("start", "end", "status", "note")


@dataclass(frozen=True)
class Choices:
    """What a person has left out and changed.

    Parameters
    ----------
    left_out : frozenset of str
        Ties that are not to be stored, by their ids in the draft.
    cells : mapping of str to mapping
        Id in the draft -> column -> new value.
    """

    left_out: frozenset[str] = frozenset()
    cells: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


def new_ties(preview: Preview) -> pd.DataFrame:
    """Return the ties that would be stored, with ``draft``, and ``file`` and ``row`` if known."""
    added = preview.changes.added.get("relations")
    if added is None:
        return pd.DataFrame(columns=["id", "draft", "file", "row"])
    said = preview.report.ties
    more = said[[name for name in ("id", "draft", "file", "row", "source_place", "target_place")
                 if name in said]]  # fmt: skip
    return added.merge(more[more["id"] != ""], on="id", how="left")


def repeated_ties(preview: Preview) -> pd.DataFrame:
    """Return the ties of the file that are stated already: by the tables, or by an earlier row."""
    ties = preview.report.ties
    return ties[ties["repeats"] != ""] if len(ties) else ties


def findings_apart(
    preview: Preview, names: Mapping[str, str]
) -> tuple[list[Finding], list[Finding], list[Finding]]:
    """Return the findings of rows that are left out, of rows that are taken, and of whole files.

    Ids among them give way to names.
    """
    ties = preview.report.ties
    findings = [
        replace(one, found=names.get(one.found, one.found)) if isinstance(one.found, str) else one
        for one in preview.report.findings
    ]
    if not {"file", "row"} <= set(ties):
        return [], [one for one in findings if one.row], [one for one in findings if not one.row]
    taken = set(zip(ties["file"], ties["row"].astype(int), strict=True))
    # What stands above the names of the columns says how the file was read.
    first = ties["row"].astype(int).groupby(ties["file"]).min().to_dict()
    out, remarks, whole = [], [], []
    for one in findings:
        if (one.file, one.row) in taken:
            remarks.append(one)
        elif not one.row or one.row < min(first.get(one.file, 0), 1) or _is_above(one):
            whole.append(one)
        else:
            out.append(one)
    return out, remarks, whole


def _is_above(one: Finding) -> bool:
    template = getattr(one.expected, "template", "")
    return template.startswith(("the names of the columns", "one row of names", "each name once"))


def chosen(preview: Preview, choices: Choices) -> ChangeSet:
    """Return what is left to store when a person has left out ties and changed cells.

    New nodes go with the last tie that names them, and sources with the last row that cites them.
    """
    if not choices.left_out and not choices.cells:
        return preview.changes
    added = dict(preview.changes.added)
    ties = new_ties(preview)
    if len(ties):
        kept = ties[~ties["draft"].isin(list(choices.left_out))].copy()
        for column in EDITABLE:
            new = {
                draft: cells[column] for draft, cells in choices.cells.items() if column in cells
            }
            cells = kept[column].astype(object)
            changed = kept["draft"].isin(list(new))
            kept[column] = cells.mask(changed, kept["draft"].map(new).astype(object))
        gone = ties[ties["draft"].isin(list(choices.left_out))]
        added["relations"] = Tables.from_frames({"relations": kept}).relations
        _without_unused(added, {*gone["source"], *gone["target"]})
    return ChangeSet({table: rows for table, rows in added.items() if len(rows)})


def _without_unused(added: dict[str, pd.DataFrame], freed: set[str]) -> None:
    """Leave out new nodes that nothing names any more, and what only they named."""
    while freed:
        used = {id_ for (table, column) in POINTERS
                if table in added and table != "contacts" for id_ in added[table][column].dropna()}  # fmt: skip
        unused = freed - used
        freed = set()
        for table in NODE_TABLES:
            rows = added.get(table)
            if rows is None or not rows["id"].isin(list(unused)).any():
                continue
            out = rows["id"].isin(list(unused))
            columns = [column for (name, column) in POINTERS if name == table]
            freed |= {id_ for column in columns for id_ in rows.loc[out, column].dropna()}
            added[table] = rows[~out]
        if "contacts" in added:
            added["contacts"] = added["contacts"][~added["contacts"]["node"].isin(list(unused))]
    cited = {id_ for table in ("relations", "contacts") if table in added
             for id_ in added[table]["source_id"].dropna()}  # fmt: skip
    if "sources" in added:
        added["sources"] = added["sources"][added["sources"]["id"].isin(list(cited))]
