"""Graph files to drafts: our own exports and others' files, as ties between named nodes."""

import datetime
import io
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from xml.parsers import expat

import pandas as pd

from graph_app.intake.edges.edge_list import read_table
from graph_app.intake.edges.mapping import Mapping
from graph_app.intake.files import guards
from graph_app.intake.files.readers import Form, Rows, named_error, parse_json
from graph_app.intake.graphs.found import FoundGraph, Notes
from graph_app.intake.graphs.gexf import read_gexf
from graph_app.intake.graphs.graphml import read_graphml
from graph_app.intake.graphs.json_graphs import read_json_graph
from graph_app.intake.graphs.pajek import read_pajek
from graph_app.intake.graphs.tie_rows import CARRIED, HEADER, is_type, rows_of
from graph_app.intake.graphs.xml_tree import local, root_of
from graph_app.intake.merging.draft import Draft, Progress, added_up, join_drafts
from graph_app.intake.own_exports.graphs import own_rows
from graph_app.intake.own_exports.rows import draft_of
from graph_app.intake.project.folder import MAX_FINDINGS
from graph_app.model.errors import TableError
from graph_app.model.messages import Message
from graph_app.model.tables import SOURCES_INSTRUCTION
from graph_app.model.words import slug

_JSON = Message("node-link JSON")
_FORMATS: dict[str, str | Message] = {
    ".gexf": "GEXF",
    ".graphml": "GraphML",
    ".json": _JSON,
    ".cyjs": _JSON,
    ".net": "Pajek",
}
_TYPES = ("type", "relation", "kind", "label", "interaction", "relationship")


def read_graphs(
    paths: Iterable[Path | str],
    progress: Progress | None = None,
    type: str = "",
    kind: str = "",
    today: datetime.date | None = None,
    **_more: object,
) -> Draft:
    """Read graph files.

    Parameters
    ----------
    paths : iterable of path
        ``.gexf``, ``.graphml``, ``.json``, ``.cyjs`` or ``.net``; a file of another name is known
        by its content.
    progress : Progress, optional
        Called as rows are read; may stop the import.
    type : str
        Relation type of ties that name none, e.g. ``sister_city``.
    kind : str
        Kind of nodes that name none; by the type when blank.
    today : datetime.date, optional
        Day of the import.

    Returns
    -------
    Draft
        Nodes named by ``name`` or ``label``, else by their id; ties with the attributes of our
        exports where they are there. What could not be kept is among the findings.

    Raises
    ------
    TableError
        If a file is damaged, declares a document type, or contains no tie.
    """
    day = today or datetime.date.today()
    drafts = [_read_graph(Path(path), progress, type, kind, day) for path in paths]
    if not drafts:
        raise TableError("import: found no file, expected a graph (.gexf, .graphml or .json)")
    return join_drafts(drafts)


def _read_graph(
    path: Path, progress: Progress | None, type: str, kind: str, today: datetime.date
) -> Draft:
    found = load_graph(path, today)
    own = own_rows(found)
    if own is not None:
        draft = draft_of(own)
        if progress is not None:
            progress.step(1.0, draft.read)
        return _with_notes(draft, found)
    _refuse_empty(path.name, found)
    if not type and not any(
        is_type(edge.facts.get(name, "")) for edge in found.edges for name in _TYPES
    ):
        raise TableError(
            "{name}: found ties without a type, expected a type for all of them, such as "
            "sister_city",
            name=path.name,
        )
    given = {"type": type, "from.kind": kind, "to.kind": kind}
    mapping = Mapping(
        slug(path.stem) or "graph",
        {"title": path.name[:300]},
        {meaning: (meaning,) for meaning in HEADER},
        {meaning: value for meaning, value in given.items() if value},
        form=Form(kind="csv", delimiter=","),
    )
    rows = Rows(path.name, HEADER, rows_of(found, type, kind), mapping.form)
    draft = read_table(rows, mapping, progress, today)
    _report_without_ties(found)
    return _with_facts(draft, found)


def _refuse_empty(name: str, found: FoundGraph) -> None:
    if found.edges:
        return
    n, findings = len(found.nodes), found.notes.collected().findings
    none = Message(
        "{name}: found {n:,} nodes and no tie between them, expected ties", name=name, n=n
    )
    if not findings:
        raise TableError(none)
    raise TableError("{none}; first: {first}", none=none, first=findings[0])


