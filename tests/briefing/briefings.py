"""What the tests of briefing notes share."""

import datetime
import html.parser

import pandas as pd

from graph_app.briefing.sentences import Request
from graph_app.graph.frames import frame_from_tables
from graph_app.i18n import get_translator
from graph_app.model.tables import Tables
from tests.conftest import HOSTILE_NAMES
from tests.export.conftest import HOSTILE, hostile_frames

TODAY = datetime.date(2026, 11, 24)
HOME = "city:lahti"


def make_request(graph, tables, language="en", home=HOME, **more):
    return Request(graph, tables.sources, home, "Lahti", TODAY, get_translator(language), **more)


def with_persons(frames, node="city:b", **cells):
    """Return frames with two contact persons of a node."""
    first = {"name": "Maija Mallikas", "email": "maija@city.example", "telephone": "+48 58 55 01"}
    rows = [
        {"id": "contact:00000001", "node": node, "role": "Coordinator", **first, **cells},
        {"id": "contact:00000002", "node": node, "name": "Bo Ek"},
    ]
    return {**frames, "contacts": pd.DataFrame(rows)}


def hostile_request(language="en"):
    """Every text hostile, also those that the checks of the tables would refuse."""
    frames = hostile_frames()
    frames["networks"]["name"] = HOSTILE_NAMES[4]
    frames["networks"]["short_name"] = HOSTILE[1]
    frames["networks"]["website"] = "javascript:window.__pwned=1"
    frames["programmes"]["name"] = "W" * 300
    frames["events"]["name"] = HOSTILE[11]
    frames["sources"]["publisher"] = HOSTILE[9]
    frames["sources"]["url"] = 'https://example.org/"><script>window.__pwned=1</script>'
    tables = Tables.from_frames(frames)
    return make_request(frame_from_tables(tables), tables, language, home="city:a")


class Page(html.parser.HTMLParser):
    """What a browser would see: tags with their attributes, and the text between them."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text, self.scripts = [], "", []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data):
        self.text += data
        if self.cdata_elem == "script":
            self.scripts[-1] += data
