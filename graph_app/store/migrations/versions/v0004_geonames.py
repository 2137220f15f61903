"""Ids of cities in GeoNames."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column, blank for every row: a blank changes no content."""
    op.add_column("cities_rows", sa.Column("geonames", sa.Text))
