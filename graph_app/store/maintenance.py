"""What a store does beside its facts: backups, checks, ended sign-ins, closing."""

import datetime
import uuid
from collections.abc import Callable
from pathlib import Path

from graph_app.model.messages import Message
from graph_app.model.words import clean
from graph_app.store import backup, clear_disk, sign_outs
from graph_app.store.database import Database
from graph_app.store.integrity import problems
from graph_app.store.records import EMPTY, REWRITING_KINDS, Actor, Revision
from graph_app.store.revisions import logged, read_revisions
from graph_app.store.sql import REVISIONS

Clock = Callable[[], datetime.datetime]

#: Longest author and reason, in characters.
LONGEST_AUTHOR, LONGEST_REASON = 200, 2000


class MaintainedStore:
    """A database with a clock, and what keeps it in order.

    Parameters
    ----------
    database : Database
        Where all of it is.
    clock : callable
        Gives the time as an aware :class:`datetime.datetime`.
    """

    def __init__(self, database: Database, clock: Clock):
        self.database = database
        self._clock = clock
        #: Names this store among all that the process has opened, for whoever caches what it read.
        self.key = uuid.uuid4().hex

    @property
    def read_only(self) -> bool:
        """Whether its file may not be written."""
        return self.database.read_only

    def problems(self) -> list[str]:
        """Check the database and every revision against its rows; empty when all is well."""
        return problems(self.database)

    def backup(self, path: Path | str) -> Revision:
        """Write everything, with all revisions, into one checked zip file.

        Raises
        ------
        StoreError
            If the file cannot be written; a file of that name is then as it was.
        """
        return backup.write_backup(self.database, Path(path), self._clock())

    def restore(self, path: Path | str, *, actor: Actor, force: bool = False) -> Revision:
        """Put back a backup, with all its revisions, whichever database it came from.

        Parameters
        ----------
        path : path
            A file that :meth:`backup` has written.
        actor : Actor
            An admin.
        force : bool
            Also into a store that is not empty, all of which is replaced. Sign-ins that were ended
            stay ended.

        Raises
        ------
        StoreError
            If the file is damaged or too new, or the store is not empty; nothing has changed then.
        """
        actor.require("admin", Message("Restoring"))
        meta = self._meta(actor, f"Restored from {Path(path).name}", "restore")
        return logged(backup.restore_backup(self.database, Path(path), meta, force))

    def end_sign_in(self, digest: str, until: datetime.datetime) -> None:
        """Note for all processes that a sign-in counts no longer; again changes nothing.

        Parameters
        ----------
        digest : str
            SHA-256 of what names the sign-in, as 64 hexadecimal digits: never the claims.
        until : datetime.datetime
            When it runs out by itself, an aware time.
        """
        sign_outs.end_sign_in(self.database, digest, until, self._clock())

    def ended_sign_ins(self) -> frozenset[str]:
        """Return the digests of sign-ins that were ended and have not run out yet."""
        return sign_outs.ended_sign_ins(self.database, self._clock())

    def finish_erasures(self, attempts: int = clear_disk.ATTEMPTS) -> Message | None:
        """Clear the disk of what was erased; return why it cannot be, None when nothing is left."""
        return clear_disk.finish(self.database, attempts)

    def rewritten_since(self, number: int) -> bool:
        """Return whether the past was rewritten after a revision: by an erasure or a restore."""
        with self.database.reading() as connection:
            kinds = REVISIONS.c.kind.in_(REWRITING_KINDS)
            return bool(read_revisions(connection, number < REVISIONS.c.number, kinds, limit=1))

    def close(self) -> None:
        """Close every connection."""
        self.database.close()

    def _meta(self, actor: Actor, reason: str, kind: str, undoes: int | None = None) -> Revision:
        """Return a revision that says who does what, when and why, and nothing else yet."""
        author = clean(actor.name.strip())[:LONGEST_AUTHOR]
        reason = clean(reason.strip())[:LONGEST_REASON]
        at = self._clock().astimezone(datetime.UTC)
        return Revision(0, None, author, at, reason, kind, EMPTY.content, undoes=undoes)
