"""How verbs print rows and write files."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from graph_app.model.csv_text import write_csv
from graph_app.model.errors import ExportError, reason_of
from graph_app.runtime.private_files import write_whole


def print_rows(rows: pd.DataFrame, form: str, width: int = 40) -> None:
    """Print rows as one of :data:`graph_app.cli.options.FORMATS`.

    Parameters
    ----------
    rows : pandas.DataFrame
        What to print.
    form : str
        The format.
    width : int
        Most characters of a cell in a table.
    """
    if form == "json":
        print_json(rows.to_dict("records"))
    elif form == "csv":
        write_csv(rows, sys.stdout)
    else:
        print(rows.to_string(index=False, max_colwidth=width, float_format="{:.4f}".format))


def print_known(rows: pd.DataFrame, form: str) -> None:
    """Print rows; what is not known is null in JSON and empty elsewhere."""
    blank = None if form == "json" else ""
    print_rows(rows.astype(object).where(rows.notna(), blank), form)


def print_json(records: list[dict]) -> None:
    """Print records as JSON that people can read."""
    print(json.dumps(records, ensure_ascii=False, indent=1))


def write_file(content: bytes, out: str, force: bool) -> None:
    """Write in one step: a file that is there is whole, whatever happens meanwhile.

    Parameters
    ----------
    content : bytes
        What to write.
    out : str
        Name of the file; ``-`` for standard output.
    force : bool
        Whether to overwrite a file.

    Raises
    ------
    ExportError
        If the file exists or cannot be written.
    """
    if out == "-":
        sys.stdout.buffer.write(content)
        return
    path = Path(out)
    if path.exists() and not force:
        raise ExportError("{path}: exists already; --force overwrites it", path=path)
    with writing(path):
        write_whole(path, content)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raise an :class:`ExportError` that names the path where it cannot be written."""
    try:
        yield
    except OSError as error:
        raise ExportError(
            "{path}: cannot be written: {reason}", path=path, reason=reason_of(error)
        ) from error
