"""The SQL tables: revisions, and for each table of facts its rows with their validity.

A row of ``relations_rows`` with ``valid_from`` 5 and ``valid_to`` 8 held from revision 5 until 8
changed or removed it. ``valid_to`` is NULL for what holds now; a unique index sees to it that no id
holds twice. ``place`` is the row's place in the order of the table and never changes.
"""

import sqlalchemy as sa

from graph_app.model.tables import COLUMNS

#: The newest migration; :mod:`graph_app.store.migrations` leads to it.
SCHEMA_VERSION = "0002"

METADATA = sa.MetaData()

REVISIONS = sa.Table(
    "revisions",
    METADATA,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("parent", sa.BigInteger, sa.ForeignKey("revisions.number")),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("row_count", sa.BigInteger, nullable=False),
    sa.Column("undoes", sa.BigInteger, sa.ForeignKey("revisions.number")),
)

_TYPES = {"str": sa.Text, "float64": sa.Double}

#: Columns of the validity, before those of the facts.
VALIDITY = ("place", "valid_from", "valid_to")


def _rows_table(table: str) -> sa.Table:
    facts = [
        sa.Column(name, _TYPES[dtype], nullable=name != "id")
        for name, dtype in COLUMNS[table].items()
    ]
    rows = sa.Table(
        f"{table}_rows",
        METADATA,
        sa.Column("place", sa.BigInteger, nullable=False),
        sa.Column("valid_from", sa.BigInteger, nullable=False),
        sa.Column("valid_to", sa.BigInteger),
        *facts,
    )
    current, past = rows.c.valid_to.is_(None), rows.c.valid_to.is_not(None)
    sa.Index(f"{table}_current", rows.c.id, unique=True, **_where(current))
    sa.Index(f"{table}_past", rows.c.id, **_where(past))
    sa.Index(f"{table}_begun", rows.c.valid_from)
    sa.Index(f"{table}_ended", rows.c.valid_to, **_where(past))
    return rows


def _where(condition) -> dict:
    return {"sqlite_where": condition, "postgresql_where": condition}


#: Table of facts -> SQL table of its rows.
ROWS: dict[str, sa.Table] = {table: _rows_table(table) for table in COLUMNS}


def holds_at(rows: sa.Table, number: int) -> sa.ColumnElement[bool]:
    """Return the condition that a row held at a revision."""
    ended = sa.or_(rows.c.valid_to.is_(None), rows.c.valid_to > number)
    return sa.and_(rows.c.valid_from <= number, ended)


def touched_since(rows: sa.Table, number: int) -> sa.ColumnElement[bool]:
    """Return the condition that a row began or ended after a revision."""
    return sa.or_(rows.c.valid_from > number, rows.c.valid_to > number)


def touched_by(rows: sa.Table, number: int) -> sa.ColumnElement[bool]:
    """Return the condition that a row began or ended with a revision."""
    return sa.or_(rows.c.valid_from == number, rows.c.valid_to == number)
