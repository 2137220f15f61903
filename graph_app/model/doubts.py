"""What no rule forbids and yet is hardly true: statuses, notes and ids that their row cannot mean.

A rule is kept by every table, so that whoever adopts a newer version keeps what is stored. A doubt
refuses nothing: ``graph-app validate`` lists it for a person to look into.
"""

import datetime
import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from graph_app.model.dates import first_day, is_partial_date, last_day
from graph_app.model.findings import Finding
from graph_app.model.messages import Message
from graph_app.model.tables import NODE_TABLES, Tables, among
from graph_app.model.texts import by_distinct
from graph_app.model.words import slug

#: What somebody writes for himself while he looks a fact up, and no reader should find in a note.
RESEARCH_NOTE = re.compile(
    r"https?://|\bwww\.|\?\?|\b(?:todo|fixme|tbc)\b"
    r"|(?:could|can) ?not (?:be )?(?:verif|confirm|check|f[io]u?nd)|\bunverified\b|\bnot verified\b"
    r"|\bper the list\b|\bnot (?:at hand|listed here|kept in the notes)\b|\bstored (?:excerpt|copy)\b"
    r"|\bpartial list\b|\bmore in \d{4}(?:-\d\d)? not listed\b|\bpage address\b|\blook(?:ed)? up\b"
    r"|\bto be (?:verified|checked|looked)\b|\bplaces it in\b|\bdoes not say whether\b"
    r"|\bno source gives\b|\bei voitu (?:varmistaa|tarkistaa)|\btarkistettava|\bvarmistettava"
    r"|\bkunde inte (?:verifieras|bekräftas)|\bbör kontrolleras",
    re.IGNORECASE,
)

_PUBLIC_IDS = (("cities", "wikidata"), ("cities", "geonames"), ("networks", "wikidata"))


def doubts(tables: Tables) -> list[Finding]:
    """Return what is doubtful in tables that keep every rule.

    Parameters
    ----------
    tables : Tables
        The facts.

    Returns
    -------
    list of Finding
        Notes of a research; statuses that their source is too old to support; ids that belong to
        another name or that two nodes share.
    """
    gates = (
        _research_notes(tables.relations),
        _unsupported_statuses(tables),
        _shared_ids(tables),
        _ids_of_other_names(tables),
    )
    return sorted({finding for gate in gates for finding in gate})


def _research_notes(relations: pd.DataFrame) -> Iterator[Finding]:
    expected = Message("a note for readers, not one of whoever looked the fact up")
    notes = relations["note"].dropna()
    wrong = by_distinct(notes, lambda note: "wrong" if RESEARCH_NOTE.search(note) else "")
    for at in wrong.index[wrong.eq("wrong")].tolist():
        yield Finding("relations.csv", at + 2, "note", notes[at], expected)


def _unsupported_statuses(tables: Tables) -> Iterator[Finding]:
    """A status of a day after the source's last one; of a source without a date nothing is said."""
    relations = tables.relations
    newest = relations["source_id"].map(_newest_days(tables.sources))
    claimed = relations["status"].notna() & relations["status"].ne("planned") & newest.notna()
    for column in ("checked", "end", "start"):
        for at in relations.index[claimed & relations[column].notna()].tolist():
            claim, known = relations[column][at], datetime.date.fromordinal(int(newest[at]))
            if is_partial_date(claim) and first_day(claim) > known:
                source = relations["source_id"][at]
                expected = Message(
                    "a source not older than the day: {source} is of {known}",
                    source=source,
                    known=known,
                )
                yield Finding("relations.csv", at + 2, column, claim, expected)


def _newest_days(sources: pd.DataFrame) -> dict[str, int]:
    """Return for each source that has a date the number of the last day it may be of."""
    newest: dict[str, int] = {}
    for column in ("published", "retrieved"):
        for name, day in zip(sources["id"], sources[column], strict=True):
            if isinstance(day, str) and is_partial_date(day):
                newest[name] = max(newest.get(name, 0), last_day(day).toordinal())
    return newest


def _shared_ids(tables: Tables) -> Iterator[Finding]:
    for table, column in _PUBLIC_IDS:
        nodes = getattr(tables, table)
        ids = nodes[column].dropna()
        for at in ids.index[ids.duplicated()].tolist():
            first = nodes["name"][ids.index[ids.eq(ids[at])][0]]
            expected = Message("an id of its own: this one belongs to {name}", name=first)
            yield Finding(f"{table}.csv", at + 2, column, ids[at], expected)


def _ids_of_other_names(tables: Tables) -> Iterator[Finding]:
    """An id that is made of the name of another row, and not of one of its own."""
    for table in NODE_TABLES:
        nodes = getattr(tables, table)
        made = by_distinct(nodes["id"].fillna(""), lambda node: node.partition(":")[2])
        of_name = by_distinct(nodes["name"], slug)
        wrong = made.ne(of_name) & made.ne("") & among(made, of_name.dropna())
        for at in np.flatnonzero(wrong.to_numpy(dtype=bool)).tolist():
            other = nodes["name"][of_name.index[of_name.eq(made[at])][0]]
            if made[at] in _own_slugs(nodes, at):
                continue
            expected = Message("an id of its own: this one belongs to {name}", name=other)
            yield Finding(f"{table}.csv", at + 2, "id", nodes["id"][at], expected)


def _own_slugs(nodes: pd.DataFrame, at: int) -> set[str]:
    columns = [name for name in ("name_fi", "name_sv", "short_name") if name in nodes]
    return {slug(nodes[name][at]) for name in columns if pd.notna(nodes[name][at])}
