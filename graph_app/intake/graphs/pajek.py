"""Pajek networks: vertices with labels, arcs and edges with weights.

References
----------
Mrvar, A. and Batagelj, V., Pajek Reference Manual, section Structure of the Input File.
"""

import re
import shlex

from graph_app.intake.graphs.found import Edge, Facts, FoundGraph, Node, Notes
from graph_app.model.messages import Message

_YEARS = re.compile(r"\[(\d{4})-(\d{4}|\*)\]")
_PAIRS = frozenset(("*edges", "*arcs"))
_LISTS = frozenset(("*edgeslist", "*arcslist"))


def read_pajek(text: str, notes: Notes) -> FoundGraph:
    """Read a Pajek network (``.net``) or the networks of a project file (``.paj``).

    Parameters
    ----------
    text : str
        Content of the file.
    notes : Notes
        Takes sections and lines that cannot be kept.
    """
    found = FoundGraph(notes)
    nodes: dict[str, Node] = {}
    section, relation = "", ""
    edges = 0
    for row, line in enumerate(text.splitlines(), start=1):
        words = _words(line)
        if not words or words[0].startswith("%"):
            continue
        if words[0].startswith("*"):
            section, relation = words[0].lower(), words[2] if len(words) > 2 else ""
            if section == "*vertices":
                nodes = {}
            elif section not in (*_PAIRS, *_LISTS, "*network"):
                expected = Message("edges between two nodes")
                notes.add(row, "section", words[0], expected)
        elif section == "*vertices":
            nodes[words[0]] = found.add_node(words[0], _label(words))
        elif section in _PAIRS or section in _LISTS:
            for pair, facts in _pairs(words, section):
                edges += 1
                if relation:
                    facts.setdefault("label", relation)
                _add_edge(found, nodes, pair, facts, edges)
    return found


def _label(words: list[str]) -> Facts:
    return {"label": words[1]} if len(words) > 1 and words[1] else {}


def _words(line: str) -> list[str]:
    """Split a line at spaces outside of quotation marks."""
    lexer = shlex.shlex(line, posix=True)
    lexer.whitespace_split, lexer.commenters, lexer.quotes, lexer.escape = True, "", '"', ""
    try:
        return list(lexer)
    except ValueError:  # a quotation mark without its second
        return line.replace('"', " ").split()


def _pairs(words: list[str], section: str) -> list[tuple[tuple[str, str], Facts]]:
    if section in _LISTS:
        return [((words[0], word), {}) for word in words[1:]]
    facts = _period(words[2:])
    if len(words) > 2 and not words[2].startswith("["):
        facts["weight"] = words[2]
    if "l" in words[2:-1]:
        facts["label"] = words[words.index("l", 2) + 1]
    return [((words[0], words[1] if len(words) > 1 else ""), facts)]


def _period(words: list[str]) -> Facts:
    """Return the period of an edge, ``[1988-2003]`` or ``[1988-*]``; other times as they are."""
    time = next((word for word in words if word.startswith("[")), "")
    years = _YEARS.fullmatch(time)
    if years is None:
        return {"time": time} if time else {}
    period = {"start": years[1], "end": years[2]}
    return {name: year for name, year in period.items() if year != "*"}


def _add_edge(
    found: FoundGraph, nodes: dict[str, Node], pair: tuple[str, str], facts: Facts, number: int
) -> None:
    source, target = (nodes.get(end.lstrip("-")) for end in pair)
    if source is None or target is None:
        shown = " ".join(pair)
        found.notes.refuse(number, "edge", shown, Message("the numbers of two vertices"))
        return
    found.edges.append(Edge(number, source, target, facts))
