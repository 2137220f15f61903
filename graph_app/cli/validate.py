"""The verb ``validate``."""

import dataclasses
import sys
from pathlib import Path

import pandas as pd

from graph_app.cli import options
from graph_app.cli.facts import data_folder, read_tables, store_is_set
from graph_app.cli.output import print_json
from graph_app.intake.places.plausible import place_doubts
from graph_app.intake.project.folder import check_folder
from graph_app.model.csv_text import write_csv
from graph_app.model.doubts import doubts
from graph_app.model.findings import Finding
from graph_app.model.tables import COLUMNS
from graph_app.model.validate import validate


@options.verb("validate data")
@options.folder
@options.form
def command(folder: Path | None, form: str) -> int:
    """Check the tables in a folder, or those of the store; print what is found.

    What breaks a rule comes first: only in tables that keep them all is looked for what is doubtful.
    """
    place = folder or (None if store_is_set() else data_folder())
    findings = check_folder(place) if place else validate(read_tables(None))
    if not findings:
        tables = read_tables(place)
        findings = sorted({*doubts(tables), *place_doubts(tables.cities)})
    _print_findings(findings, form)
    if findings:
        print(f"graph-app: {len(findings)} findings in {place or 'the store'}", file=sys.stderr)
        return 2
    rows = sum(len(getattr(tables, table)) for table in COLUMNS)
    print(f"OK: {len(COLUMNS)} tables, {rows} rows, revision {tables.revision}", file=sys.stderr)
    return 0


def _print_findings(findings: list[Finding], form: str) -> None:
    rows = [dataclasses.asdict(finding) for finding in findings]
    if form == "json":
        print_json(rows)
    elif form == "csv":
        names = [field.name for field in dataclasses.fields(Finding)]
        write_csv(pd.DataFrame(rows, columns=names), sys.stdout)
    else:
        for finding in findings:
            print(finding)
