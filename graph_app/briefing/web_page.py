"""A briefing note as one web page that prints on A4: no script, no address that it asks."""

from pathlib import Path

from markupsafe import Markup

from graph_app.briefing.document import Note
from graph_app.view.templates import fill

_TEMPLATES = Path(__file__).parent / "templates"


def write_briefing_html(note: Note) -> bytes:
    """Write a note as a page that needs neither script nor internet.

    Every text is escaped, and the page's own Content-Security-Policy lets nothing run or load.
    """
    style = (_TEMPLATES / "briefing.css").read_text(encoding="utf-8")
    return fill(_TEMPLATES / "briefing.html", note=note, style=Markup(style))
