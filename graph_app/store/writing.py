"""From changes to rows: what is written on top of a state, checked, then written."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import sqlalchemy as sa

from graph_app.model.changes import as_tuples
from graph_app.model.errors import StaleRevisionError, StoreError
from graph_app.model.messages import Message
from graph_app.model.tables import COLUMNS
from graph_app.model.words import clean
from graph_app.store.changes import Effect, Wanted, effect_of, empty_effects, invalid
from graph_app.store.check import findings_after
from graph_app.store.past import later_revisions
from graph_app.store.records import Conflict, Revision
from graph_app.store.revisions import as_values, numbers_of
from graph_app.store.rows import (
    OnProgress,
    add_content,
    close_rows,
    content_of,
    insert_rows,
    read_by_id,
)
from graph_app.store.sql import REVISIONS, ROWS, holds_at
from graph_app.store.state import State, touched_ids

#: Longest author and reason, in characters.
LONGEST_AUTHOR, LONGEST_REASON = 200, 2000

# The place of a new row: its revision in the upper bits, so that no place is ever used twice.
_PLACES = 1 << 32


@dataclass(frozen=True)
class RevisionMeta:
    """Who does what, when and why.

    Parameters
    ----------
    author, reason, kind : str
        As in :class:`graph_app.store.records.Revision`.
    at : datetime.datetime
        When, UTC.
    undoes : int, optional
        The revision that it undoes.
    """

    author: str
    reason: str
    kind: str
    at: datetime.datetime
    undoes: int | None = None

    def revision(self, number: int, parent: int, content: str, rows: int) -> Revision:
        """Return the revision that tells of the deed."""
        return Revision(
            number,
            parent or None,
            clean(self.author.strip())[:LONGEST_AUTHOR],
            self.at.astimezone(datetime.UTC),
            clean(self.reason.strip())[:LONGEST_REASON],
            self.kind,
            content,
            rows,
            self.undoes,
        )


@dataclass(frozen=True, eq=False)
class Plan:
    """What is to be written on top of a state.

    Parameters
    ----------
    head : Revision
        Where the state stands.
    effects : mapping of str to Effect
        Table -> rows that end and begin; empty when nothing changes.
    places : mapping of str to numpy.ndarray of int64
        Table -> the places of the rows that begin.
    after : State
        The state to be.
    """

    head: Revision
    effects: Mapping[str, Effect]
    places: Mapping[str, np.ndarray]
    after: State


def make_plan(state: State, effects: Mapping[str, Effect], today: datetime.date) -> Plan:
    """Place the rows of effects and check the state to which they lead.

    Raises
    ------
    InvalidTablesError
        If it would break rules.
    """
    effects = empty_effects(effects)
    places = _placed(effects, state.revision.number + 1)
    after = _after(state, effects, places)
    findings = findings_after(state, after, today) if effects else []
    if findings:
        raise invalid(findings)
    return Plan(state.revision, effects, places, after)


def write_plan(
    connection: sa.Connection, plan: Plan, meta: RevisionMeta, on_progress: OnProgress | None = None
) -> Revision:
    """Write a plan within the transaction; give its revision."""
    number = plan.head.number + 1
    balance, written = 0, 0
    for table, effect in plan.effects.items():
        _close(connection, table, effect, number)
        come, gone = (as_tuples(rows[list(COLUMNS[table])]) for rows in (effect.come, effect.gone))
        there = zip(plan.places[table].tolist(), come, strict=True)
        versions = ((place, number, None, *facts) for place, facts in there)
        insert_rows(connection, table, versions, _further(on_progress, written))
        balance += content_of(table, come) - content_of(table, gone)
        written += len(come)
    rows = sum(len(effect) for effect in plan.effects.values())
    content = add_content(plan.head.content, balance)
    revision = meta.revision(number, plan.head.number, content, rows)
    connection.execute(sa.insert(REVISIONS).values(**as_values(revision)))
    return revision


def _further(on_progress: OnProgress | None, already: int) -> OnProgress | None:
    return on_progress and (lambda written: on_progress(already + written))


def merged(
    connection: sa.Connection, wanted: Mapping[str, Wanted], since: int, state: State
) -> dict[str, Effect]:
    """Decide what to write for changes made on an earlier revision."""
    effects, conflicts = {}, []
    for table, one in wanted.items():
        now = state.rows(table, one.ids)
        touched = touched_ids(connection, table, since) if since < state.revision.number else ()
        touched = one.ids[one.ids.isin(touched)] if len(touched) else one.ids[:0]
        base = now
        if len(touched):
            as_was = read_by_id(connection, table, touched, holds_at(ROWS[table], since))
            base = pd.concat([now[~now["id"].isin(touched)], as_was], ignore_index=True)
        effects[table], at_odds = effect_of(table, one, base, now, touched)
        conflicts += at_odds
    if conflicts:
        raise _stale(connection, since, state.revision, conflicts)
    return effects


def _stale(connection, since: int, head: Revision, conflicts: list[Conflict]):
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


def _close(connection: sa.Connection, table: str, effect: Effect, number: int) -> None:
    ids = effect.gone["id"].tolist()
    ended = close_rows(connection, table, ids, number)
    if ended != len(ids):
        # Cannot happen while the lock holds; better nothing than half of a change.
        raise StoreError(
            "{table}: found {ended} rows to end, expected {n}", table=table, ended=ended, n=len(ids)
        )


def _placed(effects: Mapping[str, Effect], number: int) -> dict[str, np.ndarray]:
    """Return each row that comes its place: its old one, or one after all others."""
    places = {}
    for table, effect in effects.items():
        there = effect.come["place"].to_numpy(dtype="int64").copy()
        new = there < 0
        there[new] = number * _PLACES + np.arange(new.sum())
        places[table] = there
    return places


def _after(state: State, effects: Mapping[str, Effect], places) -> State:
    gone = {table: pd.Index(effect.gone["id"]) for table, effect in effects.items()}
    come = {
        table: (effect.come[list(COLUMNS[table])], places[table])
        for table, effect in effects.items()
        if len(effect.come)
    }
    return state.with_rows(state.revision, gone, come)
