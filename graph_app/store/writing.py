"""From changes to rows: what is written on top of a state, checked, then written."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd
import sqlalchemy as sa

from graph_app.model.changes import as_tuples
from graph_app.model.errors import StaleRevisionError
from graph_app.model.findings import Finding
from graph_app.model.messages import Message
from graph_app.model.tables import COLUMNS
from graph_app.model.validate import validate
from graph_app.store.changes import Effect, Wanted, effect_of, empty_effects, invalid
from graph_app.store.past import later_revisions
from graph_app.store.records import Conflict, Revision, RowFinding, finding_of
from graph_app.store.revisions import as_values, numbers_of
from graph_app.store.rows import (
    OnProgress,
    add_content,
    close_rows,
    content_of,
    insert_rows,
    read_by_id,
)
from graph_app.store.sql import REVISIONS, ROWS, valid_at
from graph_app.store.state import State, touched_ids

# The place of a new row: its revision in the upper bits, so that no place is ever used twice.
_PLACES = 1 << 32


@dataclass(frozen=True, eq=False)
class Plan:
    """What is to be written on top of a state.

    Parameters
    ----------
    head : Revision
        The revision of the state.
    effects : mapping of str to Effect
        Table -> rows that end and begin; empty when nothing changes.
    after : State
        The state to be.
    """

    head: Revision
    effects: Mapping[str, Effect]
    after: State


def make_plan(state: State, effects: Mapping[str, Effect], today: datetime.date) -> Plan:
    """Place the rows of effects and check the state to which they lead.

    Raises
    ------
    InvalidTablesError
        If it would break rules.
    """
    number = state.revision.number + 1
    effects = {table: _placed(one, number) for table, one in empty_effects(effects).items()}
    after = state.after(effects)
    findings = findings_after(state, after, today) if effects else []
    if findings:
        raise invalid(findings)
    return Plan(state.revision, effects, after)


def _placed(effect: Effect, number: int) -> Effect:
    """Give each row that begins its place: its old one, or one after all others."""
    places = effect.begun["place"]
    new = places < 0
    places = places.mask(new, number * _PLACES + new.cumsum() - 1)
    return replace(effect, begun=effect.begun.assign(place=places))


def findings_after(before: State, after: State, today: datetime.date) -> list[RowFinding]:
    """Check the state to be; what was wrong before a change is no fault of the change.

    Parameters
    ----------
    before, after : State
        The state that is and the state to be.
    today : datetime.date
        The day from which the future counts.
    """
    found = _findings_in(after, today)
    known = set(_findings_in(before, today)) if found else set()
    return [finding for finding in found if finding not in known]


def _findings_in(state: State, today: datetime.date) -> list[RowFinding]:
    return [_by_id(finding, state) for finding in validate(state.tables, today)]


def _by_id(finding: Finding, state: State) -> RowFinding:
    """Name rows by their ids, as their numbers are known to nobody who sees the store."""
    table = finding.file.removesuffix(".csv")
    ids = state.frames[table]["id"]
    expected = finding.expected
    if isinstance(expected, Message) and isinstance(row := dict(expected.values).get("row"), int):
        expected = Message("a tie that {id} does not already state", id=ids[row - 2])
    return finding_of(table, ids[finding.row - 2], finding.column, finding.found, expected)


def write_plan(
    connection: sa.Connection, plan: Plan, meta: Revision, on_progress: OnProgress | None = None
) -> Revision:
    """Write a plan within the transaction; return its revision.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        The transaction.
    plan : Plan
        What is written.
    meta : Revision
        Who does it, when, why and as what; all else of it is filled in.
    on_progress : callable, optional
        Called with the number of rows written so far.
    """
    number = plan.head.number + 1
    balance, written = 0, 0
    for table, effect in plan.effects.items():
        names = list(COLUMNS[table])
        close_rows(connection, table, effect.ended["id"].tolist(), number)
        begun = as_tuples(effect.begun[["place", *names]])
        versions = ((place, number, None, *facts) for place, *facts in begun)
        insert_rows(connection, table, versions, _further(on_progress, written))
        balance += content_of(table, (facts for _, *facts in begun))
        balance -= content_of(table, as_tuples(effect.ended[names]))
        written += len(begun)
    revision = replace(
        meta,
        number=number,
        parent=plan.head.number or None,
        content=add_content(plan.head.content, balance),
        rows=sum(len(effect) for effect in plan.effects.values()),
    )
    connection.execute(sa.insert(REVISIONS).values(**as_values(revision)))
    return revision


def _further(on_progress: OnProgress | None, already: int) -> OnProgress | None:
    return on_progress and (lambda written: on_progress(already + written))


def merged(
    connection: sa.Connection, wanted: Mapping[str, Wanted], since: int, state: State
) -> dict[str, Effect]:
    """Decide what to write for changes made on an earlier revision."""
    effects = {}
    conflicts: list[Conflict] = []
    for table, one in wanted.items():
        now = state.rows(table, one.ids)
        touched, base = one.ids[:0], now
        if since < state.revision.number:
            touched = one.ids[one.ids.isin(touched_ids(connection, table, since))]
            as_was = read_by_id(connection, table, touched.tolist(), valid_at(ROWS[table], since))
            base = pd.concat([now[~now["id"].isin(touched)], as_was], ignore_index=True)
        effects[table], at_odds = effect_of(table, one, base, now, touched)
        conflicts += at_odds
    if conflicts:
        raise _stale(connection, since, conflicts)
    return effects


def _stale(connection: sa.Connection, since: int, conflicts: list[Conflict]) -> StaleRevisionError:
    later = later_revisions(connection, since, conflicts)
    first = conflicts[0]
    rows = Message("{table}, {id}", table=first.table, id=first.id)
    if len(conflicts) > 1:
        rows = Message("{rows} and {n} more rows", rows=rows, n=len(conflicts) - 1)
    return StaleRevisionError(
        "{rows} was changed by {later} since you opened it at revision {since}. Nothing was "
        "stored: compare both versions and decide.",
        conflicts=conflicts,
        revisions=later,
        rows=rows,
        later=numbers_of(later),
        since=since,
    )
