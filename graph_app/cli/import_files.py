"""The verb ``import``: files into a folder of tables, after a preview."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from graph_app.cli import options
from graph_app.cli.output import writing
from graph_app.intake.files.guards import decode_utf8, read_whole
from graph_app.intake.files.readers import open_rows
from graph_app.intake.merging.draft import Progress
from graph_app.intake.merging.merge import Merged, merge
from graph_app.intake.project.folder import load_folder, write_tables
from graph_app.intake.sources import SOURCES
from graph_app.model.csv_text import unescape
from graph_app.model.errors import TableError
from graph_app.model.messages import Message
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.tables import Tables

_YES = frozenset(("yes", "y", "true", "1", "x", "kyllä", "ja"))
_NO = frozenset(("no", "n", "false", "0", "ei", "nej"))


_FILE = click.Path(path_type=Path)


@options.verb("import edges twins.csv --mapping twin-cities --into data --dry-run")
@click.argument("source", type=options.Choice(SOURCES), metavar="SOURCE", help=", ".join(SOURCES))
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@click.option("--into", type=_FILE, required=True, metavar="DIR", help="folder of tables")
@click.option("--mapping", metavar="NAME|FILE", help="what the columns mean")
@click.option(
    "--type", type=options.Choice(RELATION_TYPES), metavar="TYPE",
    help=f"of every tie: {', '.join(RELATION_TYPES)}",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="show the preview, write nothing")
@click.option("--yes", is_flag=True, help="confirm the preview")
@click.option("--personal", is_flag=True, help="take contact persons as well")
@click.option("--decisions", type=_FILE, metavar="CSV", help="yes or no to doubtful places")
@click.option("--report", type=_FILE, metavar="CSV", help="write what was changed, rejected")
@click.option("--doubtful", type=_FILE, metavar="CSV", help="write the doubtful places")
@click.option(
    "--option", "more", multiple=True, metavar="NAME=VALUE", help="an option of the source"
)
def command(
    source: str,
    files: tuple[Path, ...],
    into: Path,
    dry_run: bool,
    yes: bool,
    decisions: Path | None,
    report: Path | None,
    doubtful: Path | None,
    **for_source: Any,
) -> int:
    """Read files into a folder of tables, after a preview."""
    options_of_source = _options(**for_source)
    answers, old = read_decisions(decisions), _tables(into)
    progress = Progress(_print_progress if sys.stderr.isatty() else None)
    draft = SOURCES[source](list(files), progress, **options_of_source)
    merged = merge(old, draft, answers)
    _show(merged)
    _write(report, merged.report.to_csv)
    _write(doubtful, merged.report.doubtful_csv)
    if dry_run:
        print("Dry run: nothing was written.", file=sys.stderr)
        return 0
    if not yes and not _confirmed():
        print("Nothing was written; --yes confirms the preview.", file=sys.stderr)
        return 2
    with writing(into):
        write_tables(merged.tables, into, personal=for_source["personal"])
    print(f"Written to {into}, revision {merged.tables.revision}", file=sys.stderr)
    return 0


def _options(
    more: tuple[str, ...], mapping: str | None, type: str | None, personal: bool
) -> dict[str, object]:
    found: dict[str, object] = {}
    for text in more:
        name, mark, value = text.partition("=")
        if not mark or not name.isidentifier():
            raise TableError.wrong("--option", text, Message("NAME=VALUE"))
        if name in ("contacts", "personal"):
            raise TableError.wrong("--option", name, Message("--personal for contact persons"))
        found[name] = value
    named = {"mapping": mapping, "type": type, "personal": personal}
    return found | {name: value for name, value in named.items() if value}


def _tables(folder: Path) -> Tables:
    """Return the tables to import into: those in the folder, none if it is new or empty."""
    if folder.is_dir() and any(folder.glob("*.csv")):
        return load_folder(folder)
    return Tables.from_frames({})


def _print_progress(share: float, rows: int) -> None:
    end = "\n" if share >= 1 else ""
    print(f"\r{share:4.0%}, {rows:,} rows", end=end, file=sys.stderr, flush=True)


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
                    answers[unescape(key)] = said in _YES
                elif said:
                    raise TableError.wrong(f"{path.name}, same", said, Message("yes or no"))
    return answers


def _write(path: Path | None, content: Callable[[], bytes]) -> None:
    if path is not None:
        with writing(path):
            path.write_bytes(content())
