"""Bring the schema of a store to this version."""

from pathlib import Path

import sqlalchemy as sa

from graph_app.model.errors import StoreError
from graph_app.model.messages import Message
from graph_app.store.database import Database
from graph_app.store.sql import SCHEMA_VERSION

_SCRIPTS = Path(__file__).with_name("migrations")


def migrate(database: Database) -> None:
    """Run the steps that the store lacks, all or none, while nobody else does.

    Raises
    ------
    StoreError
        If a newer version of the product made the store.
    """
    with database.reading() as connection:
        version = _version(connection)
    if version == SCHEMA_VERSION:
        return
    with database.writing(Message("prepare its tables")) as connection:
        # Another process may have done it while this one waited.
        version = _version(connection)
        if version == SCHEMA_VERSION:
            return
        _run_steps(connection, version, database.shown)


def _version(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def _run_steps(connection: sa.Connection, version: str | None, shown: str) -> None:
    # Alembic takes a third of a second to import, and is needed once in the life of a store.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    settings = Config(attributes={"connection": connection})
    settings.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    known = {step.revision for step in ScriptDirectory.from_config(settings).walk_revisions()}
    if version is not None and version not in known:
        raise StoreError(
            "The store in {shown} was made by a newer version of graph-app: found its tables "
            "at version {version}, expected at most {schema_version}. Install that version.",
            shown=shown,
            version=version,
            schema_version=SCHEMA_VERSION,
        )
    command.upgrade(settings, SCHEMA_VERSION)
