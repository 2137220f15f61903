"""The tables at one revision, read whole or brought forward by what has changed since."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import sqlalchemy as sa

from graph_app.model.tables import COLUMNS, Tables, among
from graph_app.store.records import Revision
from graph_app.store.rows import read_by_id, read_frame
from graph_app.store.sql import ROWS, holds_at, touched_since


@dataclass(frozen=True, eq=False)
class State:
    """All rows at one revision.

    Parameters
    ----------
    revision : Revision
        Where they stand in the history.
    frames : mapping of str to pandas.DataFrame
        Table -> its rows in the order of their places.
    places : mapping of str to numpy.ndarray of int64
        Table -> the place of each row, rising.
    """

    revision: Revision
    frames: Mapping[str, pd.DataFrame]
    places: Mapping[str, np.ndarray]

    @cached_property
    def tables(self) -> Tables:
        """The rows in the form that the rest of the product uses; one object for all readers."""
        # Shallow copies: whoever writes into them does not write into what the store goes by.
        return Tables(**{table: frame.copy(deep=False) for table, frame in self.frames.items()})

    def rows(self, table: str, ids: pd.Index) -> pd.DataFrame:
        """Return the rows of some ids, as far as there are any, with a column ``place``."""
        frame = self.frames[table]
        chosen = among(frame["id"], ids)
        return frame[chosen].assign(place=self.places[table][chosen])

    def without(self, table: str, ids: pd.Index) -> tuple[pd.DataFrame, np.ndarray]:
        """Return the rows of a table without those of some ids, and their places."""
        frame, places = self.frames[table], self.places[table]
        if not len(ids):
            return frame, places
        kept = ~among(frame["id"], ids)
        return frame[kept], places[kept]

    def with_rows(
        self,
        revision: Revision,
        gone: Mapping[str, pd.Index],
        come: Mapping[str, tuple[pd.DataFrame, np.ndarray]],
    ) -> "State":
        """Return the state after rows have gone and others come, e.g. a changed row does both."""
        frames, places = dict(self.frames), dict(self.places)
        for table in {**gone, **come}:
            parts = [self.without(table, gone.get(table, pd.Index([])))]
            if table in come:
                parts.append(come[table])
            frames[table], places[table] = _in_order(table, parts)
        return State(revision, frames, places)


def _in_order(table: str, parts: list) -> tuple[pd.DataFrame, np.ndarray]:
    parts = [part for part in parts if len(part[1])] or parts[:1]
    frame = pd.concat([part[0] for part in parts], ignore_index=True)
    places = np.concatenate([part[1] for part in parts])
    if len(places) > 1 and (np.diff(places) < 0).any():
        order = np.argsort(places, kind="stable")
        frame, places = frame.iloc[order].reset_index(drop=True), places[order]
    return frame[list(COLUMNS[table])], places


def read_state(connection: sa.Connection, revision: Revision, head: int) -> State:
    """Read all rows at a revision, which may be the head."""
    number = revision.number
    frames, places = {}, {}
    for table in COLUMNS:
        rows = ROWS[table]
        condition = rows.c.valid_to.is_(None) if number == head else holds_at(rows, number)
        frame = read_frame(connection, table, condition)
        there = frame.pop("place").to_numpy()
        frames[table], places[table] = _in_order(table, [(frame, there)])
    return State(revision, frames, places)


def advance(connection: sa.Connection, state: State, revision: Revision) -> State:
    """Bring a state forward to the head by reading only what has changed since."""
    gone, come = {}, {}
    for table in COLUMNS:
        ids = touched_ids(connection, table, state.revision.number)
        if len(ids):
            frame = read_by_id(connection, table, ids, ROWS[table].c.valid_to.is_(None))
            there = frame.pop("place").to_numpy()
            gone[table], come[table] = ids, (frame, there)
    return state.with_rows(revision, gone, come)


def touched_ids(connection: sa.Connection, table: str, since: int) -> pd.Index:
    """Return the ids of the rows that any revision after one has touched."""
    rows = ROWS[table]
    query = sa.select(rows.c.id).where(touched_since(rows, since)).distinct()
    return pd.Index(connection.execute(query).scalars().all(), dtype="str")
