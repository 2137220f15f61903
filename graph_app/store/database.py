"""The way to the database: SQLite in a folder, or PostgreSQL; reading, writing, and what fails."""

import logging
import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa

from graph_app.model.errors import StoreError, StoreUnavailableError
from graph_app.model.messages import Message, ServerText, path_text
from graph_app.store.files import prepare

#: Name of the file in the folder of an SQLite store.
FILE_NAME = "store.sqlite"
#: How long a write waits for another, in seconds.
WAIT = 20
#: How long a connection to PostgreSQL may take, in seconds.
CONNECT_WAIT = 5

# Connections of one process: 20 at most, of which 5 stay open, each for half an hour at most.
_BOUNDS: Mapping[str, Any] = {
    "pool_size": 5,
    "max_overflow": 15,
    "pool_timeout": WAIT,
    "pool_recycle": 1800,
    "pool_use_lifo": True,
}

_LOG = logging.getLogger(__name__)

# Any number, the same in every process: the name of the one lock that all writers take.
_LOCK = 4_217_091_126

_COUNTING = threading.Lock()
_running = 0

#: What a person wanted of the store.
READ, SAVE = Message("read"), Message("save")
#: What is said of a transaction that failed.
NOTHING_STORED, NOTHING_ERASED = Message("Nothing was stored."), Message("Nothing was erased.")
_PERHAPS = Message("It may have been stored or not: do it again, which is safe.")

_IN_LOG = Message("the log of the server says more")

_LOCKED = Message("another process has been writing for more than {n} seconds", n=WAIT)
_SQLITE_SAYS = {
    "SQLITE_FULL": Message("the disk is full"),
    "SQLITE_READONLY": Message("its folder or file is read-only"),
    "SQLITE_CANTOPEN": Message("its file cannot be opened or made"),
    "SQLITE_BUSY": _LOCKED,
    "SQLITE_LOCKED": Message("another process is writing"),
    "SQLITE_IOERR": Message("the disk cannot be read or written"),
    "SQLITE_NOTADB": Message("{file} is no SQLite file; restore a backup", file=FILE_NAME),
    "SQLITE_CORRUPT": Message("{file} is damaged; restore a backup", file=FILE_NAME),
    "SQLITE_PERM": Message("its folder or file may not be used"),
    "SQLITE_AUTH": Message("its folder or file may not be used"),
}
#: SQLSTATE, or the class that is its first two characters -> what it means to a person.
_POSTGRES_SAYS = {
    "53100": Message("the disk of PostgreSQL is full"),
    "53200": Message("PostgreSQL is out of memory"),
    "53300": Message("PostgreSQL has no connection to spare"),
    "55P03": _LOCKED,
    "57": Message("PostgreSQL is stopping or starting"),
    "25006": Message("PostgreSQL is read-only"),
    "42501": Message("the database user may not do this"),
    "08": Message("PostgreSQL cannot be reached"),
    "28": Message("PostgreSQL does not accept the user or password"),
    "3D": Message("PostgreSQL has no database of this name"),
    "58": Message("PostgreSQL cannot read or write its disk"),
    "XX": Message("PostgreSQL reports damage to its files; restore a backup"),
}


def writes_running() -> int:
    """Return how many writes this process has under way, for who wants to stop it."""
    return _running


@contextmanager
def _counted() -> Iterator[None]:
    global _running
    with _COUNTING:
        _running += 1
    try:
        yield
    finally:
        with _COUNTING:
            _running -= 1


