"""Graph formats: GraphML, GEXF, Pajek, Cytoscape JSON, node-link JSON."""

import io
import json
import re
from xml.sax.saxutils import escape

import networkx as nx
from PIL import ImageColor

from graph_app.export.bundle import ExportView


def write_graphml(bundle: ExportView) -> bytes:
    """Write GraphML; ``networkx.read_graphml`` gives the same graph back."""
    out = io.BytesIO()
    nx.write_graphml(bundle.networkx(), out, named_key_ids=True, edge_id_from_attribute=None)
    return out.getvalue()


def write_gexf(bundle: ExportView) -> bytes:
    """Write GEXF 1.2 with colours, sizes and positions, so that Gephi opens it as seen.

    References
    ----------
    GEXF working group, https://gexf.net/viz.html
    """
    graph = bundle.networkx()
    for node, data in graph.nodes(data=True):
        data["label"] = data.get("name", node)
    _add_looks(graph, bundle)
    for key, data in ((k, d) for *_, k, d in graph.edges(keys=True, data=True)):
        data["id"] = key
        # GEXF has a source and a target of its own, which an undirected graph may swap.
        data["from"], data["to"] = data.pop("source", ""), data.pop("target", "")
        # Its own type of an edge is "directed" or "undirected".
        data["relation"] = data.pop("type", "")
    out = io.BytesIO()
    nx.write_gexf(graph, out, version="1.2draft")
    about = "; ".join(f"{name}: {value}" for name, value in bundle.about().items())
    meta = f"<description>{escape(about)}</description>".encode()
    written = out.getvalue().replace(b"</creator>", b"</creator>" + meta, 1)
    # networkx writes the day of the clock.
    day = f'lastmodifieddate="{bundle.date}"'.encode()
    return re.sub(rb'lastmodifieddate="[^"]*"', day, written, count=1)


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
    about = list(bundle.about().items())
    elements = {"nodes": list(nodes.values()), "edges": edges}
    return _json({"data": about, "directed": False, "multigraph": True, "elements": elements})


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
