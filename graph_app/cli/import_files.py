"""The verb ``import``: files into a folder of tables, after a preview."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from graph_app.cli import options
from graph_app.cli.facts import store_is_set
from graph_app.cli.import_report import Outcome, print_report, report_json, say_answers
from graph_app.cli.output import writing
from graph_app.cli.stores import actor, opened
from graph_app.i18n import Translator, get_translator
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
from graph_app.store import Revision

_YES = frozenset(("yes", "y", "true", "1", "x", "kyllä", "ja"))
_NO = frozenset(("no", "n", "false", "0", "ei", "nej"))


_FILE = click.Path(path_type=Path)


@options.verb("import edges twins.csv --mapping twin-cities --into data --dry-run")
@click.argument("source", type=options.Choice(SOURCES), metavar="SOURCE", help=", ".join(SOURCES))
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@click.option(
    "--into", type=_FILE, metavar="DIR", help="folder of tables; else the store that is set"
)
@click.option("--mapping", metavar="NAME|FILE", help="what the columns mean")
@click.option(
    "--type", type=options.Choice(RELATION_TYPES), metavar="TYPE",
    help=f"of every tie: {', '.join(RELATION_TYPES)}",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="show the preview, write nothing")
@click.option("--yes", is_flag=True, help="confirm the preview")
@click.option("--personal", is_flag=True, help="take contact persons as well")
@click.option("--decisions", type=_FILE, metavar="CSV", help="yes or no to doubtful places")
@click.option("--report", type=_FILE, metavar="FILE", help="write it all: .json, else as CSV")
@click.option("--doubtful", type=_FILE, metavar="CSV", help="write the doubtful places")
@click.option(
    "--option", "more", multiple=True, metavar="NAME=VALUE", help="an option of the source"
)
@options.by
@options.language
def command(
    source: str,
    files: tuple[Path, ...],
    into: Path | None,
    dry_run: bool,
    yes: bool,
    decisions: Path | None,
    report: Path | None,
    doubtful: Path | None,
    by: str | None,
    lang: str,
    **for_source: Any,
) -> int:
    """Read files into a folder of tables or the store, after a preview."""
    tr, target = get_translator(lang), _Target(into, for_source["personal"], by)
    answers, old = read_decisions(decisions), target.tables()
    progress = Progress(_print_progress if sys.stderr.isatty() else None)
    draft = SOURCES[source](list(files), progress, **_options(**for_source))
    merged = merge(old, draft, answers)
    outcome = Outcome(source, files, target.name, merged, for_source["mapping"], draft.keep_ids)
    print_report(outcome, tr)
    _write(doubtful, merged.report.doubtful_csv)
    revision = None
    if not dry_run and (yes or _confirmed(tr)):
        say_answers(outcome, tr)
        revision = target.write(merged, files)
    _write(report, lambda: _report(report, outcome, tr, revision))
    if dry_run:
        print(tr("Dry run: nothing was written."), file=sys.stderr)
        return 0
    if revision is None:
        print(tr("Nothing was written; --yes confirms the preview."), file=sys.stderr)
        return 2
    print(
        tr("Written to {place}, revision {revision}", place=target.name, revision=revision),
        file=sys.stderr,
    )
    return 0


class _Target:
    """Where an import goes: a folder that is named, else the store that is set."""

    def __init__(self, folder: Path | None, personal: bool, by: str | None):
        if folder is None and not store_is_set():
            raise TableError.wrong("--into", "", Message("a folder, or a store: GRAPH_APP_STORE"))
        self._folder, self._personal, self._by = folder, personal, by
        self._base: Revision | None = None
        self.name = "store" if folder is None else str(folder)

    def tables(self) -> Tables:
        """Return the tables to import into; none if there are none yet."""
        if self._folder is not None:
            return _tables(self._folder)
        with opened(None, make=True) as store:
            self._base, tables = store.snapshot()
        return tables

    def write(self, merged: Merged, files: Sequence[Path]) -> str:
        """Write what is new, and return the revision."""
        if self._folder is not None:
            with writing(self._folder):
                write_tables(merged.tables, self._folder, personal=self._personal)
            return merged.tables.revision
        assert self._base is not None
        if not len(merged.changes):
            return str(self._base.number)
        reason = ", ".join(path.name for path in files)[:200]
        with opened(None) as store:
            made = store.save(
                merged.changes, actor=actor(self._by), base=self._base, reason=reason, kind="import"
            )
        return str(made.number)


def _report(path: Path | None, outcome: Outcome, tr: Translator, revision: str | None) -> bytes:
    if path is not None and path.suffix.lower() == ".json":
        return report_json(outcome, tr, revision)
    return outcome.merged.report.to_csv(tr.error)


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


def _confirmed(tr: Translator) -> bool:
    if not sys.stdin.isatty():
        return False
    print(tr("Write this?") + " [y/N] ", end="", file=sys.stderr, flush=True)
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
