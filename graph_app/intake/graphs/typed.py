"""Values of a declared type, and values of JSON, to text.

References
----------
GEXF 1.3 Schema, ``attrtype-type``; GraphML Attributes (``attr.type``); graph-tool, GraphML property
value types (``vector_*``); Gephi, ``AttributeUtils`` (lists in square brackets).
"""

import math

from graph_app.intake.files.values import as_text
from graph_app.intake.graphs.found import Facts, Notes
from graph_app.model.messages import Message

_NUMERIC = frozenset(
    ("integer", "int", "long", "short", "byte", "float", "double", "bigdecimal", "biginteger")
)
_NOTHING = frozenset(("null", "nan", "none", "nil"))
_LISTS = ("list", "vector_", "array")
#: What may be a list: it is text for people.
_JOINED = frozenset(("note", "notes", "comment", "description", "themes"))
_ONE = Message("one value")
#: Characters of a value that a finding repeats.
_LONGEST_SHOWN = 200


def is_list(type: str) -> bool:
    """Return whether a declared type is one of lists (``liststring``, ``vector_double``)."""
    return type.lower().startswith(_LISTS)


def typed_text(text: str, type: str) -> str:
    """Return a value of a declared type; numbers that are none (``null``, ``NaN``) are blank."""
    bare = text.strip()
    return "" if type.lower() in _NUMERIC and bare.lower() in _NOTHING else bare


def pieces_of(text: str) -> list[str]:
    """Return the pieces of a list as its writer writes it: ``[a, b]``, ``a|b``, ``a; b``, ``a, b``."""
    bare = text.strip()
    if bare[:1] == "[" and bare[-1:] == "]":
        bare = bare[1:-1]
    mark = next((mark for mark in "|;," if mark in bare), ",")
    pieces = (piece.strip().strip("\"'") for piece in bare.split(mark))
    return [piece for piece in pieces if piece]


def set_list(
    facts: Facts, name: str, pieces: list[str], notes: Notes, number: int, element: str
) -> None:
    """Set a fact from a list: its one piece, or several where it is text for people.

    Of any other fact several pieces cannot be one: they are reported.
    """
    if len(pieces) == 1 or (pieces and name in _JOINED):
        facts[name] = "; ".join(pieces)
    elif pieces:
        notes.add(number, f"{element}, {name}", "; ".join(pieces), _ONE)


def scalar_text(value: object) -> str:
    """Return a number, a truth value or a text of JSON as text."""
    if isinstance(value, float) and math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return as_text(value)


def json_facts(
    element: dict[str, object], skipped: frozenset[str], notes: Notes, number: int, kind: str
) -> Facts:
    """Return what an element of JSON says, in small letters; nested parts count as its own.

    Parameters
    ----------
    element : dict
        A node or an edge.
    skipped : frozenset of str
        Keys that name the element or its ends.
    notes : Notes
        Takes lists and parts that are no single value.
    number : int
        Its place among its kind.
    kind : str
        ``node`` or ``edge``.
    """
    facts: Facts = {}
    inner: list[dict[str, object]] = [element]
    for part in inner:
        for key, value in part.items():
            name = key.lower()
            if name in ("attributes", "data", "metadata", "properties") and isinstance(value, dict):
                if part is element:
                    inner.append(value)
                continue
            if (part is element and key in skipped) or name in facts or value is None:
                continue
            if isinstance(value, list) and not any(isinstance(v, dict | list) for v in value):
                pieces = [text for text in map(scalar_text, value) if text]
                set_list(facts, name, pieces, notes, number, kind)
            elif isinstance(value, dict | list):
                if name in ("position", "viz"):
                    notes.looks += 1
                elif value:
                    notes.add(number, f"{kind}, {name}", as_text(value)[:_LONGEST_SHOWN], _ONE)
            elif text := scalar_text(value):
                facts[name] = text
    return facts
