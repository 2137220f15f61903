"""Nodes and edges to the cells of ties: which attribute means what, and which mean nothing to us."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

import pandas as pd

from graph_app.intake.edges.mapping import TIE_MEANINGS
from graph_app.intake.edges.tie_types import type_codes
from graph_app.intake.graphs.found import Edge, Facts, FoundGraph, Node, Notes
from graph_app.intake.graphs.spans import TimeError, day_of
from graph_app.model.kinds import KINDS
from graph_app.model.messages import Message
from graph_app.model.tables import COLUMNS, NODE_TABLES

#: Meaning -> names of attributes, the first that is there counts.
_NODE: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "label", "title"),
    "kind": ("kind", "type"),
    "country": ("country", "country_code", "countrycode"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "lon", "lng", "long"),
    "population": ("population", "pop"),
    "wikidata": ("wikidata", "wikidata_id", "qid"),
    "geonames": ("geonames", "geonames_id", "geonameid"),
    "short_name": ("short_name",),
    "website": ("website",),
    "start": ("start",),
    "end": ("end",),
}
_TIE: Mapping[str, tuple[str, ...]] = {
    "type": ("type", "relation"),
    "start": ("start", "since", "start_date"),
    "end": ("end", "until", "end_date"),
    "status": ("status",),
    "note": ("note", "notes", "comment", "description"),
}
#: What names a type of tie only where it is one that we know.
_MAYBE_TYPE = ("kind", "label", "interaction", "relationship")
#: How things look, and marks of programs: no facts of a tie or a node.
LOOKS = frozenset(
    ("x", "y", "z", "r", "g", "b", "a", "fx", "fy", "vx", "vy", "color", "colour", "size", "shape",
     "position", "viz", "graphics", "index", "suid", "selected", "networkx_key", "undirected",
     "directed", "classes", "_graphml_vertex_id", "_graphml_edge_id")
)  # fmt: skip
#: Facts of a tie that our own files carry beside the meanings.
CARRIED = ("themes", "checked")
HEADER = [
    *(f"{end}.{name}" for end in ("from", "to") for name in ("id", *_NODE)),
    *TIE_MEANINGS,
]
_OWN_ID = re.compile(r"[a-z]+:[a-z0-9-]+")


def rows_of(found: FoundGraph, type: str, kind: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of each edge and its cells, in the order of :data:`HEADER`.

    Parameters
    ----------
    found : FoundGraph
        As read.
    type : str
        Type of ties that name none; other types than ours give way to it.
    kind : str
        Kind of nodes that name none.
    """
    cells = {node: node_cells(node, kind, found.notes) for node in found.nodes}
    for edge in found.edges:
        source, target = _stated_ends(edge)
        tie = _tie_cells(edge, type, found.notes)
        yield edge.number, [*cells[source].values(), *cells[target].values(), *tie]


def _stated_ends(edge: Edge) -> tuple[Node, Node]:
    """Return the ends as our own files state them in attributes: networkx may swap them."""
    ends = edge.source.id, edge.target.id
    for first, second in (("source", "target"), ("from", "to")):
        stated = edge.facts.get(first), edge.facts.get(second)
        if stated in (ends, ends[::-1]):
            del edge.facts[first], edge.facts[second]
            if stated != ends:
                return edge.target, edge.source
    return edge.source, edge.target


def node_cells(node: Node, kind: str, notes: Notes) -> dict[str, str]:
    """Return the cells of a node by meaning, ``id`` first; what is not taken is reported."""
    facts = {name.strip(): text for name, text in node.facts.items()}
    found, used = _taken(facts, _NODE)
    found["name"] = found.get("name") or node.id
    if found.get("kind") not in KINDS:
        used -= {name for name in _NODE["kind"] if name in used}
        of_id = node.id.partition(":")[0] if _OWN_ID.fullmatch(node.id) else ""
        found["kind"] = of_id if of_id in KINDS else ""
    for name in ("start", "end"):
        found[name] = _date(found.get(name, ""))
    known = _columns(found["kind"] or kind or "city")
    used = {name for name in used if _meaning_of(name) in known}
    _report_rest(facts, used, {node.id, found["name"]}, "node", node.number, notes, known)
    return {"id": node.id} | {meaning: found.get(meaning, "") for meaning in _NODE}


def _columns(kind: str) -> set[str]:
    table = next((table for table, of in NODE_TABLES.items() if of == kind), "cities")
    more = {"kind", *(("geonames",) if table == "cities" else ())}
    return {*COLUMNS[table], *more} & set(_NODE)


def _meaning_of(name: str) -> str:
    return next(meaning for meaning, names in _NODE.items() if name in names)


def _taken(facts: Facts, meanings: Mapping[str, tuple[str, ...]]) -> tuple[Facts, set[str]]:
    """Return the value of each meaning, and the names of the attributes that were taken."""
    used = {
        meaning: next((name for name in names if facts.get(name)), "")
        for meaning, names in meanings.items()
    }
    used = {meaning: name for meaning, name in used.items() if name}
    return {meaning: facts[name] for meaning, name in used.items()}, set(used.values())


def _tie_cells(edge: Edge, type: str, notes: Notes) -> list[str]:
    facts = {name.strip(): text for name, text in edge.facts.items()}
    found, used = _taken(facts, _TIE)
    stated = found.get("type", "")
    if not is_type(stated):
        names = (name for name in ("relation", *_MAYBE_TYPE) if is_type(facts.get(name, "")))
        other = next(names, "")
        if other or type:
            # A word of another program; the type that was given counts, and the word is reported.
            used -= {"type", "relation"}
            found["type"] = facts.get(other, "")
            used |= {other}
    for name in ("start", "end"):
        found[name] = _date(found.get(name, ""))
    kept = ((label, facts.get(name)) for name, label in (("periods", "periods"), ("moments", "at")))
    notes_of = [found.get("note", ""), *(f"{label}: {text}" for label, text in kept if text)]
    found["note"] = "; ".join(filter(None, notes_of))
    same = {edge.source.id, edge.target.id, facts.get("id", "")}
    used |= {"id", "periods", "moments", *CARRIED}
    _report_rest(facts, used, same, "edge", edge.number, notes, set(_TIE) | set(CARRIED))
    return [found.get(name, "") for name in TIE_MEANINGS]


@lru_cache(maxsize=1024)
def is_type(text: str) -> bool:
    """Return whether a text is one of our types of tie, by name or English label."""
    return bool(text) and bool(type_codes(pd.Series([text], dtype="str"))[0] >= 0)


def _date(text: str) -> str:
    """Return a partial date; what is none as it is, to be reported where it is checked."""
    try:
        return day_of(text)
    except TimeError:
        return text


def _report_rest(
    facts: Facts,
    used: set[str],
    same: set[str],
    kind: str,
    number: int,
    notes: Notes,
    known: set[str],
) -> None:
    """Report the attributes that are not taken, unless they say nothing or say it again."""
    for name, text in facts.items():
        if name in used or text in same or not text:
            continue
        if name == "weight" and text in ("1", "1.0"):
            continue
        if name in LOOKS or name.startswith("viz:"):
            notes.looks += 1
            continue
        expected = Message("one of {known}; this attribute is not taken", known=sorted(known))
        notes.add(number, f"{kind}, {name[:60]}", text, expected)
