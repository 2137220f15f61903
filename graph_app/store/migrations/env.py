"""Run by Alembic: the steps run in the transaction of the caller, who holds the lock."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
