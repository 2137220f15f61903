"""Contact persons."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_COLUMNS = "id node name role email telephone note checked source_id"


def upgrade() -> None:
    """Make the table of contact persons."""
    name = "contacts_rows"
    op.create_table(
        name,
        sa.Column("place", sa.BigInteger, nullable=False),
        sa.Column("valid_from", sa.BigInteger, nullable=False),
        sa.Column("valid_to", sa.BigInteger),
        *(sa.Column(column, sa.Text, nullable=column != "id") for column in _COLUMNS.split()),
    )
    current, past = sa.text("valid_to IS NULL"), sa.text("valid_to IS NOT NULL")
    op.create_index("contacts_current", name, ["id"], unique=True, **_where(current))
    op.create_index("contacts_past", name, ["id"], **_where(past))
    op.create_index("contacts_begun", name, ["valid_from"])
    op.create_index("contacts_ended", name, ["valid_to"], **_where(past))


def _where(condition) -> dict:
    return {"sqlite_where": condition, "postgresql_where": condition}
