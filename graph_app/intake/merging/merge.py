"""A draft and the tables to new tables and a report; nothing is stored here."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from graph_app.intake.files.collecting import Collector
from graph_app.intake.merging.draft import Draft, Progress, added_up
from graph_app.intake.merging.nodes import (
    MergedCities,
    columns_of,
    merge_cities,
    merge_others,
    text,
)
from graph_app.intake.merging.relations import known_ends, new_ties, without_cycles
from graph_app.intake.merging.report import ImportReport
from graph_app.intake.project.contacts import merge_contacts
from graph_app.model.changes import ChangeSet
from graph_app.model.errors import InvalidTablesError, TableError
from graph_app.model.findings import Finding, summary_of
from graph_app.model.schema import is_required
from graph_app.model.tables import COLUMNS, NODE_TABLES, POINTERS, Tables
from graph_app.model.texts import by_distinct
from graph_app.model.validate import validate

# What counts as a changed cell in the report.
_CHANGES = frozenset(
    ("coordinates doubted", "coordinate conflicts", "years taken out of a text", "repaired quotes",
     "ties turned round", "cells left out", "coordinates left out")
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Merged:
    """What an import would make of the tables.

    Parameters
    ----------
    tables : Tables
        The old rows, unchanged and in their order, with the new ones after them.
    changes : ChangeSet
        The new rows alone, for the store.
    report : ImportReport
        What was taken, changed, rejected and doubted.
    """

    tables: Tables
    changes: ChangeSet
    report: ImportReport


def merge(
    tables: Tables,
    draft: Draft,
    decisions: Mapping[str, bool] | None = None,
    today: datetime.date | None = None,
    progress: Progress | None = None,
) -> Merged:
    """Bring a draft into the tables.

    Known rows are never altered: where the draft says otherwise, the known fact is left as it is.

    Parameters
    ----------
    tables : Tables
        What is known.
    draft : Draft
        What was read.
    decisions : mapping of str to bool, optional
        A person's yes (it is the candidate) or no to doubtful places, by draft id. A place
        without an answer becomes a place of its own.
    today : datetime.date, optional
        Day of the import; the clock's by default.
    progress : Progress, optional
        Called between steps; may stop the import.

    Returns
    -------
    Merged

    Raises
    ------
    InvalidTablesError
        If the result would break a rule that leaving out the new row does not mend.
    TableError
        If nothing of the draft can be used.
    CancelledError
        If the person stopped it.
    """
    progress = progress or Progress()
    today = today or datetime.date.today()
    notes = Collector()
    cities, ids, added = _nodes(tables, draft, decisions or {}, notes, progress)
    sources, source_ids = _sources(tables, draft, today)
    progress.step(0.5, draft.read)
    added["relations"], ties = _ties(tables, draft, ids | source_ids, notes)
    added["contacts"] = merge_contacts(
        draft.frames.get("contacts"), ids | source_ids, tables.contacts, draft.keep_ids, notes
    )
    cited = [added[table]["source_id"].dropna().unique() for table in ("relations", "contacts")]
    used = sources["id"].isin(np.concatenate(cited))
    added["sources"] = sources if draft.keep_ids else sources[used]
    progress.step(0.75, draft.read)
    joined = _settled(tables, _joined(tables, added), notes, today)
    progress.step(1.0, draft.read)
    new = {table: getattr(joined, table).iloc[len(getattr(tables, table)) :] for table in COLUMNS}
    changes = ChangeSet({table: rows for table, rows in new.items() if len(rows)})
    report = _report(changes, draft, notes, cities)
    return Merged(joined, changes, replace(report, ties=ties, nodes=ids))


def _nodes(
    tables: Tables,
    draft: Draft,
    decisions: Mapping[str, bool],
    notes: Collector,
    progress: Progress,
) -> tuple[MergedCities, dict[str, str], dict[str, pd.DataFrame]]:
    taken = {node for table in NODE_TABLES for node in getattr(tables, table)["id"]}
    ids: dict[str, str] = {}
    added: dict[str, pd.DataFrame] = {}
    cities = MergedCities({}, tables.cities.iloc[:0])
    for table in NODE_TABLES:
        frame = draft.frames.get(table)
        if frame is None or frame.empty:
            continue
        if table == "cities":
            cities = merge_cities(draft, tables, decisions, taken, notes)
            mine, new = cities.ids, cities.new
        else:
            if table == "organisations" and "city" in frame:
                # Namesakes in two towns are two: their towns are compared as we know them.
                frame = frame.assign(city=_with_ids(frame, "city", ids))
            mine, new = merge_others(table, frame, tables, draft, taken)
        ids |= mine
        added[table] = columns_of(table, new)
        progress.step(0.3, draft.read)
    for table, column in POINTERS:
        if table in added and column in added[table]:
            cells = _with_ids(added[table], column, ids)
            added[table] = added[table].assign(**{column: cells})
    return cities, ids, added


def _with_ids(frame: pd.DataFrame, column: str, ids: Mapping[str, str]) -> pd.Series:
    """Return a column with the ids of the tables in place of those of the draft."""
    return by_distinct(text(frame, column), lambda node: ids.get(node, node))


def _sources(
    tables: Tables, draft: Draft, today: datetime.date
) -> tuple[pd.DataFrame, dict[str, str]]:
    frame = draft.frames.get("sources")
    if frame is None or frame.empty:
        ties = draft.frames.get("relations")
        if draft.frames and (ties is None or ties.empty):
            return tables.sources.iloc[:0], {}
        raise TableError("import: found no source, expected the source of the facts")
    known = tables.sources
    taken = set(known["id"])
    title = dict(zip(known["id"], known["title"], strict=True))
    ids, rows = {}, []
    for row in frame.to_dict("records"):
        wanted, number = row["id"], 2
        while wanted in taken and title.get(wanted) != row["title"]:
            wanted, number = f"{row['id']}-{number}", number + 1
        ids[row["id"]] = wanted
        if wanted not in taken:
            taken.add(wanted)
            rows.append(row | {"id": wanted})
    new = pd.DataFrame(rows, columns=list(frame.columns))
    if not draft.keep_ids and len(new):
        retrieved = text(new, "retrieved")
        new = new.assign(retrieved=retrieved.mask(retrieved == "", today.isoformat()))
    return columns_of("sources", new), ids


def _ties(
    tables: Tables, draft: Draft, ids: dict[str, str], notes: Collector
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the new ties, and what became of every usable one of the draft."""
    ties = draft.frames.get("relations")
    if ties is None or ties.empty:
        return tables.relations.iloc[:0], pd.DataFrame()
    cells = {column: text(ties, column) for column in ("start", "end")}
    ties = ties.assign(**cells, source_id=_with_ids(ties, "source_id", ids))
    ties = known_ends(ties, ids, notes)
    ties = without_cycles(ties, notes)
    new, every = new_ties(ties, tables.relations, draft.both_ways, draft.keep_ids, notes)
    ids_of = dict(zip(new["draft"], new["id"], strict=True))
    return columns_of("relations", new), every.assign(
        id=by_distinct(every["draft"], lambda draft: ids_of.get(draft, ""))
    )


