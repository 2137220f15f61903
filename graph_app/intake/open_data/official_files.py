"""The reading of a publisher's files: options, notes, and one file after the other."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pandas as pd

from graph_app.intake.files.readers import Rows, open_rows, unpacked
from graph_app.intake.merging.draft import Draft, Progress
from graph_app.intake.open_data.headers import Layout
from graph_app.intake.open_data.notes import Notes
from graph_app.intake.open_data.options import Options, options_from
from graph_app.intake.open_data.reading import read_fields
from graph_app.model.errors import TableError
from graph_app.model.messages import Message

#: Share of an import that is the reading of its files; the rest is what is made of them.
_READING = 0.9
_SHOWN_FILES = 4
_SHOWN_COLUMNS = 60

#: Files, or zips of files.
Paths = Iterable[Path | str]
#: Share of the whole import at the beginning and at the end of a file.
Part = tuple[float, float]
#: Gives the tables of a file, one after the other; the flag says whether there are other files.
Opener = Callable[[Path, bool], Generator[Rows, None, None]]


def reader(read: Callable[[Paths, Options, Notes, Progress], Draft]) -> Callable[..., Draft]:
    """Make a source of imports of the reading of a publisher's files.

    It is called as ``read(paths, progress, **options)``: ``paths`` are files or zips of files, the
    progress takes how far it is and may stop it, and the options are those of
    :class:`graph_app.intake.open_data.options.Options`. It raises a ``TableError`` if a file is
    another one, and a ``SettingsError`` if an option is unknown or has the wrong form.
    """

    def called(paths: Paths, progress: Progress | None = None, **options: object) -> Draft:
        return read(paths, options_from(options), Notes(), progress or Progress())

    called.__name__ = called.__qualname__ = read.__name__
    called.__doc__, called.__module__ = read.__doc__, read.__module__
    return called


@contextmanager
def official_files(paths: Paths) -> Iterator[list[tuple[Path, Part]]]:
    """Return each file, those in zips unpacked for a while, and its part of the import.

    Raises
    ------
    TableError
        If a zip cannot be unpacked.
    """
    with unpacked(paths) as files:
        each = _READING / max(1, len(files))
        yield [(path, (at * each, (at + 1) * each)) for at, path in enumerate(files)]


def read_alike(
    paths: Paths,
    layout: Layout,
    nothing: Message,
    notes: Notes,
    progress: Progress,
    strict: bool = False,
) -> pd.DataFrame:
    """Read files that all have the same columns.

    Parameters
    ----------
    paths : iterable of path
        Tables, or zips of them.
    layout : Layout
        Their fields.
    nothing : Message
        What is said of files without a row.
    notes : Notes
        Takes rows that cannot be read.
    progress : Progress
        Takes how far the files are read.
    strict : bool
        Refuse a file for a row with another number of cells than the header.

    Returns
    -------
    pandas.DataFrame of str
        As :func:`~graph_app.intake.open_data.reading.read_fields` gives it; never empty.

    Raises
    ------
    TableError
        If a file is another one, or no file has a row.
    """
    frames = []
    with official_files(paths) as files:
        for path, part in files:
            with open_rows(path) as opened:
                frames.append(read_fields(opened, layout, notes, progress, strict, part))
    if not any(map(len, frames)):
        raise TableError(nothing)
    return pd.concat(frames)


def read_by_columns(
    paths: Paths,
    layouts: Sequence[Layout],
    opener: Opener,
    notes: Notes,
    progress: Progress,
) -> tuple[dict[Layout, pd.DataFrame], str]:
    """Read files of several kinds, each known by its columns; those of no kind are left out.

    Parameters
    ----------
    paths : iterable of path
        Files, or zips of them.
    layouts : sequence of Layout
        The kinds; of several that fit, the first counts.
    opener : callable
        Opens the tables of a file.
    notes : Notes
        Takes rows that cannot be read.
    progress : Progress
        Takes how far the files are read.

    Returns
    -------
    found : dict of Layout to pandas.DataFrame
        The rows of each kind of which there is a file, as
        :func:`~graph_app.intake.open_data.reading.read_fields` gives them.
    seen : str
        The first tables that were opened and their columns, for messages; blank if there were none.
    """
    found: dict[Layout, list[pd.DataFrame]] = {}
    seen: list[str] = []
    with official_files(paths) as files:
        for path, part in files:
            with closing(opener(path, len(files) > 1)) as tables:
                for rows in tables:
                    seen.append(f"{rows.name} ({', '.join(rows.header[:4])[:_SHOWN_COLUMNS]})")
                    kind = next((one for one in layouts if one.fits(rows.header)), None)
                    if kind is not None:
                        fields = read_fields(rows, kind, notes, progress, part=part)
                        found.setdefault(kind, []).append(fields)
    joined = {kind: pd.concat(frames) for kind, frames in found.items()}
    return joined, "; ".join(seen[:_SHOWN_FILES])


def no_rows(layout: Layout) -> pd.DataFrame:
    """Return the fields of a file that is not there."""
    return pd.DataFrame(columns=[*layout.fields, "file"], dtype="str")
