"""Rows of an own export to a draft: each node to its table, each fact to its column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from graph_app.intake.files.collecting import Collector
from graph_app.intake.files.values import numbers
from graph_app.intake.graphs.found import Notes
from graph_app.intake.graphs.tie_rows import report_rest
from graph_app.intake.merging.draft import Draft
from graph_app.model.kinds import KINDS
from graph_app.model.messages import Message
from graph_app.model.tables import COLUMNS, FROM_CITY, NODE_TABLES
from graph_app.model.words import slug

#: Column -> cell; a blank cell may be missing.
Row = Mapping[str, str]
_COLUMNS = {
    "node": {"kind"}.union(*(COLUMNS[table] for table in NODE_TABLES)),
    "edge": set(COLUMNS["relations"]),
}
#: What says again what others say, how it is drawn, and names for people beside ids.
_AGAIN = {
    "node": {"label", "value", "start", "end", "since", "until", "subkind", "group", FROM_CITY},
    "edge": {"key", "networkx_key", "label", "weight", "since", "until", "relation", "from", "to",
             "from_name", "to_name", "source_title", "source_url"},
}  # fmt: skip
#: Table -> column -> its name among the columns of nodes, where it has another one there.
_RENAMED = {
    "networks": {"founded": "start"},
    "programmes": {"kind": "subkind"},
    "organisations": {"kind": "subkind"},
}


@dataclass(frozen=True, eq=False)
class OwnRows:
    """What an own export says.

    Parameters
    ----------
    file : str
        Its name.
    nodes, ties, sources : sequence of (int, mapping of str to str)
        Number of each row in the file, and its cells.
    findings : Collector
        What could not be kept so far.
    """

    file: str
    nodes: Sequence[tuple[int, Row]]
    ties: Sequence[tuple[int, Row]]
    sources: Sequence[tuple[int, Row]]
    findings: Collector = field(default_factory=Collector)


def draft_of(own: OwnRows) -> Draft:
    """Return the draft of an own export; its ids are those of our tables.

    A tie that names no source, because somebody added it in another program, has the file as its
    source.
    """
    notes, frames = own.findings, {}
    for table, kind in NODE_TABLES.items():
        rows = [(number, row) for number, row in own.nodes if row.get("kind") == kind]
        if rows:
            frames[table] = _frame(table, own.file, [(n, _stated(row)) for n, row in rows], notes)
    unknown = [(number, row) for number, row in own.nodes if row.get("kind") not in KINDS]
    for number, row in unknown:
        expected = Message("one of {known}", known=list(KINDS))
        notes.add(own.file, number, "kind", row.get("kind", ""), expected)
    sources = [*own.sources]
    ties = own.ties
    if any(not row.get("source_id") for _, row in ties):
        source = f"source:{slug(own.file) or 'file'}"
        ties = [
            (number, {**row, "source_id": row.get("source_id") or source}) for number, row in ties
        ]
        sources.append((0, {"id": source, "title": own.file[:300]}))
    for table, listed in (("relations", ties), ("sources", sources)):
        if listed:
            frames[table] = _frame(table, own.file, listed, notes)
    return Draft(
        frames,
        tuple(notes.findings),
        read=len(own.nodes) + len(own.ties) + len(own.sources),
        rejected=len(unknown),
        counts=notes.counts,
        keep_ids=True,
    )


def _stated(row: Row) -> Row:
    """Return a node without the facts that follow from the city it names."""
    derived = row.get(FROM_CITY, "").split(";")
    return {name: cell for name, cell in row.items() if name not in derived}


def _frame(
    table: str, file: str, rows: Sequence[tuple[int, Row]], notes: Collector
) -> pd.DataFrame:
    renamed = _RENAMED.get(table, {})
    columns: dict[str, pd.Series] = {}
    for name, dtype in COLUMNS[table].items():
        key = renamed.get(name, name)
        cells = [row.get(key, "") for _, row in rows]
        if dtype == "float64":
            columns[name] = _numbers(cells, name, file, rows, notes)
        else:
            columns[name] = pd.Series(cells, dtype="str")
    frame = pd.DataFrame(columns)
    if table in ("cities", "relations"):
        numbers = [number for number, _ in rows]
        frame = frame.assign(file=pd.Series(file, frame.index, dtype="str"), row=numbers)
    return frame


def _numbers(
    cells: list[str], column: str, file: str, rows: Sequence[tuple[int, Row]], notes: Collector
) -> pd.Series:
    texts = pd.Series(cells, dtype="str").str.strip()
    _, wrong = numbers(texts)
    expected = Message("a number with a decimal point, or nothing")
    n = notes.add_rows(file, wrong, [row for row, _ in rows], column, texts, expected)
    notes.count("cells left out", n)
    # Python reads the very number that was written; pandas may miss its last digit.
    known = (texts != "") & ~wrong
    return texts.where(known).map(float, na_action="ignore").astype("float64")


def report_extra(row: Row, element: str, number: int, notes: Notes) -> None:
    """Report the cells of a row for which no table has a column, such as measures.

    Parameters
    ----------
    row : mapping of str to str
        Column -> cell.
    element : str
        ``node`` or ``edge``.
    number : int
        Of the row.
    notes : Notes
        Takes what is not taken.
    """
    columns = _COLUMNS[element]
    report_rest(dict(row), columns | _AGAIN[element], set(), element, number, notes, columns)
