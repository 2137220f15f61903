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

from graph_app.model.kinds import KINDS
from graph_app.model.texts import without_blanks

_NUMBERS = {"latitude", "longitude", "population", "members_reported"}
_COLUMNS = {
    "cities": "id name name_fi name_sv country latitude longitude population wikidata geonames",
    "networks": "id name short_name founded secretariat scope members_reported themes website "
    "wikidata",
    "programmes": "id name short_name kind part_of start end themes audience website",
    "organisations": "id name kind city country website",
    "events": "id name city start end recurrence themes website",
    "relations": "id source target type start end status themes note source_id checked",
    "sources": "id title publisher url published retrieved",
    "contacts": "id node name role email telephone note checked source_id",
}

#: Table -> column -> dtype. The order is the order in the files.
COLUMNS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        table: {name: "float64" if name in _NUMBERS else "str" for name in names.split()}
        for table, names in _COLUMNS.items()
    }
)

#: Columns that came with a later version: a file that lacks one is of an earlier version.
LATER_COLUMNS = frozenset({("cities", "geonames")})

#: Tables of personal data: left out of whatever leaves the product unless asked for.
PERSONAL_TABLES = ("contacts",)


def table_names(personal: bool) -> list[str]:
    """Return the names of the tables in their order, with those of personal data or without."""
    return [table for table in COLUMNS if personal or table not in PERSONAL_TABLES]


#: Table of nodes -> kind of its nodes. These tables come first, in the order of their kinds.
NODE_TABLES: Mapping[str, str] = MappingProxyType(dict(zip(COLUMNS, KINDS, strict=False)))
#: Attribute of exported nodes that lists which of their facts are those of the city they name.
FROM_CITY = "from_city"
#: Target of the processing instruction with the sources in a file that has no place for them.
SOURCES_INSTRUCTION = "graph-app-sources"
#: Columns that name a node.
NODE_POINTERS = ("secretariat", "part_of", "city", "source", "target", "node")
#: Column that names a row by its id -> the tables in which that row may be.
POINTERS: Mapping[tuple[str, str], tuple[str, ...]] = MappingProxyType(
    {
        (table, name): ("sources",) if name == "source_id" else tuple(NODE_TABLES)
        for table, names in COLUMNS.items()
        for name in names
        if name in (*NODE_POINTERS, "source_id")
    }
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
    frame = frame.astype(dict(COLUMNS[table]))
    texts = [name for name, dtype in COLUMNS[table].items() if dtype == "str"]
    return frame.assign(**{name: without_blanks(frame[name]) for name in texts})


def among(values: pd.Series | pd.Index, known: pd.Series | pd.Index) -> np.ndarray:
    """Return which texts are among many known ones; ``Series.isin`` is slow where these are many."""
    if not len(values) or not len(known):
        return np.zeros(len(values), dtype=bool)
    texts, wanted = (
        pa.array(column.array, pa.large_string(), from_pandas=True) for column in (values, known)
    )
    found: np.ndarray = pc.is_in(texts, value_set=wanted).to_numpy(zero_copy_only=False)
    return found
