"""The SQL tables: revisions, and for each table of facts its rows with their validity.

A row of ``relations_rows`` with ``valid_from`` 5 and ``valid_to`` 8 was valid from revision 5 until
8 changed or removed it. ``valid_to`` is NULL for what is valid now; a unique index makes sure that
no id is valid twice. ``place`` is the row's place in the order of the table and never changes.

Two tables are about the store itself; they have no history and are in no backup.
"""

import sqlalchemy as sa

from graph_app.model.tables import COLUMNS

#: The newest migration; :mod:`graph_app.store.migrations` leads to it.
SCHEMA_VERSION = "0004"

METADATA = sa.MetaData()

REVISIONS = sa.Table(
    "revisions",
    METADATA,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("parent", sa.BigInteger, sa.ForeignKey("revisions.number")),
    *(
        sa.Column(name, sa.Text, nullable=False)
        for name in ("author", "at", "reason", "kind", "content")
    ),
    sa.Column("row_count", sa.BigInteger, nullable=False),
    sa.Column("undoes", sa.BigInteger, sa.ForeignKey("revisions.number")),
)

#: Sign-ins that were ended before they ran out: SHA-256 of what names each, and when it runs out.
SIGN_OUTS = sa.Table(
    "ended_sign_ins",
    METADATA,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("until", sa.Text, nullable=False),
)
#: SQL tables in whose files on the disk erased rows may still be, and since when.
UNFINISHED = sa.Table(
    "unfinished_erasures",
    METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("since", sa.Text, nullable=False),
)

Condition = sa.ColumnElement[bool]

#: Columns of the validity, before those of the facts.
VALIDITY = ("place", "valid_from", "valid_to")


def _rows_table(table: str) -> sa.Table:
    rows = sa.Table(
        f"{table}_rows",
        METADATA,
        sa.Column("place", sa.BigInteger, nullable=False),
        sa.Column("valid_from", sa.BigInteger, nullable=False),
        sa.Column("valid_to", sa.BigInteger),
        *(
            sa.Column(name, sa.Text if dtype == "str" else sa.Double, nullable=name != "id")
            for name, dtype in COLUMNS[table].items()
        ),
    )
    past = rows.c.valid_to.is_not(None)
    for name, column, where in (
        ("current", rows.c.id, rows.c.valid_to.is_(None)),
        ("past", rows.c.id, past),
        ("begun", rows.c.valid_from, None),
        ("ended", rows.c.valid_to, past),
    ):
        unique = name == "current"
        sa.Index(
            f"{table}_{name}", column, unique=unique, sqlite_where=where, postgresql_where=where
        )
    return rows


#: Table of facts -> SQL table of its rows.
ROWS: dict[str, sa.Table] = {table: _rows_table(table) for table in COLUMNS}


def valid_at(rows: sa.Table, number: int) -> Condition:
    """Return the condition that a row was valid at a revision."""
    ended = sa.or_(rows.c.valid_to.is_(None), rows.c.valid_to > number)
    return sa.and_(rows.c.valid_from <= number, ended)


def touched_since(rows: sa.Table, number: int) -> Condition:
    """Return the condition that a row began or ended after a revision."""
    return sa.or_(rows.c.valid_from > number, rows.c.valid_to > number)


def touched_by(rows: sa.Table, number: int) -> Condition:
    """Return the condition that a row began or ended with a revision."""
    return sa.or_(rows.c.valid_from == number, rows.c.valid_to == number)
