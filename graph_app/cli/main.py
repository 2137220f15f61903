"""The command line: the same calls as the pages. Results to stdout, messages to stderr."""

import argparse
import csv
import dataclasses
import json
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from graph_app.intake.project.folder import check_folder, load_folder
from graph_app.model.errors import GraphAppError
from graph_app.model.findings import Finding
from graph_app.model.tables import COLUMNS

#: Modules that add verbs of their own: each has ``register(verbs)``.
_MORE_VERBS = (
    "graph_app.cli.import_files",
    "graph_app.cli.views",
    "graph_app.cli.paths",
    "graph_app.cli.robustness",
    "graph_app.cli.new",
    "graph_app.cli.demo",
    "graph_app.cli.store",
    "graph_app.cli.memberships",
    "graph_app.cli.partners",
    "graph_app.cli.briefing",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments; those of the process by default.

    Returns
    -------
    int
        0 when all went well, 2 with one clear line on stderr when not.
    """
    arguments = _parser().parse_args(argv)
    try:
        return arguments.run(arguments)
    except GraphAppError as error:
        print(f"graph-app: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader (head, less) has gone; Python must not complain again when it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="graph-app", description="Explore a city's international relations as a graph."
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    _register_validate(verbs)
    for module in _MORE_VERBS:
        import_module(module).register(verbs)
    return parser


def _register_validate(verbs) -> None:
    verb = verbs.add_parser("validate", help="check the tables in a folder")
    verb.add_argument("folder", type=Path, metavar="DIR")
    verb.add_argument("--format", choices=("table", "csv", "json"), default="table")
    verb.set_defaults(run=_validate)


def _validate(arguments: argparse.Namespace) -> int:
    findings = check_folder(arguments.folder)
    _print_findings(findings, arguments.format)
    if findings:
        print(f"graph-app: {len(findings)} findings in {arguments.folder}", file=sys.stderr)
        return 2
    tables = load_folder(arguments.folder)
    rows = sum(len(getattr(tables, table)) for table in COLUMNS)
    print(f"OK: {len(COLUMNS)} tables, {rows} rows, revision {tables.revision}", file=sys.stderr)
    return 0


def _print_findings(findings: list[Finding], form: str) -> None:
    rows = [finding.cells() for finding in findings]
    if form == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    elif form == "csv":
        writer = csv.DictWriter(sys.stdout, [field.name for field in dataclasses.fields(Finding)])
        writer.writeheader()
        writer.writerows(rows)
    else:
        for finding in findings:
            print(finding)


if __name__ == "__main__":
    sys.exit(main())
