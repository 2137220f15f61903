"""The verb ``briefing``."""

import datetime
from pathlib import Path

import click

from graph_app.briefing.notes import BRIEFING_FORMATS, briefing_note, write_briefing
from graph_app.briefing.sentences import Request
from graph_app.cli import options
from graph_app.cli.facts import read_tables, settings_of
from graph_app.cli.nodes import named_node
from graph_app.cli.output import write_file
from graph_app.graph.frames import frame_from_tables
from graph_app.graph.years import as_of
from graph_app.i18n import get_translator
from graph_app.model.errors import ExportError
from graph_app.model.messages import Message, either


@options.verb("briefing Lahti --with Turku --lang sv --out lahti.docx")
@click.argument("node", metavar="NODE", help="id or whole name; what the note is about")
@options.folder
@click.option(
    "--with",
    "others",
    multiple=True,
    metavar="NODE",
    help="compare with this node too; up to three",
)
@click.option("--memberships", is_flag=True, help="a note on the memberships of the city NODE")
@click.option("--out", required=True, metavar="FILE", help="FILE.docx or FILE.html")
@options.force
@options.year
@options.undated
@click.option("--contacts", is_flag=True, help="with contact persons: personal data")
@options.language
def command(
    node: str,
    folder: Path | None,
    others: tuple[str, ...],
    memberships: bool,
    out: str,
    force: bool,
    year: int | None,
    undated: bool,
    contacts: bool,
    lang: str,
) -> None:
    """Write a briefing note."""
    form = _form(out)
    tables, settings = read_tables(folder), settings_of(folder)
    graph = frame_from_tables(tables)
    nodes = [named_node(graph, text, get_translator(lang)) for text in (node, *others)]
    request = Request(
        as_of(graph, year, undated),
        tables.sources,
        settings.home,
        settings.title or settings.home,
        datetime.date.today(),
        get_translator(lang),
        year,
        undated,
        tables.contacts if contacts else None,
    )
    write_file(write_briefing(briefing_note(request, nodes, memberships), form), out, force)


def _form(out: str) -> str:
    ending = Path(out).suffix[1:].lower()
    if ending not in BRIEFING_FORMATS:
        raise ExportError.wrong(
            "--out",
            out[-60:],
            Message(
                "a file that ends in {known}", known=either(f".{name}" for name in BRIEFING_FORMATS)
            ),
        )
    return ending
