"""The beginning of a foreign table: what can be known of it before anybody has said what it means."""

import re
import zipfile
from collections.abc import Callable
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import pandas as pd

from graph_app.intake.edges.edge_list import read_table
from graph_app.intake.edges.mapping import Mapping, personal_columns
from graph_app.intake.edges.suggestions import (
    bare_words,
    named_meanings,
    suggest_columns,
    suggest_dates,
    suggest_mapping,
)
from graph_app.intake.files.encodings import ENCODINGS
from graph_app.intake.files.readers import Form, Rows, open_rows, unpacked
from graph_app.model.errors import GraphAppError
from graph_app.model.findings import Finding
from graph_app.model.messages import Message
from graph_app.model.tables import NODE_TABLES
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
    sheets : mapping of str to bool
        Sheet of a workbook -> whether it is visible.
    """

    name: str
    frame: pd.DataFrame
    form: Form
    findings: tuple[Finding, ...] = ()
    sheets: MappingType[str, bool] = field(default_factory=dict)

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
        return Peek(rows.name, frame, replace(rows.form, kind=""), said, rows.sheets)


def peek_aside(
    path: Path, who: str, wanted: Callable[[], bool] = always, form: Form | None = None
) -> Peek:
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
    form : Form, optional
        How it is written, as far as a person has said.

    Raises
    ------
    GraphAppError
        If it cannot be read, takes too much, or too much is done already.
    """
    if path.is_file() and path.stat().st_size <= _SMALL and not zipfile.is_zipfile(path):
        return peek(path, form)
    with work_pool().place(f"import {who}", wanted, _SECONDS) as call:
        seen: Peek = call(peek, path, form)
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
        slug(seen.name) or "table",
        {"title": seen.name},
        columns,
        constants,
        form=seen.form,
        dates=suggest_dates(columns, seen.frame),
    )


def odd_words(seen: Peek, most: int = 3) -> list[str]:
    """Return some words with letters that are not ASCII: they are wrong in a wrong encoding."""
    cells = (cell for row in seen.frame.to_numpy() for cell in row)
    words = (word for cell in cells for word in re.findall(r"[^\s;,()]+", cell))
    return list(islice(dict.fromkeys(word for word in words if not word.isascii()), most))


def close_encoding(seen: Peek) -> str:
    """Return the encoding that is nearly as likely as the one a file was read in, or nothing."""
    for one in seen.findings:
        if isinstance(one.expected, Message) and not one.row:
            other = dict(one.expected.values).get("other", "")
            if other in ENCODINGS:
                return str(other)
    return ""


@dataclass(frozen=True, eq=False)
class Sample:
    """The first rows as an import would read them.

    Parameters
    ----------
    ties : pandas.DataFrame
        Ties with ``row``, their ends under the names of the file.
    findings : tuple of Finding
        What was not understood in the rows that were looked at.
    error : GraphAppError or None
        Why nothing could be read.
    """

    ties: pd.DataFrame
    findings: tuple[Finding, ...] = ()
    error: GraphAppError | None = None


def sample_of(seen: Peek, mapping: Mapping) -> Sample:
    """Read the rows that were looked at through a mapping; places are not matched."""
    records = zip(seen.frame.index.tolist(), seen.frame.to_numpy().tolist(), strict=True)
    rows = Rows(seen.name, seen.header, iter(records), mapping.form)
    try:
        draft = read_table(rows, mapping)
    except GraphAppError as error:
        return Sample(pd.DataFrame(), error=error)
    names = {
        id_: name
        for table in NODE_TABLES
        if table in draft.frames
        for id_, name in draft.frames[table][["id", "name"]].itertuples(index=False)
    }
    ties = draft.frames["relations"].sort_values("row", kind="stable")
    ends = {end: ties[end].map(names).astype(object) for end in ("source", "target")}
    return Sample(ties.assign(**ends), draft.findings)


def words_of(seen: Peek, columns: tuple[str, ...], meaning: str = "") -> list[str]:
    """Return the distinct words of columns among the first rows, most frequent first."""
    cells = pd.concat([seen.frame[name] for name in columns]) if columns else pd.Series(dtype="str")
    words = cells.str.strip().value_counts().index
    return [word for word in bare_words(meaning, words.to_series()) if word][:_WORDS]
