"""The beginning of a foreign table: what can be known of it before anybody has said what it means."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from graph_app.intake.edges.mapping import Mapping, personal_columns
from graph_app.intake.edges.suggestions import named_meanings, suggest_columns, suggest_mapping
from graph_app.intake.files.readers import Form, open_rows, unpacked
from graph_app.model.findings import Finding
from graph_app.model.messages import Message
from graph_app.model.words import slug
from graph_app.runtime.admission import always
from graph_app.runtime.worker_pool import work_pool

#: Rows that are looked at, and words of a column that are given.
_LOOKED, _WORDS = 2000, 12
#: Bytes up to which a file is looked at here, and seconds that a look at a larger one may take.
_SMALL, _SECONDS = 2**20, 120.0


@dataclass(frozen=True, eq=False)
class Peek:
    """The beginning of a table.

    Parameters
    ----------
    name : str
        Name of the file.
    frame : pandas.DataFrame of str
        Its first rows; the index gives row numbers.
    form : Form
        What was recognised of how it is written.
    findings : tuple of Finding
        What was recognised, mended or left out, for a person to correct.
    """

    name: str
    frame: pd.DataFrame
    form: Form
    findings: tuple[Finding, ...] = ()

    @property
    def header(self) -> list[str]:
        """Return the names of the columns."""
        return [str(name) for name in self.frame]


def peek(path: Path, form: Form | None = None) -> Peek:
    """Look at the first rows of a table, or of the first one in a zip.

    Raises
    ------
    TableError
        If it cannot be read.
    """
    with unpacked([path]) as files, open_rows(files[0], form, named_meanings) as rows:
        frame, _uneven = next(rows.portions(_LOOKED), (pd.DataFrame(columns=rows.header), []))
        said = tuple(Finding(rows.name, *one) for one in rows.take_remarks())
        if not named_meanings(rows.header):
            expected = Message("the names of the columns; this row may be one of the table")
            names = ", ".join(rows.header)
            said += (Finding(rows.name, rows.form.header or 1, "", names, expected),)
        return Peek(rows.name, frame, replace(rows.form, kind=""), said)


def peek_aside(path: Path, who: str, wanted: Callable[[], bool] = always) -> Peek:
    """Look at the first rows as :func:`peek`; of a file that may be large, in a worker process.

    JSON is read whole, and what is packed may be of any size.

    Parameters
    ----------
    path : Path
        The file.
    who : str
        Names the person, see :class:`~graph_app.runtime.admission.Admission`.
    wanted : callable
        Asked again and again; False stops it.

    Raises
    ------
    GraphAppError
        If it cannot be read, takes too much, or too much is done already.
    """
    if path.is_file() and path.stat().st_size <= _SMALL and not zipfile.is_zipfile(path):
        return peek(path)
    with work_pool().place(f"import {who}", wanted, _SECONDS) as call:
        seen: Peek = call(peek, path)
    return seen


def first_mapping(seen: Peek, home: str = "") -> Mapping:
    """Suggest a mapping to begin with, complete enough to be valid only when the names say so.

    ``home`` is the name of the city whose list it may be.
    """
    found = suggest_mapping(seen.header, seen.name, seen.form, home, seen.frame)
    if found is not None:
        return found
    # Nothing says which columns are the ends: the first two are suggested, to be corrected.
    free = [name for name in seen.header if name not in personal_columns(seen.header)]
    columns = suggest_columns(seen.header) | {"from.name": (*free[:1],), "to.name": (*free[1:2],)}
    constants = {"from.kind": "city", "to.kind": "city"}
    if "type" not in columns:
        constants["type"] = "sister_city"
    columns = {name: listed or (seen.header[0],) for name, listed in columns.items()}
    return Mapping(
        slug(seen.name) or "table", {"title": seen.name}, columns, constants, form=seen.form
    )


def words_of(seen: Peek, columns: tuple[str, ...]) -> list[str]:
    """Return the distinct words of columns among the first rows, most frequent first."""
    cells = pd.concat([seen.frame[name] for name in columns]) if columns else pd.Series(dtype="str")
    return [word for word in cells.str.strip().value_counts().index if word][:_WORDS]
