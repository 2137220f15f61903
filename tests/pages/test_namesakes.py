"""No screen says a name that two have without what tells them apart."""

import json

import pyarrow as pa
import pytest

from graph_app.i18n import get_translator
from graph_app.pages.shell.main import SCREENS
from graph_app.wording.names import node_names
from tests.namesakes import bare_names, namesake_frame

GRAPH = namesake_frame()
#: Tables of nodes on the Data screen show their rows as they are, and are not among these.
ADDRESSES = [
    ("overview", {}),
    ("explore", {}),
    ("explore", {"focus": "city:paris", "hops": "2"}),
    ("explore", {"search": "paris", "node": "city:paris-texas"}),
    ("explore", {"isolated": "1"}),
    ("explore", {"isolated": "1", "detail": "communities"}),
    ("profile", {"node": "city:paris"}),
    ("profile", {"node": "network:forum-us"}),
    ("profile", {"node": "organisation:chamber-paris"}),
    ("profile", {"node": "event:meeting-2019"}),
    ("connections", {}),
    ("connections", {"from": "city:lahti", "to": "city:springfield-missouri"}),
    ("connections", {"from": "city:paris", "to": "city:gdansk"}),
    ("partners", {}),
    ("partners", {"city": "city:springfield-missouri"}),
    ("compare", {"nodes": "city:paris,city:paris-texas,city:lahti"}),
    ("compare", {"nodes": "network:forum,network:forum-us"}),
    ("memberships", {}),
    ("memberships", {"node": "city:paris-texas"}),
    ("measures", {}),
    ("export", {}),
    ("data", {"table": "relations"}),
]


def strings(message):
    """Return every text that a screen sends: of elements, charts and components."""
    for field, value in message.ListFields():
        values = value if field.is_repeated else [value]
        if field.message_type and field.message_type.GetOptions().map_entry:
            values = list(value.values())
        for one in values:
            if hasattr(one, "ListFields"):
                yield from strings(one)
            elif isinstance(one, bytes):
                yield _of_bytes(one)
            elif isinstance(one, str):
                yield from _parts(one)


def _of_bytes(content):
    """Return the text of bytes; a table may be compressed, where a name can be cut in two."""
    try:
        return pa.ipc.open_stream(content).read_pandas().to_csv()
    except pa.ArrowInvalid:
        return content.decode("utf-8", "replace")


def _parts(text):
    try:
        held = json.loads(text) if text[:1] in "{[" else text
    except ValueError:
        held = text
    if isinstance(held, str):
        yield held.replace("\\", "")
    elif isinstance(held, dict):
        for key, value in held.items():
            yield key
            yield from _parts(value) if isinstance(value, str) else _parts(json.dumps(value))
    elif isinstance(held, list):
        for value in held:
            yield from _parts(value) if isinstance(value, str) else _parts(json.dumps(value))
    else:
        yield str(held)


def said(test):
    for element in test._tree:
        if getattr(element, "proto", None) is not None:
            yield from strings(element.proto)


def test_every_screen_is_looked_at():
    assert {name for name, _query in ADDRESSES} == {*SCREENS}


def test_a_bare_name_is_noticed():
    labels = ["Paris, France", "Paris, United States", "Lahti"]
    assert bare_names("Lahti, Paris, France, Paris, Uni… and Lahti", labels) == []
    assert len(bare_names("Paris, Lahti; Paris", labels)) == 2


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize(("name", "query"), ADDRESSES)
def test_no_screen_says_a_bare_name(namesakes_screen, name, query, language):
    labels = node_names(GRAPH, get_translator(language))
    texts = list(said(namesakes_screen(name, lang=language, **query)))
    assert any("Springfield" in text or "Forum" in text for text in texts) or name == "export"
    assert [bare for text in texts for bare in bare_names(text, labels)] == []
