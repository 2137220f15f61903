"""Rows that name a node, and what becomes of them when it gets another id."""

from collections.abc import Collection, Mapping

import pandas as pd

from graph_app.model.tables import COLUMNS, NODE_TABLES, POINTERS, Tables


def table_of(tables: Tables, node: str) -> str:
    """Return the table in which a node is; a KeyError where it is in none."""
    for table in NODE_TABLES:
        if getattr(tables, table)["id"].eq(node).any():
            return table
    raise KeyError(node)


def node_columns(table: str) -> list[str]:
    """Return the columns of a table that name nodes."""
    return [column for (owner, column), within in POINTERS.items()
            if owner == table and within != ("sources",)]  # fmt: skip


def pointing(tables: Tables, node: str) -> dict[str, pd.DataFrame]:
    """Return the rows that name a node: table -> whole rows; tables without any are left out."""
    found: dict[str, pd.DataFrame] = {}
    for table in COLUMNS:
        frame = getattr(tables, table)
        columns = node_columns(table)
        if columns:
            rows = frame[frame[columns].eq(node).any(axis=1)]
            found |= {table: rows} if len(rows) else {}
    return found


def renamed(rows: pd.DataFrame, table: str, node: str, new: str) -> pd.DataFrame:
    """Return rows that name another node in place of one."""
    return rows.assign(
        **{column: rows[column].mask(rows[column].eq(node), new) for column in node_columns(table)}
    )


def of_ids(
    found: Mapping[str, pd.DataFrame], ids: Mapping[str, Collection[str]]
) -> dict[str, pd.DataFrame]:
    """Return those of the rows that are chosen: table -> rows; tables without any are left out."""
    chosen = {
        table: rows[rows["id"].isin(list(ids.get(table, ())))] for table, rows in found.items()
    }
    return {table: rows for table, rows in chosen.items() if len(rows)}
