"""The verb ``import``: files into a folder of tables, after a preview."""

import argparse
import sys
from pathlib import Path

from graph_app.intake.files.guards import decode_utf8, read_whole
from graph_app.intake.files.readers import open_rows
from graph_app.intake.merging.draft import Progress
from graph_app.intake.merging.merge import Merged, merge
from graph_app.intake.project.folder import load_folder, write_tables
from graph_app.intake.sources import SOURCES
from graph_app.model.errors import ExportError, TableError, reason_of
from graph_app.model.messages import Message
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.tables import Tables

_YES = frozenset(("yes", "y", "true", "1", "x", "kyllä", "ja"))
_NO = frozenset(("no", "n", "false", "0", "ei", "nej"))


def register(verbs) -> None:
    """Add the verb to the command line."""
    verb = verbs.add_parser("import", help="read files into a folder of tables, after a preview")
    verb.add_argument("source", metavar="SOURCE", help=", ".join(SOURCES))
    verb.add_argument("files", nargs="+", type=Path, metavar="FILE")
    verb.add_argument("--into", type=Path, required=True, metavar="DIR")
    verb.add_argument("--mapping", metavar="NAME|FILE", help="what the columns mean")
    verb.add_argument("--type", choices=RELATION_TYPES, metavar="TYPE", help="of every tie")
    verb.add_argument("--dry-run", action="store_true", help="show the preview, write nothing")
    verb.add_argument("--yes", action="store_true", help="confirm the preview")
    verb.add_argument("--personal", action="store_true", help="take contact persons as well")
    verb.add_argument("--decisions", type=Path, metavar="CSV", help="yes or no to doubtful places")
    verb.add_argument("--report", type=Path, metavar="CSV", help="write what was changed, rejected")
    verb.add_argument("--doubtful", type=Path, metavar="CSV", help="write the doubtful places")
    verb.add_argument("--option", action="append", default=[], metavar="NAME=VALUE",
                      help="an option of the source")  # fmt: skip
    verb.set_defaults(run=_import)


def _import(arguments: argparse.Namespace) -> int:
    if arguments.source not in SOURCES:
        raise TableError(
            "import: found the source {source!r}, expected one of {known}",
            source=arguments.source,
            known=SOURCES,
        )
    decisions = read_decisions(arguments.decisions)
    old = _tables(arguments.into)
    progress = Progress(_teller())
    draft = SOURCES[arguments.source](arguments.files, progress, **_options(arguments))
    merged = merge(old, draft, decisions)
    _show(merged)
    for path, content in (
        (arguments.report, merged.report.to_csv),
        (arguments.doubtful, merged.report.doubtful_csv),
    ):
        if path is not None:
            _write(path, content())
    if arguments.dry_run:
        print("Dry run: nothing was written.", file=sys.stderr)
        return 0
    if not arguments.yes and not _confirmed():
        print("Nothing was written; --yes confirms the preview.", file=sys.stderr)
        return 2
    try:
        write_tables(merged.tables, arguments.into, personal=arguments.personal)
    except OSError as error:
        raise ExportError(
            "{path}: cannot be written: {reason}", path=arguments.into, reason=reason_of(error)
        ) from error
    print(f"Written to {arguments.into}, revision {merged.tables.revision}", file=sys.stderr)
    return 0


def _options(arguments: argparse.Namespace) -> dict[str, object]:
    options: dict[str, object] = {}
    for text in arguments.option:
        name, mark, value = text.partition("=")
        if not mark or not name.isidentifier():
            raise TableError.wrong("--option", text, Message("NAME=VALUE"))
        if name in ("contacts", "personal"):
            raise TableError.wrong("--option", name, Message("--personal for contact persons"))
        options[name] = value
    for name in ("mapping", "type"):
        if getattr(arguments, name):
            options[name] = getattr(arguments, name)
    return options | ({"personal": True} if arguments.personal else {})


def _tables(folder: Path) -> Tables:
    """Return the tables to import into: those in the folder, none if it is new or empty."""
    if folder.is_dir() and any(folder.glob("*.csv")):
        return load_folder(folder)
    return Tables.from_frames({})


def _teller():
    """Return a teller of progress for a person who watches; none where stderr is a file."""
    if not sys.stderr.isatty():
        return None
    return lambda share, rows: print(
        f"\r{share:4.0%}, {rows:,} rows",
        end="\n" if share >= 1 else "",
        file=sys.stderr,
        flush=True,
    )


def _show(merged: Merged) -> None:
    report = merged.report
    print(report.summary())
    for table, n in report.added.items():
        print(f"new in {table}: {n:,}")
    for what, n in sorted(report.counts.items()):
        print(f"{what}: {n:,}")
    for finding in report.findings[:10]:
        print(finding)
    if len(report.findings) > 10:
        print(f"... and {len(report.findings) - 10:,} more; --report writes them all")


def _confirmed() -> bool:
    if not sys.stdin.isatty():
        return False
    print("Write this? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in _YES


def read_decisions(path: Path | None) -> dict[str, bool]:
    """Read the answers to doubtful places: columns ``id`` and ``same`` (yes or no)."""
    if path is None:
        return {}
    decode_utf8(path.name, read_whole(path, Message("a CSV with the columns id and same")))
    answers: dict[str, bool] = {}
    with open_rows(path) as rows:
        if not {"id", "same"} <= set(rows.header):
            raise TableError("{name}: found no columns id and same, expected both", name=path.name)
        for frame, _ in rows.portions():
            for key, said in zip(frame["id"], frame["same"].str.strip().str.lower(), strict=True):
                if said in _YES or said in _NO:
                    answers[key] = said in _YES
                elif said:
                    raise TableError.wrong(f"{path.name}, same", said, Message("yes or no"))
    return answers


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise ExportError(
            "{path}: cannot be written: {reason}", path=path, reason=reason_of(error)
        ) from error
