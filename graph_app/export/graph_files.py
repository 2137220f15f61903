"""Graph formats: GraphML, GEXF, Pajek, Cytoscape JSON, node-link JSON."""

import io
import json
import re
from typing import Any
from xml.sax.saxutils import escape

import networkx as nx
from PIL import ImageColor

from graph_app.export.bundle import ExportView
from graph_app.model.dates import first_day, is_partial_date, last_day
from graph_app.model.tables import SOURCES_INSTRUCTION


def write_graphml(bundle: ExportView) -> bytes:
    """Write GraphML; ``networkx.read_graphml`` gives the same graph back."""
    out = io.BytesIO()
    # Keys are numbered: a name that nodes and edges share would be declared twice as an id.
    nx.write_graphml(bundle.networkx(), out, named_key_ids=False, edge_id_from_attribute=None)
    return out.getvalue()


def write_gexf(bundle: ExportView) -> bytes:
    """Write GEXF 1.3 with colours, sizes and positions, so that Gephi opens it as seen.

    Times are whole days, the only form of a date that Gephi reads: ``start`` is the first day that a
    date covers, ``end`` the last. The dates as they are known are the attributes ``since`` and
    ``until``. The sources, for which GEXF has no place, are a processing instruction, which other
    programs pass over.

    References
    ----------
    GEXF working group, GEXF 1.3 Schema, https://gexf.net; W3C, Extensible Markup Language (XML) 1.0,
    2.6 Processing Instructions; Gephi, ``ImporterGEXF`` and ``AttributeUtils.parseDateTime``.
    """
    graph = bundle.networkx()
    sources = graph.graph.pop("sources", "")
    for node, data in graph.nodes(data=True):
        data["label"] = data.get("name", node)
        _set_times(data)
    _add_looks(graph, bundle)
    for key, data in ((k, d) for *_, k, d in graph.edges(keys=True, data=True)):
        data["id"] = key
        # GEXF has a source and a target of its own, which an undirected graph may swap.
        data["from"], data["to"] = data.pop("source", ""), data.pop("target", "")
        # Its own type of an edge is "directed" or "undirected".
        data["relation"] = data.pop("type", "")
        _set_times(data)
    out = io.BytesIO()
    nx.write_gexf(graph, out, version="1.3")
    return _with_meta(out.getvalue(), bundle, sources)


def _set_times(data: dict[str, Any]) -> None:
    """Put whole days where GEXF has its times, and the dates as they are known beside them."""
    for name, known, day in (("start", "since", first_day), ("end", "until", last_day)):
        if name in data:
            data[known] = date = data.pop(name)
            if is_partial_date(date):
                data[name] = day(date).isoformat()


def _with_meta(written: bytes, bundle: ExportView, sources: str) -> bytes:
    about = "; ".join(f"{name}: {value}" for name, value in bundle.about().items())
    meta = f"<description>{escape(about)}</description>".encode()
    written = written.replace(b"</creator>", b"</creator>" + meta, 1)
    # networkx writes the day of the clock.
    day = f'lastmodifieddate="{bundle.date}"'.encode()
    written = re.sub(rb'lastmodifieddate="[^"]*"', day, written, count=1)
    if not sources:
        return written
    # Nothing but its end ends an instruction; in a text of JSON the sign can be escaped.
    text = sources.replace("?>", "?\\u003e")
    return written.replace(b"<gexf", f"<?{SOURCES_INSTRUCTION} {text}?>\n<gexf".encode(), 1)


def _add_looks(graph: nx.MultiGraph, bundle: ExportView) -> None:
    looks: dict[str, dict[str, object]] = {node: {} for node in bundle.view.nodes["id"]}
    if bundle.style is not None:
        for look, colour, size in zip(
            looks.values(), bundle.style.colour, bundle.style.size, strict=True
        ):
            red, green, blue = ImageColor.getrgb(colour)[:3]
            look |= {"color": {"r": red, "g": green, "b": blue, "a": 1.0}, "size": float(size)}
    for node, x, y in bundle.placed():
        # Gephi's y grows upwards, the screen's downwards.
        looks[node]["position"] = {"x": float(x), "y": -float(y), "z": 0.0}
    nx.set_node_attributes(graph, {node: look for node, look in looks.items() if look}, "viz")


def write_pajek(bundle: ExportView) -> bytes:
    """Write a Pajek network.

    Pajek carries names, places and weights only: vertices are node ids, with ``x`` and ``y`` where
    known; edges carry their weight, and parallel ties stay apart. Lines that begin with ``%`` say
    what it is about. ``networkx.read_pajek`` reads it.
    """
    about = [f"% {name}: {_line(value)}" for name, value in bundle.about().items()]
    ids = bundle.view.nodes["id"]
    places = {node: f" {x:g} {y:g} ellipse" for node, x, y in bundle.placed()}
    vertices = (
        f'{at} "{_line(node)}"{places.get(node, "")}' for at, node in enumerate(ids, start=1)
    )
    lines = [*about, f"*Vertices {len(ids)}", *vertices, "*Edges"]
    weights = bundle.view.edges["weight"]
    ends = zip(bundle.view.source + 1, bundle.view.target + 1, weights, strict=True)
    lines += [f"{source} {target} {float(weight):g}" for source, target, weight in ends]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _line(text: str) -> str:
    return " ".join(text.replace('"', "'").split())


def write_node_link(bundle: ExportView) -> bytes:
    """Write node-link JSON.

    Ends are named ``from`` and ``to``, because ``source`` and ``target`` are facts of a tie:
    ``networkx.node_link_graph(data, source="from", target="to", edges="edges")`` gives the same
    graph back.
    """
    data = nx.node_link_data(bundle.networkx(), source="from", target="to", edges="edges")
    return _json(data)


def write_cytoscape(bundle: ExportView) -> bytes:
    """Write Cytoscape.js JSON; positions included where known.

    References
    ----------
    https://js.cytoscape.org/#notation/elements-json
    """
    graph = bundle.networkx()
    nodes: dict[str, dict[str, object]] = {
        node: {"data": {**data, "id": node, "value": node}} for node, data in graph.nodes(data=True)
    }
    for node, x, y in bundle.placed():
        nodes[node]["position"] = {"x": float(x), "y": float(y)}
    edges = [{"data": {**d, "id": k, "key": k}} for *_, k, d in graph.edges(keys=True, data=True)]
    data = {**graph.graph, "name": bundle.title, "shared_name": bundle.title}
    elements = {"nodes": list(nodes.values()), "edges": edges}
    return _json({"data": data, "directed": False, "multigraph": True, "elements": elements})


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
