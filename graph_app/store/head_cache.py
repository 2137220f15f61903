"""The state at the head, kept in memory between calls."""

import threading
from dataclasses import replace

import sqlalchemy as sa

from graph_app.store.records import Revision
from graph_app.store.revisions import read_revisions
from graph_app.store.sql import REVISIONS
from graph_app.store.state import State, advance, read_state


class CachedState:
    """The newest state that this process has read; safe to use from many threads."""

    def __init__(self):
        self._lock = threading.Lock()
        self._state: State | None = None

    def at(self, connection: sa.Connection, head: Revision) -> State:
        """Return the state at the head: kept from last time, brought forward, or read."""
        with self._lock:
            state = self._state
            if state is None or not _is_past(connection, state.revision):
                state = read_state(connection, head, head.number)
            elif state.revision.number < head.number:
                state = advance(connection, state, head)
            elif state.revision.number > head.number:
                # This transaction is older than what another thread has kept.
                return read_state(connection, head, head.number)
            self._state = state
            return state

    def follow(self, before: Revision, after: State, revision: Revision) -> None:
        """Keep the state that a revision made of the kept one, so that nobody need read it."""
        with self._lock:
            if self._state is not None and self._state.revision == before:
                self._state = replace(after, revision=revision)


def _is_past(connection: sa.Connection, revision: Revision) -> bool:
    """Tell whether a revision is still as it was: a restore or an erasure rewrites the past."""
    found = read_revisions(connection, REVISIONS.c.number == revision.number)
    return revision.number == 0 or found == [revision]
