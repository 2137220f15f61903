"""The tables at one revision, read whole or brought forward by what has changed since."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd
import sqlalchemy as sa

from graph_app.model.tables import Tables, among
from graph_app.store.changes import Effect
from graph_app.store.records import Revision
from graph_app.store.revisions import read_revisions
from graph_app.store.rows import read_by_id, read_frame
from graph_app.store.sql import REVISIONS, ROWS, touched_since, valid_at


@dataclass(frozen=True, eq=False)
class State:
    """All rows at one revision.

    Parameters
    ----------
    revision : Revision
        Which one.
    frames : mapping of str to pandas.DataFrame
        Table -> its rows in the order of their places, with a column ``place``.
    """

    revision: Revision
    frames: Mapping[str, pd.DataFrame]

    @cached_property
    def tables(self) -> Tables:
        """The rows in the form that the rest of the product uses; one object for all readers."""
        # Copies: whoever writes into them does not write into the state.
        return Tables(**{table: rows.drop(columns="place") for table, rows in self.frames.items()})

    def rows(self, table: str, ids: pd.Index) -> pd.DataFrame:
        """Return the rows of some ids, as far as there are any, with a column ``place``."""
        frame = self.frames[table]
        return frame[among(frame["id"], ids)]

    def after(self, effects: Mapping[str, Effect]) -> "State":
        """Return the state after rows have ended and others begun; a changed row does both."""
        frames = dict(self.frames)
        for table, effect in effects.items():
            rows = frames[table]
            parts = [rows[~among(rows["id"], effect.ended["id"])], effect.begun[list(rows)]]
            frames[table] = _in_order(pd.concat(parts))
        return replace(self, frames=frames)


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values("place", kind="stable", ignore_index=True)


def read_state(connection: sa.Connection, revision: Revision, head: int) -> State:
    """Read all rows at a revision, which may be the head."""
    number = revision.number
    frames = {}
    for table, rows in ROWS.items():
        condition = rows.c.valid_to.is_(None) if number == head else valid_at(rows, number)
        frames[table] = _in_order(read_frame(connection, table, condition))
    return State(revision, frames)


def touched_ids(connection: sa.Connection, table: str, since: int) -> pd.Index:
    """Return the ids of the rows that any revision after one has touched."""
    rows = ROWS[table]
    query = sa.select(rows.c.id).where(touched_since(rows, since)).distinct()
    return pd.Index(connection.scalars(query).all(), dtype="str")


class CachedState:
    """The newest state that this process has read; safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state: State | None = None

    def at(self, connection: sa.Connection, head: Revision) -> State:
        """Return the state at the head: as cached, brought forward, or read."""
        with self._lock:
            state = self._state
            if state is None or not _is_past(connection, state.revision):
                state = read_state(connection, head, head.number)
            elif state.revision.number < head.number:
                state = _advance(connection, state, head)
            elif state.revision.number > head.number:
                # This transaction is older than what another thread has cached.
                return read_state(connection, head, head.number)
            self._state = state
            return state

    def forget(self) -> None:
        """Drop the state; the next who asks reads it."""
        with self._lock:
            self._state = None

    def follow(self, before: Revision, after: State, revision: Revision) -> None:
        """Cache the state that a revision made of the cached one, so that nobody need read it."""
        with self._lock:
            if self._state is not None and self._state.revision == before:
                self._state = replace(after, revision=revision)


def _advance(connection: sa.Connection, state: State, head: Revision) -> State:
    """Bring a state forward to the head by reading only what has changed since."""
    effects = {}
    for table, rows in ROWS.items():
        ids = touched_ids(connection, table, state.revision.number)
        if len(ids):
            now = read_by_id(connection, table, ids.tolist(), rows.c.valid_to.is_(None))
            effects[table] = Effect(pd.DataFrame({"id": ids}), now)
    return replace(state.after(effects), revision=head)


def _is_past(connection: sa.Connection, revision: Revision) -> bool:
    """Return whether a revision is still as it was: a restore or an erasure rewrites the past."""
    found = read_revisions(connection, REVISIONS.c.number == revision.number)
    return revision.number == 0 or found == [revision]