class Database:
    """Transactions on one database, whose failures become errors of the product.

    Parameters
    ----------
    place : str or path
        Folder of an SQLite store, which is made when there is none, or a PostgreSQL URL.
    """

    def __init__(self, place: str | Path):
        self.read_only = False
        self.folder = None if "://" in str(place) else Path(place)
        self.is_sqlite = self.folder is not None
        if self.folder is None:
            self.engine = _postgres_engine(str(place))
            address = self.engine.url.render_as_string(hide_password=True)
            self.shown = ServerText(address, "PostgreSQL")
        else:
            self.engine = self._sqlite_engine(self.folder)
            self.shown = path_text(self.folder)

    def _sqlite_engine(self, folder: Path) -> sa.Engine:
        path = (folder / FILE_NAME).absolute()
        # Never made by SQLite: a file that is removed meanwhile must not come back empty.
        how = "?mode=rw"
        prepare(path)
        if not all(os.access(one, os.W_OK) for one in (path, folder)):
            self.read_only = True
            # SQLite needs a log beside the file; where it cannot make one, nobody else writes.
            log = path.with_name(f"{FILE_NAME}-wal")
            how = "?mode=ro" if log.exists() else "?mode=ro&immutable=1"
        address = path.as_uri() + how

        def connect() -> sqlite3.Connection:
            connection = sqlite3.connect(
                address, uri=True, timeout=WAIT, isolation_level=None, check_same_thread=False
            )
            if not self.read_only:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("PRAGMA synchronous=FULL")
                # What is freed is overwritten, not only marked as free.
                connection.execute("PRAGMA secure_delete=ON")
            connection.execute("PRAGMA foreign_keys=ON")
            return connection

        engine = sa.create_engine(
            "sqlite://",
            creator=connect,
            poolclass=sa.pool.QueuePool,
            hide_parameters=True,
            **_BOUNDS,
        )
        sa.event.listen(engine, "begin", _begin_sqlite)
        return engine

    @contextmanager
    def reading(self, doing: Message = READ) -> Iterator[sa.Connection]:
        """Open a transaction that sees one state, whatever others write meanwhile.

        Parameters
        ----------
        doing : Message
            What the person wanted, for the message.
        """
        hint = Message("Try again in a moment.") if doing == READ else NOTHING_STORED
        with self._naming_errors(doing, hint), self.engine.connect() as connection:
            if not self.is_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    @contextmanager
    def writing(
        self, doing: Message = SAVE, alone: bool = True, nothing: Message = NOTHING_STORED
    ) -> Iterator[sa.Connection]:
        """Open the one transaction that may write; commit it, or leave no trace.

        Parameters
        ----------
        doing : Message
            What the person wanted, for the message.
        alone : bool
            Whether it waits until nobody else writes. What touches neither facts nor revisions
            need not, where the database can: PostgreSQL.
        nothing : Message
            What to say when it fails: it has left no trace.
        """
        if self.read_only:
            raise StoreUnavailableError(
                "The store in {shown} can only be read: its folder or file is read-only. {nothing}",
                shown=self.shown,
                nothing=nothing,
            )
        with _counted(), self._naming_errors(doing, nothing), self.engine.connect() as connection:
            connection.execution_options(sqlite_begin="BEGIN IMMEDIATE").begin()
            if not self.is_sqlite:
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT}s'")
                if alone:
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            yield connection
            # A server that goes away now may have stored it without saying so.
            with self._naming_errors(doing, nothing if self.is_sqlite else _PERHAPS):
                connection.commit()

    @contextmanager
    def bare(self, doing: Message) -> Iterator[Any]:
        """Open a connection of the driver, without a transaction: for what can be in none.

        Parameters
        ----------
        doing : Message
            What the person wanted, for the message.
        """
        with self._naming_errors(doing, Message("Try again later.")), _counted():
            connection = self.engine.raw_connection()
            driver: Any = connection.driver_connection
            try:
                if not self.is_sqlite:
                    driver.autocommit = True
                try:
                    yield driver
                except (sqlite3.Error, psycopg.Error) as error:
                    raise sa.exc.DBAPIError(None, None, error) from error
            finally:
                if not self.is_sqlite and not driver.closed:
                    driver.autocommit = False
                connection.close()

    @contextmanager
    def _naming_errors(self, doing: Message, hint: Message) -> Iterator[None]:
        try:
            yield
        except (sa.exc.DBAPIError, sa.exc.TimeoutError) as error:
            cause = getattr(error, "orig", None) or error
            reason, line = _reason(cause), _first_line(cause)
            # Readers see neither the place nor the words of the driver.
            _LOG.info("the store in %s failed: %s", self.shown, line)
            if reason is None:
                raise StoreError(
                    "The store could not {doing}: {cause}. {hint}",
                    doing=doing,
                    cause=ServerText(line, _IN_LOG),
                    hint=hint,
                ) from error
            raise StoreUnavailableError(
                "The store in {shown} cannot {doing}: {reason}. {hint}",
                shown=self.shown,
                doing=doing,
                reason=reason,
                hint=hint,
            ) from error

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _begin_sqlite(connection: sa.Connection) -> None:
    how = connection.get_execution_options().get("sqlite_begin", "BEGIN")
    connection.exec_driver_sql(how)


def _postgres_engine(url: str) -> sa.Engine:
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise StoreError(
            "GRAPH_APP_DATABASE_URL: found no database address, expected "
            "postgresql://user:password@host/database"
        ) from error
    if parsed.get_backend_name() not in ("postgresql", "postgres"):
        raise StoreError(
            "GRAPH_APP_DATABASE_URL: found {drivername}, expected postgresql; for SQLite "
            "name a folder in GRAPH_APP_STORE",
            drivername=parsed.drivername,
        )
    return sa.create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        hide_parameters=True,
        **_BOUNDS,
        connect_args={"connect_timeout": CONNECT_WAIT},
    )


def _reason(error: BaseException) -> Message | None:
    """Return in plain words why the database failed; None where it is not to blame."""
    name = getattr(error, "sqlite_errorname", None)
    if name:
        return next((says for start, says in _SQLITE_SAYS.items() if name.startswith(start)), None)
    if isinstance(error, sa.exc.TimeoutError):
        return Message("all connections are in use")
    state = getattr(error, "sqlstate", None)
    if state:
        return _POSTGRES_SAYS.get(state) or _POSTGRES_SAYS.get(state[:2])
    if type(error).__name__ == "OperationalError":
        return Message(
            "PostgreSQL cannot be reached ({reason})",
            reason=ServerText(_first_line(error), _IN_LOG),
        )
    return None


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
