"""The reference layer: a folder of public ties, each list with its source, licence and checksum.

A layer is a folder with ``manifest.json``, ``places.parquet``, ``bodies.parquet`` and, for each list,
a folder of its own with ``ties.parquet`` and the text of its licence. Lists of different licences
never share a file. A layer is data of others: it is read, never written to by the screens.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from graph_app.model.errors import TableError
from graph_app.model.messages import Message, path_text
from graph_app.model.words import slug
from graph_app.runtime.settings import settings

#: Columns of :attr:`ReferenceLayer.places`; numbers are float64, all others text.
PLACE_COLUMNS = ("geonames", "wikidata", "name", "country", "latitude", "longitude", "population")
#: Columns of :attr:`ReferenceLayer.bodies`: networks and programmes that lists name.
BODY_COLUMNS = ("id", "name", "short_name", "kind", "website")
#: Columns of :attr:`ReferenceLayer.ties`.
TIE_COLUMNS = ("source", "target", "type", "start", "end", "list")
_NUMBERS = frozenset(("latitude", "longitude", "population"))
#: Largest file that is read: ten times what all lists of the world take.
_MOST_BYTES = 50 * 2**20
_MANIFEST = "manifest.json"
_SHIPPED = Path(__file__).parents[3] / "data" / "reference"


@dataclass(frozen=True)
class PublicList:
    """A list of public ties, as the manifest describes it.

    Parameters
    ----------
    name : str
        Its folder in the layer.
    title, publisher, url : str
        Its source.
    licence : str
        SPDX identifier, or ``LicenseRef-`` and a name where there is none.
    published : str
        Day, month or year of what it says, a partial ISO date.
    complete : tuple of str
        Ids of networks and programmes of which it names every member.
    rows, left_out : int
        Ties that are here, and ties of the list that named a place nobody could be sure of.
    files : mapping of str to str
        File -> SHA-256, in hexadecimal digits.
    """

    name: str
    title: str
    publisher: str
    url: str
    licence: str
    published: str
    complete: tuple[str, ...] = ()
    rows: int = 0
    left_out: int = 0
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def source_id(self) -> str:
        """Id of the source of its ties."""
        return f"source:public-{self.name}"


@dataclass(frozen=True, eq=False)
class ReferenceLayer:
    """Public ties.

    Parameters
    ----------
    places : pandas.DataFrame
        :data:`PLACE_COLUMNS`; one row a place that a tie names, ``geonames`` unique.
    bodies : pandas.DataFrame
        :data:`BODY_COLUMNS`; networks and programmes, by their ids in our tables.
    ties : pandas.DataFrame
        :data:`TIE_COLUMNS`; an end is a GeoNames id or the id of a body.
    lists : tuple of PublicList
        Where the ties come from.
    digest : str
        Names this state of the layer; empty for one without ties.
    """

    places: pd.DataFrame
    bodies: pd.DataFrame
    ties: pd.DataFrame
    lists: tuple[PublicList, ...] = ()
    digest: str = ""

    def __len__(self) -> int:
        return len(self.ties)


def shipped_layer() -> ReferenceLayer:
    """Return the layer that ``GRAPH_APP_REFERENCE`` names, else the one that ships.

    Raises
    ------
    TableError
        As :func:`read_layer`.
    """
    return read_layer(settings().reference or _SHIPPED)


def no_layer() -> ReferenceLayer:
    """Return a layer without ties.

    Examples
    --------
    >>> len(no_layer())
    0
    """
    nothing = pd.DataFrame()
    return ReferenceLayer(
        table_of(nothing, PLACE_COLUMNS),
        table_of(nothing, BODY_COLUMNS),
        table_of(nothing, TIE_COLUMNS),
    )


def read_layer(folder: Path | str) -> ReferenceLayer:
    """Read a layer and check that nobody has changed its files.

    Parameters
    ----------
    folder : path
        The folder. One that is missing, or has no manifest, is a layer without ties.

    Returns
    -------
    ReferenceLayer

    Raises
    ------
    TableError
        If a file is missing, too large, or another than the manifest names.
    """
    manifest = Path(folder) / _MANIFEST
    if not manifest.is_file():
        return no_layer()
    content = _bytes(manifest)
    return _read_layer(Path(folder), content, hashlib.sha256(content).hexdigest())


@lru_cache(maxsize=4)
def _read_layer(folder: Path, content: bytes, digest: str) -> ReferenceLayer:
    try:
        said = json.loads(content)
        lists = tuple(_public_list(one) for one in said["lists"])
        own: Mapping[str, str] = dict(said["files"])
    except (ValueError, TypeError, KeyError, AttributeError):
        raise _broken(folder / _MANIFEST, Message("a manifest of a reference layer")) from None
    places = _checked(folder, "places.parquet", own, PLACE_COLUMNS)
    bodies = _checked(folder, "bodies.parquet", own, BODY_COLUMNS)
    parts = []
    for one in lists:
        ties = _checked(folder / one.name, "ties.parquet", one.files, TIE_COLUMNS[:-1])
        parts.append(ties.assign(list=one.name))
    ties = pd.concat(parts, ignore_index=True) if parts else table_of(pd.DataFrame(), TIE_COLUMNS)
    return ReferenceLayer(places, bodies, ties, lists, digest[:12])


def _public_list(said: Mapping[str, Any]) -> PublicList:
    one = PublicList(**{**said, "complete": tuple(said["complete"])})
    # A name is a folder: none that leads out of the layer.
    if not one.name or slug(one.name) != one.name:
        raise ValueError(one.name)
    return one


def _checked(
    folder: Path, name: str, digests: Mapping[str, str], columns: tuple[str, ...]
) -> pd.DataFrame:
    path = folder / name
    content = _bytes(path)
    if hashlib.sha256(content).hexdigest() != digests.get(name):
        raise _broken(path, Message("the file that the manifest names by its SHA-256"))
    frame = pd.read_parquet(path, columns=list(columns))
    return table_of(frame, columns)


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _broken(path, Message("at most {size} MB", size=_MOST_BYTES // 2**20))
        return path.read_bytes()
    except OSError:
        raise _broken(path, Message("a file that can be read")) from None


def _broken(path: Path, expected: Message) -> TableError:
    return TableError("{file}: expected {expected}", file=path_text(path), expected=expected)


def table_of(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """Return a frame with these columns and their dtypes; missing texts and columns are blank."""
    table = frame.reindex(columns=list(columns)).reset_index(drop=True)
    table = table.astype({name: "float64" if name in _NUMBERS else "str" for name in columns})
    return table.assign(
        **{name: table[name].fillna("") for name in columns if name not in _NUMBERS}
    )


def write_layer(layer: ReferenceLayer, folder: Path, licences: Mapping[str, str]) -> None:
    """Write a layer: the same ties give the same bytes.

    Parameters
    ----------
    layer : ReferenceLayer
        The layer; the checksums of its lists are made here.
    folder : Path
        Where to; made if it is not there.
    licences : mapping of str to str
        Text of the licence of each list, by the list's name, and of the places under ``places``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "places.parquet": _write(layer.places, folder / "places.parquet"),
        "bodies.parquet": _write(layer.bodies, folder / "bodies.parquet"),
    }
    (folder / "LICENCE-places.txt").write_text(licences["places"], encoding="utf-8")
    lists = []
    for one in layer.lists:
        own = folder / one.name
        own.mkdir(exist_ok=True)
        (own / "LICENCE.txt").write_text(licences[one.name], encoding="utf-8")
        ties = layer.ties[layer.ties["list"] == one.name].drop(columns="list")
        digest = _write(ties.reset_index(drop=True), own / "ties.parquet")
        lists.append(asdict(one) | {"files": {"ties.parquet": digest}})
    manifest = json.dumps({"files": files, "lists": lists}, indent=1, ensure_ascii=False)
    (folder / _MANIFEST).write_text(manifest + "\n", encoding="utf-8")


def _write(frame: pd.DataFrame, path: Path) -> str:
    frame.to_parquet(path, compression="zstd", index=False)
    return hashlib.sha256(path.read_bytes()).hexdigest()