def _report_without_ties(found: FoundGraph) -> None:
    """Report the nodes that no tie has: a draft is made of ties."""
    tied = {node for edge in found.edges for node in (edge.source, edge.target)}
    for node in found.nodes:
        if node not in tied:
            what = "group" if node.group else "node"
            name = next(
                (node.facts[key] for key in ("name", "label") if key in node.facts), node.id
            )
            found.notes.add(node.number, what, name, Message("a node with ties; it is left out"))


def _with_facts(draft: Draft, found: FoundGraph) -> Draft:
    """Add what was found in the file to a draft of its ties."""
    frames = dict(draft.frames)
    ties = frames["relations"]
    by_row = {edge.number: edge.facts for edge in found.edges}
    for name in CARRIED:
        cells = [by_row[row].get(name, "") for row in ties["row"].tolist()]
        if any(cells):
            ties = ties.assign(**{name: pd.Series(cells, ties.index, dtype="str")})
    frames["relations"] = ties
    return _with_notes(replace(draft, frames=frames), found)


def _with_notes(draft: Draft, found: FoundGraph) -> Draft:
    notes, refused = found.notes.collected(), found.notes.refused
    findings = (*notes.findings, *draft.findings)
    counts = added_up([draft.counts, notes.counts])
    if len(findings) > MAX_FINDINGS:
        more = len(findings) - MAX_FINDINGS
        counts["findings not listed"] = counts.get("findings not listed", 0) + more
    return replace(
        draft,
        findings=findings[:MAX_FINDINGS],
        read=draft.read + refused,
        rejected=draft.rejected + refused,
        counts=counts,
    )


def load_graph(path: Path | str, today: datetime.date) -> FoundGraph:
    """Read the nodes and edges of a graph file.

    Parameters
    ----------
    path : path
        The file.
    today : datetime.date
        Of values that change with time, the one of this day counts, else the latest.

    Raises
    ------
    TableError
        If the file is no such graph.
    """
    path = Path(path)
    what = _FORMATS.get(path.suffix.lower()) or _format_of(path)
    raw = guards.read_whole(path, what)
    guards.refuse_other_formats(path.name, raw[:4096], what)
    notes = Notes(path.name)
    try:
        if what == _JSON:
            data = parse_json(path.name, guards.decode_utf8(path.name, raw))
            return read_json_graph(data, notes)
        if what == "Pajek":
            return read_pajek(guards.decode_utf8(path.name, raw), notes)
        return _from_xml(raw, notes, what, today)
    except MemoryError:
        raise
    except Exception as error:
        # A damaged file can fail anywhere; whoever reads the message needs the file's name.
        raise named_error(path.name, what, error) from None


def _format_of(path: Path) -> str | Message:
    """Return the format of a file of an unknown ending, by how it begins."""
    start = guards.look_at(path, _JSON, guards.MAX_WHOLE).removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] in (b"{", b"["):
        return _JSON
    if start[:1] == b"<":
        return "GraphML" if b"<graphml" in start or b":graphml" in start else "GEXF"
    if start[:9].lower() == b"*vertices":
        return "Pajek"
    raise TableError(
        "{name}: found the ending {suffix!r}, expected one of {known}",
        name=path.name,
        suffix=path.suffix,
        known=_FORMATS,
    )


def _from_xml(raw: bytes, notes: Notes, what: str | Message, today: datetime.date) -> FoundGraph:
    root = root_of(notes.file, raw)
    name = local(root)
    if name == "gexf":
        found = read_gexf(root, notes, today)
    elif name == "graphml":
        found = read_graphml(root, notes)
    else:
        raise TableError(
            "{name}: found the element {found!r}, expected {expected}",
            name=notes.file,
            found=name[:80],
            expected=what,
        )
    nodes, edges, sources = _counted(raw)
    found.check_counts(nodes, edges)
    if sources:
        found.facts["sources"] = sources
    return found


def _counted(raw: bytes) -> tuple[int, int, str]:
    """Count the nodes and edges of an XML file with another parser than the one that reads it.

    That one leaves instructions out; the one with the sources of an own export is returned as well.
    """
    counts, sources = {"node": 0, "edge": 0}, [""]
    parser = expat.ParserCreate(namespace_separator="}")

    def begun(tag: str, _attributes: object) -> None:
        name = tag.rpartition("}")[2].lower()
        if name in counts:
            counts[name] += 1

    def instructed(target: str, text: str) -> None:
        if target == SOURCES_INSTRUCTION:
            sources.append(text)

    parser.StartElementHandler = begun
    parser.ProcessingInstructionHandler = instructed
    parser.ParseFile(io.BytesIO(raw))
    return counts["node"], counts["edge"], sources[-1]
