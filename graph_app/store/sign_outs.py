"""Sign-ins that were ended before they ran out, known to all processes of one store.

They are no facts: no revision, no history, in no backup. Restoring a backup leaves them as they are.
"""

import datetime
import re

import sqlalchemy as sa

from graph_app.model.messages import Message
from graph_app.store.database import Database
from graph_app.store.revisions import as_text
from graph_app.store.sql import SIGN_OUTS

_SHA256 = re.compile("[0-9a-f]{64}")
_DIGEST, _UNTIL = SIGN_OUTS.c.digest, SIGN_OUTS.c.until
# SQLite and PostgreSQL alike. Whoever ends one sign-in twice at once gets no error.
_INSERT = sa.text(
    "INSERT INTO ended_sign_ins (digest, until) VALUES (:digest, :until) "
    "ON CONFLICT (digest) DO UPDATE SET until = excluded.until "
    "WHERE excluded.until > ended_sign_ins.until"
)


def end_sign_in(
    database: Database, digest: str, until: datetime.datetime, now: datetime.datetime
) -> None:
    """Note that a sign-in counts no longer; doing it again changes nothing.

    Parameters
    ----------
    database : Database
        Where.
    digest : str
        SHA-256 of what names the sign-in, as 64 hexadecimal digits: never the claims themselves.
    until : datetime.datetime
        When it runs out by itself, an aware time; after that it need not be known.
    now : datetime.datetime
        The time, by which what has run out is forgotten.
    """
    if not _SHA256.fullmatch(digest):
        # Whatever it is, it must not get into a message.
        raise ValueError("the digest is not a SHA-256 of 64 hexadecimal digits")
    with database.writing(Message("end the sign-in"), alone=False) as connection:
        connection.execute(sa.delete(SIGN_OUTS).where(as_text(now) >= _UNTIL))
        connection.execute(_INSERT, {"digest": digest, "until": as_text(until)})


def ended_sign_ins(database: Database, now: datetime.datetime) -> frozenset[str]:
    """Return the digests of the sign-ins that were ended and have not run out yet."""
    with database.reading(Message("read who signed out")) as connection:
        return frozenset(connection.scalars(sa.select(_DIGEST).where(as_text(now) < _UNTIL)))
