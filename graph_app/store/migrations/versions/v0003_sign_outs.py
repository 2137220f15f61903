"""Ended sign-ins, and erasures whose last step on the disk is still to be done."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make both tables, of which no backup holds anything."""
    op.create_table(
        "ended_sign_ins",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("until", sa.Text, nullable=False),
    )
    op.create_table(
        "unfinished_erasures",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("since", sa.Text, nullable=False),
    )
