"""Graph files to drafts: GEXF, GraphML, node-link JSON; our own exports and others' files."""

import datetime
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeAlias
from xml.etree import ElementTree

import networkx as nx

from graph_app.intake.edges.edge_list import read_table
from graph_app.intake.edges.mapping import TIE_MEANINGS, Mapping
from graph_app.intake.files import guards
from graph_app.intake.files.readers import Form, Rows, named_error, parse_json
from graph_app.intake.files.values import as_text
from graph_app.intake.merging.draft import Draft, Progress, join_drafts
from graph_app.model.errors import TableError
from graph_app.model.kinds import KINDS
from graph_app.model.messages import Message
from graph_app.model.words import slug

Graph: TypeAlias = "nx.Graph[Any]"
_FORMATS: dict[str, str | Message] = {
    ".gexf": "GEXF",
    ".graphml": "GraphML",
    ".json": Message("node-link JSON"),
}
_NODE = ("name", "kind", "country", "latitude", "longitude", "population", "wikidata",
         "short_name", "website", "start", "end")  # fmt: skip
_HEADER = [
    *(f"{end}.{name}" for end in ("from", "to") for name in ("id", *_NODE)),
    *TIE_MEANINGS,
]


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
        ``.gexf``, ``.graphml`` or node-link ``.json``.
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
        exports where they are there.

    Raises
    ------
    TableError
        If a file is damaged, declares a document type, or contains no tie.
    """
    given = {"type": type, "from.kind": kind, "to.kind": kind}
    constants = {meaning: value for meaning, value in given.items() if value}
    drafts = [_read_graph(Path(path), progress, constants, today) for path in paths]
    if not drafts:
        raise TableError("import: found no file, expected a graph (.gexf, .graphml or .json)")
    return join_drafts(drafts)


def _read_graph(
    path: Path,
    progress: Progress | None,
    constants: dict[str, str],
    today: datetime.date | None,
) -> Draft:
    graph = load_graph(path)
    if "type" not in constants and not any("type" in data for *_, data in graph.edges(data=True)):
        raise TableError(
            "{name}: found ties without a type, expected a type for all of them, such as "
            "sister_city",
            name=path.name,
        )
    mapping = Mapping(
        slug(path.stem) or "graph",
        {"title": path.name[:300]},
        {meaning: (meaning,) for meaning in _HEADER},
        constants,
        form=Form(kind="csv", delimiter=","),
    )
    rows = Rows(path.name, _HEADER, _records(graph), mapping.form)
    return read_table(rows, mapping, progress, today)


def load_graph(path: Path | str) -> Graph:
    """Read a graph file as networkx knows it.

    Raises
    ------
    TableError
        If the file is no such graph.
    """
    path = Path(path)
    what = _FORMATS.get(path.suffix.lower())
    if what is None:
        raise TableError(
            "{name}: found the ending {suffix!r}, expected one of {known}",
            name=path.name,
            suffix=path.suffix,
            known=_FORMATS,
        )
    raw = guards.read_whole(path, what)
    guards.refuse_other_formats(path.name, raw[:4096], what)
    try:
        if path.suffix.lower() == ".json":
            return _node_link(path.name, raw)
        guards.refuse_dtd(path.name, io.BytesIO(raw))
        if what == "GEXF":
            return _with_edge_facts(nx.read_gexf(io.BytesIO(raw)), raw)
        return nx.read_graphml(io.BytesIO(raw))
    except MemoryError:
        raise
    except Exception as error:
        # networkx raises whatever its parts raise on a damaged file: KeyError, TypeError ...
        raise named_error(path.name, what, error) from None


def _with_edge_facts(graph: Graph, raw: bytes) -> Graph:
    """Add what networkx writes as attributes of the edge itself and does not read."""
    stated: dict[str | None, dict[str, str | None]] = {}
    for edge in ElementTree.parse(io.BytesIO(raw)).iter():
        if edge.tag.rpartition("}")[2] == "edge":
            facts = {name: edge.get(name) for name in ("type", "start", "end") if edge.get(name)}
            if facts.get("type") in ("directed", "undirected", "mutual"):
                del facts["type"]
            stated[edge.get("id")] = facts
    for *_, data in graph.edges(data=True):
        for name, value in stated.get(str(data.get("id")), {}).items():
            data.setdefault(name, value)
        if "relation" in data:
            # Our own files have the type there, because GEXF has a type of its own.
            data.setdefault("type", data["relation"])
    return graph


def _node_link(name: str, raw: bytes) -> Graph:
    data = parse_json(name, guards.decode_utf8(name, raw))
    if not isinstance(data, dict) or not isinstance(data.get("nodes"), list):
        raise TableError("{name}: found no list of nodes, expected node-link JSON", name=name)
    key = "edges" if "edges" in data else "links"
    ties = data.get(key)
    if not isinstance(ties, list):
        raise TableError("{name}: found no list of edges, expected node-link JSON", name=name)
    # Our own files name the ends "from" and "to", others "source" and "target".
    own = any(isinstance(tie, dict) and "from" in tie and "to" in tie for tie in ties[:1])
    ends = {"source": "from", "target": "to"} if own else {}
    return nx.node_link_graph(data, edges=key, **ends)


def _records(graph: Graph) -> Iterator[tuple[int, list[str]]]:
    nodes = {node: _node_cells(node, data) for node, data in graph.nodes(data=True)}
    for number, (a, b, data) in enumerate(graph.edges(data=True), start=1):
        first, second = _ends(a, b, data)
        tie = [as_text(data.get(name)) for name in TIE_MEANINGS]
        yield number, [*nodes[first], *nodes[second], *tie]


def _ends(a: object, b: object, data: dict[str, object]) -> tuple[object, object]:
    """Return the ends as the tie states them: an undirected graph may swap them."""
    for first, second in (("source", "target"), ("from", "to")):
        stated = data.get(first), data.get(second)
        if stated in ((a, b), (b, a)):
            return stated
    return a, b


def _node_cells(node: object, data: dict[str, object]) -> list[str]:
    lower = {str(name).lower(): value for name, value in data.items()}
    for short, long in (("lat", "latitude"), ("lon", "longitude"), ("lng", "longitude")):
        lower.setdefault(long, lower.get(short))
    given = as_text(node)
    names = (as_text(lower.get(name)) for name in ("name", "label", "title"))
    lower["name"] = next((name for name in names if name), given)
    kind = as_text(lower.get("kind"))
    of_id = given.partition(":")[0] if re.fullmatch(r"[a-z]+:[a-z0-9-]+", given) else ""
    lower["kind"] = kind if kind in KINDS else of_id if of_id in KINDS else ""
    return [given, *(as_text(lower.get(name)) for name in _NODE)]
