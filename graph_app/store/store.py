"""The store: tables with their whole history, for many people at once."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import sqlalchemy as sa

from graph_app.model.changes import Change, ChangeSet
from graph_app.model.errors import StoreError
from graph_app.model.messages import Message
from graph_app.model.tables import COLUMNS, Tables
from graph_app.runtime.settings import settings
from graph_app.store import erase
from graph_app.store.changes import Effect, in_form
from graph_app.store.clear_disk import note_unfinished
from graph_app.store.database import NOTHING_ERASED, SAVE, Database
from graph_app.store.maintenance import Clock, MaintainedStore
from graph_app.store.migrate import migrate
from graph_app.store.past import changes_of, history_of, personal_counts, undoing
from graph_app.store.records import EMPTY, REWRITING_KINDS, SAVED_KINDS, Actor, Revision, RowChange
from graph_app.store.revisions import (
    base_number,
    logged,
    read_head,
    read_revision,
    read_revisions,
    revision_on,
)
from graph_app.store.rows import OnProgress
from graph_app.store.state import CachedState, State, read_state
from graph_app.store.writing import Plan, make_plan, merged, write_plan

_Decide = Callable[[sa.Connection, State], Mapping[str, Effect]]


def open_store(place: str | Path | None = None, *, clock: Clock | None = None) -> "Store":
    """Open a store, make it where there is none, and bring its tables to this version.

    Parameters
    ----------
    place : str or path, optional
        Folder of an SQLite store, or ``postgresql://user:password@host/database``. By default
        ``GRAPH_APP_DATABASE_URL``, else ``GRAPH_APP_STORE``, else the folder ``var``.
    clock : callable, optional
        Gives the time as an aware :class:`datetime.datetime`; the clock of the machine by default.

    Raises
    ------
    StoreUnavailableError
        If it cannot be reached or made.
    StoreError
        If a newer version of the product made it.
    """
    database = Database(settings().store_place if place is None else place)
    migrate(database)
    store = Store(database, clock or (lambda: datetime.datetime.now(datetime.UTC)))
    if not store.read_only:
        # What an erasure could not do because others were reading, or because it was killed.
        store.finish_erasures(attempts=1)
    return store


class Store(MaintainedStore):
    """Tables with their history; safe to use from many threads and processes at once.

    Every method that writes takes an actor and refuses who may not; it stores all or nothing, and
    what it has returned from is on the disk. Made by :func:`open_store`.

    Raises
    ------
    StoreUnavailableError
        From every method: when the database cannot be reached, is full or may only be read.
    """

    def __init__(self, database: Database, clock: Clock):
        super().__init__(database, clock)
        self._cached = CachedState()

    # --- reading ---------------------------------------------------------------------------------

    def head(self) -> Revision:
        """Return the newest revision; number 0 when the store is empty."""
        with self.database.reading() as connection:
            return read_head(connection)

    def revision(self, which: int | datetime.date) -> Revision:
        """Return the revision of a number, or the last one of a day; a StoreError without one."""
        with self.database.reading() as connection:
            return _revision_of(connection, which)

    def revisions(self, limit: int | None = 100) -> list[Revision]:
        """Return the newest revisions, newest first."""
        with self.database.reading() as connection:
            return read_revisions(connection, limit=limit)

    def tables(
        self, revision: Revision | int | None = None, day: datetime.date | None = None
    ) -> Tables:
        """Return the tables as they are, as they were at a revision, or as we knew them on a day.

        Parameters
        ----------
        revision : Revision or int, optional
            A revision or its number.
        day : datetime.date, optional
            The state at the end of this day, UTC.

        Returns
        -------
        Tables
            Rows in the order in which they were added.
        """
        return self.snapshot(revision, day)[1]

    def snapshot(
        self, revision: Revision | int | None = None, day: datetime.date | None = None
    ) -> tuple[Revision, Tables]:
        """Return tables as :meth:`tables` does, and the revision that they are: the base of edits."""
        with self.database.reading() as connection:
            head = read_head(connection)
            which = revision if day is None else day
            wanted = head if which is None else _revision_of(connection, which)
            if wanted.number == head.number:
                state = self._cached.at(connection, head)
            else:
                state = read_state(connection, wanted, head.number)
        return wanted, state.tables

    def history(
        self,
        row_id: str,
        limit: int | None = 100,
        *,
        with_ties: bool = False,
        with_contacts: bool = False,
    ) -> list[RowChange]:
        """Return what was done to a node, tie or source, newest first.

        Parameters
        ----------
        row_id : str
            Id of the row, e.g. ``city:lahti`` or ``r12``.
        limit : int, optional
            At most so many.
        with_ties : bool
            Also what was done to the ties of a node.
        with_contacts : bool
            Also what was done to the contact persons of a node: personal data.
        """
        with self.database.reading() as connection:
            return history_of(connection, row_id, limit, with_ties, with_contacts)

    def personal_counts(self) -> dict[int, int]:
        """Return the numbers of the revisions that touched personal data, and how many rows of it."""
        with self.database.reading() as connection:
            return personal_counts(connection)

    def changes(self, revision: Revision | int, limit: int | None = 1000) -> list[RowChange]:
        """Return what a revision did to each row."""
        number = revision if isinstance(revision, int) else revision.number
        with self.database.reading() as connection:
            return changes_of(connection, read_revision(connection, number), limit)

    def forget_state(self) -> None:
        """Drop the tables that are in memory; the next who asks reads them."""
        self._cached.forget()

    # --- writing ---------------------------------------------------------------------------------

    def load(self, tables: Tables, actor: Actor, reason: str = "First facts") -> Revision:
        """Fill an empty store; a store that holds something already is left as it is."""
        actor.require("editor", Message("Loading the first facts"))
        head = self.head()
        if head.number:
            return head
        changes = ChangeSet({table: getattr(tables, table) for table in COLUMNS})
        try:
            return self.save(changes, actor=actor, base=EMPTY, reason=reason, kind="load")
        except StoreError:
            # Another process was first.
            head = self.head()
            if head.number:
                return head
            raise

    def save(
        self,
        changes: ChangeSet | Iterable[Change],
        *,
        actor: Actor,
        base: Revision | int,
        reason: str = "",
        kind: str = "edit",
        on_progress: OnProgress | None = None,
    ) -> Revision:
        """Store changes as one revision, all or none.

        Changes to rows that others have changed since ``base`` are refused, unless they say the
        same; changes to other rows are merged. Saving the same again, e.g. when a lost connection
        left open whether it was stored, does nothing.

        Parameters
        ----------
        changes : ChangeSet or iterable of Change
            What to do, each row once.
        actor : Actor
            An editor or admin.
        base : Revision or int
            The revision on which the person saw the rows.
        reason : str
            Why, in the person's words.
        kind : str
            ``edit``, ``import`` or ``load``.
        on_progress : callable, optional
            Called with the number of rows written; may raise to stop, and nothing is stored.

        Returns
        -------
        Revision
            The new one; the newest one when nothing would change.

        Raises
        ------
        NotAllowedError
            If the actor is no editor.
        StaleRevisionError
            If others changed the same rows; carries base, theirs and yours of each.
        InvalidTablesError
            If the result would break rules; carries the findings, each with the id of its row.
        StoreError
            If a row to change is not there.
        """
        actor.require("editor", Message("Saving"))
        if kind not in SAVED_KINDS:
            raise StoreError(
                "found the kind {kind!r}, expected {known}", kind=kind, known=SAVED_KINDS
            )
        wanted = in_form(changes)

        def decide(connection: sa.Connection, state: State) -> dict[str, Effect]:
            since = base_number(connection, base, state.revision)
            return merged(connection, wanted, since, state)

        return self._write(decide, self._meta(actor, reason, kind), on_progress)

    def undo(self, number: int, *, actor: Actor, reason: str = "") -> Revision:
        """Take back a revision by a new one; an undo can be undone too.

        Raises
        ------
        NotAllowedError
            If the actor is no editor.
        StaleRevisionError
            If later revisions changed the same rows; lists them.
        InvalidTablesError
            If rows that were added later need what it added.
        StoreError
            If there is no such revision, or it has been undone already.
        """
        actor.require("editor", Message("Undoing"))

        def decide(connection: sa.Connection, state: State) -> dict[str, Effect]:
            revision = read_revision(connection, number)
            if not number or revision.kind in REWRITING_KINDS:
                raise StoreError(
                    "Revision {number} is of the kind {kind}, which stays.",
                    number=number,
                    kind=revision.kind,
                )
            return undoing(connection, revision, state)

        return self._write(decide, self._meta(actor, reason, "undo", number))

    def _write(
        self, decide: _Decide, meta: Revision, on_progress: OnProgress | None = None
    ) -> Revision:
        """Plan without a lock, then write; plan again if another was faster."""
        with self.database.reading(SAVE) as connection:
            plan = self._plan(connection, decide)
        if not plan.effects:
            return plan.head
        with self.database.writing() as connection:
            if read_head(connection) != plan.head:
                plan = self._plan(connection, decide)
            if not plan.effects:
                return plan.head
            revision = write_plan(connection, plan, meta, on_progress)
        self._cached.follow(plan.head, plan.after, revision)
        return logged(revision)

    def _plan(self, connection: sa.Connection, decide: _Decide) -> Plan:
        state = self._cached.at(connection, read_head(connection))
        return make_plan(state, decide(connection, state), self._clock().date())

    def erase(
        self,
        table: str,
        row_id: str,
        columns: Iterable[str] = (),
        *,
        actor: Actor,
        reason: str = "",
        reasons: Iterable[int] = (),
    ) -> erase.Erasure:
        """Erase personal data from a row and from its whole history, for good.

        The new revision records that it was done, not what was erased. Backups made before still
        contain it. The result says whether old copies may still be in the files of the database.

        Parameters
        ----------
        table, row_id : str
            The row; it may have been removed already.
        columns : iterable of str
            What to erase; by default all but ids, ends, types and sources of ties. A column that
            must not be blank gets :data:`graph_app.store.erase.ERASED`.
        actor : Actor
            An admin.
        reason : str
            Why, without what is erased.
        reasons : iterable of int
            Revisions whose reasons contain what is erased: they are overwritten too.
        """
        actor.require("admin", Message("Erasing"))
        columns = erase.erasable(table, columns)
        meta = self._meta(actor, reason, "erase")
        with self.database.writing(Message("erase"), nothing=NOTHING_ERASED) as connection:
            erase.rewrite_past(connection, table, row_id, columns)
            erase.blank_reasons(connection, reasons)
            # Read, not cached: what this transaction has written may yet be taken back.
            head = read_head(connection)
            state = read_state(connection, head, head.number)
            effects = erase.renewed(state, table, row_id, columns)
            plan = make_plan(state, effects, self._clock().date())
            revision = write_plan(connection, plan, meta)
            note_unfinished(connection, table, self._clock())
        self._cached.forget()
        return erase.Erasure(logged(revision), self.finish_erasures())


def _revision_of(connection: sa.Connection, which: Revision | int | datetime.date) -> Revision:
    if isinstance(which, datetime.date):
        return revision_on(connection, which)
    return read_revision(connection, which if isinstance(which, int) else which.number)
