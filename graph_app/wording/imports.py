"""What an import counts, in the reader's language, for the screen and the terminal."""

from graph_app.i18n import Translator
from graph_app.intake.merging.report import ImportReport
from graph_app.wording.data import TABLES


def import_figures(report: ImportReport, tr: Translator) -> tuple[tuple[str, int], ...]:
    """Return what an import counts, each with its label."""
    return (
        (tr("Rows read"), report.read),
        (tr("New relations"), report.accepted),
        (tr("Stated already"), report.known),
        (tr("Cells changed"), report.changed),
        (tr("Rows rejected"), report.rejected),
        (tr("Places in doubt"), len(report.doubtful)),
    )


def new_rows(report: ImportReport, tr: Translator) -> str:
    """Say how many rows an import adds to each table."""
    rows = ", ".join(f"{tr(TABLES[table])} {tr.number(n)}" for table, n in report.added.items())
    return tr("New rows: {rows}", rows=rows or tr("none"))
