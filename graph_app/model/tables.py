"""The eight tables of facts and their common form."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from types import MappingProxyType

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph_app.model.texts import without_blanks

_TEXT = "str"
_NUMBER = "float64"

#: Table -> column -> dtype. The order is the order in the files.
COLUMNS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "cities": {
            "id": _TEXT,
            "name": _TEXT,
            "name_fi": _TEXT,
            "name_sv": _TEXT,
            "country": _TEXT,
            "latitude": _NUMBER,
            "longitude": _NUMBER,
            "population": _NUMBER,
            "wikidata": _TEXT,
        },
        "networks": {
            "id": _TEXT,
            "name": _TEXT,
            "short_name": _TEXT,
            "founded": _TEXT,
            "secretariat": _TEXT,
            "scope": _TEXT,
            "members_reported": _NUMBER,
            "themes": _TEXT,
            "website": _TEXT,
            "wikidata": _TEXT,
        },
        "programmes": {
            "id": _TEXT,
            "name": _TEXT,
            "short_name": _TEXT,
            "kind": _TEXT,
            "part_of": _TEXT,
            "start": _TEXT,
            "end": _TEXT,
            "themes": _TEXT,
            "audience": _TEXT,
            "website": _TEXT,
        },
        "organisations": {
            "id": _TEXT,
            "name": _TEXT,
            "kind": _TEXT,
            "city": _TEXT,
            "country": _TEXT,
            "website": _TEXT,
        },
        "events": {
            "id": _TEXT,
            "name": _TEXT,
            "city": _TEXT,
            "start": _TEXT,
            "end": _TEXT,
            "recurrence": _TEXT,
            "themes": _TEXT,
            "website": _TEXT,
        },
        "relations": {
            "id": _TEXT,
            "source": _TEXT,
            "target": _TEXT,
            "type": _TEXT,
            "start": _TEXT,
            "end": _TEXT,
            "status": _TEXT,
            "themes": _TEXT,
            "note": _TEXT,
            "source_id": _TEXT,
            "checked": _TEXT,
        },
        "sources": {
            "id": _TEXT,
            "title": _TEXT,
            "publisher": _TEXT,
            "url": _TEXT,
            "published": _TEXT,
            "retrieved": _TEXT,
        },
        "contacts": {
            "id": _TEXT,
            "node": _TEXT,
            "name": _TEXT,
            "role": _TEXT,
            "email": _TEXT,
            "telephone": _TEXT,
            "note": _TEXT,
            "checked": _TEXT,
            "source_id": _TEXT,
        },
    }
)

#: Tables of personal data: left out of whatever leaves the product unless asked for.
PERSONAL_TABLES = ("contacts",)


def table_names(personal: bool) -> list[str]:
    """Return the names of the tables in their order, with those of personal data or without."""
    return [table for table in COLUMNS if personal or table not in PERSONAL_TABLES]


#: Table of nodes -> kind of its nodes.
NODE_TABLES: Mapping[str, str] = MappingProxyType(
    {
        "cities": "city",
        "networks": "network",
        "programmes": "programme",
        "organisations": "organisation",
        "events": "event",
    }
)


_NODES = tuple(NODE_TABLES)

#: Column that names a row by its id -> the tables in which that row may be.
POINTERS: Mapping[tuple[str, str], tuple[str, ...]] = MappingProxyType(
    {
        ("networks", "secretariat"): _NODES,
        ("programmes", "part_of"): _NODES,
        ("organisations", "city"): _NODES,
        ("events", "city"): _NODES,
        ("relations", "source"): _NODES,
        ("relations", "target"): _NODES,
        ("relations", "source_id"): ("sources",),
        ("contacts", "node"): _NODES,
        ("contacts", "source_id"): ("sources",),
    }
)
#: Columns that name a node.
NODE_POINTERS = tuple(
    dict.fromkeys(column for (_, column), tables in POINTERS.items() if tables == _NODES)
)


def empty_table(table: str) -> pd.DataFrame:
    """Return a table of that name with its columns and dtypes and no rows."""
    return _empty_table(table).copy()


@cache
def _empty_table(table: str) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in COLUMNS[table].items()})


@dataclass(frozen=True)
class Tables:
    """The tables of facts, one row a fact, missing values where unknown.

    Each attribute is a :class:`pandas.DataFrame` with exactly the columns and dtypes of
    :data:`COLUMNS`. Treat them as frozen: everything derived is cached under :attr:`revision`.
    """

    cities: pd.DataFrame
    networks: pd.DataFrame
    programmes: pd.DataFrame
    organisations: pd.DataFrame
    events: pd.DataFrame
    relations: pd.DataFrame
    sources: pd.DataFrame
    contacts: pd.DataFrame

    @classmethod
    def from_frames(cls, frames: Mapping[str, pd.DataFrame]) -> "Tables":
        """Bring frames into the common form; absent tables and columns are empty.

        Parameters
        ----------
        frames : mapping of str to pandas.DataFrame
            Table name -> rows. Blank text counts as missing. Number columns must hold numbers.
        """
        return cls(**{table: _common_form(table, frames.get(table)) for table in COLUMNS})

    def without_personal(self) -> "Tables":
        """Return the same tables with the tables of personal data empty."""
        return replace(self, **{table: empty_table(table) for table in PERSONAL_TABLES})

    @cached_property
    def revision(self) -> str:
        """Content hash of the tables: 12 hexadecimal digits that name this state.

        Personal data does not count: exports and notebooks name what they were made from alike,
        with it or without.
        """
        digest = hashlib.blake2b(digest_size=6)
        for table in table_names(personal=False):
            frame = getattr(self, table)
            digest.update(f"{table}:{len(frame)};".encode())
            digest.update(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())
        return digest.hexdigest()


def _common_form(table: str, frame: pd.DataFrame | None) -> pd.DataFrame:
    if frame is None:
        return empty_table(table)
    frame = frame.reindex(columns=list(COLUMNS[table])).reset_index(drop=True)
    return frame.assign(
        **{name: _as_dtype(frame[name], dtype) for name, dtype in COLUMNS[table].items()}
    )


def _as_dtype(column: pd.Series, dtype: str) -> pd.Series:
    if dtype == _NUMBER:
        return column.astype(_NUMBER)
    return without_blanks(column.astype(_TEXT))


def among(values: pd.Series | pd.Index, known: pd.Series | pd.Index) -> np.ndarray:
    """Tell which texts are among many known ones; ``Series.isin`` is slow where these are many."""
    if not len(values) or not len(known):
        return np.zeros(len(values), dtype=bool)
    values, known = (
        pa.array(texts.array, pa.large_string(), from_pandas=True) for texts in (values, known)
    )
    return pc.is_in(values, value_set=known).to_numpy(zero_copy_only=False)
