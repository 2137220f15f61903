"""Contact persons as words, for screens, documents and the command line."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

import pandas as pd

from graph_app.i18n import Translator
from graph_app.model.schema import EMAIL
from graph_app.model.words import fold, is_blank
from graph_app.wording.data import COLUMN_LABELS, value_words

#: What is shown of a person beside the name, in this order.
_SHOWN = ("role", "email", "telephone", "checked", "note")
#: Columns whose texts name a person.
_NAMING = ("name", "email", "telephone")
#: Shorter words name nobody by themselves.
_SHORTEST = 3


def persons_of(contacts: pd.DataFrame, nodes: Iterable[str]) -> list[dict[str, object]]:
    """Return the contact persons of nodes, node by node and by name, as dicts of their cells."""
    order = {node: at for at, node in enumerate(nodes)}
    found = contacts[contacts["node"].isin(list(order))].to_dict("records")
    rows = [{str(column): value for column, value in row.items()} for row in found]
    return sorted(rows, key=lambda row: (order[str(row["node"])], str(row["name"]).casefold()))


def person_facts(row: Mapping[str, object], tr: Translator) -> list[tuple[str, str]]:
    """Return label and text of each fact of a person; a blank is said to be not known."""
    return [
        (
            tr(COLUMN_LABELS[column]),
            tr("not known")
            if is_blank(row.get(column))
            else value_words(column, row[column], {}, tr),
        )
        for column in _SHOWN
    ]


def mail_link(address: object) -> str:
    """Return the link that writes to an address; empty where it is none that may be a link.

    Everything but letters, digits and a few marks is percent-encoded (RFC 6068), so that nothing
    in an address becomes a second recipient, a subject or a text.
    """
    if not isinstance(address, str) or not re.fullmatch(EMAIL, address):
        return ""
    return f"mailto:{quote(address, safe='@')}"


def named_in(reason: str, versions: Iterable[Mapping[str, object]]) -> str:
    """Return what in a reason would disclose what is to be erased; empty if nothing does.

    That is a word of a name, an address or a number, or a whole note.

    Parameters
    ----------
    reason : str
        What the history will show for good.
    versions : iterable of mapping
        What the row says and has ever said.

    Examples
    --------
    >>> named_in("Virtanen asked for it", [{"name": "Anna Virtanen"}])
    'virtanen'
    """
    said = _words(reason)
    for row in versions:
        naming = (word for column in _NAMING for word in _words(row.get(column)))
        for word in naming:
            if len(word) >= _SHORTEST and word in said:
                return word
        note = _words(row.get("note"))
        if note and f" {' '.join(note)} " in f" {' '.join(said)} ":
            return " ".join(note)
    return ""


def _words(text: object) -> list[str]:
    return re.findall(r"\w+", fold(text)) if isinstance(text, str) else []
