"""The sources that an import can read: name -> reader.

A reader is called as ``reader(paths, progress, **options)`` and gives a
:class:`graph_app.intake.merging.draft.Draft`.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import wraps
from pathlib import Path

from graph_app.intake.edges.edge_list import read_edges
from graph_app.intake.edges.mapping import Mapping, load_mapping
from graph_app.intake.edges.suggestions import named_meanings, suggest_mapping
from graph_app.intake.files.graph_files import read_graphs
from graph_app.intake.files.readers import open_rows, unpacked
from graph_app.intake.merging.draft import Draft, Progress
from graph_app.intake.open_data import READERS
from graph_app.intake.own_exports.tables import read_own_export
from graph_app.intake.project.own_tables import read_own_tables
from graph_app.model.errors import TableError
from graph_app.model.relations import RELATION_TYPES

#: Rows whose words for types, kinds and statuses are looked up.
_LOOKED = 1_000


def read_edges_source(
    paths: Iterable[Path | str],
    progress: Progress | None = None,
    mapping: str | Mapping | None = None,
    type: str = "",
    personal: bool = False,
    today: datetime.date | None = None,
    **_more: object,
) -> Draft:
    """Read tables of ties through a mapping: one that ships, a saved one, or a suggested one.

    Parameters
    ----------
    mapping : str or Mapping, optional
        Name, path or the mapping itself; suggested from the first file's columns when absent.
    type : str
        Relation type of every tie, in place of the mapping's.
    personal : bool
        Whether the columns of contact persons that the mapping names may be taken.
    """
    paths = list(paths)
    chosen = mapping if isinstance(mapping, Mapping) else mapping_for(paths, mapping)
    if type:
        if type not in RELATION_TYPES:
            raise TableError.one_of("type", type, RELATION_TYPES)
        columns = {key: value for key, value in chosen.columns.items() if key != "type"}
        chosen = replace(chosen, columns=columns, constants=dict(chosen.constants) | {"type": type})
    return read_edges(paths, replace(chosen, personal=personal), progress, today)


def mapping_for(paths: list[Path | str], name: str | None) -> Mapping:
    """Return the mapping of a name or path, else the one that the first file's columns suggest.

    Raises
    ------
    TableError
        If there is none, or the columns do not say which two are the ends of a tie.
    """
    if name:
        return load_mapping(name)
    with unpacked(paths[:1]) as files, open_rows(files[0], None, named_meanings) as rows:
        form = replace(rows.form, kind="")
        frame = next((frame for frame, _ in rows.portions(_LOOKED)), None)
        found = suggest_mapping(rows.header, rows.name, form, frame=frame)
        if found is None:
            raise TableError(
                "{name}: found the columns {columns}, expected a mapping that says which two are "
                "the ends of a tie (--mapping)",
                name=rows.name,
                columns=[column[:80] for column in rows.header[:8]],
            )
        return found


def _or_own_export(read: Callable[..., Draft], name: str) -> Callable[..., Draft]:
    """Return a reader that takes an own export for what it is, and reads any other file."""

    @wraps(read)
    def reader(
        paths: Iterable[Path | str], progress: Progress | None = None, **more: object
    ) -> Draft:
        paths = list(paths)
        own = read_own_export(paths, progress)
        return read(paths, progress, **more) if own is None else own

    # By this name another process finds it.
    reader.__module__, reader.__name__, reader.__qualname__ = __name__, name, name
    return reader


read_edges_or_export = _or_own_export(read_edges_source, "read_edges_or_export")
read_folder_or_export = _or_own_export(read_own_tables, "read_folder_or_export")
read_graphs_or_export = _or_own_export(read_graphs, "read_graphs_or_export")

#: Name of a source -> its reader.
SOURCES: dict[str, Callable[..., Draft]] = {
    "edges": read_edges_or_export,
    "folder": read_folder_or_export,
    "graph": read_graphs_or_export,
    **READERS,
}