def _joined(tables: Tables, added: Mapping[str, pd.DataFrame]) -> Tables:
    frames = {}
    new = Tables.from_frames(added)
    for table in COLUMNS:
        parts = [frame for frame in (getattr(tables, table), getattr(new, table)) if len(frame)]
        frames[table] = pd.concat(parts, ignore_index=True) if parts else getattr(new, table)
    return Tables(**frames)


def _settled(old: Tables, joined: Tables, notes: Collector, today: datetime.date) -> Tables:
    """Leave out new cells and rows that break a rule, until none does."""
    known = {f"{table}.csv": len(getattr(old, table)) for table in COLUMNS}
    for _ in range(4):
        wrong = [f for f in validate(joined, today) if f.row - 2 >= known[f.file]]
        if not wrong:
            return joined
        joined = _without(joined, wrong, notes)
    raise InvalidTablesError(summary_of(wrong), findings=wrong)


def _without(joined: Tables, wrong: list[Finding], notes: Collector) -> Tables:
    frames = {table: getattr(joined, table).copy() for table in COLUMNS}
    both = ["latitude", "longitude"]
    for table, frame in frames.items():
        drop = set()
        for finding in (finding for finding in wrong if finding.file == f"{table}.csv"):
            at, column = finding.row - 2, finding.column
            notes.add(f"{table} (new)", 0, column, finding.found, finding.expected)
            if is_required(table, column):
                drop.add(at)
            else:
                frame.loc[at, both if column in both else [column]] = None
                notes.count("cells left out")
        notes.count("rows rejected" if table == "relations" else "nodes left out", len(drop))
        frames[table] = frame.drop(index=sorted(drop)).reset_index(drop=True)
    return Tables.from_frames(frames)


def _report(
    changes: ChangeSet, draft: Draft, notes: Collector, cities: MergedCities
) -> ImportReport:
    counts = added_up([draft.counts, notes.counts])
    added = {table: len(rows) for table, rows in changes.added.items()}
    return ImportReport(
        read=draft.read,
        accepted=added.get("relations", 0),
        known=counts.pop("ties stated already", 0),
        changed=sum(n for what, n in counts.items() if what in _CHANGES),
        rejected=draft.rejected + counts.pop("rows rejected", 0),
        added=added,
        findings=(*draft.findings, *notes.findings),
        counts=counts,
        doubtful=cities.doubtful,
        joins=cities.joins,
    )
