"""Graph files whose nodes have our ids and whose edges name their source: own exports."""

import json

from graph_app.intake.graphs.found import Facts, FoundGraph, Node
from graph_app.intake.graphs.tie_rows import stated_ends
from graph_app.intake.own_exports.rows import OwnRows, Row, report_extra
from graph_app.model.kinds import KINDS, kind_of
from graph_app.model.messages import Message
from graph_app.model.relations import RELATION_TYPES


def own_rows(found: FoundGraph) -> OwnRows | None:
    """Return the rows of an own export, also if another program has saved it again; else None.

    Parameters
    ----------
    found : FoundGraph
        As read. What no table has a column for is added to its notes.
    """
    if not found.nodes or found.implied or not all(map(_is_own, found.nodes)):
        return None
    if found.edges and not any(
        edge.facts.get("source_id") and _type(edge.facts) in RELATION_TYPES for edge in found.edges
    ):
        return None
    nodes = [(node.number, _node(node, found)) for node in found.nodes]
    ties = []
    for edge in found.edges:
        source, target = stated_ends(edge)
        row = _with_known_dates(edge.facts) | {"source": source.id, "target": target.id}
        ties.append((edge.number, row | {"type": _type(edge.facts)}))
        report_extra(edge.facts, "edge", edge.number, found.notes)
    sources = _sources(found)
    return OwnRows(found.notes.file, nodes, ties, sources)


def _is_own(node: Node) -> bool:
    kind = node.facts.get("kind", "")
    return kind in KINDS and kind_of(node.id) == kind and bool(node.facts.get("name"))


def _type(facts: Facts) -> str:
    types = (facts.get("relation", ""), facts.get("type", ""))
    return next((type for type in types if type in RELATION_TYPES), "")


def _node(node: Node, found: FoundGraph) -> Row:
    report_extra(node.facts, "node", node.number, found.notes)
    return _with_known_dates(node.facts) | {"id": node.id}


def _with_known_dates(facts: Facts) -> Facts:
    """Return facts with the dates as they are known, where a format has whole days besides."""
    known = {"start": facts.get("since", ""), "end": facts.get("until", "")}
    return facts | {name: date for name, date in known.items() if date}


def _sources(found: FoundGraph) -> list[tuple[int, Row]]:
    """Return the sources that the file lists, else what its edges say of theirs."""
    listed = _listed(found)
    known = {row.get("id") for row in listed}
    said: dict[str, Facts] = {}
    for edge in found.edges:
        id = edge.facts.get("source_id", "")
        if id and id not in known:
            row = said.setdefault(id, {"id": id, "title": edge.facts.get("source_title", id)})
            if url := edge.facts.get("source_url"):
                row.setdefault("url", url)
    return list(enumerate([*listed, *said.values()], start=1))


def _listed(found: FoundGraph) -> list[Facts]:
    text = found.facts.get("sources", "")
    if not text:
        return []
    try:
        rows = json.loads(text)
        return [{name: str(value) for name, value in row.items()} for row in rows]
    except (ValueError, AttributeError, TypeError, RecursionError):
        found.notes.add(0, "sources", text, Message("a list of records as JSON"))
        return []
