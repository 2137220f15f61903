"""Revisions, and rows with their validity."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBERS = {"latitude", "longitude", "population", "members_reported"}
_TABLES = {
    "cities": "id name name_fi name_sv country latitude longitude population wikidata",
    "networks": "id name short_name founded secretariat scope members_reported themes website"
    " wikidata",
    "programmes": "id name short_name kind part_of start end themes audience website",
    "organisations": "id name kind city country website",
    "events": "id name city start end recurrence themes website",
    "relations": "id source target type start end status themes note source_id checked",
    "sources": "id title publisher url published retrieved",
}


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "revisions",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("parent", sa.BigInteger, sa.ForeignKey("revisions.number")),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("author", "at", "reason", "kind", "content")
        ),
        sa.Column("row_count", sa.BigInteger, nullable=False),
        sa.Column("undoes", sa.BigInteger, sa.ForeignKey("revisions.number")),
    )
    for table, columns in _TABLES.items():
        make_rows(table, columns)


def make_rows(table: str, columns: str) -> None:
    """Make the table of the rows of a table of facts, with its indexes."""
    name = f"{table}_rows"
    op.create_table(
        name,
        sa.Column("place", sa.BigInteger, nullable=False),
        sa.Column("valid_from", sa.BigInteger, nullable=False),
        sa.Column("valid_to", sa.BigInteger),
        *(
            sa.Column(column, sa.Double if column in _NUMBERS else sa.Text, nullable=column != "id")
            for column in columns.split()
        ),
    )
    current, past = sa.text("valid_to IS NULL"), sa.text("valid_to IS NOT NULL")
    for index, column, where in (
        ("current", "id", current),
        ("past", "id", past),
        ("begun", "valid_from", None),
        ("ended", "valid_to", past),
    ):
        op.create_index(
            f"{table}_{index}",
            name,
            [column],
            unique=index == "current",
            sqlite_where=where,
            postgresql_where=where,
        )
