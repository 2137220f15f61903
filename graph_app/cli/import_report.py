"""What an import did, as words on the screen, as JSON for programs, or as CSV."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from graph_app.i18n import Translator
from graph_app.intake.edges.cells import named_columns
from graph_app.intake.files.readers import open_rows, unpacked
from graph_app.intake.merging.merge import Merged
from graph_app.intake.sources import mapping_for
from graph_app.model.findings import Finding
from graph_app.model.tables import COLUMNS
from graph_app.wording.data import count_words
from graph_app.wording.imports import import_figures, new_rows

#: Of the form of a JSON report; a key is never renamed or given another meaning under one number.
VERSION = 1
_MOST_SHOWN = 10


@dataclass(frozen=True, eq=False)
class Outcome:
    """An import, to be told.

    Parameters
    ----------
    source : str
        Name of the source.
    files : sequence of path
        What was read.
    into : str
        The folder; ``store`` for the store.
    merged : Merged
        What it makes of the tables.
    mapping : str, optional
        The mapping that was asked for.
    own : bool
        Whether the files carry the ids of our tables, and no mapping is needed.
    """

    source: str
    files: Sequence[Path]
    into: str
    merged: Merged
    mapping: str | None = None
    own: bool = False

    def detected(self) -> tuple[list[dict[str, object]], dict[str, list[str]]]:
        """Return how each file was read, and what its columns were taken for."""
        if self.source != "edges" or self.own:
            return [{"file": path.name} for path in self.files], {}
        mapping = mapping_for(list(self.files), self.mapping)
        forms = []
        with unpacked(self.files) as files:
            for path in files:
                with open_rows(path, mapping.form, named_columns(mapping)) as rows:
                    form = rows.form
                known = {"kind": form.kind, "encoding": form.encoding, "delimiter": form.delimiter,
                         "sheet": form.sheet, "header_row": form.header or 1}  # fmt: skip
                forms.append(
                    {"file": path.name} | {key: value or None for key, value in known.items()}
                )
        return forms, {meaning: list(columns) for meaning, columns in mapping.columns.items()}


def print_report(outcome: Outcome, tr: Translator) -> None:
    """Print figures and the first findings to standard output."""
    report = outcome.merged.report
    figures = import_figures(report, tr)
    print(", ".join(f"{label}: {tr.number(n)}" for label, n in figures))
    print(new_rows(report, tr))
    for what, n in sorted(report.counts.items()):
        print(f"{count_words(what, tr)}: {tr.number(n)}")
    for finding in report.findings[:_MOST_SHOWN]:
        print(tr.error(finding))
    more = len(report.findings) - _MOST_SHOWN
    if more > 0:
        print(tr("... and {n} more; --report writes them all", n=tr.number(more)))


def say_answers(outcome: Outcome, tr: Translator) -> None:
    """Say on standard error which answers were taken that nobody has given."""
    if outcome.source == "edges" and not outcome.own and not outcome.mapping:
        taken = "; ".join(f"{name} = {', '.join(of)}" for name, of in outcome.detected()[1].items())
        print(tr("No mapping was given; taken: {columns}", columns=taken), file=sys.stderr)
    asked = len(outcome.merged.report.doubtful)
    if asked:
        text = tr.ngettext(
            "{n} place in doubt became a place of its own; --decisions takes another answer.",
            "{n} places in doubt became places of their own; --decisions takes other answers.",
            asked,
        )
        print(text, file=sys.stderr)


def report_json(outcome: Outcome, tr: Translator, revision: str | None) -> bytes:
    """Return the whole report as JSON.

    Parameters
    ----------
    outcome : Outcome
        The import.
    tr : Translator
        Language of what is found and expected; keys and codes are the same in all.
    revision : str, optional
        What was written; None where nothing was.
    """
    report = outcome.merged.report
    files, columns = outcome.detected()
    joins: pd.DataFrame = report.joins
    told = {
        "version": VERSION,
        "source": outcome.source,
        "into": outcome.into,
        "written": revision is not None,
        "revision": revision,
        "files": files,
        "columns": columns,
        "read": report.read,
        "accepted": report.accepted,
        "known": report.known,
        "changed": report.changed,
        "rejected": report.rejected,
        "doubtful": len(report.doubtful),
        "added": {table: report.added.get(table, 0) for table in COLUMNS},
        "counts": dict(sorted(report.counts.items())),
        "grounds": {
            str(ground): int(n) for ground, n in joins["ground"].value_counts(sort=False).items()
        },
        "joins": _records(joins),
        # A place without an answer becomes a place of its own.
        "places": [{**row, "answer": "no", "answered": False} for row in _records(report.doubtful)],
        "findings": [_finding(finding, tr) for finding in report.findings],
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows in which what is not known is None."""
    known = frame.astype(object).where(frame.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in known.to_dict("records")]


def _finding(finding: Finding, tr: Translator) -> Mapping[str, object]:
    return {
        "file": finding.file,
        "row": int(finding.row),
        "column": finding.column,
        "found": tr.error(finding.found),
        "expected": tr.error(finding.expected),
    }
