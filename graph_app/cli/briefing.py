"""The verb ``briefing``."""

import argparse
import datetime
from pathlib import Path

from graph_app.briefing.notes import BRIEFING_FORMATS, briefing_note, write_briefing
from graph_app.briefing.sentences import Request
from graph_app.cli.views import _add_folder, _write
from graph_app.graph.filters import GraphFilter
from graph_app.graph.frames import frame_from_tables
from graph_app.graph.names import find_node
from graph_app.graph.years import as_of
from graph_app.i18n import LANGUAGES, get_translator
from graph_app.intake.project.folder import load_folder
from graph_app.intake.project.settings import read_settings
from graph_app.model.errors import ExportError
from graph_app.model.messages import Message, either


def register(verbs) -> None:
    """Add the verb to the command line."""
    verb = verbs.add_parser("briefing", help="a briefing note as a Word document or a web page")
    verb.add_argument("node", metavar="NODE", help="id or whole name; what the note is about")
    _add_folder(verb)
    verb.add_argument(
        "--with",
        dest="others",
        action="append",
        default=[],
        metavar="NODE",
        help="compare with this node too; up to three",
    )
    verb.add_argument(
        "--memberships", action="store_true", help="a note on the memberships of the city NODE"
    )
    verb.add_argument("--out", required=True, metavar="FILE", help="FILE.docx or FILE.html")
    verb.add_argument("--force", action="store_true", help="overwrite FILE")
    verb.add_argument("--year", type=int, help="as it was in that year")
    verb.add_argument("--no-undated", action="store_true", help="leave out ties without a start")
    verb.add_argument("--contacts", action="store_true", help="with contact persons: personal data")
    verb.add_argument("--lang", choices=LANGUAGES, default="en")
    verb.set_defaults(run=_briefing)


def _briefing(arguments: argparse.Namespace) -> int:
    form = _form(arguments.out)
    tables, settings = load_folder(arguments.folder), read_settings(arguments.folder)
    graph = frame_from_tables(tables)
    nodes = [find_node(graph, text) for text in (arguments.node, *arguments.others)]
    year, undated = GraphFilter(year=arguments.year).year, not arguments.no_undated
    request = Request(
        as_of(graph, year, undated),
        tables.sources,
        settings.home,
        settings.title or settings.home,
        datetime.date.today(),
        get_translator(arguments.lang),
        year,
        undated,
        tables.contacts if arguments.contacts else None,
    )
    content = write_briefing(briefing_note(request, nodes, arguments.memberships), form)
    _write(content, arguments.out, arguments.force)
    return 0


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
